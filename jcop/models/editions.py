"""How the versions of a paper stand to each other on a day. Pure: it is given the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from jcop.opening.wording import full_date

if TYPE_CHECKING:
    from jcop.models.documents import DocumentVersion

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Edition:
    """A version as it stands on a day: in force, to come, or replaced on the day `then` by the next one."""

    version: "DocumentVersion"
    day: date
    then: date | None

    @classmethod
    def on(cls, day: date, versions: Iterable["DocumentVersion"]) -> list[Self]:
        """All of them, the latest first; of two that begin on one day the one put up later counts."""
        latest = sorted(versions, key=lambda one: (one.valid_from, one.number), reverse=True)
        begins = [None, *(one.valid_from for one in latest)]
        return [cls(one, day, then) for one, then in zip(latest, begins, strict=False)]

    @property
    def is_to_come(self) -> bool:
        return self.version.valid_from > self.day

    @property
    def is_over(self) -> bool:
        return self.then is not None and self.then <= self.day

    @property
    def is_in_force(self) -> bool:
        return not (self.is_to_come or self.is_over)

    @property
    def words(self) -> str:
        """„obowiązuje od 1 marca 2026 r.”, „nie obowiązuje (od … do …)”."""
        since = full_date(self.version.valid_from)
        if self.is_to_come:
            return f"będzie obowiązywać od {since}"
        if self.then is None:
            return f"obowiązuje od {since}"
        until = full_date(self.then - ONE_DAY)
        if not self.is_over:
            return f"obowiązuje od {since} do {until}"
        if self.then <= self.version.valid_from:
            return "nie obowiązuje, zastąpiono ją tego samego dnia"
        return f"nie obowiązuje (obowiązywała od {since} do {until})"
