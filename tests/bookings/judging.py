"""What must be true of all bookings, asked in other words than the verbs use."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Allocation, Booking, BookingItem
from bookings.models.bookings import RELEASED
from jcop.hours import openings
from jcop.timetable import Timetable
from organizations.models import Organization

EDGES = {(source, to) for to, sources in Booking.SOURCES.items() for source in sources}
FIRST = {"requested", "confirmed"}
OVERLAPS = """
    SELECT count(*) FROM bookings_allocation a JOIN bookings_allocation b
    ON a.resource_id = b.resource_id AND a.id < b.id
        AND lower(a.during) < upper(b.during) AND lower(b.during) < upper(a.during)
"""
HISTORY = """
    SELECT pgh_obj_id, state, sequence, starts_at, ends_at, agreement_id FROM bookings_bookingevent
    ORDER BY pgh_id
"""
NOW = "SELECT id, state, sequence, starts_at, ends_at, agreement_id FROM bookings_booking ORDER BY id"
EVERYTHING = """
    SELECT (SELECT json_agg(b ORDER BY b.id)::text FROM bookings_booking b),
        (SELECT json_agg(a ORDER BY a.id)::text FROM bookings_allocation a),
        (SELECT json_agg(i ORDER BY i.id)::text FROM bookings_bookingitem i),
        (SELECT count(*) FROM bookings_bookingevent),
        (SELECT count(*) FROM procrastinate_jobs)
"""


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def everything() -> tuple[Any, ...]:
    """All that a move of a booking may write."""
    return rows(EVERYTHING)[0]


class Judge:
    """Sees every time that is taken, and everything that is stored after each move."""

    def __init__(self, agreements: list[Agreement]) -> None:
        self.granted = {
            agreement.pk: set(agreement.grants.values_list("service__right", flat=True))
            for agreement in agreements
        }
        self.by_worker: set[int] = set()

    def taken(self, booking: Booking, at: datetime, *, by_worker: bool) -> None:
        """At the moment of taking or confirming: the right, the hour, the future."""
        if by_worker:
            self.by_worker.add(booking.pk)
        if booking.organization_id is None:
            return
        day = timezone.localdate(booking.starts_at)
        organization = Organization.objects.get(pk=booking.organization_id)
        assert organization.may_start, "taken by an organisation that may start nothing"
        assert booking.agreement is not None
        agreement = Agreement.objects.get(pk=booking.agreement_id)
        assert agreement.organization_id == booking.organization_id
        assert agreement.is_in_force(day), f"no agreement in force on {day}"
        rights = {item.bookable.right for item in booking.items.select_related("bookable")}
        assert rights <= self.granted[agreement.pk], f"{rights} are not granted"
        if booking.state == "confirmed" and booking.pk not in self.by_worker:
            assert is_open(booking), "confirmed by nobody outside the hours"
            assert at < booking.starts_at, "confirmed by nobody after it began"

    def look(self) -> None:
        assert rows(OVERLAPS) == [(0,)], "two bookings have one thing at one time"
        self.everything_is_held_as_booked()
        histories_explain_states()

    def everything_is_held_as_booked(self) -> None:
        """A booking that holds has each thing for its time with its buffers; another has nothing."""
        held = defaultdict(list)
        for allocation in Allocation.objects.all():
            held[allocation.booking_id].append(allocation)
        items = defaultdict(list)
        for item in BookingItem.objects.select_related("bookable"):
            items[item.booking_id].append(item)
        units = units_of_bookables()
        for booking in Booking.objects.all():
            wanted = items[booking.pk] if booking.state not in RELEASED else []
            found = sorted((a.during.lower, a.during.upper) for a in held[booking.pk])
            expected = []
            for item in wanted:
                thing = item.bookable
                count = units[thing.pk] if thing.takes == "all" else item.quantity
                before, after = (
                    timedelta(minutes=thing.minutes_before),
                    timedelta(minutes=thing.minutes_after),
                )
                expected += [(booking.starts_at - before, booking.ends_at + after)] * count
            assert found == sorted(expected), f"booking {booking.pk} in {booking.state} holds {found}"


def units_of_bookables() -> dict[int, int]:
    return dict(rows("SELECT bookable_id, count(*) FROM bookings_bookable_units GROUP BY bookable_id"))


def is_open(booking: Booking) -> bool:
    day = timezone.localdate(booking.starts_at)
    spans = openings([Timetable.between(day, day).on(day)])
    return any(opens <= booking.starts_at and booking.ends_at <= closes for opens, closes in spans)


def histories_explain_states() -> None:
    """From its first state each booking went along allowed edges; a new time has a new number."""
    lives = defaultdict(list)
    for pk, *told in rows(HISTORY):
        lives[pk].append(told)
    for pk, *now in rows(NOW):
        life = lives[pk]
        assert life[0][0] in FIRST, f"booking {pk} began as {life[0][0]}"
        assert life[-1] == now, f"booking {pk} is {now}, its history ends with {life[-1]}"
        for before, after in pairwise(life):
            edge = before[0], after[0]
            assert edge in EDGES or before[0] == after[0], f"{edge} is no move"
            assert before[1] <= after[1], "the number of changes went down"
            assert before[1] < after[1] or before[2:4] == after[2:4], "another time under the same number"
