"""What the Centre's worker prints. The frames lie in templates/bookings/print/."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.template.loader import render_to_string

from jcop import pdf
from jcop.models import Centre

if TYPE_CHECKING:
    from bookings.day_sheet import DaySheet
    from bookings.models import AdviceVisit, Event, Handover, HandoverNames, Seat

SPARE_LINES = 3
ONE_DAY = 24 * 60 * 60


def day_sheet_html(sheet: "DaySheet") -> str:
    context = {"centre": Centre.objects.get(), "sheet": sheet}
    return render_to_string("bookings/print/day_sheet.html", context)


def day_sheet_key(words: str) -> str:
    """By all that a sheet says, so that a booking that comes or goes makes another sheet."""
    return f"day-sheet-{hashlib.sha256(words.encode()).hexdigest()}"


def keep_day_sheet(sheet: "DaySheet") -> None:
    """Make it, unless it is there, for whoever asks today."""
    words = day_sheet_html(sheet)
    if day_sheet_key(words) not in cache:
        cache.set(day_sheet_key(words), pdf.render_html(words), timeout=ONE_DAY)


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
