"""Calendars that a telephone subscribes to: the public one, that of a room, and those under a secret."""

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from bookings.availability import public_words, taken
from bookings.ics import new_feed, own_event, public_event
from bookings.models import Bookable, Booking, FeedSecret
from jcop.models import Centre

BACK, AHEAD = timedelta(days=31), timedelta(days=400)
PUBLIC_SECONDS = 300


@require_safe
@conditional_page
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """All rooms, as `/kalendarz/` shows them."""
    return _public(list(Bookable.objects.active().on_calendar()), "kalendarz.ics")


@require_safe
@conditional_page
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def room_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """One room."""
    room = get_object_or_404(Bookable.objects.active().on_calendar(), slug=slug)
    return _public([room], f"{slug}.ics")


@require_safe
@conditional_page
@cache_control(private=True, no_cache=True)
def private_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What holds for the organisations of whoever owns the secret; a renewed one opens nothing."""
    found = FeedSecret.open(secret)
    if found is None:
        raise Http404
    centre, (start, end) = Centre.objects.get(), _window(timezone.now())
    rows = Booking.objects.filter(organization__in=found.organizations(), holds=True)
    rows = rows.filter(starts_at__lt=end, ends_at__gt=start).select_related("organization")
    name = found.organization.name if found.organization else "moje organizacje"
    feed = new_feed(f"{centre.short_name} – {name}")
    for booking in rows.prefetch_related("items__bookable"):
        assert booking.organization is not None
        whose = "" if found.organization else f"{booking.organization.name}, "
        feed.add_component(own_event(booking, centre, booking.made_at, whose=whose))
    return _answer(feed.to_ical(), "rezerwacje.ics")


def _public(rooms: list[Bookable], filename: str) -> HttpResponse:
    centre, names = Centre.objects.get(), {room.pk: room.name for room in rooms}
    title = rooms[0].name if len(rooms) == 1 else "kalendarz"
    feed = new_feed(f"{centre.short_name} – {title}")
    uses = taken(
        rooms,
        *_window(timezone.now()),
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
    return _answer(feed.to_ical(), filename)


def _window(at: datetime) -> tuple[datetime, datetime]:
    """A month back, and further ahead than anybody may book."""
    return at - BACK, at + AHEAD


def _answer(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
