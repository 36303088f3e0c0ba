"""What is taken, when: days of one room or of all rooms, in one statement for their entries."""

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bookings.models import Allocation, Bookable, Booking
from bookings.models.wishes import midnight
from jcop.hours import ONE_DAY, WARSAW
from organizations.models import Organization

WAITING = {Booking.State.REQUESTED, Booking.State.PROPOSED}
# What everybody may read of a use beside its title. A room says no more than its organisation does.
PUBLIC_KINDS = {
    Booking.Kind.ROOM: "",
    Booking.Kind.EQUIPMENT: "",
    Booking.Kind.DUTY: "dyżur organizacji",
    Booking.Kind.ADVICE: "doradztwo",
    Booking.Kind.TRAINING: "szkolenie",
    Booking.Kind.BLOCK: "niedostępne",
}


class Entry(NamedTuple):
    """One taken time of one day, in words; `href` leads on those who may go there."""

    starts_at: datetime
    ends_at: datetime
    words: str
    href: str = ""

    def __str__(self) -> str:
        return f"{self.hours} {self.words}"

    @property
    def hours(self) -> str:
        """„10:00–11:30” by Warsaw's clock."""
        start, end = self.starts_at.astimezone(WARSAW), self.ends_at.astimezone(WARSAW)
        opens, closes = start.hour * 60 + start.minute, end.hour * 60 + end.minute
        if opens == closes == 0:
            return "cały dzień"
        closes = closes or 24 * 60
        return f"{opens // 60}:{opens % 60:02}–{closes // 60}:{closes % 60:02}"


@dataclass(frozen=True)
class RoomDays:
    """A room and its entries, day by day."""

    room: Bookable
    days: list[list[Entry]]


class Spread:
    """Lays spans on the Warsaw days that they touch."""

    def __init__(self, first: date, count: int) -> None:
        self.midnights = [midnight(first + n * ONE_DAY) for n in range(count + 1)]

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return self.midnights[0], self.midnights[-1]

    def over(self, starts_at: datetime, ends_at: datetime) -> Iterable[tuple[int, datetime, datetime]]:
        """Number, beginning and end of each day's part."""
        nights = self.midnights
        begin = max(bisect_right(nights, starts_at) - 1, 0)
        end = min(bisect_left(nights, ends_at), len(nights) - 1)
        for number in range(begin, end):
            yield number, max(starts_at, nights[number]), min(ends_at, nights[number + 1])


def days_of_rooms(rooms: Sequence[Bookable], first: date, count: int) -> list[RoomDays]:
    """`count` days of each room; never a person, and a title only if it was given."""
    found: dict[int, list[list[Entry]]] = {room.pk: [[] for _ in range(count)] for room in rooms}
    spread = Spread(first, count)
    for room, starts_at, ends_at, title, state, kind, _ in taken(rooms, *spread.bounds):
        words = public_words(kind, title, state)
        for number, begin, end in spread.over(starts_at, ends_at):
            found[room][number].append(Entry(begin, end, words))
    return [RoomDays(room, found[room.pk]) for room in rooms]


def taken(
    rooms: Sequence[Bookable], start: datetime, end: datetime
) -> Iterable[tuple[int, datetime, datetime, str, str, str, uuid.UUID]]:
    """Room, time, title, state, kind and key of each use that holds a unit of a room, in order of time."""
    rows = Allocation.objects.during(start, end).filter(resource__bookables__in=[room.pk for room in rooms])
    return (
        rows.order_by("booking__starts_at", "booking")
        .values_list(
            "resource__bookables",
            "booking__starts_at",
            "booking__ends_at",
            "booking__public_title",
            "booking__state",
            "booking__kind",
            "booking__form_key",
        )
        .distinct()
    )


def public_words(kind: str, title: str, state: str) -> str:
    """„szkolenie: Łąka”, „zajęte (czeka na potwierdzenie)”."""
    named = PUBLIC_KINDS.get(kind, "")  # type: ignore[call-overload]
    words = f"{named}: {title}" if named and title else named or title or "zajęte"
    return f"{words} (czeka na potwierdzenie)" if state in WAITING else words


def days_of_organization(organization: Organization, first: date, count: int) -> list[list[Entry]]:
    """`count` days of an organisation's own bookings, whatever became of them, each with its page."""
    found: list[list[Entry]] = [[] for _ in range(count)]
    spread = Spread(first, count)
    start, end = spread.bounds
    rows = Booking.objects.of(organization).filter(starts_at__lt=end, ends_at__gt=start)
    for booking in rows.select_related("organization").prefetch_related("items__bookable"):
        things = ", ".join(str(item) for item in booking.items.all())
        words = f"{things} – {booking.get_state_display()}"
        for number, begins, ends in spread.over(booking.starts_at, booking.ends_at):
            found[number].append(Entry(begins, ends, words, booking.get_absolute_url()))
    return found
