"""A desk for duties, and duties at it."""

from datetime import datetime

from agreements.models import Agreement
from bookings.models import Bookable, Booking, Resource
from tests.cases import Case
from tests.factories import make_booking, moment, next_monday, numbers
from tests.factories.bookings import write_units

HELP = "Pomoc w pisaniu pism"


def make_desk(name: str = "", **fields: object) -> Bookable:
    number = next(numbers)
    named = {"kind": "duty", "name": name or f"Stanowisko {number}", "slug": f"biurko-{number}"}
    desk = Bookable(**named | fields)
    with Case(Bookable, Resource) as case:
        write_units(case, desk, [desk.name])
    return desk


def make_duty(
    place: Bookable, agreement: Agreement, *, starts_at: datetime | None = None, **fields: object
) -> Booking:
    """A duty of one hour that the organisation has asked for; it is the worker's to confirm."""
    asked = {"public_title": HELP, "starts_at": starts_at or moment(next_monday(), 15)}
    return make_booking(room=place, agreement=agreement, **asked | fields)
