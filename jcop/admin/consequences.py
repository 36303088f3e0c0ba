"""What an act of the office does to others is shown before it is saved.

Who is hit is known above (bookings), so the page that asks is named in settings by a dotted path.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from jcop.admin.office import OfficeAdmin

# How the consequences of changed hours are filed.
KIND = "hoursperiod"


@dataclass(frozen=True)
class Act:
    """A verb that may take the ground from what people rely on.

    `do` carries it out; `told` says afterwards, in a sentence for organisations, what has changed.
    """

    kind: str
    title: str
    do: Callable[[], Any]
    told: Callable[[Any], str]


def weigh(request: HttpRequest, act: Act) -> tuple[HttpResponse | None, Any]:
    """Do the act, with what was decided about everybody hit, in one transaction.

    While a decision is missing nothing is done, and the page that asks for it is returned instead.
    """
    page, result = import_string(settings.CONSEQUENCES)(request, act)
    return page, result


class Unsaved(Exception):
    """Leaves Django's own view of a form, which rolls back, with the page that asks for decisions."""

    def __init__(self, page: HttpResponse) -> None:
        self.page = page


class WeighedAdmin(OfficeAdmin):
    """A table whose rows, saved or deleted with what stands below them, may hit what people rely on."""

    kind = KIND

    def told(self, row: Any) -> str:
        """What organisations are told once the row is saved or gone."""
        raise NotImplementedError

    def _weigh(self, request: HttpRequest, row: Any, do: Callable[[], None]) -> None:
        act = Act(self.kind, f"{self.opts.verbose_name}: {row}", do, lambda _: self.told(row))
        page, _ = weigh(request, act)
        if page:
            if request.FILES:
                messages.warning(request, "Wybrany plik trzeba będzie wskazać ponownie po zapisaniu zmiany.")
            raise Unsaved(page)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Together with what stands below it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super_save, super_save_related = super().save_model, super().save_related

        def do() -> None:
            super_save(request, form.instance, form, change)
            super_save_related(request, form, formsets, change)

        self._weigh(request, form.instance, do)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._weigh(request, obj, partial(super().delete_model, request, obj))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Unsaved as asked:
            return asked.page

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except Unsaved as asked:
            return asked.page
