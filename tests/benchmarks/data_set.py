"""A Centre of 10 rooms where every room has 9 bookings on every day, for as many days as asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

from django.db import connection, transaction

from agreements.models import Agreement
from bookings.models import Bookable
from jcop.hours import WARSAW
from jcop.models import Announcement, Centre
from tests.benchmarks.copying import Use, copy_in
from tests.factories import make_agreement, make_hours, make_room, next_monday

ROOMS = 10
ORGANIZATIONS = 16
FIRST_HOUR, BOOKINGS_A_DAY = 8, 9  # of an hour each: 8:00 to 17:00
PER_DAY = ROOMS * BOOKINGS_A_DAY
HOUR, HALF_HOUR = timedelta(hours=1), timedelta(minutes=30)
WEEK, DAYS_AFTER = 7, 4  # the smallest set: the measured week and the four days after it
DAYS_IN_ONE_TRANSACTION = 100
LONG_AGO = date(1990, 1, 1)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Slot:
    """Half an hour that is free in a room, and who may take it."""

    agreement: Agreement
    room: Bookable
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + HALF_HOUR


class DataSet:
    """Always the same measured week, two weeks ahead; a larger set reaches further into the past."""

    def __init__(self) -> None:
        self.monday = next_monday()
        self.end = self.monday + timedelta(days=WEEK + DAYS_AFTER)
        self.begin = self.end
        make_hours(opens=FIRST_HOUR, closes=20)
        # The limit is read and summed for each booking, and lets the measured ones pass.
        Centre.objects.update(weekly_hours=200)
        self.rooms = [make_room(f"Sala {n}", slug=f"sala-{n}", capacity=40) for n in range(1, ROOMS + 1)]
        self.resources = [room.units.get() for room in self.rooms]
        self.agreements = [make_agreement(valid_from=LONG_AGO) for _ in range(ORGANIZATIONS)]
        for number in range(5):
            Announcement.objects.create(
                slug=f"ogloszenie-{number}", title=f"Ogłoszenie {number}", body="Zapraszamy. " * 40
            )
        # What is measured may take these half-hours of the days after the week: the form, and bare SQL.
        self.slots = self._free(from_hour=17)
        self.bare_slots = self._free(from_hour=20)

    @property
    def size(self) -> int:
        """How many bookings there are in the days put in."""
        return (self.end - self.begin).days * PER_DAY

    def grow(self, size: int, progress: Progress = lambda done, of: None) -> None:
        """Put in earlier days until there are `size` bookings, in whole days; every guard stays on."""
        wanted = self.end - timedelta(days=max(round(size / PER_DAY), WEEK + DAYS_AFTER))
        while self.begin > wanted:
            first = max(wanted, self.begin - timedelta(days=DAYS_IN_ONE_TRANSACTION))
            with transaction.atomic():
                copy_in(self._uses(first, self.begin))
            self.begin = first
            progress(self.size, (self.end - wanted).days * PER_DAY)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _uses(self, first: date, end: date) -> Iterator[Use]:
        """Nine hours of each room on each day from `first` to before `end`, organisations taking turns."""
        for number, (day, hour, room) in enumerate(
            product(range((end - first).days), range(BOOKINGS_A_DAY), range(ROOMS))
        ):
            starts_at = datetime.combine(first + timedelta(days=day), time(FIRST_HOUR + hour), WARSAW)
            agreement = self.agreements[(number + day) % ORGANIZATIONS]
            yield Use(agreement, self.rooms[room], self.resources[room], starts_at, starts_at + HOUR)

    def _free(self, from_hour: int) -> Iterator[Slot]:
        """The three hours of the evening from `from_hour`, on each day after the measured week."""
        for number, (half, day, room) in enumerate(
            product(range(6), range(WEEK, WEEK + DAYS_AFTER), self.rooms)
        ):
            evening = datetime.combine(self.monday + timedelta(days=day), time(from_hour), WARSAW)
            yield Slot(self.agreements[number % ORGANIZATIONS], room, evening + half * HALF_HOUR)
