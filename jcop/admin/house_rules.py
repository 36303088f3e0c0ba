from django.contrib import admin

from jcop.admin.office import OfficeAdmin
from jcop.models import HouseRules, PersonsLimit


class PersonsLimitInline(admin.TabularInline):
    model = PersonsLimit
    extra = 2


@admin.register(HouseRules)
class HouseRulesAdmin(OfficeAdmin):
    list_display = ["title", "valid_from", "valid_until"]
    inlines = [PersonsLimitInline]
