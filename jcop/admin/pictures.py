"""Pictures of a notice in its form: judged by content, drawn anew, told in words."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.models import Announcement, AnnouncementPicture
from jcop.pictures import redrawn
from jcop.rules import RuledForm

NO_WORDS = "Zdjęcie wymaga opisu słownego dla osób, które go nie widzą, albo zaznaczenia, że tylko ozdabia."
TWO_ANSWERS = "Zdjęcie, które tylko ozdabia, nie ma opisu: proszę usunąć opis albo odznaczyć „tylko ozdabia”."


class PictureForm(RuledForm):
    upload = forms.FileField(
        label="Plik",
        required=False,
        allow_empty_file=True,  # Told by our own sentence.
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        help_text="JPEG lub PNG; portal zmniejsza je i usuwa miejsce i dane aparatu.",
    )

    class Meta:
        model = AnnouncementPicture
        fields = ("alt", "is_decorative", "caption", "position")
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    field_order = ("upload", "alt", "is_decorative", "caption", "position")

    def clean_upload(self) -> bytes | None:
        upload = self.cleaned_data.get("upload")
        return redrawn(upload) if upload is not None else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("upload"):
            self.instance.draw(data["upload"])
        elif not self.instance.pk and "upload" not in self.errors:
            self.add_error("upload", "Proszę wybrać plik ze zdjęciem.")
        if data.get("is_decorative") and data.get("alt"):
            self.add_error("alt", TWO_ANSWERS)
        elif not data.get("is_decorative") and not data.get("alt") and "alt" not in self.errors:
            self.add_error("alt", NO_WORDS)
        return data


class PictureInline(admin.StackedInline):
    """Part of the notice: whoever may write it may put pictures into it."""

    model = AnnouncementPicture
    form = PictureForm
    extra = 1
    fields = ("seen", "upload", "alt", "is_decorative", "caption", "position")
    readonly_fields = ("seen",)
    verbose_name_plural = "Zdjęcia pod tekstem"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnouncementPicture]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="jest teraz")
    def seen(self, row: AnnouncementPicture) -> SafeString | str:
        if not row.pk:
            return "–"
        size = 'width="{}" height="{}"'
        height = round(160 * row.height / row.width)
        return format_html('<img src="{}" alt="" ' + size + ">", row.address, 160, height)

    def _may_write(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jcop.change_announcement")

    def has_view_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return request.user.has_perm("jcop.view_announcement")

    def has_add_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return self._may_write(request)

    def has_change_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return self._may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return self._may_write(request)
