"""Who did it: the context that pghistory's triggers store beside every change."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import pghistory
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from pghistory.middleware import HistoryMiddleware as BaseHistoryMiddleware

from jcop.opening.wording import full_date


class HistoryMiddleware(BaseHistoryMiddleware):
    """Keeps the user's id and role, never the path: paths carry feeds' secrets and signed links."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        if not user.is_authenticated:
            return {"role": "anonymous"}
        return {"user": user.pk, "role": "staff" if user.is_staff else "organization"}


# Who made a change, where no name is told; without a role a job of the portal did.
ROLES = {"staff": "pracownik", "organization": "organizacja", "anonymous": "osoba bez konta"}


def authors(events: Iterable[Any], *, with_name: bool) -> list[str]:
    """Who made each of these changes: the role and, for staff, the name of whoever has an account."""
    contexts = [event.pgh_context.metadata if event.pgh_context else {} for event in events]
    keys = {context["user"] for context in contexts if with_name and context.get("user")}
    people = get_user_model().objects.in_bulk(keys) if keys else {}
    return [
        str(people.get(context.get("user"), ROLES.get(context.get("role", ""), "portal")))
        for context in contexts
    ]


def who(event: Any, *, with_name: bool) -> str:
    """Who made this change; of several ask `authors`, which asks the database once."""
    (author,) = authors([event], with_name=with_name)
    return author


def became(subject: Any, *, with_name: bool) -> str:
    """When a tracked row came to its state, which state that is, and who moved it there; as a clause."""
    state = subject.get_state_display()
    events = getattr(subject, "events", None)
    if events is None or not events.exists():
        return f"stan to teraz „{state}”"
    before = events.exclude(state=subject.state).order_by("-pgh_id").values("pgh_id")[:1]
    since = events.filter(pgh_id__gt=Coalesce(Subquery(before), 0)).select_related("pgh_context")
    event = since.earliest("pgh_id")
    return f"{moment(event.pgh_created_at)} stan zmienił się na „{state}” ({who(event, with_name=with_name)})"


def story(subject: Any) -> list[tuple[str, str, list[str]]]:
    """When and by whom a tracked row was changed, and how; the newest first. For staff."""
    events = getattr(subject, "events", None)
    rows = list(events.select_related("pgh_context").order_by("pgh_id")) if events is not None else []
    steps = [(after, changes(subject, before, after)) for before, after in pairwise(rows)]
    shown = [(event, lines) for event, lines in reversed(steps) if lines]
    names = authors([event for event, _ in shown], with_name=True)
    return [
        (moment(event.pgh_created_at), name, lines) for (event, lines), name in zip(shown, names, strict=True)
    ]


def last_change(subject: Any) -> str:
    """When a row was last changed, and who did it, for staff; nothing for one whose history is not kept."""
    events = getattr(subject, "events", None)
    event = events.select_related("pgh_context").order_by("pgh_id").last() if events is not None else None
    if event is None:
        return ""
    return f"{moment(event.pgh_created_at)}, {who(event, with_name=True)}"


def moment(at: datetime) -> str:
    """„30 listopada 2026 r. o 14:05”, in Warsaw time."""
    local = timezone.localtime(at)
    return f"{full_date(local.date())} o {local:%-H:%M}"


def is_told_to_staff() -> bool:
    """Whether whoever is served now works for the office, as far as this request notes who acts."""
    with pghistory.context() as context:
        return bool(context.metadata.get("role") == "staff")


def last_event(subject: models.Model) -> int:
    """Key of the newest event of a tracked row; 0 for one whose history is not kept."""
    events = getattr(subject, "events", None)
    newest = events.order_by("-pgh_id").values_list("pgh_id", flat=True).first() if events else None
    return newest or 0


def changes_since(subject: models.Model, seen: int) -> Iterator[str]:
    """What became of a tracked row after the event `seen`, for a person who looked at it then."""
    events: Any = getattr(subject, "events", None)
    if events is None:
        return
    rows = list(events.filter(pgh_id__gte=seen).order_by("pgh_id"))
    for before, after in pairwise(rows):
        yield from changes(subject, before, after)


def changes(subject: models.Model, before: Any, after: Any) -> list[str]:
    """The fields that differ between two events, each with what it says afterwards.

    What has no Polish name keeps the books (a counter, a moment) and repeats what the others say.
    """
    told = []
    for field in subject._meta.concrete_fields:
        if field.verbose_name == field.name.replace("_", " "):
            continue
        if getattr(before, field.attname, None) != getattr(after, field.attname, None):
            display = getattr(after, f"get_{field.name}_display", None)
            value = display() if display else getattr(after, field.name)
            value = moment(value) if isinstance(value, datetime) else value
            told.append(f"{field.verbose_name}: {value if value not in (None, '') else 'puste'}")
    return told
