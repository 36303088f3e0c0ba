"""What every table of the office has: titles that are Polish, whatever the noun."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse

from jcop.forms import refuse_distant
from jcop.history import story
from jcop.rules import violation_message
from jcop.typed.seen import writing_changes_only


class Refused:
    """A form whose row PostgreSQL has refused: it says why and keeps what was typed."""

    lost_to = ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()  # type: ignore[misc]
        self.add_error(None, forms.ValidationError(self.lost_to, code="conflict"))  # type: ignore[attr-defined]
        return data


class ChoiceFilter(admin.SimpleListFilter):
    """One of the choices that it shows; anything else in the address is refused as Django refuses others."""

    def value(self) -> str | None:
        chosen = super().value()
        if chosen and chosen not in {str(value) for value, _ in self.lookup_choices}:
            raise IncorrectLookupParameters(f"{self.parameter_name} has no such choice")
        return chosen


# What Django's own filters and its calendar of dates ask of a column.
ASKED_OF_COLUMN = {"", "exact", "in", "isnull", "id__exact", "pk__exact"}
ASKED_OF_DATE = {"year", "month", "day", "gte", "lt"}


class OfficeAdmin(admin.ModelAdmin):
    """Django composes „Wybierz rezerwacja do zmiany”; a page is called by its noun instead."""

    empty_value_display = "–"
    view_on_site = False  # An organisation's own pages are for its members.

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the database has noted of a row; Django's own log knows only what was typed in forms."""
        subject = self.get_object(request, object_id)
        told = {"story": story(subject)} if subject else {}
        return super().history_view(request, object_id, {**(extra_context or {}), **told})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the page itself offers: Django lets addresses ask anything of any column."""
        filters = self.get_list_filter(request)
        if any(lookup == getattr(each, "parameter_name", None) for each in filters):
            return True
        offered = [(name, ASKED_OF_COLUMN) for name in filters if isinstance(name, str)]
        if self.date_hierarchy:
            offered.append((self.date_hierarchy, ASKED_OF_DATE))
        return any(
            lookup.startswith(name) and lookup[len(name) :].removeprefix("__") in asked
            for name, asked in offered
        )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick: Django's two lists side by side cannot be told from each other without sight."""
        if db_field.name not in self.autocomplete_fields:
            kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField):
            field.validators.append(refuse_distant)
        if field and isinstance(field.widget, AdminSplitDateTime):
            for part, what in zip(field.widget.widgets, ("dzień", "godzina"), strict=True):
                part.attrs["aria-label"] = f"{field.label}: {what}"
        return field

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        """In a table Django names the columns and not the fields."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.form = writing_changes_only(formset.form)
            if isinstance(inline, admin.TabularInline):
                for field in formset.form.base_fields.values():
                    field.widget.attrs.setdefault("aria-label", field.label or "")
            yield formset, inline

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, *args: Any, **kwargs: Any) -> Any:
        for form in (form for formset in formsets for form in formset.forms):
            if "DELETE" in form.fields:
                row = str(form.instance) if form.instance.pk else "nowy wiersz"
                form.fields["DELETE"].widget.attrs["aria-label"] = f"Usuń: {row}"
        return super().get_inline_formsets(request, formsets, *args, **kwargs)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django's calendar asks for what is before the next year, and behind 9999 there is none."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(str(error)) from error

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
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except IntegrityError as error:
            # Somebody was first, after the form had been found right: the same form again, with the rule.
            if (message := violation_message(error)) is None:
                raise
            request.lost_to = message  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        return writing_changes_only(super().get_changelist_form(request, **kwargs))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Who saves a form holds the row from the reading on, so that nobody's change falls between."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        rows = self.model._base_manager.select_for_update(no_key=True)
        rows.filter(pk=found.pk).values("pk").first()
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.save(update_fields=form.changed_columns() if change else None)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a row, without rows of mere connections, which have no name of their own."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        every = apps.get_models(include_auto_created=True)
        connections = {model._meta.verbose_name_plural for model in every if model._meta.auto_created}
        known = {name: count for name, count in counts.items() if name not in connections}
        return _named(deleted), known, perms_needed, protected

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = writing_changes_only(super().get_form(request, obj, change=bool(change), **kwargs))
        lost_to = getattr(request, "lost_to", None)
        return type(form.__name__, (Refused, form), {"lost_to": lost_to}) if lost_to else form


def _titled(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(deleted: list[Any]) -> list[Any]:
    kept = [row for row in deleted if isinstance(row, list) or " object (" not in str(row)]
    return [_named(row) if isinstance(row, list) else row for row in kept]
