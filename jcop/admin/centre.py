from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from jcop.admin.consequences import WeighedAdmin
from jcop.admin.office import OfficeAdmin
from jcop.models import Centre, NonWorkingDay
from jcop.wording import full_date


@admin.register(Centre)
class CentreAdmin(OfficeAdmin):
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (
            "Centrum",
            {"fields": ["name", "short_name", "street", "postal_code", "city", "phone", "email"]},
        ),
        (
            "Dla mieszkańców",
            {"fields": ["directions", "sign_language_film"]},
        ),
        (
            "Urząd",
            {"fields": ["authority", "unit", "unit_street", "unit_phone", "unit_email", "website"]},
        ),
        (
            "Porozumienia",
            {
                "fields": [
                    "party",
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
            {"fields": ["notice_days", "horizon_days", "longest_hours", "weekly_hours", "cancel_days"]},
        ),
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Centre | None = None) -> bool:
        return False


@admin.register(NonWorkingDay)
class NonWorkingDayAdmin(WeighedAdmin):
    list_display = ["day", "name", "is_off"]

    def told(self, row: NonWorkingDay) -> str:
        return f"Zmieniają się godziny Centrum w dniu {full_date(row.day)}"
