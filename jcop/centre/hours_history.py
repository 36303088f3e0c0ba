"""What was published for one day, when and by whom, from the append-only history."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps

from jcop.centre.calendars import office_day_off
from jcop.models import User
from jcop.models.hours import PLAIN_FIELDS, HoursPeriod
from jcop.opening.hours import Day, Period, Span, hours_on
from jcop.opening.wording import full_date


@dataclass(frozen=True)
class Version:
    """One act of the office that concerned the day, and what residents read about it from then on."""

    at: datetime
    by: str
    acts: list[str]
    day: Day


@dataclass
class _Replay:
    """The tables of hours as they were; fed with events in order, it knows each moment."""

    periods: dict[int, Any] = field(default_factory=dict)
    spans: dict[int, Any] = field(default_factory=dict)

    def apply(self, event: Any) -> None:
        rows = self.spans if hasattr(event, "weekday") else self.periods
        if event.pgh_label == "delete":
            rows.pop(event.id, None)
        else:
            rows[event.id] = event

    def covering(self, day: date) -> dict[int, Period]:
        """What was published and not taken back, of the periods that cover `day`."""
        hours: dict[int, list[tuple[int, Span]]] = defaultdict(list)
        for span in self.spans.values():
            hours[span.period_id].append((span.weekday, Span(span.opens, span.closes)))
        found = {}
        for pk, row in self.periods.items():
            fields = {name: getattr(row, name) for name in PLAIN_FIELDS}
            period = Period(**fields, spans=tuple(sorted(hours[pk])))
            if row.published_at and not row.withdrawn_at and period.covers(day):
                found[pk] = period
        return found


def history_of(day: date) -> list[Version]:
    """Every act that changed what was published for `day`, the newest first; in a handful of statements."""
    replay, day_off = _Replay(), office_day_off()
    before: dict[int, Period] = {}
    found = []
    for (at, context), events in groupby(_events(day), lambda e: (e.pgh_created_at, e.pgh_context)):
        for event in events:
            replay.apply(event)
        after = replay.covering(day)
        if after != before:
            acts = list(_acts(before, after))
            who = (context.metadata if context else {}).get("user")
            found.append((at, who, acts, hours_on(day, after.values(), day_off)))
        before = after
    names = _names(who for _, who, _, _ in found)
    return [Version(at, names[who], acts, result) for at, who, acts, result in reversed(found)]


def _events(day: date) -> list[Any]:
    """Events of every period that ever covered `day`, and of its hours, in the order they happened."""
    period_events = apps.get_model("jcop", "HoursPeriodEvent").objects
    span_events = apps.get_model("jcop", "HoursSpanEvent").objects
    concerned = period_events.filter(valid_from__lte=day).exclude(valid_until__lt=day).values("pgh_obj_id")
    periods = list(
        period_events.filter(pgh_obj_id__in=concerned).select_related("pgh_context").order_by("pgh_id")
    )
    spans = span_events.filter(period_id__in=concerned).select_related("pgh_context").order_by("pgh_id")
    # Acts of one moment (they share a transaction) follow each other as their periods do.
    acts: dict[Any, int] = {}
    for event in periods:
        acts.setdefault(event.pgh_context_id, event.pgh_id)
    return sorted([*periods, *spans], key=lambda e: (e.pgh_created_at, acts.get(e.pgh_context_id, 0)))


def _acts(before: dict[int, Period], after: dict[int, Period]) -> Iterator[str]:
    for pk, period in after.items():
        if pk not in before:
            yield f"ogłoszono: {_title(period)}"
        elif before[pk] != period:
            yield f"zmieniono: {_title(period)}"
    for pk, period in before.items():
        if pk not in after:
            is_resumed = period.kind == Period.SUSPENSION
            yield f"{'zakończono' if is_resumed else 'wycofano'}: {_title(period)}"


def _title(period: Period) -> str:
    kind = HoursPeriod.Kind(period.kind).label
    until = f"do {full_date(period.valid_until)}" if period.valid_until else "do odwołania"
    return f"{kind} od {full_date(period.valid_from)} {until}"


def _names(keys: Iterable[int | None]) -> dict[int | None, str]:
    asked = set(keys)
    people = User.objects.filter(pk__in=[key for key in asked if key is not None])
    known = dict(people.values_list("pk", "full_name"))
    return {key: "portal" if key is None else known.get(key, "konto usunięte") for key in asked}
