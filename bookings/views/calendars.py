"""Weeks and months: of the rooms, as everybody may see them, and of an organisation, as its own."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.calendars.availability import days_of_organization, days_of_rooms
from bookings.calendars.spans import (
    WEEKDAYS,
    Column,
    Month,
    Week,
    columns,
    in_weeks,
    own_columns,
    squares,
    week_in_words,
)
from bookings.models import Bookable
from bookings.models.places import Week as OwnWeek
from bookings.models.places import bookable_day, with_own_weeks
from jcop.centre.timetable import Timetable
from jcop.pages import for_residents
from organizations.access import MemberRequest, member_required

Rooms = dict[Bookable, OwnWeek | None]


@require_safe
@for_residents("tydzien")
def calendar(request: HttpRequest) -> HttpResponse:
    """The week of all rooms."""
    return _rooms_week(request, with_own_weeks(Bookable.objects.active().on_calendar()))


@require_safe
@for_residents("tydzien")
def room_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The week of one room."""
    return _rooms_week(request, *_one_room(slug))


@require_safe
@for_residents("miesiac")
def month(request: HttpRequest) -> HttpResponse:
    """The month of all rooms."""
    return _rooms_month(request, with_own_weeks(Bookable.objects.active().on_calendar()))


@require_safe
@for_residents("miesiac")
def room_month(request: HttpRequest, slug: str) -> HttpResponse:
    """The month of one room."""
    return _rooms_month(request, *_one_room(slug))


@require_safe
@member_required
def own_calendar(request: MemberRequest) -> HttpResponse:
    """The week of the organisation's own bookings, whatever became of them."""
    week = Week.of(_asked(request, "tydzien"))
    days = _columns(week)
    found = days_of_organization(request.organization, week.first, len(days))
    context = {
        "organization": request.organization,
        **_around(week),
        "columns": days,
        "rows": [("", "", list(zip(days, found, strict=True)), "")],
        "month_url": reverse("bookings:own_month", args=[request.organization.key]),
    }
    return render(request, "bookings/own_calendar.html", context)


@require_safe
@member_required
def own_month(request: MemberRequest) -> HttpResponse:
    """The month of the organisation's own bookings."""
    asked = Month.of(_asked(request, "miesiac"))
    days = _columns(asked)
    found = days_of_organization(request.organization, asked.first, len(days))
    context = {
        "organization": request.organization,
        **_around(asked),
        **_month(days, [("", found)]),
        "week_url": reverse("bookings:own_calendar", args=[request.organization.key]),
    }
    return render(request, "bookings/own_month.html", context)


def _one_room(slug: str) -> tuple[Rooms, Bookable]:
    rooms = with_own_weeks(Bookable.objects.active().on_calendar().filter(slug=slug))
    if not rooms:
        raise Http404
    return rooms, next(iter(rooms))


def _rooms_week(request: HttpRequest, rooms: Rooms, room: Bookable | None = None) -> HttpResponse:
    """A room with hours of its own has its own columns, and a word of them beside its name."""
    week = Week.of(_asked(request, "tydzien"))
    known, today = Timetable.between(week.first, week.last).days, timezone.localdate()
    shared = columns(known, today)
    own = {
        one: own_columns(known, [bookable_day(day, spans) for day in known], today)
        for one, spans in rooms.items()
        if spans
    }
    weeks = days_of_rooms(list(rooms), week.first, len(known))
    context = {
        "room": room,
        **_around(week),
        "monday": week.first,
        "weeks": weeks,
        "columns": own.get(room, shared) if room else shared,
        "own_hours": week_in_words(rooms[room]) if room else "",
        "rows": [
            (
                found.room.name,
                _room_url("room_calendar", found.room),
                list(zip(own.get(found.room, shared), found.days, strict=True)),
                "" if room else week_in_words(rooms[found.room]),
            )
            for found in weeks
        ],
        "query": "" if room else f"?tydzien={week.first}",
        "month_url": _room_url("room_month", room) if room else reverse("bookings:month"),
        "feed_url": _room_url("room_feed", room) if room else reverse("bookings:calendar_feed"),
    }
    return render(request, "bookings/calendar.html", context)


def _rooms_month(request: HttpRequest, rooms: Rooms, room: Bookable | None = None) -> HttpResponse:
    asked, today = Month.of(_asked(request, "miesiac")), timezone.localdate()
    known = Timetable.between(asked.first, asked.last).days
    days = columns(known, today)
    if room:
        days = own_columns(known, [bookable_day(day, rooms[room]) for day in known], today)
    found = days_of_rooms(list(rooms), asked.first, len(days))
    context = {
        "room": room,
        "own_hours": week_in_words(rooms[room]) if room else "",
        "rooms": [] if room else [(each.name, _room_url("room_month", each)) for each in rooms],
        **_around(asked),
        **_month(days, [("" if room else each.room.name, each.days) for each in found]),
        "is_advice": room is not None and room.kind == Bookable.Kind.ADVICE,
        "week_url": _room_url("room_calendar", room) if room else reverse("bookings:calendar"),
        "feed_url": _room_url("room_feed", room) if room else reverse("bookings:calendar_feed"),
    }
    return render(request, "bookings/month.html", context)


def _room_url(name: str, room: Bookable) -> str:
    return reverse(f"bookings:{name}", args=[room.slug])


def _columns(span: Week | Month) -> list[Column]:
    return columns(Timetable.between(span.first, span.last).days, timezone.localdate())


def _month(days: list[Column], places: list[tuple[str, list[Any]]]) -> dict[str, Any]:
    found = squares(days, places)
    return {
        "rows": in_weeks(found),
        "weekdays": WEEKDAYS,
        "taken": [square for square in found if square.places],
        "is_advice": False,
    }


def _around(span: Week | Month) -> dict[str, Any]:
    """The span itself, its neighbours, and the day that leads from weeks to months and back."""
    today = timezone.localdate()
    return {
        "span": span,
        "previous": span.previous,
        "next": span.next,
        "today": today,
        "middle": today if span.first <= today <= span.last else span.first,
    }


def _asked(request: HttpRequest, word: str) -> date:
    """The day or month asked for; today when the words make no date."""
    asked = request.GET.get(word, "")
    try:
        return date.fromisoformat(f"{asked}-01" if word == "miesiac" else asked)
    except ValueError:
        return timezone.localdate()
