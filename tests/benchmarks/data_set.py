"""A Centre of 10 rooms where every room has 9 bookings on every day, for as many days as asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import product

from agreements.models import Agreement
from bookings.demo.large import (
    BOOKINGS_A_DAY,
    FIRST_HOUR,
    ORGANIZATIONS,
    PER_DAY,
    LargeCentre,
    Progress,
    ignored,
)
from bookings.models import Bookable
from jcop.models import Announcement, Centre
from jcop.opening.hours import WARSAW
from tests.factories import make_hours, next_monday

HALF_HOUR = timedelta(minutes=30)
WEEK, DAYS_AFTER = 7, 4  # the smallest set: the measured week and the four days after it
CROWD_DAYS = 14  # after those: free for the crowd that books at once

__all__ = ["BOOKINGS_A_DAY", "PER_DAY", "WEEK", "DataSet", "Slot"]


@dataclass(frozen=True)
class Slot:
    """Half an hour that is free in a room, and who may take it."""

    agreement: Agreement
    room: Bookable
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + HALF_HOUR


class DataSet(LargeCentre):
    """Always the same measured week, two weeks ahead; a larger set reaches further into the past."""

    def __init__(self) -> None:
        self.monday = next_monday()
        make_hours(opens=FIRST_HOUR, closes=20)
        # The limit is read and summed for each booking, and lets the measured ones pass.
        Centre.objects.update(weekly_hours=200)
        end = self.monday + timedelta(days=WEEK + DAYS_AFTER)
        super().__init__(end=end, organizations=ORGANIZATIONS)
        for number in range(5):
            Announcement.objects.create(
                slug=f"ogloszenie-{number}", title=f"Ogłoszenie {number}", body="Zapraszamy. " * 40
            )
        # What is measured may take these half-hours of the days after the week: the form, and bare SQL.
        self.slots = self._free(range(WEEK, WEEK + DAYS_AFTER), from_hour=17, halves=6)
        self.bare_slots = self._free(range(WEEK, WEEK + DAYS_AFTER), from_hour=20, halves=6)
        self.crowd_slots = self._free(
            range(WEEK + DAYS_AFTER, WEEK + DAYS_AFTER + CROWD_DAYS), from_hour=FIRST_HOUR, halves=24
        )

    def grow(self, size: int, progress: Progress = ignored) -> None:
        """Never less than the measured week and the days after it."""
        super().grow(max(size, (WEEK + DAYS_AFTER) * PER_DAY), progress)

    def _free(self, days: range, from_hour: int, halves: int) -> Iterator[Slot]:
        """So many half-hours from `from_hour` on, on each of the days after the measured week's Monday."""
        for number, (half, day, room) in enumerate(product(range(halves), days, self.rooms)):
            begin = datetime.combine(self.monday + timedelta(days=day), time(from_hour), WARSAW)
            yield Slot(self.agreements[number % ORGANIZATIONS], room, begin + half * HALF_HOUR)
