"""When an adviser can be talked to: free times cut into talks of the adviser's own length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from bookings.models import Bookable, Booking, Thing
from bookings.models.wishes import bookable_days
from bookings.search.finding import free_times
from organizations.models import Organization


@dataclass(frozen=True)
class AdviceSlot:
    """One talk that could be had with one adviser."""

    bookable: Bookable
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.bookable.slot

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def key(self) -> str:
        """As it stands in addresses and fields."""
        return f"{self.bookable.pk}-{timezone.localtime(self.starts_at):%Y-%m-%dT%H:%M}"


def free_slots(
    topic: str, at: datetime, *, persons: int = 1, organization: Organization | None = None
) -> list[AdviceSlot]:
    """Talks about a topic that could be booked now, in order of time; of one hour the first adviser's.

    With an `organization`, on days for which its agreement grants advice.
    """
    return list(_one_each(_of(Bookable.objects.advising(topic), at, persons, organization)))


def nearest_by_topic(topics: Iterable[str], at: datetime) -> dict[str, AdviceSlot]:
    """The next free talk about each of these topics, for somebody without an organisation."""
    found: dict[str, AdviceSlot] = {}
    for slot in _of(Bookable.objects.filter(kind=Bookable.Kind.ADVICE), at, 1, None):
        for topic in slot.bookable.topics:
            found.setdefault(topic, slot)
    return {topic: found[topic] for topic in topics if topic in found}


def _of(
    rows: QuerySet[Bookable], at: datetime, persons: int, organization: Organization | None
) -> list[AdviceSlot]:
    first, last = bookable_days(at)
    advisers = rows.filter(is_active=True).order_by("slot_minutes", "name", "pk")
    found: list[AdviceSlot] = []
    for minutes, group in groupby(advisers, key=lambda adviser: adviser.slot_minutes):
        spans = free_times(
            [Thing(adviser) for adviser in group],
            length=timedelta(minutes=minutes or 0),
            persons=persons,
            first=first,
            last=last,
            organization=organization,
        )
        for free in spans:
            found += _cut(free.bookable, free.starts_at, free.ends_at)
    found = [slot for slot in found if slot.starts_at > at]
    return sorted(found, key=lambda slot: (slot.starts_at, slot.bookable.name, slot.bookable.pk))


def _cut(adviser: Bookable, opens: datetime, closes: datetime) -> Iterator[AdviceSlot]:
    """One talk after another with the adviser's pauses between, so that what is booked leaves no gaps."""
    step = adviser.slot + timedelta(minutes=adviser.minutes_before + adviser.minutes_after)
    while opens + adviser.slot <= closes:
        yield AdviceSlot(adviser, opens)
        opens += step


def _one_each(slots: Iterable[AdviceSlot]) -> Iterator[AdviceSlot]:
    for _, same in groupby(slots, key=lambda slot: slot.starts_at):
        yield next(same)


def other_slots(booking: Booking, at: datetime) -> list[AdviceSlot]:
    """Times to which an advice could be moved."""
    found = free_slots(booking.visit.topic, at, persons=booking.persons, organization=booking.organization)
    return [slot for slot in found if slot.starts_at != booking.starts_at]


def by_day(slots: Iterable[AdviceSlot]) -> list[tuple[date, list[AdviceSlot]]]:
    return [(day, list(found)) for day, found in groupby(slots, key=lambda slot: slot.day)]
