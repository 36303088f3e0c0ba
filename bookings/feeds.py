"""Calendars that a telephone subscribes to: the public one, that of a room, and those under a secret.

Programs ask every hour and mostly for nothing: who has what holds now is answered before anything is made.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from bookings.availability import public_words, taken
from bookings.ics import new_feed, own_event, public_event
from bookings.models import Bookable, Booking, FeedSecret
from bookings.models.wishes import midnight
from jcop.models import Centre
from jcop.pages import current_version

BACK, AHEAD = timedelta(days=31), timedelta(days=400)
PUBLIC_SECONDS = 300
# Raise it when the same bookings are written otherwise: programs then fetch them anew.
WRITTEN = 1


@require_safe
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def calendar_feed(request: HttpRequest) -> HttpResponseBase:
    """All rooms, as `/kalendarz/` shows them."""
    rooms = Bookable.objects.active().on_calendar()
    return _answer(request, "kalendarz.ics", lambda at: _public(list(rooms), at))


@require_safe
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def room_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One room."""
    room = get_object_or_404(Bookable.objects.active().on_calendar(), slug=slug)
    return _answer(request, f"{slug}.ics", lambda at: _public([room], at))


@require_safe
@cache_control(private=True, no_cache=True)
def private_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What holds for the organisations of whoever owns the secret; a renewed one opens nothing."""
    feed = FeedSecret.open(secret)
    if feed is None:
        raise Http404
    whose = feed.organizations().order_by("pk").values_list("pk", flat=True)
    return _answer(request, "rezerwacje.ics", lambda at: _private(feed, at), *whose)


def _private(opened: FeedSecret, at: datetime) -> bytes:
    """A month back, and further ahead than anybody may book: the office may, and it is one's own."""
    centre = Centre.objects.get()
    rows = Booking.objects.filter(organization__in=opened.organizations(), holds=True)
    rows = rows.filter(starts_at__lt=at + AHEAD, ends_at__gt=at - BACK).select_related("organization")
    name = opened.organization.name if opened.organization else "moje organizacje"
    feed = new_feed(f"{centre.short_name} – {name}")
    for booking in rows.prefetch_related("items__bookable"):
        assert booking.organization is not None
        whose = "" if opened.organization else f"{booking.organization.name}, "
        feed.add_component(own_event(booking, centre, booking.made_at, whose=whose))
    return feed.to_ical()


def _public(rooms: list[Bookable], at: datetime) -> bytes:
    """A month back, and ahead as far as organisations may book."""
    centre, names = Centre.objects.get(), {room.pk: room.name for room in rooms}
    title = rooms[0].name if len(rooms) == 1 else "kalendarz"
    feed = new_feed(f"{centre.short_name} – {title}")
    uses = taken(
        rooms,
        at - BACK,
        at + timedelta(days=centre.horizon_days + 1),
        "booking__starts_at",
        "booking__ends_at",
        "booking__public_title",
        "booking__state",
        "booking__kind",
        "booking__form_key",
    )
    for room, starts_at, ends_at, title, state, kind, key in uses:
        words = public_words(kind, title, state)
        feed.add_component(public_event(key, state, words, names[room], (starts_at, ends_at), centre))
    return feed.to_ical()


def _answer(
    request: HttpRequest, filename: str, make: Callable[[datetime], bytes], *what: object
) -> HttpResponseBase:
    """The calendar as of this midnight, or 304 for whoever has the one of today's version (jcop.pages).

    `what` else decides what is in it: nothing that residents see, and so no part of that version.
    """
    today = timezone.localdate()
    etag = quote_etag("-".join(map(str, (WRITTEN, current_version(), today, *what))))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(make(midnight(today)), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["ETag"] = etag
    return response
