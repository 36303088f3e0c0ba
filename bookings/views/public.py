"""What everybody may see of rooms and times; never a person's name."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.availability import DAYS, monday_of, week_of_rooms
from bookings.models import Bookable
from jcop.models import HouseRules


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "bookables": Bookable.objects.active().but_desks(),
        "rules": HouseRules.objects.not_over(today).prefetch_related("limits"),
        "today": today,
    }
    return render(request, "bookings/rooms.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The week of all rooms."""
    return _calendar(request, list(Bookable.objects.active().rooms()), room=None)


@require_safe
def room_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The week of one room."""
    room = get_object_or_404(Bookable.objects.active().rooms(), slug=slug)
    return _calendar(request, [room], room=room)


def _calendar(request: HttpRequest, rooms: list[Bookable], room: Bookable | None) -> HttpResponse:
    monday = _asked_monday(request)
    context = {
        "room": room,
        "weeks": week_of_rooms(rooms, monday),
        "days": [monday + timedelta(days=n) for n in range(DAYS)],
        "monday": monday,
        "previous": monday - timedelta(days=DAYS),
        "next": monday + timedelta(days=DAYS),
        "today": timezone.localdate(),
    }
    return render(request, "bookings/calendar.html", context)


def _asked_monday(request: HttpRequest) -> date:
    """The week asked for, kept within reach of arithmetic; this week when the words make no date."""
    try:
        day = date.fromisoformat(request.GET.get("tydzien", ""))
    except ValueError:
        day = timezone.localdate()
    return monday_of(min(max(day, date(2009, 1, 1)), date(2999, 1, 1)))
