"""The checks of the house, and how some are run together and some in turn."""

import os
import secrets
import shlex
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from subprocess import STDOUT
from tempfile import TemporaryFile
from typing import Any, NamedTuple, Self

from jcop.make.postgres import environment
from jcop.make.processes import Failure, child, finish
from jcop.ops.database import ROOT, Cluster

CLUSTER = Cluster("test")


class Check(NamedTuple):
    """What is true when the command succeeds with these settings, which are shown by their description."""

    title: str
    command: str
    settings: dict[str, str] = {}
    described: str = ""

    def of(self, whole: str, parts: Iterable[str]) -> Self:
        """The same check, not of the `whole` that its command ends with but of these parts of it."""
        return self._replace(command=f"{self.command.removesuffix(whole)}{shlex.join(parts)}")

    def __str__(self) -> str:
        return f"{self.title}: {self.command}{self.described}"

    @property
    def alone(self) -> str:
        """What to type to repeat it."""
        settings = "".join(f"{name}={shlex.quote(value)} " for name, value in self.settings.items())
        prefix = f"env {settings}" if settings else ""
        return f".venv/bin/python -m jcop.make.postgres test {prefix}{self.command}"


PRODUCTION = {
    "DATABASE_URL": CLUSTER.url,
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "TRUSTED_PROXY_COUNT": "1",
}
# One more than there are cores: some tests wait for a lock, a server or a process.
WORKERS = f"-n {len(os.sched_getaffinity(0)) + 1} --dist worksteal"
SLOWEST = "--durations 15 --durations-min 1"
PYTHON_FORMAT = Check("Python is formatted", "ruff format --check")
PYTHON_LINT = Check("Python has no lint", "ruff check")
PAGE_FORMAT = Check("Templates are formatted", "djlint --check templates")
PAGE_LINT = Check("Templates have no lint", "djlint --lint templates")
TYPES = Check("Types fit", "mypy .")
IMPORTS = Check("Imports look down", "lint-imports")
MIGRATIONS = Check("Migrations are complete", "python manage.py makemigrations --check --dry-run")
SAFE = Check(
    "Production settings are safe",
    "python manage.py check --deploy --fail-level WARNING",
    PRODUCTION,
    " (with settings as in production)",
)


def together(checks: Sequence[Check], beside: Check | None = None) -> None:
    """Run them all at once, `beside` with its output as it comes; refuse after the last has ended.

    Of the others only those that fail show what they have printed.
    """
    failed = []
    begun = time.monotonic()
    with ExitStack() as stack:
        outputs = [stack.enter_context(TemporaryFile("w+")) for _ in checks]
        running = [
            stack.enter_context(
                child(shlex.split(check.command), **options(check), stdout=output, stderr=STDOUT)
            )
            for check, output in zip(checks, outputs, strict=True)
        ]
        if beside and not succeeds(beside):
            failed.append(beside)
        for check, process, output in zip(checks, running, outputs, strict=True):
            succeeded = process.wait() == 0
            print(f"{'passed' if succeeded else 'FAILED'}  {check}", flush=True)
            if not succeeded:
                failed.append(check)
                output.seek(0)
                print(output.read(), flush=True)
    print(f"    {len(checks)} checks at once: {time.monotonic() - begun:.1f} s", flush=True)
    if failed:
        raise Failure("\nTo repeat what failed:\n" + "\n".join(f"  {check.alone}" for check in failed))


def in_turn(check: Check) -> None:
    """Run it with its output as it comes, and refuse if it fails."""
    if not succeeds(check):
        raise Failure(f"\nFailed: {check.title}. To repeat it: {check.alone}")


def succeeds(check: Check) -> bool:
    """Run it with its output as it comes."""
    print(f"\n{check}", flush=True)
    begun = time.monotonic()
    code = finish(check.command.split(), **options(check))
    print(f"    {time.monotonic() - begun:.1f} s\n", flush=True)
    return code == 0


def options(check: Check) -> dict[str, Any]:
    """Where it runs, and with which settings."""
    return {"cwd": ROOT, "env": environment(CLUSTER) | check.settings}
