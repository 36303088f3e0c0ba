"""What is taken, when: the week of one room or of all rooms, in one statement for its entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.models import Allocation, Bookable, Booking
from bookings.models.wishes import midnight
from jcop.hours import WARSAW

DAYS = 7
WAITING = {Booking.State.REQUESTED, Booking.State.PROPOSED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One taken time as the public may see it: never a person, and a title only if it was given."""

    starts_at: datetime
    ends_at: datetime
    title: str
    is_confirmed: bool

    def __str__(self) -> str:
        start, end = self.starts_at.astimezone(WARSAW), self.ends_at.astimezone(WARSAW)
        waiting = "" if self.is_confirmed else " (czeka na potwierdzenie)"
        return f"{self._hours(start, end)} {self.title or 'zajęte'}{waiting}"

    @staticmethod
    def _hours(start: datetime, end: datetime) -> str:
        if (start.time(), end.time()) == (time(), time()):
            return "cały dzień"
        return f"{start.hour}:{start:%M}–{end.hour or (24 if end.time() == time() else 0)}:{end:%M}"


@dataclass(frozen=True)
class RoomWeek:
    """A room and its entries, day by day from Monday."""

    room: Bookable
    monday: date
    days: list[list[Entry]]

    @property
    def by_day(self) -> list[tuple[date, list[Entry]]]:
        return [(self.monday + timedelta(days=n), found) for n, found in enumerate(self.days)]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of_rooms(rooms: Sequence[Bookable], monday: date) -> list[RoomWeek]:
    """The week from `monday` of each room; an entry stands on each Warsaw day that it touches."""
    weeks = {room.pk: RoomWeek(room, monday, [[] for _ in range(DAYS)]) for room in rooms}
    midnights = [midnight(monday + timedelta(days=n)) for n in range(DAYS + 1)]
    start, end = midnights[0], midnights[-1]
    taken = (
        Allocation.objects.during(start, end)
        .filter(resource__bookables__in=weeks)
        .order_by("booking__starts_at", "booking")
        .values_list(
            "resource__bookables",
            "booking__starts_at",
            "booking__ends_at",
            "booking__public_title",
            "booking__state",
        )
        .distinct()
    )
    for room, starts_at, ends_at, title, state in taken:
        for number in range(DAYS):
            opens, closes = midnights[number], midnights[number + 1]
            if starts_at < closes and opens < ends_at:
                span = max(starts_at, opens), min(ends_at, closes)
                weeks[room].days[number].append(Entry(*span, title, state not in WAITING))
    return list(weeks.values())
