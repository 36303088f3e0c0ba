"""What every table of the office has: titles that are Polish, whatever the noun."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class OfficeAdmin(admin.ModelAdmin):
    """Django composes „Wybierz rezerwacja do zmiany”; a page is called by its noun instead."""

    view_on_site = False  # An organisation's own pages are for its members.

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        noun = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": _titled(noun), **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        found = self.get_object(request, object_id) if object_id else None
        name = str(found) if found else f"{self.opts.verbose_name} – nowy wpis"
        context = {"title": _titled(name), "subtitle": None, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]
