"""What visitors do while they are measured. Each act checks that it was really done."""

import re
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from bookings.models import Bookable, Booking
from jcop.make.processes import Failure
from tests.benchmarks.data_set import Slot
from tests.benchmarks.measuring import Act, Bench
from tests.benchmarks.portal import Visitor

TITLE = re.compile(r"Spotkanie \d+")


def opening(bench: Bench, path: str, entries: int = 0) -> Act:
    """Open a public page, on which `entries` different bookings must stand."""
    visitor = Visitor(bench.portal)

    def act() -> float:
        answer = visitor.get(path)
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
