"""What the Centre's worker prints, as HTML for a PDF. The frames lie in templates/bookings/print/."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone

from jcop.models import Centre

if TYPE_CHECKING:
    from bookings.calendars.day_sheet import DaySheet
    from bookings.models import AdviceVisit, Event, Handover

SPARE_LINES = 3


def day_sheet_html(sheet: "DaySheet") -> str:
    context = {"centre": Centre.objects.get(), "sheet": sheet}
    return render_to_string("bookings/print/day_sheet.html", context)


def advice_card_html(visit: "AdviceVisit") -> str:
    """Made from the row whenever it is asked for: a guest who was erased stays out of it."""
    context = {"centre": Centre.objects.get(), "visit": visit, "booking": visit.booking}
    return render_to_string("bookings/print/advice_card.html", context)


def attendance_html(event: "Event") -> str:
    """To be signed at the door, with some empty lines for who comes without a place."""
    seats = list(event.all_seats.taken().on_list(timezone.now()))
    spare = range(len(seats) + 1, len(seats) + 1 + SPARE_LINES)
    context = {"centre": Centre.objects.get(), "event": event, "seats": seats, "empty": spare}
    return render_to_string("bookings/print/attendance.html", context)


def protocol_html(handover: "Handover") -> str:
    """Made from the row whenever it is asked for: names that were erased stay out of it."""
    context = {
        "centre": Centre.objects.get(),
        "handover": handover,
        "booking": handover.booking,
        "organization": handover.booking.organization,
        "names": getattr(handover, "names", None),
    }
    return render_to_string("bookings/print/protocol.html", context)
