from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest

from jcop.admin.consequences import WeighedAdmin
from jcop.admin.office import OfficeAdmin
from jcop.admin.pictures import CityArmsInline, MapPictureInline
from jcop.models import Centre, MapPicture, NonWorkingDay
from jcop.opening.wording import full_date
from jcop.typed.phones import check_phone


@admin.register(Centre)
class CentreAdmin(OfficeAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [MapPictureInline, CityArmsInline]
    fieldsets = [
        (
            "Centrum",
            {"fields": ["name", "short_name", "street", "postal_code", "city", "phone", "email"]},
        ),
        (
            "Dla mieszkańców",
            {
                "fields": ["directions", "sign_language_film"],
                "description": '<a href="#map_picture-group">Obraz mapy</a> dołącza się na końcu tej strony.',
            },
        ),
        (
            "Urząd",
            {
                "fields": [
                    "authority",
                    "unit",
                    "unit_street",
                    "unit_postal_code",
                    "unit_city",
                    "unit_phone",
                    "unit_email",
                    "e_delivery",
                    "unit_hours",
                    "website",
                ]
            },
        ),
        (
            "Porozumienia",
            {
                "fields": [
                    "party",
                    "second_signature",
                    "agreement_number_pattern",
                    "review_days",
                    "clock_starts",
                    "correction_days",
                    "call_after_days",
                    "draft_days",
                ]
            },
        ),
        (
            "Rezerwacje",
            {
                "fields": [
                    "notice_days",
                    "horizon_days",
                    "longest_hours",
                    "weekly_hours",
                    "cancel_days",
                    "fees_allowed",
                ]
            },
        ),
        ("Korespondencja", {"fields": ["mail_note"]}),
        ("Wydarzenia", {"fields": ["guest_persons"]}),
        ("Dane osobowe", {"fields": ["controller", "data_officer", "guest_days"]}),
        (
            "Deklaracja dostępności",
            {
                "fields": [
                    "declaration_published_on",
                    "declaration_updated_on",
                    "declaration_prepared_on",
                    "declaration_reviewed_on",
                    "building_access",
                ]
            },
        ),
    ]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **options: Any) -> Any:
        """Both telephones are links on every page: what dials nothing is refused here."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name in {"phone", "unit_phone"} and field:
            field.validators.append(check_phone)
        return field

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Centre, inline: InlineModelAdmin, prefix: str
    ) -> dict[str, Any]:
        """A map that is not there yet begins with the words that the page has for the way."""
        options: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is not MapPicture:
            return options
        return {**options, "initial": [{"alt": MapPicture.words_for(obj)}]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Centre | None = None) -> bool:
        return False


@admin.register(NonWorkingDay)
class NonWorkingDayAdmin(WeighedAdmin):
    list_display = ["day", "name", "is_off"]

    def told(self, row: NonWorkingDay) -> str:
        return f"Zmieniają się godziny Centrum w dniu {full_date(row.day)}"
