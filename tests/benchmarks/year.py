"""A year far ahead with 200 periods of hours: what its days cost, and what reading the rows costs."""

import time
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from jcop.centre.timetable import Timetable
from jcop.make.processes import Failure
from jcop.models import HoursPeriod, HoursSpan
from tests.benchmarks.measuring import Act

FIRST, LAST = date(2041, 1, 1), date(2041, 12, 31)
PERIODS = 200


def fill() -> None:
    """Overrides of one to seven days, as a clerk who plans every week and corrects it would leave them."""
    rows = HoursPeriod.objects.bulk_create(
        HoursPeriod(
            kind=HoursPeriod.Kind.OVERRIDE,
            valid_from=FIRST + timedelta(days=n),
            valid_until=FIRST + timedelta(days=n + n % 7),
            published_at=timezone.now() + timedelta(seconds=n),
        )
        for n in range(PERIODS)
    )
    HoursSpan.objects.bulk_create(
        HoursSpan(period=row, weekday=weekday, opens="08:00", closes="16:00")
        for row in rows
        for weekday in range(5)
    )


def days() -> Act:
    """The hours of all 365 days."""
    return _timed(lambda: len(Timetable.between(FIRST, LAST).days), 365)


def rows() -> Act:
    """The same rows, read and made into plain values."""
    return _timed(lambda: len(HoursPeriod.objects.published().touching(FIRST, LAST).as_periods()), PERIODS)


def _timed(count: Callable[[], int], expected: int) -> Act:
    def act() -> float:
        started = time.perf_counter()
        found = count()
        seconds = time.perf_counter() - started
        if found < expected:
            raise Failure(f"{found} found, not {expected}.")
        return seconds

    return act
