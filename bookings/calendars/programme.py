"""Events as residents read them: when, where, for whom, and whether a place is left. Never a person."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from bookings.models import Event
from bookings.models.events import EventQuerySet
from jcop.models import Centre
from jcop.templatetags.polish import odmiana

PAST_SHOWN = 10
NONE, BEFORE, OPEN, OVER = "none", "before", "open", "over"


@dataclass(frozen=True)
class Shown:
    """One event at the moment at which somebody looks; the event was `counted` for that moment."""

    event: Event
    at: datetime

    @property
    def signing_up(self) -> str:
        event = self.event
        opens, closes = event.signup_opens_at, event.signup_closes_at
        if event.is_cancelled or opens is None or closes is None:
            return NONE
        if self.at < opens:
            return BEFORE
        return OPEN if self.at < closes else OVER

    @property
    def is_open(self) -> bool:
        return self.signing_up == OPEN

    @property
    def is_over(self) -> bool:
        return self.event.ends_at <= self.at

    @property
    def has_begun(self) -> bool:
        return self.event.starts_at <= self.at

    @property
    def free(self) -> int:
        """Places that whoever comes now would get: until the last hours, those who wait come first."""
        is_queued = self.event.waits and self.event.offer_until(self.at)
        return 0 if is_queued else max((self.event.capacity or 0) - self.event.held, 0)

    @property
    def places(self) -> str:
        """In one line, whatever the stage of signing up."""
        event = self.event
        if event.is_cancelled:
            return "Wydarzenie odwołane"
        if event.capacity is None:
            return "Wstęp wolny, bez zapisów"
        if self.is_over or self.signing_up == OVER:
            return "Zapisy zakończone"
        if self.signing_up == BEFORE and event.signup_opens_at:
            opens = timezone.localtime(event.signup_opens_at)
            return f"Zapisy od {opens:%d.%m.%Y}, godz. {opens.hour}:{opens:%M}"
        if self.free:
            words = odmiana(self.free, "wolne miejsce,wolne miejsca,wolnych miejsc")
            return f"{self.free}\xa0{words} z\xa0{event.capacity}"
        return "Brak wolnych miejsc: można zapisać się na listę oczekujących"


@dataclass(frozen=True)
class Programme:
    months: list[tuple[date, list[Shown]]]
    past: list[Shown]


def shown(rows: EventQuerySet, at: datetime) -> list[Shown]:
    return [Shown(event, at) for event in rows.counted(at).whole()]


def programme(at: datetime) -> Programme:
    """What is to come, by month, and the last of what took place."""
    coming = shown(Event.objects.announced().upcoming(at), at)
    months = groupby(coming, key=lambda one: timezone.localdate(one.event.starts_at).replace(day=1))
    past = shown(Event.objects.past(at)[:PAST_SHOWN], at)
    return Programme([(month, list(found)) for month, found in months], past)


def next_events(at: datetime, most: int) -> list[Shown]:
    """The nearest that take place."""
    return shown(Event.objects.filter(state="published").upcoming(at)[:most], at)


def event_data(one: Shown, centre: Centre, url: str) -> dict[str, Any]:
    """What search engines read (schema.org)."""
    event = one.event
    status = "EventCancelled" if event.is_cancelled else "EventScheduled"
    places: dict[str, Any] = {}
    if event.capacity is not None:
        places["maximumAttendeeCapacity"] = event.capacity
        places["remainingAttendeeCapacity"] = one.free if one.is_open else 0
    return {
        "@context": "https://schema.org",
        "@type": "EducationEvent" if event.kind in {"training", "workshop"} else "Event",
        "name": event.title,
        "description": event.description,
        "startDate": timezone.localtime(event.starts_at).isoformat(),
        "endDate": timezone.localtime(event.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": url,
        "isAccessibleForFree": True,
        "location": {
            "@type": "Place",
            "name": f"{centre.name}, {event.place}",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": centre.street,
                "postalCode": centre.postal_code,
                "addressLocality": centre.city,
                "addressCountry": "PL",
            },
        },
        "organizer": {"@type": "GovernmentOffice", "name": centre.name},
        **places,
    }
