"""What can be booked: its facts, its own hours, its picture and its units."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from bookings.models import Bookable, BookableHours, BookablePhoto, Resource, Topic
from jcop.admin.consequences import WeighedAdmin
from jcop.admin.hours import HoursSpanFormSet
from jcop.admin.office import OfficeAdmin
from jcop.files.pictures import PictureField
from jcop.rules import RuledForm


class BookableForm(RuledForm):
    topics = forms.MultipleChoiceField(
        label="W czym doradza",
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tylko dla doradcy. Nazwa nie może zawierać nazwiska: czytają ją wszyscy w kalendarzu.",
    )
    upload = PictureField(
        label="Zdjęcie",
        help_text="JPEG lub PNG; portal zmniejsza je i usuwa z niego dane aparatu. Puste: bez zmiany.",
    )
    photo_alt = forms.CharField(
        label="Zdjęcie słowami",
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Dla osób, które go nie widzą: co na nim jest. Wymagane, gdy jest zdjęcie.",
    )
    photo_caption = forms.CharField(label="Podpis zdjęcia", max_length=150, required=False)
    photo_removed = forms.BooleanField(label="Usuń zdjęcie", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = BookablePhoto.objects.filter(bookable=self.instance.pk).defer("content").first()
        if self.shown:
            self.initial.update(photo_alt=self.shown.alt, photo_caption=self.shown.caption)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_kept = self.shown is not None and not data.get("photo_removed")
        if (data.get("upload") or is_kept) and not data.get("photo_alt", "").strip():
            self.add_error("photo_alt", "Zdjęcie wymaga opisu słownego dla osób, które go nie widzą.")
        if self.instance.pk and {"units", "takes"} & set(self.changed_data):
            self._refuse_regrouping(data)
        return data

    def _refuse_regrouping(self, data: dict[str, Any]) -> None:
        """Until the transaction ends nobody books these units; what is booked ahead keeps them."""
        before = self.instance.lock_units()
        ahead = self.instance.booked_ahead(timezone.now())
        if "takes" in self.changed_data and ahead:
            self.add_error("takes", "Są przyszłe rezerwacje: tego, co zajmują, nie można teraz zmienić.")
        after = set(data.get("units", []))
        refused = ahead.keys() & (before - after)
        if after - before and ahead and self.instance.takes == Bookable.Takes.ALL:
            refused |= after - before
        if refused:
            names = ", ".join(sorted(str(unit) for unit in refused))
            last = timezone.localtime(max(ahead.values()))
            told = (
                f"Są przyszłe rezerwacje, ostatnia {last:%d.%m.%Y}: do tego dnia nie można zmienić jednostek"
                f" ({names}). Można przenieść rezerwacje albo wpisać nową salę."
            )
            self.add_error("units", ValidationError(told, code="booked"))

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        data = self.cleaned_data
        if data["photo_removed"] and not data["upload"]:
            BookablePhoto.objects.filter(bookable=self.instance).delete()
        elif data["upload"] or self.shown:
            BookablePhoto.put_up(
                self.instance,
                content=data["upload"],
                alt=data["photo_alt"],
                caption=data["photo_caption"],
            )


class BookableHoursInline(admin.TabularInline):
    """Part of the thing: whoever may change it may change its hours."""

    model = BookableHours
    formset = HoursSpanFormSet
    extra = 2

    def has_view_permission(self, request: HttpRequest, obj: Bookable | None = None) -> bool:
        return request.user.has_perm("bookings.view_bookable")

    def has_change_permission(self, request: HttpRequest, obj: Bookable | None = None) -> bool:
        return request.user.has_perm("bookings.change_bookable")

    def has_delete_permission(self, request: HttpRequest, obj: Bookable | None = None) -> bool:
        return request.user.has_perm("bookings.change_bookable")

    def has_add_permission(self, request: HttpRequest, obj: Bookable | None = None) -> bool:
        return request.user.has_perm("bookings.change_bookable")


@admin.register(Bookable)
class BookableAdmin(WeighedAdmin):
    form = BookableForm
    kind = "bookable"
    list_display = ["name", "kind", "capacity", "confirmed_by", "is_active"]
    list_filter = ["kind"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [BookableHoursInline]

    def told(self, row: Bookable) -> str:
        if not row.is_active:
            return f"{row.name}: nie można już rezerwować."
        seats = f" ({row.capacity})" if row.capacity else ""
        return f"{row.name}: zmieniły się godziny albo liczba miejsc{seats}."

    def get_fieldsets(self, request: HttpRequest, obj: Bookable | None = None) -> Any:
        photo = ("Zdjęcie", {"fields": ["upload", "photo_alt", "photo_caption", "photo_removed"]})
        return [
            (None, {"fields": ["kind", "name", "slug", "description", "features", "capacity", "is_active"]}),
            ("Dostępność", {"fields": ["accessibility"]}),
            *([photo] if self.has_change_permission(request, obj) else []),
            ("Doradca", {"fields": ["topics", "slot_minutes", "adviser"]}),
            (
                "Rezerwowanie",
                {"fields": ["confirmed_by", "minutes_before", "minutes_after", "takes", "units"]},
            ),
        ]


@admin.register(Resource)
class ResourceAdmin(OfficeAdmin):
    list_display = ["name"]
    search_fields = ["name"]
