"""Jobs of the bookings app. Entry points only: they load by id and hand over."""

from procrastinate.contrib.django import app

from bookings import notifications
from bookings.models import Booking
from jcop.tasks import UNTIL_DELIVERED


def _booking(pk: int) -> Booking:
    return Booking.objects.select_related("organization", "made_by").get(pk=pk)


@app.task(name="booking_made", queue="mail", retry=UNTIL_DELIVERED)
def booking_made(booking_id: int) -> None:
    notifications.booking_made(_booking(booking_id))


@app.task(name="booking_confirmed", queue="mail", retry=UNTIL_DELIVERED)
def booking_confirmed(booking_id: int) -> None:
    notifications.booking_confirmed(_booking(booking_id))


@app.task(name="booking_refused", queue="mail", retry=UNTIL_DELIVERED)
def booking_refused(booking_id: int) -> None:
    notifications.booking_refused(_booking(booking_id))


@app.task(name="booking_cancelled", queue="mail", retry=UNTIL_DELIVERED)
def booking_cancelled(booking_id: int) -> None:
    notifications.booking_cancelled(_booking(booking_id))
