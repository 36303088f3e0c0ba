"""The Centre's time as the database has it now: one reading answers for a page, a feed or a booking."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Self

from jcop.centre.calendars import office_day_off
from jcop.models import HoursPeriod
from jcop.opening import wording
from jcop.opening.hours import ONE_DAY, WARSAW, Day, Now, Period, days_between, monday_of, now_at
from jcop.opening.workdays import DayOff

WEEKS_AHEAD = 26


@dataclass(frozen=True)
class Timetable:
    """Everything published that touches `first` to `last`, read in three statements."""

    first: date
    last: date
    periods: list[Period]
    day_off: DayOff

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        periods = HoursPeriod.objects.published().touching(first, last).as_periods()
        return cls(first, last, periods, office_day_off())

    @classmethod
    def of_weeks(cls, today: date, count: int = WEEKS_AHEAD) -> Self:
        """From the Monday of this week for `count` weeks."""
        monday = monday_of(today)
        return cls.between(monday, monday + timedelta(weeks=count, days=-1))

    @cached_property
    def days(self) -> list[Day]:
        return days_between(self.first, self.last, self.periods, self.day_off)

    @property
    def weeks(self) -> list[list[Day]]:
        return [self.days[n : n + 7] for n in range(0, len(self.days), 7)]

    def on(self, day: date) -> Day:
        return self.days[(day - self.first).days]

    def days_from(self, day: date, count: int) -> list[Day]:
        start = (day - self.first).days
        return self.days[start : start + count]

    def now(self, moment: datetime) -> Now:
        today = moment.astimezone(WARSAW).date()
        return now_at(moment, self.days[(today - self.first).days :])

    def suspension(self, day: date) -> "Suspension | None":
        """The suspension in force on `day`, or the next one that is announced."""
        coming = [
            p for p in self.periods if p.kind == Period.SUSPENSION and (p.valid_until or date.max) >= day
        ]
        period = min(coming, key=lambda p: p.valid_from, default=None)
        if period is None:
            return None
        opened: dict[Period, list[Day]] = {}
        for found in self.days:
            ruling = found.period
            if found.date >= day and period.covers(found.date) and ruling and ruling.kind == Period.OVERRIDE:
                opened.setdefault(ruling, []).append(found)
        told = [_told(override, days) for override, days in opened.items() if any(day.spans for day in days)]
        return Suspension(period, period.covers(day), told)

    def special(self, first: date) -> list["Change"]:
        """What differs from the usual week from `first` on: a statutory day each, an override as one."""
        found: list[Change] = []
        ahead = [day for day in self.days if day.date >= first]
        open_weekdays = {day.date.weekday() for day in self.days if day.is_usual and day.spans}
        for period, group in groupby(ahead, lambda day: day.period):
            days = list(group)
            if period is None:
                # A free Saturday that is closed anyway differs from nothing.
                free = [day for day in days if day.is_known and day.date.weekday() in open_weekdays]
                found += [Change(day.date, _holiday(day)) for day in free]
            elif period.kind == Period.OVERRIDE and (period.is_short or _is_new(period, found)):
                found.append(Change(days[0].date, _told(period, days), period))
        return found


@dataclass(frozen=True)
class Change:
    """A day or some days that differ from the usual week, told in a sentence."""

    first: date
    sentence: str
    period: Period | None = None


def _is_new(period: Period, found: list[Change]) -> bool:
    return all(change.period is not period for change in found)


def _told(period: Period, days: list[Day]) -> str:
    """A short override by the days that it rules, a long one by weekdays."""
    if not period.is_short:
        return period_sentence(period)
    runs: list[list[Day]] = []
    for day in days:
        if runs and day.date - runs[-1][-1].date == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return " ".join(wording.week_sentence([(day.date, day.spans) for day in run]) for run in runs)


def _holiday(day: Day) -> str:
    return wording.sentence(
        f"{wording.ON_WEEKDAY[day.date.weekday()]} {wording.full_date(day.date)} Centrum jest nieczynne:"
        f" {day.reason}"
    )


@dataclass(frozen=True)
class Suspension:
    """A suspension, whether it holds today, and the days that were opened after it was published."""

    period: Period
    is_in_force: bool
    opened: list[str]

    @property
    def resumes_on(self) -> date | None:
        until = self.period.valid_until
        return until + ONE_DAY if until else None

    @property
    def sentence(self) -> str:
        """„Działalność Centrum jest zawieszona do odwołania.”"""
        until = self.period.valid_until
        end = f"do {wording.full_date(until)}" if until else "do odwołania"
        if self.is_in_force:
            return wording.sentence(f"działalność Centrum jest zawieszona {end}")
        start = f"od {wording.full_date(self.period.valid_from)}"
        return wording.sentence(f"{start} działalność Centrum będzie zawieszona {end}")


def period_sentence(period: Period) -> str:
    """What a period says by itself: day by day when it is short, by weekdays otherwise."""
    if period.kind == Period.OVERRIDE and period.is_short:
        dates = [period.valid_from + timedelta(days=n) for n in range(period.length)]
        return wording.week_sentence([(day, period.spans_of(day.weekday())) for day in dates])
    return wording.pattern_sentence(period.valid_from, period.valid_until, period.week)
