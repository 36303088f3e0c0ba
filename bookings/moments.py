"""The next moment at which a page about places and times alters by itself."""

from datetime import datetime

from django.db.models import Min, Q

from bookings.models import Booking
from bookings.models.wishes import midnight
from jcop.hours import ONE_DAY, WARSAW


def next_moment(at: datetime) -> datetime:
    """The nearest start or end of an organisation's duty today, else midnight: who is on duty now."""
    end = midnight(at.astimezone(WARSAW).date() + ONE_DAY)
    duties = Booking.objects.filter(kind="duty", holds=True, starts_at__lt=end, ends_at__gt=at)
    turns = duties.aggregate(
        starts=Min("starts_at", filter=Q(starts_at__gt=at)), ends=Min("ends_at", filter=Q(ends_at__gt=at))
    )
    return min([moment for moment in turns.values() if moment] + [end])
