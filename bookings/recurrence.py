"""The days of a series, from its rule, and what a change of clocks does to its hours. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from jcop.opening.hours import ONE_DAY, WARSAW
from jcop.opening.wording import ON_WEEKDAY, ON_WEEKDAYS, full_date

MOST = 60
WEEKLY, MONTHLY = "weekly", "monthly"
LAST = -1
# By the gender of the weekday that follows: „drugi wtorek”, „drugą środę”.
ORDINALS = {
    1: ("pierwszy", "pierwszą"),
    2: ("drugi", "drugą"),
    3: ("trzeci", "trzecią"),
    4: ("czwarty", "czwartą"),
    LAST: ("ostatni", "ostatnią"),
}
WEEKDAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
FEMININE = {2, 5, 6}
# The rule ends here at the latest, long before the arithmetic of dates does.
END_OF_TIME = date(9000, 1, 1)


class ClockChange(ValueError):
    """An hour that a day has not, or has twice, in words for people."""


@dataclass(frozen=True)
class Rule:
    """Every so many weeks on the weekday of the first day, or every so many months on the n-th one."""

    first_on: date
    frequency: str = WEEKLY
    every: int = 1
    ordinal: int | None = None
    until_on: date | None = None
    count: int | None = None

    @property
    def weekday(self) -> int:
        return self.first_on.weekday()

    def days(self) -> list[date]:
        """The days that the rule names, one more than a series may have at most."""
        wanted = MOST + 1 if self.count is None else min(self.count, MOST + 1)
        last = min(self.until_on or END_OF_TIME, END_OF_TIME)
        if self.first_on > last:
            return []
        found = []
        for day in islice(self._days(), wanted):
            if day > last:
                break
            found.append(day)
        return found

    def _days(self) -> Iterator[date]:
        if self.frequency == WEEKLY:
            day = self.first_on
            while day < END_OF_TIME:
                yield day
                day += timedelta(weeks=self.every)
            return
        assert self.ordinal is not None
        month = self.first_on.year * 12 + self.first_on.month - 1
        if nth_weekday(month, self.weekday, self.ordinal) < self.first_on:
            month += 1
        while (day := nth_weekday(month, self.weekday, self.ordinal)) < END_OF_TIME:
            yield day
            month += self.every

    def __str__(self) -> str:
        """„co 2 tygodnie we wtorki od 5 stycznia 2027 r., 12 razy”, „w drugą środę co miesiąc …”."""
        if self.frequency == WEEKLY:
            rhythm = f"{_every(self.every, 'tydzień', 'tygodnie', 'tygodni')} {ON_WEEKDAYS[self.weekday]}"
        else:
            assert self.ordinal is not None
            preposition, _, weekday = ON_WEEKDAY[self.weekday].partition(" ")
            word = ORDINALS[self.ordinal][self.weekday in FEMININE]
            # „we wtorek”, but „w drugi wtorek”.
            rhythm = (
                f"{preposition[0]} {word} {weekday} {_every(self.every, 'miesiąc', 'miesiące', 'miesięcy')}"
            )
        end = f" do {full_date(self.until_on)}" if self.until_on else ""
        times = "" if self.count is None else f", {self.count} {'raz' if self.count == 1 else 'razy'}"
        return f"{rhythm} od {full_date(self.first_on)}{end}{times}"


def _every(number: int, one: str, few: str, many: str) -> str:
    if number == 1:
        return f"co {one}"
    return f"co {number} {few if number % 10 in (2, 3, 4) and number not in (12, 13, 14) else many}"


def nth_weekday(month: int, weekday: int, ordinal: int) -> date:
    """The n-th such weekday of a month counted from year 0, or the last one."""
    year, number = divmod(month, 12)
    if ordinal == LAST:
        after, number = divmod(month + 1, 12)
        end = date(after, number + 1, 1) - ONE_DAY
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    first = date(year, number + 1, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=ordinal - 1)


def named(day: date) -> str:
    """„12 stycznia 2027 r. (wtorek)”."""
    return f"{full_date(day)} ({WEEKDAYS[day.weekday()]})"


def instants(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """The moments of two hours of Warsaw's clock; ClockChange when one is skipped or comes twice."""
    return instant(day, starts), instant(day, ends)


def instant(day: date, clock: time) -> datetime:
    """The moment of one hour of Warsaw's clock; ClockChange as `instants`."""
    moment = datetime.combine(day, clock, WARSAW)
    told = f"{clock.hour}:{clock:%M}"
    if moment.astimezone(UTC).astimezone(WARSAW).time() != clock:
        raise ClockChange(f"Tego dnia zmienia się czas i godziny {told} nie ma. Proszę wybrać inną.")
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise ClockChange(f"Tego dnia zmienia się czas i godzina {told} jest dwa razy. Proszę wybrać inną.")
    return moment
