"""When the Centre is open. Pure: one ranking answers for pages, bookings and feeds alike.

For a day the first match wins: an override published after the suspension in force; that
suspension; an override of at most 7 days; a statutory day off (closed); a longer override (the
shortest, then the newest); the pattern (the newest start); otherwise unknown: „proszę zadzwonić”.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from operator import attrgetter
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from jcop.workdays import ORDINARY_SUNDAY, DayOff, statutory_day_off

WARSAW = ZoneInfo("Europe/Warsaw")
SHORT_OVERRIDE_DAYS = 7


@dataclass(frozen=True, order=True)
class Span:
    """Open from `opens` to `closes`, half-open, in Warsaw wall-clock time of one day."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens.hour}:{self.opens:%M}–{self.closes.hour}:{self.closes:%M}"


@dataclass(frozen=True)
class Period:
    """A published period as a plain value; dates are inclusive, no `valid_until` means until revoked."""

    PATTERN: ClassVar = "pattern"
    OVERRIDE: ClassVar = "override"
    SUSPENSION: ClassVar = "suspension"

    kind: str
    valid_from: date
    valid_until: date | None
    published_at: datetime | None
    reason: str
    spans: tuple[tuple[int, Span], ...]

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def length(self) -> int:
        """Days from first to last, both counted; very many when there is no last day."""
        return ((self.valid_until or date.max) - self.valid_from).days + 1

    def spans_on(self, day: date) -> tuple[Span, ...]:
        return tuple(sorted(span for weekday, span in self.spans if weekday == day.weekday()))


@dataclass(frozen=True)
class Day:
    """What is known about one day: its spans (none: closed), why, or that nothing is known."""

    date: date
    spans: tuple[Span, ...] = ()
    reason: str = ""
    is_known: bool = True

    @property
    def is_closed(self) -> bool:
        return self.is_known and not self.spans


State = Literal["open", "closed", "unknown"]


def _ranked(periods: Iterable[Period], day: date, day_off: DayOff) -> Period | str | None:
    """The period that rules `day`, or the name of the statutory day off that does, or None."""
    covering = [p for p in periods if p.published_at and p.covers(day)]
    overrides = sorted(
        (p for p in covering if p.kind == Period.OVERRIDE),
        key=lambda p: (p.length, -p.published_at.timestamp()),  # type: ignore[union-attr]
    )
    suspensions = (p for p in covering if p.kind == Period.SUSPENSION)
    suspension = max(suspensions, key=attrgetter("published_at"), default=None)
    if suspension:
        later = (p for p in overrides if p.published_at > suspension.published_at)  # type: ignore[operator]
        return next(later, suspension)
    if overrides and overrides[0].length <= SHORT_OVERRIDE_DAYS:
        return overrides[0]
    # An ordinary Sunday is no reason to overrule hours that somebody has entered for Sundays.
    if (name := day_off(day)) and name != ORDINARY_SUNDAY:
        return name
    if overrides:
        return overrides[0]
    patterns = (p for p in covering if p.kind == Period.PATTERN)
    return max(patterns, key=lambda p: (p.valid_from, p.published_at), default=None)


def hours_on(day: date, periods: Iterable[Period], day_off: DayOff = statutory_day_off) -> Day:
    """Hours of `day` under `periods` (unpublished ones are passed over)."""
    ruling = _ranked(periods, day, day_off)
    if ruling is None:
        return Day(day, is_known=False)
    if isinstance(ruling, str):
        return Day(day, reason=ruling)
    spans = () if ruling.kind == Period.SUSPENSION else ruling.spans_on(day)
    return Day(day, spans, ruling.reason)


def week_of(day: date, periods: list[Period], day_off: DayOff = statutory_day_off) -> list[Day]:
    """Monday to Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return [hours_on(monday + timedelta(days=n), periods, day_off) for n in range(7)]


def state_at(moment: datetime, day: Day) -> State:
    """Is the Centre open at `moment` (aware)? `day` holds the hours of its Warsaw date."""
    clock = moment.astimezone(WARSAW).time()
    if not day.is_known:
        return "unknown"
    return "open" if any(span.opens <= clock < span.closes for span in day.spans) else "closed"


def openings(days: Iterable[Day]) -> Iterator[tuple[datetime, datetime]]:
    """Every open stretch of `days` as aware instants, half-open, in order of the days."""
    for day in days:
        for span in day.spans:
            yield (
                datetime.combine(day.date, span.opens, WARSAW),
                datetime.combine(day.date, span.closes, WARSAW),
            )


@dataclass(frozen=True)
class Now:
    """The answer at the door: open until when, or closed until when, or unknown."""

    state: State
    until: datetime | None
    reason: str = ""


def now_at(moment: datetime, days: list[Day]) -> Now:
    """Open, closed or unknown at `moment`; `days` start with its Warsaw date, in order.

    When closed, `until` is the next opening among `days`, if there is one before an unknown day.
    """
    today, *_ = days
    state = state_at(moment, today)
    if state == "unknown":
        return Now("unknown", None)
    for starts, ends in openings(takewhile(attrgetter("is_known"), days)):
        if starts <= moment < ends:
            return Now("open", ends)
        if starts > moment:
            return Now("closed", starts, today.reason)
    return Now("closed", None, today.reason)
