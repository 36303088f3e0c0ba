"""What is taken, when: days of one room or of all rooms, in one statement for their entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import DateTimeField, Exists, F, Func, OuterRef
from django.utils.timezone import make_naive

from bookings.models import Allocation, Bookable, Booking, BookingItem
from bookings.models.booking_table import RELEASED
from jcop.opening.hours import ONE_DAY, WARSAW, midnight
from organizations.models import Organization

MOMENT = datetime.resolution
MINUTE = timedelta(minutes=1)
WAITING = {Booking.State.REQUESTED, Booking.State.PROPOSED}
# What everybody may read of a use beside its title. A room says no more than its organisation does.
PUBLIC_KINDS = {
    Booking.Kind.ROOM: "",
    Booking.Kind.EQUIPMENT: "",
    Booking.Kind.DUTY: "dyżur organizacji",
    Booking.Kind.ADVICE: "doradztwo – zajęte",
    Booking.Kind.TRAINING: "wydarzenie",
    Booking.Kind.BLOCK: "niedostępne",
}


class Entry(NamedTuple):
    """One taken time of one day, by Warsaw's clock, in words; `href` leads on those who may go there."""

    starts: datetime
    ends: datetime
    words: str
    href: str = ""

    def __str__(self) -> str:
        return f"{self.hours} {self.words}"

    @property
    def hours(self) -> str:
        """„10:00–11:30”; an end at midnight is that of the same day."""
        start, end = self.starts, self.ends
        opens, closes = start.hour, end.hour if end.hour or end.minute else 24
        if closes == 24 and not opens and not start.minute:
            return "cały dzień"
        return f"{opens}:{start.minute:02}–{closes}:{end.minute:02}"


@dataclass(frozen=True)
class RoomDays:
    """A room and its entries, day by day."""

    room: Bookable
    days: list[list[Entry]]


class OnWarsawsClock(Func):
    """A moment as the clock on the wall shows it, without a zone: ready to be laid on days and read out."""

    template = "%(expressions)s AT TIME ZONE 'Europe/Warsaw'"
    output_field = DateTimeField()


def parts(
    starts: datetime, ends: datetime, first: datetime, count: int
) -> Iterator[tuple[int, datetime, datetime]]:
    """Number, beginning and end of what a span takes of each of `count` days from midnight of `first`."""
    number = (starts - first).days
    last = (ends - first - MOMENT).days
    if number == last:
        yield number, starts, ends
        return
    for day in range(max(number, 0), min(last, count - 1) + 1):
        opens = first + day * ONE_DAY
        yield day, max(starts, opens), min(ends, opens + ONE_DAY)


def days_of_rooms(rooms: Sequence[Bookable], first: date, count: int) -> list[RoomDays]:
    """`count` days of each room; never a person, and a title only if it was given.

    Where a break is kept between two uses, each says from when until when nothing else can be had.
    """
    found: dict[int, list[list[Entry]]] = {room.pk: [[] for _ in range(count)] for room in rooms}
    begin = datetime.combine(first, time())
    uses = taken(
        rooms,
        midnight(first),
        midnight(first + count * ONE_DAY),
        OnWarsawsClock("booking__starts_at"),
        OnWarsawsClock("booking__ends_at"),
        OnWarsawsClock("during__startswith"),
        OnWarsawsClock("during__endswith"),
        "booking__public_title",
        "booking__state",
        "booking__kind",
    )
    kept = {room.pk: (room.minutes_before, room.minutes_after) for room in rooms}
    for room, starts, ends, held_from, held_until, title, state, kind in uses:
        before, after = kept[room]
        break_from, break_until = held_from - after * MINUTE, held_until + before * MINUTE
        words = public_words(kind, title, state)
        if (break_from, break_until) != (starts, ends):
            words += f" (z przerwą {Entry(break_from, break_until, '').hours})"
        for number, opens, closes in parts(starts, ends, begin, count):
            if 0 <= number < count:
                found[room][number].append(Entry(opens, closes, words))
    return [RoomDays(room, found[room.pk]) for room in rooms]


def taken(
    rooms: Sequence[Bookable], start: datetime, end: datetime | None, *columns: str | Func
) -> Iterator[tuple[Any, ...]]:
    """Room and `columns` of each use that holds a unit of a room, once for each room, in order of time."""
    rows = Allocation.objects.during(start, end).filter(resource__bookables__in=[room.pk for room in rooms])
    rows = rows.order_by("booking__starts_at", "booking", "resource__bookables")
    before = None
    for booking, room, *values in rows.values_list("booking", "resource__bookables", *columns):
        if (booking, room) != before:
            yield room, *values
        before = booking, room


def released(
    rooms: Sequence[Bookable], start: datetime, since: datetime, *columns: str
) -> Iterator[tuple[Any, ...]]:
    """The same of each use that ends after `start` and gave its rooms up after `since`."""
    rows = Booking.objects.filter(holds=False, changed_at__gte=since, ends_at__gt=start)
    rows = rows.filter(items__bookable__units__bookables__in=[room.pk for room in rooms])
    rows = rows.order_by("starts_at", "pk", "items__bookable__units__bookables").distinct()
    yield from rows.values_list("items__bookable__units__bookables", *columns)


def left(
    rooms: Sequence[Bookable], start: datetime, since: datetime, *columns: str
) -> Iterator[tuple[Any, ...]]:
    """The same of each use that was asked for in a room, changed after `since`, and is elsewhere now."""
    rows = Booking.objects.filter(changed_at__gte=since, ends_at__gt=start)
    rows = rows.alias(room=F("items__asked_bookable__units__bookables"))
    here = BookingItem.objects.filter(booking=OuterRef("pk"), bookable__units__bookables=OuterRef("room"))
    rows = rows.filter(~Exists(here), room__in=[room.pk for room in rooms])
    rows = rows.annotate(left=F("room")).order_by("starts_at", "pk", "room").distinct()
    yield from rows.values_list("left", *columns)


def public_words(kind: str, title: str, state: str) -> str:
    """„szkolenie: Łąka”, „zajęte (czeka na potwierdzenie)”, „odwołane – szkolenie: Łąka”.

    What was never agreed to keeps its title to itself.
    """
    named = PUBLIC_KINDS.get(kind, "")  # type: ignore[call-overload]
    title = title if state == Booking.State.CANCELLED or state not in RELEASED else ""
    words = f"{named}: {title}" if named and title else named or title
    if state in RELEASED:
        return f"odwołane – {words}" if words else "odwołane"
    words = words or "zajęte"
    return f"{words} (czeka na potwierdzenie)" if state in WAITING else words


def days_of_organization(organization: Organization, first: date, count: int) -> list[list[Entry]]:
    """`count` days of an organisation's own bookings, whatever became of them, each with its page."""
    found: list[list[Entry]] = [[] for _ in range(count)]
    begin = datetime.combine(first, time())
    rows = Booking.objects.of(organization).filter(
        starts_at__lt=midnight(first + count * ONE_DAY), ends_at__gt=midnight(first)
    )
    for booking in rows.select_related("organization").prefetch_related("items__bookable"):
        things = ", ".join(str(item) for item in booking.items.all())
        words, href = f"{things} – {booking.get_state_display()}", booking.get_absolute_url()
        starts, ends = make_naive(booking.starts_at, WARSAW), make_naive(booking.ends_at, WARSAW)
        for number, opens, closes in parts(starts, ends, begin, count):
            found[number].append(Entry(opens, closes, words, href))
    return found
