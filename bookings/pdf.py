"""What the Centre's worker prints. The frames lie in templates/bookings/print/."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jcop import pdf
from jcop.models import Centre

if TYPE_CHECKING:
    from bookings.day_sheet import DaySheet
    from bookings.models import AdviceVisit, Event, Handover, HandoverNames, Seat

SPARE_LINES = 3


def day_sheet_pdf(sheet: "DaySheet") -> bytes:
    return pdf.render("bookings/print/day_sheet.html", {"centre": Centre.objects.get(), "sheet": sheet})


def advice_card_pdf(visit: "AdviceVisit") -> bytes:
    """Made from the row whenever it is asked for: a guest who was erased stays out of it."""
    context = {"centre": Centre.objects.get(), "visit": visit, "booking": visit.booking}
    return pdf.render("bookings/print/advice_card.html", context)


def attendance_pdf(event: "Event", seats: Sequence["Seat"]) -> bytes:
    """To be signed at the door, with some empty lines for who comes without a place."""
    spare = range(len(seats) + 1, len(seats) + 1 + SPARE_LINES)
    context = {"centre": Centre.objects.get(), "event": event, "seats": seats, "empty": spare}
    return pdf.render("bookings/print/attendance.html", context)


def protocol_pdf(handover: "Handover", names: "HandoverNames | None") -> bytes:
    """Made from the row whenever it is asked for: names that were erased stay out of it."""
    context = {
        "centre": Centre.objects.get(),
        "handover": handover,
        "booking": handover.booking,
        "organization": handover.booking.organization,
        "names": names,
    }
    return pdf.render("bookings/print/protocol.html", context)
