"""On which days the Centre's worker is on duty. Pure: months and days of the Centre in, days out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from jcop.opening.hours import Day, Span


class Month(Protocol):
    """Duty hours of one month, by weekday from Monday."""

    month: date

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]: ...


@dataclass(frozen=True)
class DutyDay:
    """A day of duty; when the Centre is closed on it, the duty falls away and `closed` says so."""

    date: date
    spans: tuple[Span, ...]
    closed: str = ""


def duty_days(months: Iterable[Month], days: Iterable[Day]) -> list[DutyDay]:
    """The days among `days` with duty hours, in order."""
    weeks = {(month.month.year, month.month.month): month.week for month in months}
    found = []
    for day in days:
        week = weeks.get((day.date.year, day.date.month))
        if week and (spans := week[day.date.weekday()]):
            closed = f"Centrum nieczynne{f': {day.reason}' if day.reason else ''}" if day.is_closed else ""
            found.append(DutyDay(day.date, spans, closed))
    return found
