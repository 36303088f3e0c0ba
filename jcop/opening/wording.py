"""Hours as sentences in Polish, and the sentences read back as hours. Pure.

„W dniach 22–26 marca 2027 r. Centrum jest czynne: w poniedziałek 22 marca w godz. 10:00–18:00; …”,
„We wrześniu 2027 r. Centrum jest czynne: od poniedziałku do piątku w godz. 15:00–18:00; …”.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

from jcop.opening.hours import Span
from jcop.opening.typed_hours import read_hours
from jcop.typography import bind

Spans = tuple[Span, ...]
DayHours = tuple[date, Spans]

ON_WEEKDAY = [
    "w poniedziałek",
    "we wtorek",
    "w środę",
    "w czwartek",
    "w piątek",
    "w sobotę",
    "w niedzielę",
]
ON_WEEKDAYS = [
    "w poniedziałki",
    "we wtorki",
    "w środy",
    "w czwartki",
    "w piątki",
    "w soboty",
    "w niedziele",
]
OF_WEEKDAY = ["poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli"]
OF_MONTH = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
]
IN_MONTH = [
    "w styczniu",
    "w lutym",
    "w marcu",
    "w kwietniu",
    "w maju",
    "w czerwcu",
    "w lipcu",
    "w sierpniu",
    "we wrześniu",
    "w październiku",
    "w listopadzie",
    "w grudniu",
]
MONTHS = [
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
]
IS_OPEN, IS_CLOSED = "Centrum jest czynne", "Centrum jest nieczynne"
ON_DUTY = "pracownik Centrum pełni dyżury"
CLOSED = "– nieczynne"
ONE_DAY = timedelta(days=1)


def _day(day: date) -> str:
    return f"{day.day} {OF_MONTH[day.month - 1]}"


def full_date(day: date) -> str:
    return f"{_day(day)} {day.year} r."


def between(first: date, last: date) -> str:
    """„22–26 marca 2027 r.”, naming the month and the year twice only where they differ."""
    if first.year != last.year:
        return f"{full_date(first)} – {full_date(last)}"
    if first.month != last.month:
        return f"{_day(first)} – {full_date(last)}"
    return f"{first.day}–{full_date(last)}"


def on_dates(first: date, last: date) -> str:
    """„w piątek 26 marca 2027 r.” or „w dniach 22–26 marca 2027 r.”."""
    if first == last:
        return f"{ON_WEEKDAY[first.weekday()]} {full_date(first)}"
    return f"w dniach {between(first, last)}"


def in_time(first: date, last: date | None) -> str:
    """„we wrześniu 2027 r.”, „od 1 lipca do 15 sierpnia 2027 r.” or „od 1 lipca 2027 r.”."""
    if last is None:
        return f"od {full_date(first)}"
    if is_whole_month(first, last):
        return f"{IN_MONTH[first.month - 1]} {first.year} r."
    start = full_date(first) if first.year != last.year else _day(first)
    return f"od {start} do {full_date(last)}"


def is_whole_month(first: date, last: date) -> bool:
    return first == last.replace(day=1) and last.day == monthrange(last.year, last.month)[1]


def sentence(words: str) -> str:
    """Begin with a capital, end with a full stop, and keep what belongs together on one line."""
    tight = bind(words).replace(" –", "\xa0–")
    return tight[:1].upper() + tight[1:].rstrip(".") + "."


def _hours(spans: Spans) -> str:
    *most, last = map(str, spans)
    return f"w godz. {', '.join(most)} i {last}" if most else f"w godz. {last}"


def _clause(when: str, spans: Spans) -> str:
    return f"{when} {_hours(spans)}" if spans else f"{when} {CLOSED}"


def week_sentence(days: Sequence[DayHours]) -> str:
    """What holds on these consecutive days, at most a week. ValueError for any other days."""
    if not 1 <= len(days) <= 7 or any(b[0] - a[0] != ONE_DAY for a, b in pairwise(days)):
        raise ValueError("a week has one to seven days, one after another")
    when = on_dates(days[0][0], days[-1][0])
    if not any(spans for _, spans in days):
        return sentence(f"{when} {IS_CLOSED}")
    if len(days) == 1:
        return sentence(f"{when} {IS_OPEN} {_hours(days[0][1])}")
    clauses = []
    for spans, group in groupby(days, itemgetter(1)):
        dates = [day for day, _ in group]
        clauses.append(_clause(_some_days(dates), spans))
    return sentence(f"{when} {IS_OPEN}: {'; '.join(clauses)}")


def _some_days(dates: list[date]) -> str:
    if len(dates) > 2:
        first, last = dates[0], dates[-1]
        return f"od {OF_WEEKDAY[first.weekday()]} {_day(first)} do {OF_WEEKDAY[last.weekday()]} {_day(last)}"
    return " i ".join(f"{ON_WEEKDAY[day.weekday()]} {_day(day)}" for day in dates)


def _weekday_clauses(week: Iterable[Spans]) -> list[tuple[str, Spans]]:
    clauses = []
    for spans, group in groupby(enumerate(week), itemgetter(1)):
        weekdays = [weekday for weekday, _ in group]
        if len(weekdays) > 2:
            when = f"od {OF_WEEKDAY[weekdays[0]]} do {OF_WEEKDAY[weekdays[-1]]}"
        else:
            when = " i ".join(ON_WEEKDAYS[weekday] for weekday in weekdays)
        clauses.append((when, spans))
    return clauses


def pattern_sentence(first: date, last: date | None, week: Sequence[Spans]) -> str:
    """What holds from week to week (Monday to Sunday) between two days, or in a month."""
    when = in_time(first, last)
    if not any(week):
        return sentence(f"{when} {IS_CLOSED}")
    clauses = [_clause(days, spans) for days, spans in _weekday_clauses(week)]
    return sentence(f"{when} {IS_OPEN}: {'; '.join(clauses)}")


def duty_sentence(month: date, week: Sequence[Spans]) -> str:
    """When the Centre's worker is on duty in the month of that day."""
    when = f"{IN_MONTH[month.month - 1]} {month.year} r."
    clauses = [_clause(days, spans) for days, spans in _weekday_clauses(week) if spans]
    if not clauses:
        return sentence(f"{when} pracownik Centrum nie pełni dyżurów")
    return sentence(f"{when} {ON_DUTY} {'; '.join(clauses)}")


# Reading back.

_MONTH = "|".join(OF_MONTH)
_A_DAY = re.compile(rf"(\w+) (\d+) ({_MONTH})")
_INTRO = re.compile(rf"(\d+)(?: ({_MONTH}))?(?: (\d{{4}}) r\.)? ?(?:–|do) ?(\d+) ({_MONTH}) (\d{{4}}) r\.")
_FULL = re.compile(rf"(\d+) ({_MONTH}) (\d{{4}}) r\.")


def _plain(text: str) -> str:
    words = " ".join(text.split())
    return words[:1].lower() + words[1:]


def _split(text: str) -> tuple[str, str]:
    """What a sentence says of the time, and what of the hours."""
    words = _plain(text)
    for subject in (IS_OPEN, IS_CLOSED):
        when, found, rest = words.partition(f" {subject}")
        if found:
            return when, rest.removesuffix(".").removeprefix(":").strip()
    raise ValueError(f"no sentence about hours: {text}")


def _dates(when: str) -> tuple[date, date]:
    if found := _INTRO.search(when):
        last = date(int(found[6]), OF_MONTH.index(found[5]) + 1, int(found[4]))
        month = OF_MONTH.index(found[2]) + 1 if found[2] else last.month
        return date(int(found[3] or last.year), month, int(found[1])), last
    if found := _FULL.search(when):
        day = date(int(found[3]), OF_MONTH.index(found[2]) + 1, int(found[1]))
        return day, day
    raise ValueError(f"no dates: {when}")


def _said(clause: str) -> tuple[str, Spans]:
    if clause.endswith(CLOSED):
        return clause.removesuffix(CLOSED).strip(), ()
    when, found, hours = clause.rpartition("w godz. ")
    if not found:
        raise ValueError(f"no hours: {clause}")
    return when.strip(), read_hours(hours)


def read_week(text: str) -> list[DayHours]:
    """The days and hours of a `week_sentence`. ValueError when it is none or contradicts the calendar."""
    when, rest = _split(text)
    first, last = _dates(when)
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if first == last and ON_WEEKDAY[first.weekday()] not in when:
        raise ValueError(f"not its weekday: {when}")
    if not rest:
        return [(day, ()) for day in dates]
    if first == last:
        return [(first, _said(rest)[1])]
    told: list[DayHours] = []
    for clause in rest.split("; "):
        days, spans = _said(clause)
        named = [_named(found, dates) for found in _A_DAY.finditer(days)]
        if days.startswith("od "):
            named = [day for day in dates if named[0] <= day <= named[1]]
        told += [(day, spans) for day in named]
    if [day for day, _ in told] != dates:
        raise ValueError(f"not every day of {when}")
    return told


def _named(found: re.Match[str], dates: list[date]) -> date:
    for day in dates:
        if found[0].endswith(f" {_day(day)}") and f"{day.day}" == found[2]:
            words = {OF_WEEKDAY[day.weekday()], ON_WEEKDAY[day.weekday()].split()[1]}
            if found[1] in words:
                return day
    raise ValueError(f"no such day: {found[0]}")


def read_pattern(text: str) -> tuple[date, date | None, tuple[Spans, ...]]:
    """First day, last day (none: no end) and the week of a `pattern_sentence`."""
    when, rest = _split(text)
    first, last = _dates_of_pattern(when)
    week: list[Spans] = [()] * 7
    if not rest:
        return first, last, tuple(week)
    for clause in rest.split("; "):
        days, spans = _said(clause)
        for weekday in _weekdays(days):
            week[weekday] = spans
    return first, last, tuple(week)


def _dates_of_pattern(when: str) -> tuple[date, date | None]:
    for number, month in enumerate(IN_MONTH, start=1):
        if when.startswith(f"{month} "):
            year = int(when.split()[2])
            return date(year, number, 1), date(year, number, monthrange(year, number)[1])
    first, last = _dates(when)
    return first, None if " do " not in when else last


def _weekdays(days: str) -> list[int]:
    if days.startswith("od "):
        first, last = (OF_WEEKDAY.index(word) for word in days.removeprefix("od ").split(" do "))
        return list(range(first, last + 1))
    return [ON_WEEKDAYS.index(word) for word in days.split(" i ")]
