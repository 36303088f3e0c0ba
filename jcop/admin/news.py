"""What the office writes for residents: notices, words added to pages, recommended links."""

import base64
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.admin.office import ChoiceFilter, OfficeAdmin
from jcop.admin.pictures import AnnouncementPictureInline
from jcop.admin.previewing import PreviewedAdmin
from jcop.admin.rich_text import RichTextField
from jcop.centre.proposals import free_slug, proposal
from jcop.models import Announcement, AnnouncementPicture, Link, PageText
from jcop.rules import RuledForm


class Moment(forms.DateTimeInput):
    """A day and an hour in one field with one label, as browsers and telephones ask for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AnnouncementForm(RuledForm):
    body = RichTextField(label="Treść")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Koniec adresu strony. Puste: portal ułoży go z tytułu."
        newer = self.fields.get("replaced_by")
        if isinstance(newer, forms.ModelChoiceField):
            newer.queryset = Announcement.objects.exclude(pk=self.instance.pk)
            for act in ("add", "change", "delete", "view"):
                setattr(newer.widget, f"can_{act}_related", False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("slug") and "slug" not in self.errors and data.get("title"):
            data["slug"] = free_slug(data["title"])
        return data


class ByStanding(ChoiceFilter):
    title, parameter_name = "stan", "stan"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("widoczne", "widoczne"),
            ("zaplanowane", "pokażą się"),
            ("szkice", "szkice"),
            ("archiwum", "w archiwum"),
        ]

    def queryset(self, request: HttpRequest, rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
        found, now = Announcement.objects.all(), timezone.now()
        chosen = {
            "widoczne": lambda: found.current(now),
            "zaplanowane": lambda: found.scheduled(now),
            "szkice": found.drafts,
            "archiwum": lambda: found.archived(now),
        }.get(self.value() or "")
        return rows.filter(pk__in=chosen().values("pk")) if chosen else rows


@dataclass(frozen=True)
class Shown:
    """A picture that is not stored yet, in the page itself."""

    address: str
    alt: str
    width: int
    height: int
    caption: str


def _shown(picture: AnnouncementPicture) -> AnnouncementPicture | Shown:
    if picture.pk and "content" in picture.get_deferred_fields():
        return picture
    data = base64.b64encode(picture.content).decode()
    address = f"data:image/jpeg;base64,{data}"
    return Shown(address, picture.alt, picture.width, picture.height, picture.caption)


@admin.register(Announcement)
class AnnouncementAdmin(PreviewedAdmin):
    form = AnnouncementForm
    inlines = [AnnouncementPictureInline]
    list_display = ["title", "standing", "publish_from", "publish_until", "seen"]
    list_filter = [ByStanding]
    list_select_related = ["replaced_by"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}
    formfield_overrides = {models.DateTimeField: {"form_class": forms.DateTimeField, "widget": Moment}}
    date_hierarchy = "publish_from"
    readonly_fields = ["standing"]
    actions = ["archive"]
    preview_template = "jcop/announcement_preview.html"
    fieldsets = [
        (None, {"fields": ["title", "slug", "body"]}),
        (
            "Kiedy mieszkańcy to widzą",
            {"fields": ["standing", "publish_from", "publish_until", "is_pinned", "replaced_by"]},
        ),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the sentences about hours that were just published, when asked to."""
        return {**super().get_changeform_initial_data(request), **proposal(request.GET.get("propozycja", ""))}

    @admin.display(description="stan")
    def standing(self, row: Announcement) -> str:
        if not row.pk:
            return "jeszcze niezapisane"
        pinned = ", przypięte na górze" if row.is_pinned else ""
        return row.standing(timezone.now()) + pinned

    @admin.display(description="podgląd")
    def seen(self, row: Announcement) -> SafeString:
        address = reverse("admin:jcop_announcement_preview", args=[row.pk])
        return format_html('<a href="{}">Zobacz<span class="visually-hidden">: {}</span></a>', address, row)

    @admin.action(description="Przenieś zaznaczone do archiwum", permissions=["change"])
    def archive(self, request: HttpRequest, rows: QuerySet[Announcement]) -> None:
        number = Announcement.objects.filter(pk__in=rows.values("pk")).archive(timezone.now())
        if number:
            messages.success(request, f"Przeniesiono do archiwum: {number}.")
        else:
            messages.warning(request, "Żadne z zaznaczonych ogłoszeń nie jest teraz widoczne jako bieżące.")

    def preview(self, row: Announcement, formsets: list[Any] | None) -> dict[str, Any]:
        if formsets is not None:
            gone = [form for formset in formsets for form in formset.deleted_forms if formset.is_valid()]
            drawn = [form for formset in formsets for form in formset if form not in gone]
            pictures = [_shown(form.instance) for form in drawn if form.instance.digest and form.is_valid()]
        else:
            pictures = list(row.pictures.defer("content"))
        return {"announcement": row, "pictures": pictures, "standing": row.standing(timezone.now())}

    def response_add(
        self, request: HttpRequest, obj: Announcement, post_url_continue: str | None = None
    ) -> HttpResponse:
        _tell_standing(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Announcement) -> HttpResponse:
        _tell_standing(request, obj)
        return super().response_change(request, obj)


def _tell_standing(request: HttpRequest, row: Announcement) -> None:
    messages.info(request, f"Stan ogłoszenia: {row.standing(timezone.now())}.")


class PageTextForm(forms.ModelForm):
    body = RichTextField(label="Treść")


@admin.register(PageText)
class PageTextAdmin(PreviewedAdmin):
    form = PageTextForm
    list_display = ["page", "heading"]
    preview_template = "jcop/page_text_preview.html"

    def preview(self, row: PageText, formsets: list[Any] | None) -> dict[str, Any]:
        return {"extra": row}


@admin.register(Link)
class LinkAdmin(OfficeAdmin):
    list_display = ["title", "url", "position", "is_shown"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
