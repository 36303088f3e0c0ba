"""Floors: the least that an answer can cost on this machine, whoever wrote the portal."""

import time
from datetime import timedelta
from uuid import uuid4

from psycopg.types.range import TimestamptzRange

from bookings.calendars.availability import midnight
from bookings.models import Resource
from tests.benchmarks import acts
from tests.benchmarks.data_set import WEEK
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.portal import Visitor

VIEW = "/healthz/live/"
ENTRIES = """
    SELECT b.starts_at, b.ends_at, b.public_title, b.state
    FROM bookings_allocation a JOIN bookings_booking b ON b.id = a.booking_id
    WHERE a.resource_id = ANY(%s::bigint[]) AND a.during && %s
    ORDER BY b.starts_at
"""
BOOKING = """
    INSERT INTO bookings_booking (organization_id, agreement_id, form_key, kind, state, starts_at, ends_at,
        purpose, persons, public_title, made_by_id, made_at, end_reason)
    VALUES (%s, %s, %s, 'room', 'confirmed', %s, %s, 'meeting', 8, 'Zebranie', %s, now(), '') RETURNING id
"""
ITEM = "INSERT INTO bookings_bookingitem (booking_id, bookable_id, quantity) VALUES (%s, %s, 1)"
ALLOCATION = "INSERT INTO bookings_allocation (booking_id, resource_id, during) VALUES (%s, %s, %s)"
SEARCH = """
    SELECT r.id, gap
    FROM unnest(%s::bigint[]) AS r (id)
    JOIN LATERAL (
        SELECT range_agg(during) AS spans FROM bookings_allocation WHERE resource_id = r.id AND during && %s
    ) busy ON true
    CROSS JOIN unnest(%s::tstzrange[]) AS opening
    CROSS JOIN LATERAL unnest(tstzmultirange(opening) - coalesce(busy.spans, '{}'::tstzmultirange)) AS gap
    WHERE upper(gap) - lower(gap) >= interval '1 hour' ORDER BY lower(gap)
"""


def search(bench: Bench) -> Act:
    """The gaps of the same rooms and days in one statement over plain psycopg, fetched and thrown away."""
    days = [bench.data.end - timedelta(days=number) for number in range(acts.SEARCHED_DAYS, 0, -1)]
    hour = timedelta(hours=1)
    opened = [TimestamptzRange(midnight(day) + 8 * hour, midnight(day) + 20 * hour, "[)") for day in days]
    span = TimestamptzRange(opened[0].lower, opened[-1].upper, "[)")
    parameters = ([resource.pk for resource in bench.data.resources], span, opened)

    def act() -> float:
        started = time.perf_counter()
        bench.bare.execute(SEARCH, parameters).fetchall()
        return time.perf_counter() - started

    return act


def view(bench: Bench) -> Act:
    """A Django view that answers "ok" behind the portal's whole middleware, over the same HTTP."""
    visitor = Visitor(bench.portal)
    return lambda: visitor.get(VIEW).seconds


def week(bench: Bench, resources: list[Resource]) -> Act:
    """The entries of the measured week in one statement over plain psycopg, fetched and thrown away."""
    monday = bench.data.monday
    span = TimestamptzRange(midnight(monday), midnight(monday + timedelta(days=WEEK)), "[)")
    parameters = ([resource.pk for resource in resources], span)

    def act() -> float:
        started = time.perf_counter()
        bench.bare.execute(ENTRIES, parameters).fetchall()
        return time.perf_counter() - started

    return act


def booking(bench: Bench) -> Act:
    """The three rows of a booking in one transaction over plain psycopg, every constraint and trigger on."""
    resources = dict(zip(bench.data.rooms, bench.data.resources, strict=True))

    def act() -> float:
        slot = next(bench.data.bare_slots)
        organization = slot.agreement.organization
        row = (organization.pk, slot.agreement.pk, uuid4(), slot.starts_at, slot.ends_at)
        span = TimestamptzRange(slot.starts_at, slot.ends_at, "[)")
        started = time.perf_counter()
        with bench.bare.transaction():
            [[pk]] = bench.bare.execute(BOOKING, (*row, organization.registered_by_id)).fetchall()
            bench.bare.execute(ITEM, (pk, slot.room.pk))
            bench.bare.execute(ALLOCATION, (pk, resources[slot.room].pk, span))
        return time.perf_counter() - started

    return act


def one_after_another(*acts: Act) -> Act:
    """All of `acts`; their times are added up."""
    return lambda: sum(act() for act in acts)
