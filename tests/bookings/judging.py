"""What must be true of all bookings, asked in other words than the verbs use."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils import timezone

from agreements.models import Agreement, ChangeRequest
from bookings.models import Allocation, Booking, BookingItem
from bookings.models.booking_table import RELEASED
from jcop.centre.timetable import Timetable
from jcop.opening.hours import Day
from jcop.opening.workdays import statutory_day_off
from organizations.models import Organization

EDGES = {(source, to) for to, sources in Booking.SOURCES.items() for source in sources}
# Of a thing with hours of its own: by weekday, from and until which whole hour.
OwnHours = Mapping[int, Mapping[int, list[tuple[int, int]]]]
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
        (SELECT json_agg(s ORDER BY s.id)::text FROM bookings_series s),
        (SELECT json_agg(d ORDER BY d.id)::text FROM bookings_seriesdate d),
        (SELECT json_agg(h ORDER BY h.id)::text FROM bookings_handover h),
        (SELECT json_agg(p ORDER BY p.id)::text FROM jcop_hoursperiod p),
        (SELECT json_agg(r ORDER BY r.id)::text FROM agreements_changerequest r),
        (SELECT json_agg(a ORDER BY a.id)::text FROM agreements_agreement a),
        (SELECT json_agg(c ORDER BY c.id)::text FROM agreements_changedraft c),
        (SELECT json_agg(l ORDER BY l.id)::text FROM agreements_boxloan l),
        (SELECT json_agg(m ORDER BY m.id)::text FROM agreements_mailitem m),
        (SELECT count(*) FROM bookings_closure),
        (SELECT count(*) FROM bookings_consequence),
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

    def __init__(
        self,
        agreements: list[Agreement],
        *,
        weekly_hours: int | None = None,
        notice_days: int = 0,
        horizon_days: int | None = None,
        own_hours: OwnHours | None = None,
    ) -> None:
        self.weekly_hours = weekly_hours
        self.notice_days = notice_days
        self.horizon_days = horizon_days
        self.own_hours = own_hours or {}
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
        rights = rights_of(booking)
        assert rights <= self.granted[agreement.pk], f"{rights} are not granted"
        if booking.state == "confirmed" and booking.pk not in self.by_worker:
            assert self.is_open(booking), "confirmed by nobody outside the hours"
            assert at < booking.starts_at, "confirmed by nobody after it began"
        if booking.pk not in self.by_worker:
            self.nothing_is_passed(booking, timezone.localdate(at), day)

    def asked(self, booking: Booking) -> None:
        """Just asked for by an organisation: it waits where a worker has to look at it, and only there."""
        by_worker = booking.kind == "duty" or any(
            item.bookable.confirmed_by == "worker" for item in booking.items.select_related("bookable")
        )
        is_waiting = booking.state == "requested"
        assert is_waiting == (by_worker or not self.is_open(booking)), f"waits: {is_waiting}"
        assert booking.needs_keys != self.is_open(booking), "keys are for who comes outside the hours"

    def nothing_is_passed(self, booking: Booking, today: date, day: date) -> None:
        """Nobody of the office has looked at it: then it keeps every rule."""
        ahead = [today + timedelta(days=n + 1) for n in range((day - today).days)]
        working = [one for one in ahead if one.weekday() < 5 and not statutory_day_off(one)]
        assert len(working) >= self.notice_days, "nearer than one may book"
        assert self.horizon_days is None or len(ahead) <= self.horizon_days, "further than one may book"
        for item in booking.items.select_related("bookable"):
            seats = item.bookable.capacity
            assert seats is None or booking.persons <= seats, "more persons than seats"
        if booking.kind in {"room", "equipment"}:
            self.week_has_room_for(booking)

    def week_has_room_for(self, booking: Booking) -> None:
        day = timezone.localdate(booking.starts_at)
        monday = day - timedelta(days=day.weekday())
        others = Booking.objects.filter(organization=booking.organization_id, holds=True)
        of_week = [
            one.ends_at - one.starts_at
            for one in others.filter(kind__in=["room", "equipment"])
            if 0 <= (timezone.localdate(one.starts_at) - monday).days < 7
        ]
        if self.weekly_hours is not None:
            assert sum(of_week, timedelta()) <= timedelta(hours=self.weekly_hours), "more than a week has"

    def look(self, at: datetime | None = None) -> None:
        assert rows(OVERLAPS) == [(0,)], "two bookings have one thing at one time"
        self.everything_is_held_as_booked()
        histories_explain_states()
        nothing_is_asked_of_what_is_over()
        if at is not None:
            self.nothing_stands_silently(at)

    def nothing_stands_silently(self, at: datetime) -> dict[int, frozenset[str]]:
        """What is to come has its right and its hour, or somebody named why not, or it is in the queue."""
        queue = Booking.objects.obstacles(at)
        agreements = {one.pk: one for one in Agreement.objects.all()}
        active = {one.pk for one in Organization.objects.all() if one.may_start}
        found = Booking.objects.filter(starts_at__gt=at).exclude(kind="block").exclude(state__in=RELEASED)
        held = list(found.order_by("starts_at").prefetch_related("items__bookable"))
        days = days_between(held[0], held[-1]) if held else {}
        for booking in held:
            agreement, day = agreements[booking.agreement_id], timezone.localdate(booking.starts_at)
            against = set() if booking.organization_id in active else {"organization"}
            if not agreement.is_in_force(day) or not rights_of(booking) <= self.granted[agreement.pk]:
                against.add("agreement")
            if not self.is_open(booking, days):
                against.add("time")
            listed, known = kinds(queue.get(booking.pk, ())), kinds(booking.despite)
            assert listed <= against, f"{booking.pk} is listed for {listed}, but has {against} against it"
            assert against - known <= listed, f"{against} stands against {booking.pk}, {known} is known"
            if against and not listed and booking.state != "requested":
                assert booking.exception_reason, f"{booking.pk} stands despite {against} for no reason"
        for block in Booking.objects.filter(kind="block"):
            assert block.exception_reason, "blocked for no reason"
        return queue

    def is_open(self, booking: Booking, days: Mapping[date, Day] | None = None) -> bool:
        """Within the hours of each of its things: its own, where it has some, and those of a special day."""
        starts, ends = (timezone.localtime(moment) for moment in (booking.starts_at, booking.ends_at))
        day = (days or days_between(booking, booking))[starts.date()]
        is_within = starts.date() == ends.date() and any(
            span.opens <= starts.time() and ends.time() <= span.closes for span in day.spans
        )
        for item in booking.items.all():
            if item.bookable_id not in self.own_hours:
                if not is_within:
                    return False
                continue
            own = self.own_hours[item.bookable_id].get(day.date.weekday(), [])
            begin, end = (moment.hour + moment.minute / 60 for moment in (starts, ends))
            if not any(opens <= begin and end <= closes for opens, closes in own):
                return False
            if not day.is_usual and not is_within:
                return False
        return True

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


def rights_of(booking: Booking) -> set[str]:
    """A duty takes one right wherever it is held; what goes with it has its own."""
    first, *others = sorted(booking.items.all(), key=lambda item: item.pk)
    place = "duty" if booking.kind == "duty" else first.bookable.right
    return {place, *(item.bookable.right for item in others)}


def kinds(causes: Iterable[str]) -> set[str]:
    """What is of the hours counts as one: a day is closed, suspended or shorter."""
    found = {cause.partition(":")[0] for cause in causes}
    return {kind if kind in {"organization", "agreement"} else "time" for kind in found}


def units_of_bookables() -> dict[int, int]:
    return dict(rows("SELECT bookable_id, count(*) FROM bookings_bookable_units GROUP BY bookable_id"))


def days_between(first: Booking, last: Booking) -> dict[date, Day]:
    """The Centre's hours of every day from that of one booking to that of another."""
    timetable = Timetable.between(timezone.localdate(first.starts_at), timezone.localdate(last.starts_at))
    return {day.date: day for day in timetable.days}


def nothing_is_asked_of_what_is_over() -> None:
    over = Agreement.objects.exclude(state="concluded", terminated_on=None)
    asked = ChangeRequest.objects.waiting().filter(agreement__in=over)
    assert not asked.exists(), "a request waits at an agreement that was ended"


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
