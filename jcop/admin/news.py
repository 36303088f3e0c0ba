from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from jcop.admin.office import OfficeAdmin
from jcop.models import Announcement, Link
from jcop.proposals import proposal


@admin.register(Announcement)
class AnnouncementAdmin(OfficeAdmin):
    list_display = ["title", "publish_from", "publish_until", "is_pinned"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}
    date_hierarchy = "publish_from"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the sentences about hours that were just published, when asked to."""
        return {**super().get_changeform_initial_data(request), **proposal(request.GET.get("propozycja", ""))}


@admin.register(Link)
class LinkAdmin(OfficeAdmin):
    list_display = ["title", "url", "position", "is_shown"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
