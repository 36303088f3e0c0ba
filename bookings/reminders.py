"""What an organisation has on the coming days, told once and in one mail.

Found by state, hourly and at the start of the worker: one that was down misses nothing, and of what it
missed only that is told which still lies ahead.
"""

from datetime import datetime
from itertools import groupby

from django.utils import timezone

from bookings.models import Booking, Reminder

MORNING, EVENING = 9, 20


def remind(at: datetime) -> None:
    """By day only. What follows days off is told on the working day before them: somebody answers calls."""
    if not MORNING <= timezone.localtime(at).hour < EVENING:
        return
    for _, bookings in groupby(Booking.objects.to_remind(at), key=_party):
        Reminder.record(list(bookings))


def _party(booking: Booking) -> tuple[int, int]:
    """An organisation gets one mail; guests, who stand together without one, get one each."""
    return booking.organization_id or 0, 0 if booking.organization_id else booking.pk
