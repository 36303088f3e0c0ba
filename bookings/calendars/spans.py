"""Weeks and months as a calendar lays them out. Pure: days and words, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.opening.hours import ONE_DAY, Day, monday_of
from jcop.opening.wording import MONTHS, between

WEEK = 7
WEEKDAYS = [
    ("pon.", "poniedziałek"),
    ("wt.", "wtorek"),
    ("śr.", "środa"),
    ("czw.", "czwartek"),
    ("pt.", "piątek"),
    ("sob.", "sobota"),
    ("nd.", "niedziela"),
]
OUT_OF_HOURS = "poza godzinami"
EARLIEST, LATEST = date(2009, 1, 1), date(2999, 1, 1)


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(monday_of(within_reach(day)))

    @property
    def last(self) -> date:
        return self.first + timedelta(days=WEEK - 1)

    @property
    def previous(self) -> date:
        return self.first - timedelta(days=WEEK)

    @property
    def next(self) -> date:
        return self.first + timedelta(days=WEEK)

    def __str__(self) -> str:
        return between(self.first, self.last)


@dataclass(frozen=True)
class Month:
    """The days of a calendar month."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(within_reach(day).replace(day=1))

    @property
    def last(self) -> date:
        return self.next - ONE_DAY

    @property
    def previous(self) -> date:
        return (self.first - ONE_DAY).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    def __str__(self) -> str:
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"


def within_reach(day: date) -> date:
    """Kept where arithmetic with dates cannot fail."""
    return min(max(day, EARLIEST), LATEST)


@dataclass(frozen=True)
class Column:
    """A day as a calendar names it, with the Centre's hours in words."""

    date: date
    hours: str
    is_closed: bool
    is_today: bool

    @cached_property
    def weekday(self) -> str:
        return dateformat.format(self.date, "l").lower()

    @cached_property
    def short(self) -> str:
        """„poniedziałek 2.11”"""
        return f"{self.weekday} {self.numbers}"

    @cached_property
    def numbers(self) -> str:
        return f"{self.date.day}.{self.date.month}"

    @cached_property
    def look(self) -> SafeString:
        """Of its cell: the attribute with which the design tells today and a closed day from others."""
        names = " ".join(
            name for name, holds in (("today", self.is_today), ("closed", self.is_closed)) if holds
        )
        return format_html(' class="{}"', names) if names else SafeString()


@dataclass(frozen=True)
class Square(Column):
    """A day of a month, with what is taken in each place; a place without entries is left out."""

    places: list[tuple[str, list[Any]]]

    @property
    def count(self) -> int:
        return sum(len(entries) for _, entries in self.places)


def columns(days: Iterable[Day], today: date) -> list[Column]:
    return [Column(day.date, hours_in_words(day), day.is_closed, day.date == today) for day in days]


def own_columns(centre: Iterable[Day], own: Iterable[Day], today: date) -> list[Column]:
    """Of a thing with hours of its own: when the Centre is open and it is not booked, it is not closed."""
    pairs = zip(centre, columns(own, today), strict=True)
    return [
        replace(column, hours=OUT_OF_HOURS) if column.is_closed and not day.is_closed else column
        for day, column in pairs
    ]


def squares(days: Sequence[Column], places: Iterable[tuple[str, list[list[Any]]]]) -> list[Square]:
    """The days with what is taken in each of `places`: its name, and its entries day by day."""
    found: list[list[tuple[str, list[Any]]]] = [[] for _ in days]
    for name, entries_by_day in places:
        for number, entries in enumerate(entries_by_day):
            if entries:
                found[number].append((name, entries))
    return [
        Square(day.date, day.hours, day.is_closed, day.is_today, entries)
        for day, entries in zip(days, found, strict=True)
    ]


def in_weeks(squares: Sequence[Square]) -> list[list[Square | None]]:
    """The days of a month as rows of seven, with gaps before the first and after the last."""
    before = squares[0].date.weekday()
    after = WEEK - 1 - squares[-1].date.weekday()
    cells: list[Square | None] = [*[None] * before, *squares, *[None] * after]
    return [cells[n : n + WEEK] for n in range(0, len(cells), WEEK)]


def week_in_words(week: Sequence[Sequence[Any]] | None) -> str:
    """„pon.–pt. 8:00–20:00, sob. 10:00–14:00”: days in a row with the same hours are named together.

    Empty for what has no week of its own.
    """
    told = []
    for spans, days in groupby(
        zip(WEEKDAYS, week or [()] * WEEK, strict=True), key=lambda one: tuple(one[1])
    ):
        names = [short for (short, _), _ in days]
        if spans:
            first_to_last = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
            told.append(f"{first_to_last} {' i '.join(map(str, spans))}")
    return ", ".join(told)


def hours_in_words(day: Day) -> str:
    """„10:00–18:00”, „nieczynne: Boże Narodzenie”, „proszę zadzwonić”."""
    if not day.is_known:
        return "proszę zadzwonić"
    if day.is_suspended and not day.spans:
        return "działalność zawieszona"
    if day.is_closed:
        return f"nieczynne: {day.reason}" if day.reason else "nieczynne"
    return ", ".join(map(str, day.spans))
