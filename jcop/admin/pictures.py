"""Pictures in the forms of what they belong to: judged by content, drawn anew, told in words."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jcop.files.pictures import PictureField
from jcop.models import AnnouncementPicture, CityArms, MapPicture
from jcop.rules import RuledForm

NO_WORDS = "Zdjęcie wymaga opisu słownego dla osób, które go nie widzą, albo zaznaczenia, że tylko ozdabia."
TWO_ANSWERS = "Zdjęcie, które tylko ozdabia, nie ma opisu: proszę usunąć opis albo odznaczyć „tylko ozdabia”."
NO_WORDS_FOR_MAP = "Mapa wymaga opisu słownego dla osób, które jej nie widzą."


class PictureForm(RuledForm):
    NO_FILE = "Proszę wybrać plik ze zdjęciem."

    upload = PictureField(
        label="Plik",
        help_text="JPEG lub PNG; portal zmniejsza je i usuwa miejsce i dane aparatu.",
    )

    field_order = ("upload", "alt", "is_decorative", "caption", "position")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("upload"):
            self.instance.draw(data["upload"])
        elif not self.instance.pk and "upload" not in self.errors:
            self.add_error("upload", self.NO_FILE)
        return data


class AnnouncementPictureForm(PictureForm):
    class Meta:
        model = AnnouncementPicture
        fields = ("alt", "is_decorative", "caption", "position")
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_decorative") and data.get("alt"):
            self.add_error("alt", TWO_ANSWERS)
        elif not data.get("is_decorative") and not data.get("alt") and "alt" not in self.errors:
            self.add_error("alt", NO_WORDS)
        return data


class MapPictureForm(PictureForm):
    NO_FILE = "Proszę wybrać plik z obrazem mapy."

    class Meta:
        model = MapPicture
        fields = ("alt", "caption")
        widgets = {"alt": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"alt": {"required": NO_WORDS_FOR_MAP}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "alt" in self.fields:
            # The words that it begins with follow the way, which is edited on the same page.
            self.fields["alt"].show_hidden_initial = not self.instance.pk


class CityArmsForm(PictureForm):
    NO_FILE = "Proszę wybrać plik z herbem."

    class Meta:
        model = CityArms
        fields = ("alt",)


class PictureInline(admin.StackedInline):
    """Part of what it belongs to: whoever may write that may put pictures into it."""

    extra = 1
    readonly_fields = ("seen",)
    view_on_site = False  # It is seen in the form itself.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    @admin.display(description="jest teraz")
    def seen(self, row: AnnouncementPicture | MapPicture | CityArms) -> SafeString | str:
        if not row.pk:
            return "–"
        size = 'width="{}" height="{}"'
        height = round(160 * row.height / row.width)
        return format_html('<img src="{}" alt="" ' + size + ">", row.address, 160, height)

    def _may(self, verb: str, request: HttpRequest) -> bool:
        owner = self.parent_model._meta
        return request.user.has_perm(f"{owner.app_label}.{verb}_{owner.model_name}")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("view", request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request)


class AnnouncementPictureInline(PictureInline):
    model = AnnouncementPicture
    form = AnnouncementPictureForm
    fields = ("seen", "upload", "alt", "is_decorative", "caption", "position")
    verbose_name_plural = "Zdjęcia pod tekstem"


class MapPictureInline(PictureInline):
    model = MapPicture
    form = MapPictureForm
    fields = ("seen", "upload", "alt", "caption")
    verbose_name = "obraz mapy na stronie „Kontakt”"


class CityArmsInline(PictureInline):
    model = CityArms
    form = CityArmsForm
    fields = ("seen", "upload", "alt")
    verbose_name = "herb na porozumieniach i pismach"
