"""Calendars that a telephone subscribes to: all rooms, one room, duties, and those under a secret.

Programs ask every hour and mostly for nothing: who has what holds now is answered before anything is made.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bookings.calendars.availability import left, public_words, released, taken
from bookings.calendars.ics import Use, new_feed, own_event, public_event, written
from bookings.models import Bookable, Booking, FeedSecret
from bookings.models.booking_table import RELEASED
from bookings.models.bookings import BookingQuerySet
from jcop.models import Centre
from jcop.opening.hours import midnight
from jcop.pages import current_version

BACK = timedelta(days=31)
# So long what was called off stays, marked as such: programs ask from hourly to weekly.
CALLED_OFF_FOR = timedelta(days=14)
PUBLIC_SECONDS = 300
# Raise it when the same bookings are written otherwise: programs then fetch them anew.
WRITTEN = 2
USE = ("form_key", "state", "starts_at", "ends_at", "sequence", "made_at", "changed_at")


@require_safe
@gzip_page
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def calendar_feed(request: HttpRequest) -> HttpResponseBase:
    """All rooms, as `/kalendarz/` shows them."""
    rooms = Bookable.objects.active().on_calendar()
    return _answer(request, "kalendarz.ics", lambda at: _public(list(rooms), at))


@require_safe
@gzip_page
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def room_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One room."""
    room = get_object_or_404(Bookable.objects.active().on_calendar(), slug=slug)
    return _answer(request, f"{slug}.ics", lambda at: _public([room], at))


@require_safe
@gzip_page
@cache_control(public=True, max_age=PUBLIC_SECONDS)
def duties_feed(request: HttpRequest) -> HttpResponseBase:
    """When organisations are on duty in the Centre, as `/dyzury/` tells residents."""
    return _answer(request, "dyzury.ics", _duties)


@require_safe
@gzip_page
@cache_control(private=True, no_cache=True)
def private_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """What holds for the organisations of whoever owns the secret; a renewed one opens nothing."""
    feed = FeedSecret.open(secret)
    if feed is None:
        raise Http404
    whose = feed.organizations().order_by("pk").values_list("pk", flat=True)
    return _answer(request, "rezerwacje.ics", lambda at: _private(feed, at), *whose)


def _private(opened: FeedSecret, at: datetime) -> bytes:
    """A month back and everything ahead: the office may book further than organisations."""
    centre = Centre.objects.get()
    rows = _shown(Booking.objects.filter(organization__in=opened.organizations()), at)
    name = opened.organization.name if opened.organization else "moje organizacje"
    feed = new_feed(f"{centre.short_name} – {name}", centre)
    for booking in rows.select_related("organization").prefetch_related("items__bookable"):
        assert booking.organization is not None
        whose = "" if opened.organization else f"{booking.organization.name}, "
        stamp = booking.changed_at or booking.made_at
        feed.add_component(own_event(booking, centre, stamp, whose=whose))
    return feed.to_ical()


def _duties(at: datetime) -> bytes:
    centre = Centre.objects.get()
    feed = new_feed(f"{centre.short_name} – dyżury organizacji", centre)
    rows = _shown(Booking.objects.duties().announced(), at)
    rows = rows.filter(items__bookable__kind__in=[Bookable.Kind.DUTY, Bookable.Kind.ROOM])
    named = ("organization__name", "public_title", "items__bookable__name")
    events = []
    for name, help_line, place, *use in rows.order_by("starts_at", "pk").values_list(*named, *USE):
        duty = Use(*use)
        off = " – odwołany" if duty.state == Booking.State.CANCELLED else ""
        words = {"summary": f"Dyżur{off}: {name}", "location": place, "description": help_line}
        events.append(public_event(duty, of="duty", **words))
    return written(feed, events)


def _shown(rows: BookingQuerySet, at: datetime) -> BookingQuerySet:
    """What holds, a month back and everything ahead, and for some days what does so no more."""
    return rows.filter(Q(holds=True) | Q(changed_at__gte=at - CALLED_OFF_FOR), ends_at__gt=at - BACK)


def _public(rooms: list[Bookable], at: datetime) -> bytes:
    """A month back and everything ahead: beyond what organisations may book only the office's own."""
    centre, names = Centre.objects.get(), {room.pk: room.name for room in rooms}
    title = rooms[0].name if len(rooms) == 1 else "kalendarz"
    feed = new_feed(f"{centre.short_name} – {title}", centre)
    wanted = ("kind", "public_title", *USE)
    held = taken(rooms, at - BACK, None, *(f"booking__{column}" for column in wanted))
    off = released(rooms, at - BACK, at - CALLED_OFF_FOR, *wanted)
    events = []
    for room, kind, title, *columns in chain(held, off):
        name, use = names[room], Use(*columns)
        words = public_words(kind, title, use.state)
        events.append(public_event(use, of=room, summary=f"{name}: {words}", location=name))
    for room, kind, title, *columns in left(rooms, at - BACK, at - CALLED_OFF_FOR, *wanted):
        name, use = names[room], Use(*columns)
        if use.state not in RELEASED:
            use = use._replace(state=Booking.State.CANCELLED)
        words = public_words(kind, title, use.state).replace("odwołane", "przeniesione", 1)
        events.append(public_event(use, of=room, summary=f"{name}: {words}", location=name))
    return written(feed, events)


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
