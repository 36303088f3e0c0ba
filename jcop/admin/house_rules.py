from django.contrib import admin

from jcop.admin.consequences import WeighedAdmin
from jcop.models import HouseRules, PersonsLimit


class PersonsLimitInline(admin.TabularInline):
    model = PersonsLimit
    extra = 2


@admin.register(HouseRules)
class HouseRulesAdmin(WeighedAdmin):
    list_display = ["title", "valid_from", "valid_until"]
    inlines = [PersonsLimitInline]
    kind = "houserules"

    def told(self, row: HouseRules) -> str:
        limits = "; ".join(str(limit) for limit in row.limits.all()) if row.pk else ""
        return f"Zmieniły się zasady w Centrum („{row}”{f': {limits}' if limits else ''})."
