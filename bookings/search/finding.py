"""When is something free? PostgreSQL answers with ranges, in one statement for all things and days.

A time is free when enough pieces are: for each piece, the hours in which it is booked less what is
taken (widened by the buffers of the thing) leave the starts at which it could be taken for the whole
length. The starts of all pieces are then counted over each other, so that the same pieces stay free
throughout. Days on which house rules let fewer persons in, and those for which no agreement of the
organisation grants the right, are left out. Beside each start stands what the organisation has of that
week, which its weekly limit counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from bookings.models import Bookable, Thing
from bookings.models.ground import Ground
from bookings.models.places import Week, bookable_day, own_weeks
from bookings.models.quota import COUNTED, has_room
from bookings.models.wishes import bookable_days
from jcop.centre.timetable import Timetable
from jcop.models import Centre
from jcop.opening.hours import WARSAW, Day, monday_of, openings
from organizations.models import Organization

DAYS_AROUND = 14
SQL = """
WITH opening AS (
    SELECT o.* FROM unnest(%(weeks)s::int[], %(openings)s::tstzrange[]) AS o (week, span)
    WHERE NOT EXISTS (
        SELECT FROM jcop_personslimit l JOIN jcop_houserules r ON r.id = l.rules_id
        WHERE l.use = %(use)s AND l.persons < %(persons)s
        AND (lower(o.span) AT TIME ZONE 'Europe/Warsaw')::date
            BETWEEN r.valid_from AND coalesce(r.valid_until, 'infinity')
    )
),
wanted AS (
    SELECT * FROM unnest(%(bookables)s::bigint[], %(quantities)s::int[], %(weeks_of)s::int[])
        AS w (bookable_id, quantity, week)
),
unit AS (
    SELECT b.id, w.week, u.resource_id,
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
    FROM unit LEFT JOIN busy USING (id, resource_id) JOIN opening USING (week)
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
),
had AS (
    SELECT date_trunc('week', starts_at AT TIME ZONE 'Europe/Warsaw') AS week,
        sum(ends_at - starts_at) AS taken
    FROM bookings_booking
    WHERE organization_id = %(organization)s AND holds AND kind = ANY (%(counted)s)
        AND starts_at BETWEEN %(first)s - interval '8 days' AND %(last)s + interval '8 days'
    GROUP BY week
)
SELECT id, moment, until, coalesce(had.taken, interval '0')
FROM edge LEFT JOIN had ON had.week = date_trunc('week', moment AT TIME ZONE 'Europe/Warsaw')
WHERE change = 1 ORDER BY moment, id
"""


@dataclass(frozen=True)
class Starts:
    """A use may start at `first`, at `last`, or at any moment between."""

    first: datetime
    last: datetime
    # What the organisation that asks has of that week already.
    taken: timedelta = timedelta()

    def nearest(self, moment: datetime) -> datetime:
        return min(max(moment, self.first), self.last)


@dataclass(frozen=True)
class FreeTime:
    """A thing that is free from `starts_at` to `ends_at`, at least as long as it is wanted."""

    bookable: Bookable
    starts_at: datetime
    ends_at: datetime
    # What the organisation that asks has of that week already.
    taken: timedelta

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    def until(self, length: timedelta) -> datetime:
        return self.starts_at + length


def free_starts(
    things: Sequence[Thing],
    length: timedelta,
    persons: int,
    days: Mapping[int, Sequence[Day]],
    organization: Organization | None = None,
) -> dict[int, list[Starts]]:
    """When each of the things could be taken for `length` in the hours of its `days`, by its id.

    Things that share one list of days have its hours sent once.
    """
    found: dict[int, list[Starts]] = {thing.bookable.pk: [] for thing in things}
    shared = {id(known): known for known in days.values()}
    spans = [
        (week, DateTimeTZRange(*span))
        for week, known in enumerate(shared.values())
        for span in openings(known)
    ]
    if not spans:
        return found
    numbers = {key: number for number, key in enumerate(shared)}
    asked: dict[str, Any] = {
        "weeks": [week for week, _ in spans],
        "openings": [span for _, span in spans],
        "bookables": [thing.bookable.pk for thing in things],
        "quantities": [thing.quantity for thing in things],
        "weeks_of": [numbers[id(days[thing.bookable.pk])] for thing in things],
        "first": min(span.lower for _, span in spans),
        "last": max(span.upper for _, span in spans),
        "length": length,
        "use": things[0].bookable.kind,
        "persons": persons,
        "organization": organization and organization.pk,
        "counted": COUNTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, asked)
        for bookable, *span in cursor.fetchall():
            found[bookable].append(Starts(*span))
    return found


def free_times(
    things: Sequence[Thing],
    *,
    length: timedelta,
    persons: int,
    first: date,
    last: date,
    weekdays: Iterable[int] = range(7),
    organization: Organization | None = None,
) -> list[FreeTime]:
    """Each of the things by itself, on the chosen weekdays between two days, in order of time.

    With an `organization`, only on days for which its agreements grant the thing.
    """
    if last < first or not things:
        return []
    chosen, granted = set(weekdays), _granted(organization)
    weeks, known = _weeks_and_days(things, first, last)

    @cache
    def days_of(week: Week | None, right: str) -> list[Day]:
        return [
            bookable_day(day, week)
            for day in known
            if day.date.weekday() in chosen and granted({right}, day.date)
        ]

    days = {
        thing.bookable.pk: days_of(weeks.get(thing.bookable.pk), thing.bookable.right) for thing in things
    }
    starts = free_starts(things, length, persons, days, organization)
    found = [
        FreeTime(thing.bookable, span.first, span.last + length, span.taken)
        for thing in things
        for span in starts[thing.bookable.pk]
    ]
    return sorted(found, key=lambda free: (free.starts_at, free.bookable.name))


def nearest_times(
    things: Sequence[Thing],
    *,
    starts_at: datetime,
    length: timedelta,
    persons: int,
    at: datetime,
    organization: Organization | None = None,
) -> list[datetime]:
    """On the three nearest days that would do, the start nearest to the hour wanted; all things together.

    With an `organization`, only where one agreement grants them all and its weekly limit has room.
    """
    around, (first, last) = timedelta(days=DAYS_AROUND), bookable_days(at)
    asked = min(max(timezone.localdate(starts_at), first), last)
    first, last = max(first, asked - around), min(last, asked + around)
    if last < first:
        return []
    granted, rights = _granted(organization), {thing.bookable.right for thing in things}
    weeks, known = _weeks_and_days(things, first, last)
    known = [day for day in known if granted(rights, day.date)]
    own = {thing.bookable.pk: weeks.get(thing.bookable.pk) for thing in things}
    lists = {week: [bookable_day(day, week) for day in known] for week in own.values()}
    days = {pk: lists[week] for pk, week in own.items()}
    together: list[Starts] | None = None
    for spans in free_starts(things, length, persons, days, organization).values():
        together = spans if together is None else common(together, spans)
    limit = None if organization is None else Centre.objects.get().weekly_hours
    wanted = timezone.localtime(starts_at)
    by_day: dict[date, tuple[timedelta, datetime]] = {}
    for span in together or []:
        if not has_room(span.taken, length, limit):
            continue
        day = timezone.localdate(span.first)
        same_hour = datetime.combine(day, wanted.time(), WARSAW)
        moment = span.nearest(same_hour)
        found = abs(moment - same_hour), moment
        by_day[day] = min(by_day.get(day, found), found)
    nearest = sorted(by_day, key=lambda day: (abs(day - wanted.date()), day))[:3]
    return [by_day[day][1] for day in sorted(nearest)]


def _weeks_and_days(things: Sequence[Thing], first: date, last: date) -> tuple[dict[int, Week], list[Day]]:
    weeks = own_weeks(thing.bookable.pk for thing in things)
    return weeks, Timetable.between(first, last).days


def _granted(organization: Organization | None) -> Callable[[set[str], date], bool]:
    """Does one agreement of the organisation grant all these rights on a day? Everything, of nobody."""
    if organization is None:
        return lambda rights, day: True
    if not organization.may_start:
        return lambda rights, day: False
    ground = Ground(organization, date.min, date.max)
    return lambda rights, day: bool(ground.agreements(rights, day))


def within_week(
    found: Iterable[FreeTime], length: timedelta, weekly_hours: int | None
) -> tuple[list[FreeTime], dict[date, timedelta]]:
    """The times for which the weekly limit has room; by Monday, what is taken of weeks that have none."""
    left: list[FreeTime] = []
    full: dict[date, timedelta] = {}
    for free in found:
        if has_room(free.taken, length, weekly_hours):
            left.append(free)
        else:
            full[monday_of(free.day)] = free.taken
    return left, full


def common(one: list[Starts], other: list[Starts]) -> list[Starts]:
    """When two things could be taken together."""
    pairs = ((max(a.first, b.first), min(a.last, b.last), a.taken) for a in one for b in other)
    return [Starts(first, last, taken) for first, last, taken in pairs if first <= last]
