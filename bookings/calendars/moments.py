"""The next moment at which a page about places and times alters by itself."""

from datetime import datetime

from django.db.models import QuerySet, Subquery

from bookings.models import Booking, Event, Seat
from jcop.models import Centre
from jcop.opening.hours import ONE_DAY, WARSAW, midnight

OF_EVENTS = ("signup_opens_at", "signup_closes_at", "starts_at", "ends_at")


def next_moment(at: datetime) -> datetime:
    """The nearest of these, else midnight: who is on duty now, what one can sign up for, what is on.

    A duty begins or ends; an event, or the signing up for it, or the time to answer an offer of a place.
    """
    end = midnight(at.astimezone(WARSAW).date() + ONE_DAY)
    duties = Booking.objects.filter(kind="duty", holds=True, starts_at__lt=end, ends_at__gt=at)
    events = Event.objects.filter(published_at__isnull=False, ends_at__gt=at)
    turns = [_first(duties, "starts_at", at), _first(duties, "ends_at", at)]
    turns += [_first(events, name, at) for name in OF_EVENTS]
    turns += [_first(Seat.objects.filter(state="offered"), "offered_until", at)]
    # All in one statement: the Centre is one row.
    found = Centre.objects.values_list(*turns).first() or ()
    return min([moment for moment in found if moment] + [end])


def _first(rows: QuerySet, name: str, at: datetime) -> Subquery:
    return Subquery(rows.filter(**{f"{name}__gt": at}).order_by(name).values(name)[:1])
