"""Jobs of the bookings app. Entry points only: they load by id and hand over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from bookings import notifications
from bookings.models import Booking, ClosureMessage
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


@app.task(name="booking_moved", queue="mail", retry=UNTIL_DELIVERED)
def booking_moved(booking_id: int) -> None:
    notifications.booking_moved(_booking(booking_id))


@app.task(name="booking_proposed", queue="mail", retry=UNTIL_DELIVERED)
def booking_proposed(booking_id: int) -> None:
    notifications.booking_proposed(_booking(booking_id))


@app.task(name="booking_proposal_ends", queue="mail", retry=UNTIL_DELIVERED)
def booking_proposal_ends(booking_id: int) -> None:
    notifications.booking_proposal_ends(_booking(booking_id))


@app.task(name="booking_lapsed", queue="mail", retry=UNTIL_DELIVERED)
def booking_lapsed(booking_id: int) -> None:
    notifications.booking_lapsed(_booking(booking_id))


@app.task(name="closure_told", queue="mail", retry=UNTIL_DELIVERED)
def closure_told(message_id: int) -> None:
    """Send it unless it is sent: a job that runs again finds the state of the first run."""
    for message in ClosureMessage.objects.whole().filter(pk=message_id, state="waiting"):
        if notifications.closure_told(message):
            message.mark_sent(at=timezone.now())
        else:
            message.leave_to_call()


@app.periodic(cron="11 6 * * *", periodic_id="watch_proposals")
@app.task(name="watch_proposals", queueing_lock="watch_proposals")
def watch_proposals(timestamp: int) -> None:
    """Remind of proposals about to end; give up those that stayed unanswered after that."""
    now = timezone.now()
    today = timezone.localdate(now)
    for booking in Booking.objects.to_warn(today):
        booking.warn(at=now)
    for booking in Booking.objects.to_lapse(today):
        booking.lapse(at=now)
