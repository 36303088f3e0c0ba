"""A page to look at, as it is told to a browser in another process: without Django."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """One page to look at, as it can be handed to another process."""

    role: str
    name: str
    path: str
    form: int = -1
    typed: str = ""
    errors: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        return (
            "" if self.form < 0 else f"form {self.form + 1} sent {'with nonsense' if self.typed else 'empty'}"
        )

    @property
    def title(self) -> str:
        return f"{self.name} ({self.role}) {self.path} {self.state}".strip()
