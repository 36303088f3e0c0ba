"""What an organisation has on the coming days, and whoever has a place at an event, each in one mail.

Found by state, hourly and at the start of the worker: one that was down misses nothing, and of what it
missed only that is told which still lies ahead.
"""

from datetime import datetime
from itertools import groupby

from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import Booking, EventDate, Reminder
from bookings.models.seats import tell_parties
from jcop.opening.hours import midnight

MORNING, EVENING = 9, 20


def remind(at: datetime) -> None:
    """By day only. What follows days off is told on the working day before them: somebody answers calls."""
    if not MORNING <= timezone.localtime(at).hour < EVENING:
        return
    for _, bookings in groupby(Booking.objects.to_remind(at), key=_party):
        Reminder.record(list(bookings))
    dates = EventDate.objects.to_remind(at).select_related("event", "booking")
    for event, times in groupby(dates, key=lambda date: date.event):
        *_, last = times
        tell_parties(
            Mail.SEATS_AHEAD,
            event,
            event.all_seats.taken().filter(signed_up_at__lt=midnight(timezone.localdate(at))),
            due_on=timezone.localdate(last.booking.starts_at),
        )


def _party(booking: Booking) -> tuple[int, int]:
    """An organisation gets one mail; guests, who stand together without one, get one each."""
    return booking.organization_id or 0, 0 if booking.organization_id else booking.pk
