"""One day of the Centre on paper: what happens where, with room to write."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bookings.models import Allocation, Bookable, Booking, BookingItem
from jcop.centre.timetable import Timetable
from jcop.opening.hours import ONE_DAY, WARSAW, Day, midnight, openings

WITHOUT_A_PLACE = "Sprzęt bez sali"
WAITING = {Booking.State.REQUESTED, Booking.State.PROPOSED}


@dataclass(frozen=True)
class Line:
    """One booking; `remark` is what the worker should know beforehand."""

    hours: str
    who: str
    what: str
    persons: str
    equipment: str
    keys: str
    remark: str


@dataclass(frozen=True)
class DaySheet:
    """The lines of each place by hour, the places by name, loose equipment at the end."""

    day: Day
    places: list[tuple[str, list[Line]]]


def day_sheet(day: date) -> DaySheet:
    """Everything that holds a place on that Warsaw day, in a constant number of statements."""
    start, end = midnight(day), midnight(day + ONE_DAY)
    hours = Timetable.between(day, day).on(day)
    held = Allocation.objects.during(start, end).values("booking")
    found = (
        Booking.objects.filter(pk__in=held, starts_at__lt=end, ends_at__gt=start)
        .select_related("organization", "visit")
        .prefetch_related("items__bookable", "handovers")
        .order_by("starts_at", "pk")
    )
    places: dict[str, list[Line]] = {}
    for booking in found:
        items = sorted(booking.items.all(), key=lambda item: item.pk or 0)
        is_loose = items[0].bookable.kind == Bookable.Kind.EQUIPMENT
        place = WITHOUT_A_PLACE if is_loose else items[0].bookable.name
        pieces = items if is_loose else items[1:]
        places.setdefault(place, []).append(_line(booking, pieces, hours, (start, end)))
    in_order = sorted(places.items(), key=lambda one: (one[0] == WITHOUT_A_PLACE, one[0]))
    return DaySheet(hours, in_order)


def _line(
    booking: Booking, pieces: Iterable[BookingItem], day: Day, bounds: tuple[datetime, datetime]
) -> Line:
    starts_at, ends_at = max(booking.starts_at, bounds[0]), min(booking.ends_at, bounds[1])
    is_block = booking.kind == Booking.Kind.BLOCK
    remarks = [booking.get_state_display()] if booking.state in WAITING else []
    if not is_block and not any(
        opens <= starts_at and ends_at <= closes for opens, closes in openings([day])
    ):
        remarks.append("poza godzinami otwarcia")
    return Line(
        hours=_hours(starts_at, ends_at, bounds),
        who=str(booking.organization or ("Centrum" if is_block else "osoba bez konta")),
        what=_what(booking),
        persons="" if is_block else str(booking.persons),
        equipment=", ".join(str(item) for item in pieces),
        keys=", ".join(handover.things for handover in booking.handovers.all()),
        remark=", ".join(remarks),
    )


def _hours(starts_at: datetime, ends_at: datetime, bounds: tuple[datetime, datetime]) -> str:
    if (starts_at, ends_at) == bounds:
        return "cały dzień"
    start, end = starts_at.astimezone(WARSAW), ends_at.astimezone(WARSAW)
    return f"{start.hour}:{start:%M}–{'24:00' if ends_at == bounds[1] else f'{end.hour}:{end:%M}'}"


def _what(booking: Booking) -> str:
    if booking.is_advice:
        return f"porada: {booking.visit.get_topic_display()}"
    if booking.kind == Booking.Kind.TRAINING:
        return ": ".join(found for found in ("wydarzenie", booking.public_title) if found)
    if booking.organization is None:
        return f"blokada: {booking.exception_reason}"
    if booking.is_duty:
        return f"dyżur: {booking.public_title}"
    return ", ".join(found for found in (booking.get_purpose_display(), booking.public_title) if found)
