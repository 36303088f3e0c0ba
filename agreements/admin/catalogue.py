from django.contrib import admin
from django.http import HttpRequest

from agreements.models import Service
from jcop.admin.office import OfficeAdmin


@admin.register(Service)
class ServiceAdmin(OfficeAdmin):
    list_display = ["name", "right", "position", "is_offered"]
    list_editable = ["position", "is_offered"]
    prepopulated_fields = {"code": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return False
