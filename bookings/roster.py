"""Organisations on duty in the Centre, as residents read it: never a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Window
from django.db.models.functions import DenseRank
from django.utils import timezone

from bookings.models import Bookable, Booking
from bookings.models.querysets import BookingQuerySet
from jcop.hours import WARSAW, Day

State = Booking.State


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one organisation; `warning` says why it is wise to ask before coming."""

    starts_at: datetime
    ends_at: datetime
    organization: str
    help_line: str
    place: str
    phone: str
    state: str
    rank: int
    warning: str = ""
    is_suspended: bool = False

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(WARSAW).date()

    @property
    def is_called_off(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def did_not_happen(self) -> bool:
        return self.state == State.NO_SHOW

    @property
    def is_held(self) -> bool:
        return not (self.is_called_off or self.did_not_happen or self.is_suspended)


@dataclass(frozen=True)
class Roster:
    """Duties in the order of time, and the moment at which somebody looks."""

    duties: list[Duty]
    at: datetime

    @property
    def now(self) -> list[Duty]:
        return [duty for duty in self.duties if duty.is_held and duty.starts_at <= self.at < duty.ends_at]

    @property
    def next(self) -> list[Duty]:
        """Everybody who begins at the next time at which anybody does."""
        coming = [duty for duty in self.duties if duty.is_held and duty.starts_at > self.at]
        return [duty for duty in coming if duty.starts_at == coming[0].starts_at]

    @property
    def by_day(self) -> list[tuple[date, list[Duty]]]:
        return [(day, list(found)) for day, found in groupby(self.duties, lambda duty: duty.day)]

    @property
    def by_organization(self) -> list[tuple[str, list[Duty]]]:
        """In Polish alphabetical order, which PostgreSQL knows."""
        by_name = sorted(self.duties, key=lambda duty: duty.rank)
        return [(name, list(found)) for name, found in groupby(by_name, lambda duty: duty.organization)]


def roster(rows: BookingQuerySet, days: Iterable[Day], at: datetime) -> Roster:
    """The announced duties among `rows`, in one statement; `days` are the Centre's, for warnings."""
    warnings = {day.date: day for day in days if day.is_closed}
    found = (
        rows.duties()
        .announced()
        .filter(items__bookable__kind__in=[Bookable.Kind.DUTY, Bookable.Kind.ROOM])
        .annotate(rank=Window(DenseRank(), order_by="organization__name"))
        .order_by("starts_at", "rank", "pk")
        .values_list(
            "starts_at",
            "ends_at",
            "organization__name",
            "organization__is_listed",
            "organization__public_phone",
            "public_title",
            "items__bookable__name",
            "state",
            "rank",
        )
    )
    duties = []
    for starts_at, ends_at, name, is_listed, phone, help_line, place, state, rank in found:
        day = warnings.get(timezone.localdate(starts_at))
        duties.append(
            Duty(
                starts_at,
                ends_at,
                name,
                help_line,
                place,
                phone if is_listed else "",
                state,
                rank,
                _warning(day),
                day is not None and day.is_suspended,
            )
        )
    return Roster(duties, at)


def _warning(day: Day | None) -> str:
    if day is None:
        return ""
    how = "działalność Centrum jest zawieszona" if day.is_suspended else "Centrum jest nieczynne"
    return f"w tym dniu {how}, przed przyjściem prosimy o telefon"
