"""Bookings as iCalendar (RFC 5545, RFC 5546): what goes with a mail, and what a feed is made of.

Times are written in UTC, so that no program has to know Warsaw's clock. The same booking keeps its UID;
`Booking.sequence` grows with each change, so that the newer file wins wherever it arrives first.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vDuration

from jcop.mail import Enclosure, sender_address

if TYPE_CHECKING:
    from bookings.models import Booking
    from bookings.models import Event as CentreEvent
    from jcop.models import Centre

FRESH_FOR = timedelta(hours=1)
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
STATUS = {
    "requested": TENTATIVE,
    "proposed": TENTATIVE,
    "confirmed": CONFIRMED,
    "took_place": CONFIRMED,
    "no_show": CONFIRMED,
}


def enclosed(
    bookings: Sequence["Booking"], centre: "Centre", *, to: str, stamp: datetime, page: str = ""
) -> Enclosure:
    """The file that goes with a mail to `to`, made of the bookings as they stand now.

    One booking is an invitation (REQUEST) or its withdrawal (CANCEL), which programs put into the
    calendar, move and take away by themselves. RFC 5546 lets those speak of one UID only: several
    bookings are published (PUBLISH) together, each with its own state.
    """
    method = "PUBLISH"
    if len(bookings) == 1:
        method = "REQUEST" if bookings[0].state in STATUS else "CANCEL"
    calendar = new_calendar("Rezerwacje", method=method)
    for booking in bookings:
        event = own_event(booking, centre, stamp, page=page)
        organizer = vCalAddress(f"mailto:{sender_address()}")
        organizer.params["CN"] = centre.short_name
        event.add("organizer", organizer)
        if method != "PUBLISH":
            attendee = vCalAddress(f"mailto:{to}")
            attendee.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
            event.add("attendee", attendee)
        calendar.add_component(event)
    return Enclosure("rezerwacja.ics", calendar.to_ical().decode(), f"text/calendar; method={method}")


def new_calendar(name: str, *, method: str = "PUBLISH") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//JCOP//Rezerwacje//PL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    return calendar


def new_feed(name: str) -> Calendar:
    """A calendar that programs fetch again and again; it has a name and says how often to ask."""
    calendar = new_calendar(name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", "Europe/Warsaw")
    calendar.add("refresh-interval", FRESH_FOR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(FRESH_FOR))
    return calendar


def own_event(
    booking: "Booking", centre: "Centre", stamp: datetime, *, whose: str = "", page: str = ""
) -> Event:
    """As whoever booked sees it: what, where, and how it stands; no person's name. `page` if not its own."""
    things = ", ".join(str(item) for item in booking.items.all())
    status = STATUS.get(booking.state, CANCELLED)
    state = "" if status == CONFIRMED else f" ({booking.get_state_display()})"
    event = _event(booking.form_key, booking.starts_at, booking.ends_at, stamp)
    event.add("sequence", booking.sequence)
    event.add("status", status)
    event.add("summary", f"{whose}{centre.short_name}: {things}{state}")
    event.add("location", _address(centre) if booking.is_advice else f"{things}, {_address(centre)}")
    page = page or f"{settings.SITE_URL}{booking.get_absolute_url()}"
    event.add("url", page)
    event.add("description", f"{booking.noun.capitalize()}: {booking.get_state_display()}. {page}")
    return event


def public_event(
    key: uuid.UUID, state: str, words: str, place: str, span: tuple[datetime, datetime], centre: "Centre"
) -> Event:
    """As everybody sees a taken time of one place; its UID is not that of the organisation's own event."""
    event = _event(uuid.uuid5(key, place), *span, span[0])
    event.add("status", STATUS[state])
    event.add("summary", f"{place}: {words}")
    event.add("location", f"{place}, {_address(centre)}")
    return event


def of_event(event: "CentreEvent", centre: "Centre", *, stamp: datetime) -> Enclosure:
    """Every time of an event of the Centre, as it stands; whoever has it imported gets the newer one."""
    calendar = new_calendar(event.title)
    page = f"{settings.SITE_URL}{event.get_absolute_url()}"
    for date in event.times:
        one = _event(
            uuid.uuid5(date.booking.form_key, "event"), date.booking.starts_at, date.booking.ends_at, stamp
        )
        one.add("sequence", event.sequence)
        one.add("status", CANCELLED if event.is_cancelled else CONFIRMED)
        one.add("summary", f"{event.title} ({event.get_kind_display()})")
        one.add("location", f"{date.place}, {_address(centre)}")
        one.add("url", page)
        one.add("description", page)
        calendar.add_component(one)
    return Enclosure("wydarzenie.ics", calendar.to_ical().decode(), "text/calendar; method=PUBLISH")


def _event(key: uuid.UUID, starts_at: datetime, ends_at: datetime, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", str(key))
    event.add("dtstamp", stamp)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    return event


def _address(centre: "Centre") -> str:
    return f"{centre.street}, {centre.postal_code} {centre.city}"
