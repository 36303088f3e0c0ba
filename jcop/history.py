"""Who did it: the context that pghistory's triggers store beside every change."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db import models
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as BaseHistoryMiddleware


class HistoryMiddleware(BaseHistoryMiddleware):
    """Keeps the user's id and role, never the path: paths carry feeds' secrets and signed links."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        if not user.is_authenticated:
            return {"role": "anonymous"}
        return {"user": user.pk, "role": "staff" if user.is_staff else "organization"}


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
        for field in subject._meta.concrete_fields:
            if getattr(before, field.attname, None) != getattr(after, field.attname, None):
                display = getattr(after, f"get_{field.name}_display", None)
                value = display() if display else getattr(after, field.name)
                yield f"{field.verbose_name}: {value if value not in (None, '') else 'puste'}"
