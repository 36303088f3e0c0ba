"""Opening hours as a calendar that a telephone subscribes to (RFC 5545)."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vDuration

from jcop.centre.timetable import Timetable
from jcop.models import Centre, HoursPeriod
from jcop.opening.hours import ONE_DAY, Day, Period, openings

WEEKS_AHEAD = 53
FRESH_FOR = timedelta(hours=6)
# Of the names of what is in it: they hang on nothing that the office may change.
SPACE = uuid.uuid5(uuid.NAMESPACE_OID, "jcop.feeds.hours")


@require_safe
def hours_feed(request: HttpRequest) -> HttpResponse:
    """The hours from this week on for a year, and the days on which the Centre is closed unusually."""
    table = Timetable.of_weeks(timezone.localdate(), WEEKS_AHEAD)
    page = request.build_absolute_uri(reverse("hours"))
    history = HoursPeriod.pgh_event_model._base_manager  # type: ignore[attr-defined]
    stamp = history.aggregate(at=Max("pgh_created_at"))["at"] or timezone.now()
    calendar = calendar_of(table.days, Centre.objects.get(), page, stamp)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="godziny-otwarcia.ics"'
    return response


def calendar_of(days: Sequence[Day], centre: Centre, page: str, stamp: datetime) -> Calendar:
    """One event for each open stretch, in UTC, so that no calendar has to know Warsaw's clock.

    It has no METHOD, so DTSTAMP says the same as LAST-MODIFIED: `stamp` is when hours changed last.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//JCOP//Godziny otwarcia//PL")
    calendar.add("version", "2.0")
    calendar.add("name", f"{centre.short_name} – godziny otwarcia")
    calendar.add("x-wr-calname", f"{centre.short_name} – godziny otwarcia")
    calendar.add("x-wr-timezone", "Europe/Warsaw")
    calendar.add("refresh-interval", FRESH_FOR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(FRESH_FOR))
    for (is_exception, period, reason), group in groupby(days, _kind):
        run = list(group)
        if is_exception:
            what = "działalność zawieszona" if run[0].is_suspended else "nieczynne"
            # The first run may have begun before the days that are asked for: it keeps its name.
            first = min(run[0].date, period.valid_from) if period and run[0] is days[0] else run[0].date
            event = _event(f"{first}-x", f"{centre.short_name} {what}", centre, page, stamp)
            event.add("dtstart", run[0].date)
            event.add("dtend", run[-1].date + ONE_DAY)
            if reason:
                event.add("description", reason)
            calendar.add_component(event)
        for day in run:
            for number, (starts, ends) in enumerate(openings([day])):
                event = _event(f"{day.date}-{number}", f"{centre.short_name} otwarte", centre, page, stamp)
                event.add("dtstart", starts)
                event.add("dtend", ends)
                if words := _remark(day, centre):
                    event.add("description", words)
                calendar.add_component(event)
    return calendar


def _kind(day: Day) -> tuple[bool, Period | None, str]:
    """Days of one kind that follow each other are one event when the Centre is closed unusually."""
    return day.is_closed and not day.is_usual, day.period, day.reason


def _event(key: str, summary: str, centre: Centre, page: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(SPACE, key)))
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
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
