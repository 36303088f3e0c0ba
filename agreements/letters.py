"""The first wording of the office's letters; the clerk edits it before a letter is issued."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone

from jcop.centre.calendars import office_day_off
from jcop.models import Centre
from jcop.opening.workdays import deadline

if TYPE_CHECKING:
    from agreements.models.requests import ServiceRequest


def draft(kind: str, request: "ServiceRequest", **said: Any) -> str:
    """The proposed text of a letter of `kind` (CaseLetter.Kind); `said` is what the clerk entered."""
    context = {"request": request, "centre": Centre.objects.get(), **said}
    return render_to_string(f"agreements/letters/{kind}.txt", context).strip()


def earliest_answer(days: int, day: date | None = None) -> date:
    """When a term of `days` ends if the letter is delivered on `day` (today)."""
    return deadline(day or timezone.localdate(), days, office_day_off())
