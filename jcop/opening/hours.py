"""When the Centre is open. Pure: one ranking answers for pages, bookings and feeds alike.

For a day the first match wins: an override published after the suspension in force; that
suspension; an override of at most 7 days (of several the newest: what was planned last holds); a
statutory day off (closed); a longer override (the shortest, then the newest); the pattern (the
newest start); otherwise unknown: „proszę zadzwonić”.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import takewhile
from operator import attrgetter
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from jcop.opening.workdays import ORDINARY_SUNDAY, DayOff, statutory_day_off

WARSAW = ZoneInfo("Europe/Warsaw")
SHORT_OVERRIDE_DAYS = 7
ONE_DAY, ONE_HOUR = timedelta(days=1), timedelta(hours=1)


def midnight(day: date) -> datetime:
    """The beginning of a Warsaw day."""
    return datetime.combine(day, time(), WARSAW)


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
    note: str = ""
    contact: str = ""
    is_by_phone: bool = False

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @cached_property
    def length(self) -> int:
        """Days from first to last, both counted; very many when there is no last day."""
        return ((self.valid_until or date.max) - self.valid_from).days + 1

    @property
    def is_short(self) -> bool:
        return self.length <= SHORT_OVERRIDE_DAYS

    @cached_property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """The spans of each weekday, from Monday."""
        return tuple(tuple(sorted(span for day, span in self.spans if day == n)) for n in range(7))

    def spans_of(self, weekday: int) -> tuple[Span, ...]:
        return self.week[weekday]


@dataclass(frozen=True)
class Day:
    """What is known about one day: its spans (none: closed), why it is closed, or that nothing is known."""

    date: date
    spans: tuple[Span, ...] = ()
    reason: str = ""
    is_known: bool = True
    period: Period | None = field(default=None, compare=False, repr=False)

    @property
    def is_closed(self) -> bool:
        return self.is_known and not self.spans

    @property
    def is_suspended(self) -> bool:
        return self.period is not None and self.period.kind == Period.SUSPENSION

    @property
    def is_usual(self) -> bool:
        """Ruled by the pattern that holds from week to week."""
        return self.period is not None and self.period.kind == Period.PATTERN

    @property
    def is_by_phone(self) -> bool:
        return self.period is not None and self.period.is_by_phone and bool(self.spans)


State = Literal["open", "closed", "unknown"]


@dataclass(frozen=True)
class _Rulers:
    """Who rules a stretch of days: `firm` on statutory days off too, `usual` on all others."""

    firm: Period | None
    usual: Period | None


def _precedence(override: Period) -> tuple[object, ...]:
    """Smallest first; what follows the rule only makes two publications of one moment distinct."""
    stamp = override.published_at.timestamp()  # type: ignore[union-attr]
    ranks = (False, -stamp, override.length) if override.is_short else (True, override.length, -stamp)
    return (*ranks, *_content(override))


def _content(period: Period) -> tuple[object, ...]:
    return (period.valid_from, period.spans, period.reason, period.note, period.contact, period.is_by_phone)


def _rulers(covering: list[Period]) -> _Rulers:
    overrides = sorted((p for p in covering if p.kind == Period.OVERRIDE), key=_precedence)
    suspensions = [p for p in covering if p.kind == Period.SUSPENSION]
    if suspensions:
        suspension = max(suspensions, key=lambda p: (p.published_at, *_content(p)))
        later = (p for p in overrides if p.published_at > suspension.published_at)  # type: ignore[operator]
        return _Rulers(next(later, suspension), None)
    if overrides:
        first = overrides[0]
        return _Rulers(first, None) if first.is_short else _Rulers(None, first)
    patterns = (p for p in covering if p.kind == Period.PATTERN)
    newest = max(patterns, key=lambda p: (p.valid_from, p.published_at, *_content(p)), default=None)
    return _Rulers(None, newest)


def _ruled(day: date, rulers: _Rulers, day_off: DayOff) -> Day:
    name = day_off(day)
    # An ordinary Sunday is no reason to overrule hours that somebody has entered for Sundays.
    holiday = name if name and name != ORDINARY_SUNDAY else ""
    if holiday and rulers.firm is None:
        return Day(day, reason=holiday)
    period = rulers.firm or rulers.usual
    if period is None:
        return Day(day, is_known=False)
    spans = () if period.kind == Period.SUSPENSION else period.spans_of(day.weekday())
    return Day(day, spans, "" if spans else period.reason or holiday, period=period)


def days_between(
    first: date, last: date, periods: Iterable[Period], day_off: DayOff = statutory_day_off
) -> list[Day]:
    """Every day from `first` to `last`, both counted, under `periods` (unpublished ones are passed over)."""
    waiting = sorted(
        (p for p in periods if p.published_at and p.valid_from <= last),
        key=attrgetter("valid_from"),
        reverse=True,
    )
    covering: list[Period] = []
    days = []
    day, turn = first, first
    while day <= last:
        if day == turn:
            while waiting and waiting[-1].valid_from <= day:
                covering.append(waiting.pop())
            covering = [p for p in covering if p.covers(day)]
            ends = [p.valid_until for p in covering if p.valid_until and p.valid_until < last]
            starts = [waiting[-1].valid_from] if waiting else []
            turn = min([*(end + ONE_DAY for end in ends), *starts], default=day)
            rulers = _rulers(covering)
        days.append(_ruled(day, rulers, day_off))
        if day == date.max:
            break
        day += ONE_DAY
    return days


def hours_on(day: date, periods: Iterable[Period], day_off: DayOff = statutory_day_off) -> Day:
    """Hours of `day` under `periods`."""
    return days_between(day, day, periods, day_off)[0]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(day: date, periods: Iterable[Period], day_off: DayOff = statutory_day_off) -> list[Day]:
    """Monday to Sunday of the week that holds `day`."""
    monday = monday_of(day)
    return days_between(monday, monday + timedelta(days=6), periods, day_off)


def state_at(moment: datetime, day: Day) -> State:
    """Is the Centre open at `moment` (aware)? `day` holds the hours of its Warsaw date."""
    clock = moment.astimezone(WARSAW).time()
    if not day.is_known:
        return "unknown"
    return "open" if any(span.opens <= clock < span.closes for span in day.spans) else "closed"


def _clock_steps(day: date) -> list[tuple[datetime, datetime, timedelta]]:
    """The stretches of `day` in which Warsaw's clock runs evenly: from, to (UTC) and its lead over UTC."""
    starts = datetime.combine(day, time(), WARSAW)
    ends = datetime.combine(day + ONE_DAY, time(), WARSAW)
    before, after = _lead(starts), _lead(ends)
    starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    if before == after:
        return [(starts, ends, before)]
    turn = starts
    while _lead(turn.astimezone(WARSAW)) == before:
        turn += ONE_HOUR
    return [(starts, turn, before), (turn, ends, after)]


def _lead(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def openings(days: Iterable[Day]) -> Iterator[tuple[datetime, datetime]]:
    """Every open stretch of `days` as instants in UTC, half-open, in order of the days.

    Exactly the instants at which Warsaw's clock stands within a span: when the clock is changed, a
    span of an hour that is left out opens nothing, and one of an hour that comes twice opens twice.
    """
    for day in days:
        steps = _clock_steps(day.date) if day.spans else []
        for span in day.spans:
            opens, closes = (datetime.combine(day.date, clock, UTC) for clock in (span.opens, span.closes))
            stretches: list[tuple[datetime, datetime]] = []
            for starts, ends, lead in steps:
                begin, end = max(starts, opens - lead), min(ends, closes - lead)
                if begin < end and stretches and stretches[-1][1] == begin:
                    stretches[-1] = (stretches[-1][0], end)
                elif begin < end:
                    stretches.append((begin, end))
            yield from stretches


@dataclass(frozen=True)
class Now:
    """The answer at the door: open until when, or closed until when, or unknown."""

    state: State
    until: datetime | None
    reason: str = ""
    is_suspended: bool = False


def now_at(moment: datetime, days: Sequence[Day]) -> Now:
    """Open, closed or unknown at `moment`; `days` start with its Warsaw date, in order.

    When closed, `until` is the next opening among `days`, if there is one before an unknown day.
    """
    today = days[0]
    state = state_at(moment, today)
    if state == "unknown":
        return Now("unknown", None)
    instant = moment.astimezone(UTC)
    until = None
    for starts, ends in openings(takewhile(attrgetter("is_known"), days)):
        if starts <= instant < ends:
            return Now("open", ends)
        # A day of two equal hours may list a span's second turn before another span's first.
        if starts > instant and (until is None or starts < until):
            until = starts
            if starts.date() > today.date:
                break
    return Now("closed", until, today.reason, today.is_suspended)
