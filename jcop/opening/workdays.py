"""Statutory terms in calendar days. Pure: dates in, dates out, no clock and no database.

Sources: k.p.a. art. 57 § 1 (the day of the event is not counted, the lapse of the last day ends the
term) and § 4 (an end on a statutory day off or a Saturday moves to the next day that is neither);
k.c. art. 111 § 2 and 115 say the same. Statutory days off: ustawa z 18 stycznia 1951 r. o dniach
wolnych od pracy, as kept by the `holidays` library.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

DayOff = Callable[[date], str | None]
SATURDAY, SUNDAY = 5, 6
ORDINARY_SUNDAY = "niedziela"


@lru_cache(maxsize=64)
def _statutory_days(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("PL", years=year, language="pl"))


def statutory_day_off(day: date) -> str | None:
    """Name of the statutory day off on `day`, or None. Ordinary Sundays are „niedziela”."""
    return _statutory_days(day.year).get(day) or (ORDINARY_SUNDAY if day.weekday() == SUNDAY else None)


@dataclass(frozen=True)
class Term:
    """A counted term: from the event to its effective last day, with every day skipped at the end."""

    start: date
    days: int
    nominal_end: date
    skipped: tuple[tuple[date, str], ...]
    end: date

    @property
    def is_shifted(self) -> bool:
        return bool(self.skipped)


def _skipped(day: date, day_off: DayOff) -> Iterator[tuple[date, str]]:
    while reason := day_off(day) or ("sobota" if day.weekday() == SATURDAY else None):
        yield day, reason
        day += timedelta(days=1)


def term(start: date, days: int, day_off: DayOff = statutory_day_off) -> Term:
    """Count `days` calendar days from the day after `start`, explaining each day the end moved over.

    `day_off` names the statutory day off of a date (or None); the office's own table can be passed.
    Days off inside the term count; bridge days and closures of the Centre move nothing.
    ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError(f"a term cannot have {days} days")
    nominal_end = start + timedelta(days=days)
    skipped = tuple(_skipped(nominal_end, day_off))
    return Term(start, days, nominal_end, skipped, nominal_end + timedelta(days=len(skipped)))


def deadline(start: date, days: int, day_off: DayOff = statutory_day_off) -> date:
    """Last day of `days` counted from the day after `start` (k.p.a. art. 57 § 1, § 4)."""
    return term(start, days, day_off).end


def workdays_after(start: date, days: int, day_off: DayOff = statutory_day_off) -> date:
    """The `days`-th working day after `start` (Saturday is none, as in k.p.a. art. 57 § 4)."""
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        day += timedelta(days=sum(1 for _ in _skipped(day, day_off)))
    return day
