"""The grammar of state changes: a verb moves its owner by one conditional UPDATE, or not at all."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models

from jcop.history import became, is_told_to_staff


class IllegalMove(ValidationError):
    """The object is no longer in a state from which this move is allowed; the message is for people.

    It says what happened meanwhile, when, and who did it: a name is told to staff only.
    """

    def __init__(self, subject: "Stateful", *, to_staff: bool | None = None) -> None:
        subject.refresh_from_db(fields=["state"])
        happened = became(subject, with_name=is_told_to_staff() if to_staff is None else to_staff)
        super().__init__(f"Tej czynności nie można już wykonać: {happened}.", code="illegal_move")


class Stateful(models.Model):
    """A model with a `state` that only its verbs change, each along an edge of `SOURCES`."""

    SOURCES: ClassVar[dict[str, frozenset[str]]]

    class Meta:
        abstract = True

    def _move(self, to: str, **fields: Any) -> Self:
        """Move to state `to` and set `fields` in one statement; IllegalMove when somebody was first."""
        moved = (
            type(self)._base_manager.filter(pk=self.pk, state__in=self.SOURCES[to]).update(state=to, **fields)
        )
        if not moved:
            raise IllegalMove(self)
        for name, value in {"state": to, **fields}.items():
            setattr(self, name, value)
        return self

    def may_move(self, to: str) -> bool:
        return self.state in self.SOURCES[to]  # type: ignore[attr-defined]
