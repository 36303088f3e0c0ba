"""Opening hours for search engines: schema.org's OpeningHoursSpecification, with exceptions. Pure.

What holds from week to week goes into `openingHoursSpecification`; every other day into
`specialOpeningHoursSpecification`, where hours from midnight to midnight mean closed. A day about
which nothing is known is in neither.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jcop.opening.hours import ONE_DAY, Day, Period

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MIDNIGHT = "00:00"


def opening_hours(days: Sequence[Day]) -> dict[str, list[dict[str, Any]]]:
    """Both specifications of consecutive `days`, as far as those reach."""
    usual: list[dict[str, Any]] = []
    for pattern, first, last in _stretches(days):
        usual += _week(pattern, first, last)
    return {
        "openingHoursSpecification": usual,
        "specialOpeningHoursSpecification": list(_exceptions(days)),
    }


def _stretches(days: Sequence[Day]) -> list[tuple[Period, date, date]]:
    """How long each pattern holds; days of another kind between do not interrupt it."""
    found: list[tuple[Period, date, date]] = []
    is_whole = False
    for day in days:
        if not day.is_known:
            is_whole = False
        elif day.is_usual and day.period:
            if is_whole and found[-1][0] == day.period:
                found[-1] = (day.period, found[-1][1], day.date)
            else:
                found.append((day.period, day.date, day.date))
            is_whole = True
    return found


def _week(pattern: Period, first: date, last: date) -> Iterable[dict[str, Any]]:
    by_span: dict[Any, list[str]] = {}
    for weekday, spans in enumerate(pattern.week):
        for span in spans:
            by_span.setdefault(span, []).append(f"https://schema.org/{WEEKDAYS[weekday]}")
    for span, names in sorted(by_span.items()):
        yield {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": names,
            "opens": f"{span.opens:%H:%M}",
            "closes": f"{span.closes:%H:%M}",
            "validFrom": first.isoformat(),
            "validThrough": last.isoformat(),
        }


def _exceptions(days: Sequence[Day]) -> Iterable[dict[str, Any]]:
    closed: list[date] = []
    for day in [*days, None]:
        is_closed = day is not None and day.is_closed and not day.is_usual
        if closed and not (is_closed and day is not None and day.date - closed[-1] == ONE_DAY):
            yield _special(closed[0], closed[-1], MIDNIGHT, MIDNIGHT)
            closed = []
        if day is None or day.is_usual:
            continue
        if is_closed:
            closed.append(day.date)
        for span in day.spans:
            yield _special(day.date, day.date, f"{span.opens:%H:%M}", f"{span.closes:%H:%M}")


def _special(first: date, last: date, opens: str, closes: str) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": opens,
        "closes": closes,
        "validFrom": first.isoformat(),
        "validThrough": last.isoformat(),
    }
