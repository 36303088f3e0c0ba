"""The next moment at which a page about places and times alters by itself."""

from datetime import datetime

from django.db.models import Min, Q

from bookings.models import Booking, Event, Seat
from bookings.models.wishes import midnight
from jcop.hours import ONE_DAY, WARSAW

OF_EVENTS = ("signup_opens_at", "signup_closes_at", "starts_at", "ends_at")


def next_moment(at: datetime) -> datetime:
    """The nearest of these, else midnight: who is on duty now, what one can sign up for, what is on.

    A duty begins or ends; an event, or the signing up for it, or the time to answer an offer of a place.
    """
    end = midnight(at.astimezone(WARSAW).date() + ONE_DAY)
    duties = Booking.objects.filter(kind="duty", holds=True, starts_at__lt=end, ends_at__gt=at)
    turns = duties.aggregate(
        starts=Min("starts_at", filter=Q(starts_at__gt=at)), ends=Min("ends_at", filter=Q(ends_at__gt=at))
    )
    events = Event.objects.filter(published_at__isnull=False, ends_at__gt=at).aggregate(
        **{name: Min(name, filter=Q(**{f"{name}__gt": at})) for name in OF_EVENTS}
    )
    offers = Seat.objects.filter(state="offered", offered_until__gt=at).aggregate(ends=Min("offered_until"))
    found = [*turns.values(), *events.values(), *offers.values()]
    return min([moment for moment in found if moment] + [end])
