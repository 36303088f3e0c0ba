"""Bookings as iCalendar (RFC 5545, 5546, 7986): what goes with a mail, and what a feed is made of.

Times are written in UTC, so that no program has to know Warsaw's clock. The same booking keeps its UID;
`Booking.sequence` grows with each change, so that the newer file wins wherever it arrives first. DTSTAMP is
the moment at which a file with a METHOD was made; in feeds, which have none, that of the last change.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vDuration, vText
from icalendar.parser import Contentline

from jcop.mail import Enclosure, sender_address

if TYPE_CHECKING:
    from bookings.models import Booking, EventDate
    from bookings.models import Event as CentreEvent
    from jcop.models import Centre

FRESH_FOR = timedelta(hours=1)
LONGEST_LINE = 75
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
STATUS = {
    "requested": TENTATIVE,
    "proposed": TENTATIVE,
    "confirmed": CONFIRMED,
    "took_place": CONFIRMED,
    "no_show": CONFIRMED,
}


class Use(NamedTuple):
    """A taken time of one place, as everybody may read of it."""

    key: uuid.UUID
    state: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    made_at: datetime
    changed_at: datetime | None


def enclosed(
    bookings: Sequence["Booking"], centre: "Centre", *, to: str, stamp: datetime, page: str = ""
) -> Enclosure:
    """The file that goes with a mail to `to`, made of the bookings as they stand now."""
    events = [own_event(booking, centre, stamp, page=page) for booking in bookings]
    return _enclosure("rezerwacja.ics", events, centre, to)


def new_feed(name: str, centre: "Centre") -> Calendar:
    """A calendar that programs fetch again and again: it has a name and says how often to ask.

    Its address stands here once; RFC 5546 has no METHOD for what is not sent.
    """
    calendar = _new_calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", f"{centre.name}, {_address(centre)}")
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
    title = f" – {booking.public_title}" if booking.public_title else ""
    state = "" if status == CONFIRMED else f" ({booking.get_state_display()})"
    event = _event(booking.form_key, booking.starts_at, booking.ends_at, stamp, status)
    event.add("sequence", booking.sequence)
    if booking.changed_at:
        event.add("last-modified", booking.changed_at)
    event.add("summary", f"{whose}{centre.short_name}: {things}{title}{state}")
    event.add("location", _address(centre) if booking.is_advice else f"{things}, {_address(centre)}")
    page = page or f"{settings.SITE_URL}{booking.get_absolute_url()}"
    event.add("url", page)
    event.add("description", f"{booking.noun.capitalize()}: {booking.get_state_display()}. {page}")
    return event


def public_event(use: Use, *, of: object, **words: str) -> bytes:
    """As everybody sees a use; its UID is not that of the organisation's own event.

    It hangs on the key of the booking and on what it is an event `of`, a room by its key: names may change.
    What a default says stands only where it is otherwise (SEQUENCE:0; LAST-MODIFIED, when it was made).
    Written as text: a feed has thousands, and an object for each line takes ten times as long.
    """
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(use.key, str(of))}",
        f"DTSTAMP:{_utc(use.changed_at or use.made_at)}",
        f"DTSTART:{_utc(use.starts_at)}",
        f"DTEND:{_utc(use.ends_at)}",
        f"STATUS:{STATUS.get(use.state, CANCELLED)}",
        *([f"LAST-MODIFIED:{_utc(use.changed_at)}"] if use.changed_at else []),
        *([f"SEQUENCE:{use.sequence}"] if use.sequence else []),
        *(_folded(name, text) for name, text in words.items()),
        "END:VEVENT",
        "",
    ]
    return "\r\n".join(lines).encode()


def written(feed: Calendar, events: Iterable[bytes]) -> bytes:
    """The feed with events that are text already."""
    head, end, rest = feed.to_ical().rpartition(b"END:VCALENDAR")
    return b"".join([head, *events, end, rest])


def event_file(event: "CentreEvent", centre: "Centre", *, stamp: datetime) -> Enclosure:
    """Every time of an event of the Centre, as it stands; whoever has it imported gets the newer one."""
    status = CANCELLED if event.is_cancelled else CONFIRMED
    times = [_time(event, date, centre, stamp, status) for date in event.times]
    dropped = [_time(event, date, centre, stamp, CANCELLED) for date in event.dropped]
    return _enclosure("wydarzenie.ics", [*times, *dropped], centre)


def event_files(
    event: "CentreEvent",
    centre: "Centre",
    *,
    to: str,
    stamp: datetime,
    status: str,
    dropped: Iterable["EventDate"] = (),
) -> list[Enclosure]:
    """What goes with a mail to somebody whose place has that `status`; a file for each time `dropped`."""
    times = [_time(event, date, centre, stamp, status) for date in event.times]
    gone = [_time(event, date, centre, stamp, CANCELLED) for date in dropped]
    return [
        *(_enclosure(f"odwolany-termin-{n}.ics", [time], centre, to) for n, time in enumerate(gone, 1)),
        _enclosure("wydarzenie.ics", times, centre, to, has_answered=status == CONFIRMED),
    ]


def _time(event: "CentreEvent", date: "EventDate", centre: "Centre", stamp: datetime, status: str) -> Event:
    booking = date.booking
    time = _event(uuid.uuid5(booking.form_key, "event"), booking.starts_at, booking.ends_at, stamp, status)
    page = f"{settings.SITE_URL}{event.get_absolute_url()}"
    time.add("sequence", event.sequence)
    time.add("summary", f"{event.title} ({event.get_kind_display()})")
    time.add("location", f"{date.place}, {_address(centre)}")
    time.add("url", page)
    time.add("description", page)
    return time


def _enclosure(
    name: str, events: Sequence[Event], centre: "Centre", to: str = "", *, has_answered: bool = True
) -> Enclosure:
    """One file, made for somebody or (without `to`) for everybody.

    One event for somebody is an invitation (REQUEST) or its withdrawal (CANCEL), which programs put into
    the calendar, move and take away by themselves. RFC 5546 lets those speak of one UID only: several are
    published (PUBLISH) together, each with its own state.
    """
    method = "PUBLISH"
    if to and len(events) == 1:
        method = "CANCEL" if events[0]["status"] == CANCELLED else "REQUEST"
    calendar = _new_calendar()
    calendar.add("method", method)
    for event in events:
        organizer = vCalAddress(f"mailto:{sender_address()}")
        organizer.params["CN"] = centre.short_name
        event.add("organizer", organizer)
        if method != "PUBLISH":
            attendee = vCalAddress(f"mailto:{to}")
            attendee.params["PARTSTAT"] = "ACCEPTED" if has_answered else "NEEDS-ACTION"
            attendee.params.update({"RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
            event.add("attendee", attendee)
        calendar.add_component(event)
    kind = f"text/calendar; method={method}"
    return Enclosure(name, calendar.to_ical().decode(), kind, is_shown=method != "PUBLISH")


def _new_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//JCOP//Rezerwacje//PL")
    calendar.add("version", "2.0")
    return calendar


def _event(key: uuid.UUID, starts_at: datetime, ends_at: datetime, stamp: datetime, status: str) -> Event:
    event = Event()
    event.add("uid", str(key))
    event.add("dtstamp", stamp)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("status", status)
    return event


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=512)
def _folded(name: str, text: str) -> str:
    """Escaped and broken into lines of at most 75 bytes (RFC 5545, 3.1); most of them repeat or are short."""
    line = f"{name.upper()}:{vText(text).to_ical().decode()}"
    return line if len(line.encode()) <= LONGEST_LINE else Contentline(line).to_ical().decode()


def _address(centre: "Centre") -> str:
    return f"{centre.street}, {centre.postal_code} {centre.city}"
