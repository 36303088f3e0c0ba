"""When is something free? PostgreSQL answers with ranges, in one statement for all things and days.

A time is free when enough pieces are: for each piece, the opening hours less what is taken (widened
by the buffers of the thing) leave the starts at which it could be taken for the whole length. The
starts of all pieces are then counted over each other, so that the same pieces stay free throughout.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from bookings.models import Bookable, Thing
from bookings.models.wishes import bookable_days
from jcop.hours import WARSAW, Day, openings
from jcop.models import PersonsLimit
from jcop.timetable import Timetable

DAYS_AROUND = 14
SQL = """
WITH opening AS (SELECT span FROM unnest(%(openings)s::tstzrange[]) AS span),
wanted AS (
    SELECT * FROM unnest(%(bookables)s::bigint[], %(quantities)s::int[]) AS w (bookable_id, quantity)
),
unit AS (
    SELECT b.id, u.resource_id,
        b.minutes_before * interval '1 minute' AS before, b.minutes_after * interval '1 minute' AS after,
        CASE b.takes WHEN 'all' THEN count(*) OVER (PARTITION BY b.id) ELSE w.quantity END AS needed
    FROM wanted w JOIN bookings_bookable b ON b.id = w.bookable_id
    JOIN bookings_bookable_units u ON u.bookable_id = b.id
),
busy AS (
    SELECT unit.id, unit.resource_id,
        range_agg(tstzrange(lower(a.during) - unit.after, upper(a.during) + unit.before)) AS spans
    FROM unit JOIN bookings_allocation a ON a.resource_id = unit.resource_id
        AND a.during && tstzrange(%(first)s - unit.before, %(last)s + unit.after)
    GROUP BY unit.id, unit.resource_id
),
free AS (
    SELECT unit.id, unit.needed, lower(gap) AS first_start, upper(gap) - %(length)s AS last_start
    FROM unit LEFT JOIN busy USING (id, resource_id) CROSS JOIN opening
    CROSS JOIN LATERAL unnest(
        tstzmultirange(opening.span) - coalesce(busy.spans, '{}'::tstzmultirange)
    ) AS gap
    WHERE upper(gap) - lower(gap) >= %(length)s
),
turn AS (
    SELECT id, needed, first_start AS moment, 1 AS change FROM free
    UNION ALL
    SELECT id, needed, last_start, -1 FROM free
),
level AS (
    SELECT *, sum(change) OVER (
        PARTITION BY id ORDER BY moment, change DESC ROWS UNBOUNDED PRECEDING
    ) AS pieces
    FROM turn
),
edge AS (
    SELECT id, change, moment, lead(moment) OVER (PARTITION BY id ORDER BY moment, change DESC) AS until
    FROM level
    WHERE (change = 1 AND pieces = needed) OR (change = -1 AND pieces = needed - 1)
)
SELECT id, moment, until FROM edge WHERE change = 1 ORDER BY moment, id
"""


@dataclass(frozen=True)
class Starts:
    """A use may start at `first`, at `last`, or at any moment between."""

    first: datetime
    last: datetime

    def nearest(self, moment: datetime) -> datetime:
        return min(max(moment, self.first), self.last)


@dataclass(frozen=True)
class FreeTime:
    """A thing that is free from `starts_at` to `ends_at`, at least as long as it is wanted."""

    bookable: Bookable
    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    def until(self, length: timedelta) -> datetime:
        return self.starts_at + length


def free_starts(things: Sequence[Thing], length: timedelta, days: Iterable[Day]) -> dict[int, list[Starts]]:
    """When each of the things could be taken for `length` in the hours of `days`, by its id."""
    found: dict[int, list[Starts]] = {thing.bookable.pk: [] for thing in things}
    spans = [DateTimeTZRange(opens, closes) for opens, closes in openings(days)]
    if not spans or not things:
        return found
    asked: dict[str, Any] = {
        "openings": spans,
        "bookables": [thing.bookable.pk for thing in things],
        "quantities": [thing.quantity for thing in things],
        "first": spans[0].lower,
        "last": spans[-1].upper,
        "length": length,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, asked)
        for bookable, first, last in cursor.fetchall():
            found[bookable].append(Starts(first, last))
    return found


def free_times(
    things: Sequence[Thing],
    *,
    length: timedelta,
    persons: int,
    first: date,
    last: date,
    weekdays: Iterable[int] = range(7),
) -> list[FreeTime]:
    """Each of the things by itself, on the chosen weekdays between two days, in order of time."""
    chosen = set(weekdays)
    days = [day for day in _days_for(things, persons, first, last) if day.date.weekday() in chosen]
    starts = free_starts(things, length, days)
    found = [
        FreeTime(thing.bookable, span.first, span.last + length)
        for thing in things
        for span in starts[thing.bookable.pk]
    ]
    return sorted(found, key=lambda free: (free.starts_at, free.bookable.name))


def nearest_times(
    things: Sequence[Thing], *, starts_at: datetime, length: timedelta, persons: int, at: datetime
) -> list[datetime]:
    """On the three nearest days that would do, the start nearest to the hour wanted; all things together."""
    around, (first, last) = timedelta(days=DAYS_AROUND), bookable_days(at)
    asked = min(max(timezone.localdate(starts_at), first), last)
    days = _days_for(things, persons, max(first, asked - around), min(last, asked + around))
    together: list[Starts] | None = None
    for spans in free_starts(things, length, days).values():
        together = spans if together is None else common(together, spans)
    wanted = timezone.localtime(starts_at)
    by_day: dict[date, tuple[timedelta, datetime]] = {}
    for span in together or []:
        day = timezone.localdate(span.first)
        same_hour = datetime.combine(day, wanted.time(), WARSAW)
        moment = span.nearest(same_hour)
        found = abs(moment - same_hour), moment
        by_day[day] = min(by_day.get(day, found), found)
    nearest = sorted(by_day, key=lambda day: (abs(day - wanted.date()), day))[:3]
    return [by_day[day][1] for day in sorted(nearest)]


def common(one: list[Starts], other: list[Starts]) -> list[Starts]:
    pairs = ((max(a.first, b.first), min(a.last, b.last)) for a in one for b in other)
    return [Starts(first, last) for first, last in pairs if first <= last]


def _days_for(things: Sequence[Thing], persons: int, first: date, last: date) -> list[Day]:
    """The days between two, without those on which house rules let fewer persons in."""
    if last < first or not things:
        return []
    limits = PersonsLimit.objects.filter(
        Q(rules__valid_until=None) | Q(rules__valid_until__gte=first),
        rules__valid_from__lte=last,
        use=things[0].bookable.kind,
        persons__lt=persons,
    ).values_list("rules__valid_from", "rules__valid_until")
    strict = [(start, end or date.max) for start, end in limits]
    days = Timetable.between(first, last).days
    return [day for day in days if not any(start <= day.date <= end for start, end in strict)]
