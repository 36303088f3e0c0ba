from django.contrib import admin

from jcop.admin.office import OfficeAdmin
from jcop.models import Announcement


@admin.register(Announcement)
class AnnouncementAdmin(OfficeAdmin):
    list_display = ["title", "publish_from", "publish_until", "is_pinned"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}
    date_hierarchy = "publish_from"
