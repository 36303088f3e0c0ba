from django.contrib import admin

from bookings.models import Bookable, Resource
from jcop.admin.office import OfficeAdmin


@admin.register(Bookable)
class BookableAdmin(OfficeAdmin):
    list_display = ["name", "kind", "capacity", "confirmed_by", "is_active"]
    list_filter = ["kind"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["units"]


@admin.register(Resource)
class ResourceAdmin(OfficeAdmin):
    list_display = ["name"]
    search_fields = ["name"]
