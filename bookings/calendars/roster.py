"""Organisations on duty in the Centre, as residents read it: never a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, Exists, Func, OuterRef, Q, Value, When, Window
from django.db.models.functions import DenseRank
from django.utils import timezone

from bookings.models import Bookable, Booking
from bookings.models.booking_table import RELEASED
from bookings.models.bookings import BookingQuerySet
from jcop.opening.hours import ONE_DAY, WARSAW, Day, midnight

State = Booking.State
TIMES = ArrayField(DateTimeRangeField())
# A duty that was moved further back than this is not looked for.
FARTHEST = timedelta(days=92)


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
    # It was announced for this time and then put to another; its place is that of now.
    is_moved: bool = False
    moved_to: tuple[datetime, datetime] | None = None

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
        return not (self.is_called_off or self.did_not_happen or self.is_suspended or self.is_moved)


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


def roster(
    rows: BookingQuerySet, days: Iterable[Day], at: datetime, *, left: tuple[date, date] | None = None
) -> Roster:
    """The announced duties among `rows`, in one statement; `days` are the Centre's, for warnings.

    With the days `left`, also the times on them from which duties were moved after they had been announced.
    """
    warnings = {day.date: day for day in days if day.is_closed}
    told = rows.duties().announced()
    alone = told.annotate(is_told=Value(value=True), left=Value([], output_field=TIMES))
    found = (
        (_with_moved(told, *left) if left else alone)
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
            "is_told",
            "left",
        )
    )
    duties: list[Duty] = []
    for starts_at, ends_at, name, is_listed, phone, help_line, place, state, rank, is_told, before in found:
        day = warnings.get(timezone.localdate(starts_at))
        duty = Duty(
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
        duties += [duty] if is_told else []
        duties += [_moved(duty, time) for time in before]
    return Roster(sorted(duties, key=lambda duty: (duty.starts_at, duty.rank)) if left else duties, at)


def _with_moved(told: BookingQuerySet, first: date, last: date) -> Any:
    """Duties that are told of, and those that were moved from a time on these days of which was told."""
    events = Booking.pgh_event_model._base_manager.filter(  # type: ignore[attr-defined]
        pgh_obj=OuterRef("pk"),
        state=State.CONFIRMED,
        starts_at__gte=midnight(first),
        starts_at__lt=midnight(last + ONE_DAY),
    ).exclude(starts_at=OuterRef("starts_at"))
    span = Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField())
    times = events.order_by().annotate(span=span).values("span").distinct()
    recent = Booking.objects.duties().filter(starts_at__gte=midnight(first - FARTHEST))
    return recent.filter(Q(pk__in=told.values("pk")) | Exists(events)).annotate(
        is_told=Case(When(pk__in=told.values("pk"), then=Value(value=True)), default=Value(value=False)),
        left=ArraySubquery(times),
    )


def _moved(duty: Duty, time: DateTimeTZRange) -> Duty:
    """What is said at the time that the duty left: where it went, if that is known and still holds."""
    is_off = duty.state in RELEASED
    is_agreed = duty.state not in {*RELEASED, State.REQUESTED, State.PROPOSED}
    return replace(
        duty,
        starts_at=time.lower,
        ends_at=time.upper,
        state=State.CANCELLED if is_off else State.CONFIRMED,
        warning="",
        is_suspended=False,
        is_moved=not is_off,
        moved_to=(duty.starts_at, duty.ends_at) if is_agreed else None,
    )


def _warning(day: Day | None) -> str:
    if day is None:
        return ""
    how = "działalność Centrum jest zawieszona" if day.is_suspended else "Centrum jest nieczynne"
    return f"w tym dniu {how}, przed przyjściem prosimy o telefon"
