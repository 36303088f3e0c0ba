"""What visitors do while they are measured. Each act checks that it was really done."""

import re
import time
from datetime import timedelta
from itertools import count
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from bookings.models import Bookable, Booking, Thing
from bookings.search.finding import free_times
from jcop.make.processes import Failure
from organizations.models import Organization
from tests.benchmarks.data_set import Slot
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.portal import Visitor
from tests.jcop.clerk import make_worker

SEARCHED_DAYS = 30
TITLE = re.compile(r"Spotkanie \d+")


def opening(bench: Bench, path: str, entries: int = 0) -> Act:
    """Make and open a public page, on which `entries` different bookings must stand.

    Each time at another address, or the page would be the one that the portal has kept.
    """
    visitor, numbers = Visitor(bench.portal), count()

    def act() -> float:
        answer = visitor.get(f"{path}{'&' if '?' in path else '?'}raz={next(numbers)}")
        if (shown := len(set(TITLE.findall(answer.body)))) != entries:
            raise Failure(f"{path} shows {shown} bookings, not {entries}.")
        return answer.seconds

    return act


def week_path(bench: Bench, room: Bookable | None = None) -> str:
    """The measured week of `room`, or of all rooms."""
    if room is None:
        calendar = reverse("bookings:calendar")
    else:
        calendar = reverse("bookings:room_calendar", args=[room.slug])
    return f"{calendar}?tydzien={bench.data.monday}"


def booking(bench: Bench) -> Act:
    """Fill in the form and send it for the next free half-hour; the time is that of sending it."""
    visitors: dict[int, Visitor] = {}

    def act() -> float:
        slot = next(bench.data.slots)
        organization = slot.agreement.organization
        visitor = visitors.get(organization.pk)
        if visitor is None:
            visitor = visitors[organization.pk] = Visitor(bench.portal, organization.registered_by)
        answer = visitor.send_form(booking_path(slot), booking_fields(slot))
        if not Booking.objects.of(organization).filter(starts_at=slot.starts_at).exists():
            raise Failure(f"No booking at {slot.starts_at} although the portal answered {answer.status}.")
        return answer.seconds

    return act


def kept(bench: Bench, path: str) -> tuple[Act, Act]:
    """Open a page that the portal has kept, and a bare view with as many bytes behind the same middleware."""
    visitor = Visitor(bench.portal)
    size = len(visitor.get(path).body.encode())
    return lambda: visitor.get(path).seconds, lambda: visitor.get(f"/bare/{size}/").seconds


def of_desk(bench: Bench, path: str) -> Act:
    """Open a page of the desk as the worker."""
    visitor = Visitor(bench.portal, make_worker())
    return lambda: visitor.get(path).seconds


def search(bench: Bench, organization: Organization | None = None) -> Act:
    """Free times of all rooms on the 30 days that end with the data."""
    things = [Thing(room) for room in bench.data.rooms]
    first, last = bench.data.end - timedelta(days=SEARCHED_DAYS), bench.data.end - timedelta(days=1)

    def act() -> float:
        started = time.perf_counter()
        found = free_times(
            things, length=timedelta(hours=1), persons=8, first=first, last=last, organization=organization
        )
        seconds = time.perf_counter() - started
        if len(found) < SEARCHED_DAYS:
            raise Failure(f"The search found {len(found)} free times, not one a day at least.")
        return seconds

    return act


def search_path(bench: Bench) -> str:
    """The search for any room on 30 days, as the form sends it."""
    key = bench.data.agreements[0].organization.key
    words = {"czas": 60, "osob": 8, "sztuk": 1}
    days = {"od_dnia": bench.data.monday, "do_dnia": bench.data.monday + timedelta(days=SEARCHED_DAYS - 1)}
    return f"{reverse('bookings:find', args=[key])}?{urlencode(words | days)}"


def booking_path(slot: Slot) -> str:
    """Where the organisation that may take `slot` finds its form."""
    return reverse("bookings:book", args=[slot.agreement.organization.key])


def booking_fields(slot: Slot) -> dict[str, object]:
    """The form filled in for `slot`."""
    starts_at, ends_at = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return {
        "form_key": uuid4(),
        "bookable": slot.room.pk,
        "day": starts_at.date(),
        "starts_at": f"{starts_at:%H:%M}",
        "ends_at": f"{ends_at:%H:%M}",
        "quantity": 1,
        "purpose": Booking.Purpose.MEETING.value,
        "persons": 8,
        "public_title": "Zebranie",
    }
