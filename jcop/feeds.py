"""Opening hours as a calendar that a telephone subscribes to (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from jcop.hours import ONE_DAY, Day, openings
from jcop.models import Centre
from jcop.timetable import Timetable

WEEKS_AHEAD = 53
FRESH_FOR = timedelta(hours=6)


@require_safe
def hours_feed(request: HttpRequest) -> HttpResponse:
    """The hours from this week on for a year, and the days on which the Centre is closed unusually."""
    now = timezone.now()
    table = Timetable.of_weeks(timezone.localdate(now), WEEKS_AHEAD)
    page = request.build_absolute_uri(reverse("hours"))
    calendar = calendar_of(table.days, Centre.objects.get(), page, now)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="godziny-otwarcia.ics"'
    return response


def calendar_of(days: Iterable[Day], centre: Centre, page: str, stamp: datetime) -> Calendar:
    """One event for each open stretch, in UTC, so that no calendar has to know Warsaw's clock."""
    calendar = Calendar()
    calendar.add("prodid", "-//JCOP//Godziny otwarcia//PL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"{centre.short_name} – godziny otwarcia")
    calendar.add("x-wr-calname", f"{centre.short_name} – godziny otwarcia")
    calendar.add("x-wr-timezone", "Europe/Warsaw")
    calendar.add("refresh-interval", FRESH_FOR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", FRESH_FOR)
    for day in days:
        for number, (starts, ends) in enumerate(openings([day])):
            event = _event(f"{day.date}-{number}", f"{centre.short_name} otwarte", centre, page, stamp)
            event.add("dtstart", starts)
            event.add("dtend", ends)
            if words := _remark(day, centre):
                event.add("description", words)
            calendar.add_component(event)
        if day.is_closed and not day.is_usual and not day.is_suspended:
            event = _event(f"{day.date}-x", f"{centre.short_name} nieczynne", centre, page, stamp)
            event.add("dtstart", day.date)
            event.add("dtend", day.date + ONE_DAY)
            if day.reason:
                event.add("description", day.reason)
            calendar.add_component(event)
    return calendar


def _event(key: str, summary: str, centre: Centre, page: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"godziny-{key}@{centre.email.partition('@')[2]}")
    event.add("dtstamp", stamp)
    event.add("summary", summary)
    event.add("location", f"{centre.street}, {centre.postal_code} {centre.city}")
    event.add("url", page)
    event.add("transp", "TRANSPARENT")
    return event


def _remark(day: Day, centre: Centre) -> str:
    parts = [day.period.note] if day.period and day.period.note else []
    if day.is_by_phone:
        parts.append(f"Najlepiej telefonicznie: {centre.phone}.")
    return " ".join(parts)
