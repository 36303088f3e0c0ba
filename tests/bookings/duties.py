"""A desk for duties, and duties at it, by the real verbs."""

from datetime import datetime

from agreements.models import Agreement
from bookings.models import Bookable, Booking, Resource
from tests.factories import make_booking, moment, next_monday, numbers

HELP = "Pomoc w pisaniu pism"


def make_desk(name: str = "", **fields: object) -> Bookable:
    number = next(numbers)
    desk = Bookable.objects.create(
        **{"kind": "duty", "name": name or f"Stanowisko {number}", "slug": f"biurko-{number}"} | fields
    )
    desk.units.add(Resource.objects.create(name=desk.name))
    return desk


def make_duty(
    place: Bookable, agreement: Agreement, *, starts_at: datetime | None = None, **fields: object
) -> Booking:
    """A duty of one hour that the organisation has asked for; it is the worker's to confirm."""
    told = {"public_title": HELP, "starts_at": starts_at or moment(next_monday(), 15)}
    return make_booking(room=place, agreement=agreement, **told | fields)
