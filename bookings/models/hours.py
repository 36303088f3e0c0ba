"""The hours in which a room or a thing can be booked, where they are not the Centre's."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from bookings.models.places import Bookable
from jcop.hours import WARSAW, Day, Span
from jcop.models import SHOWN
from jcop.models.hours import WeekdaySpan, span_rules

Week = tuple[tuple[Span, ...], ...]


class BookableHours(WeekdaySpan):
    """One stretch of a weekday in which a thing is booked; with none at all, the Centre's hours hold."""

    bookable = models.ForeignKey(Bookable, on_delete=models.CASCADE, related_name="hours")

    class Meta:
        triggers = [SHOWN]
        verbose_name = "godziny rezerwacji"
        verbose_name_plural = "własne godziny rezerwacji (bez wpisu: godziny otwarcia Centrum)"
        ordering = ["weekday", "opens"]
        constraints = span_rules("bookable_span", "bookable")


def own_weeks(bookables: Iterable[int]) -> dict[int, Week]:
    """The own week of each of these things that has one, from Monday, in one statement."""
    spans: dict[int, list[tuple[int, Span]]] = {}
    rows = BookableHours.objects.filter(bookable__in=bookables).order_by("weekday", "opens")
    for bookable, weekday, opens, closes in rows.values_list("bookable", "weekday", "opens", "closes"):
        spans.setdefault(bookable, []).append((weekday, Span(opens, closes)))
    return {
        bookable: tuple(tuple(span for day, span in found if day == number) for number in range(7))
        for bookable, found in spans.items()
    }


def with_own_weeks(rows: models.QuerySet[Bookable]) -> dict[Bookable, Week | None]:
    """The things with the own week of each, read in the statement that reads them."""
    own = BookableHours.objects.filter(bookable=OuterRef("pk")).order_by("weekday", "opens")
    found = rows.annotate(
        own=ArraySubquery(own.values(span=JSONObject(day="weekday", at="opens", to="closes")))
    )
    return {thing: _week_of(thing.own) for thing in found}


def _week_of(own: list[dict[str, Any]]) -> Week | None:
    spans = [(one["day"], Span(time.fromisoformat(one["at"]), time.fromisoformat(one["to"]))) for one in own]
    return tuple(tuple(span for day, span in spans if day == number) for number in range(7)) if own else None


def bookable_day(day: Day, own: Week | None) -> Day:
    """A day of the Centre as it is for a thing with its own week.

    Its own hours replace the Centre's week, and nothing else: a suspension, a holiday and a day that
    was published as closed stay closed, and hours published for some days narrow its own.
    """
    if own is None or not day.is_known:
        return day
    mine = own[day.date.weekday()]
    return replace(day, spans=mine if day.is_usual else _common(day.spans, mine))


def _common(published: Iterable[Span], own: Iterable[Span]) -> tuple[Span, ...]:
    pairs = ((max(a.opens, b.opens), min(a.closes, b.closes)) for a in published for b in own)
    return tuple(Span(opens, closes) for opens, closes in pairs if opens < closes)


def midnight(day: date) -> datetime:
    """The beginning of a Warsaw day."""
    return datetime.combine(day, time(), WARSAW)
