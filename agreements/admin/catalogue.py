from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from agreements.models import Declaration, Defect, Detail, Service
from jcop.admin.office import OfficeAdmin


@admin.register(Service)
class ServiceAdmin(OfficeAdmin):
    list_display = ["name", "right", "position", "is_offered"]
    list_editable = ["position", "is_offered"]
    prepopulated_fields = {"code": ["name"]}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "asks":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                help_text=db_field.help_text,
                choices=Detail.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return False


@admin.register(Declaration)
class DeclarationAdmin(OfficeAdmin):
    """A changed wording becomes a new version; what was declared before keeps its words."""

    list_display = ["text", "version", "position", "is_current", "only_without_fees"]
    list_filter = ["is_current"]
    fields = ["code", "text", "position", "is_current", "only_without_fees"]

    def get_readonly_fields(self, request: HttpRequest, obj: Declaration | None = None) -> list[str]:
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Declaration, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        if change and "text" in form.changed_data:
            text = obj.text
            obj.refresh_from_db(fields=["text"])
            obj.reword(text)
        else:
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Declaration | None = None) -> bool:
        return False


@admin.register(Defect)
class DefectAdmin(OfficeAdmin):
    list_display = ["text", "position", "is_current"]
    list_editable = ["position", "is_current"]

    def has_delete_permission(self, request: HttpRequest, obj: Defect | None = None) -> bool:
        return False
