"""What is taken, when: the week of one room or of all rooms, in one statement for its entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bookings.models import Allocation, Bookable, Booking
from jcop.hours import WARSAW

DAYS = 7


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
        return f"{start.hour}:{start:%M}–{end.hour}:{end:%M} {self.title or 'zajęte'}{waiting}"


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


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)


def week_of_rooms(rooms: Sequence[Bookable], monday: date) -> list[RoomWeek]:
    """The week from `monday` of each room; an entry stands on the Warsaw day of its start."""
    weeks = {room.pk: RoomWeek(room, monday, [[] for _ in range(DAYS)]) for room in rooms}
    start, end = midnight(monday), midnight(monday + timedelta(days=DAYS))
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
        day = (timezone.localdate(starts_at) - monday).days
        entry = Entry(starts_at, ends_at, title, state != Booking.State.REQUESTED)
        weeks[room].days[min(max(day, 0), DAYS - 1)].append(entry)
    return list(weeks.values())
