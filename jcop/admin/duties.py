from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from jcop.admin.office import OfficeAdmin
from jcop.admin.planner import FIELDS, WEEKDAYS
from jcop.admin.typed import HoursField
from jcop.models import WorkerDuty


class MonthField(forms.Field):
    """A month as „2027-09” or any of its dates; its first day."""

    widget = forms.DateInput(format="%Y-%m", attrs={"type": "month"})

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value.replace(day=1)
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
        except ValueError:
            raise forms.ValidationError("Proszę wpisać miesiąc, na przykład 2027-09.") from None


class WorkerDutyForm(forms.ModelForm):
    """A month with the duty hours of its weekdays, typed as in the week planner."""

    month = MonthField(
        label="Miesiąc", help_text="Na przykład 2027-09. Niżej godziny jak „15:00-18:00”; puste: bez dyżuru."
    )
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (
        HoursField(label=weekday, required=False) for weekday in WEEKDAYS
    )

    class Meta:
        model = WorkerDuty
        fields = ["month", "note"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        week = self.instance.week if self.instance.pk else ((),) * 7
        for name, spans in zip(FIELDS, week, strict=True):
            self.initial.setdefault(name, spans or None)
        if not self.instance.pk:
            self.initial.setdefault("month", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data[name] for name in FIELDS):
            raise forms.ValidationError("Proszę wpisać godziny dyżuru co najmniej jednego dnia.")
        return data

    def save_week(self) -> None:
        self.instance.set_week([self.cleaned_data[name] or () for name in FIELDS])


@admin.register(WorkerDuty)
class WorkerDutyAdmin(OfficeAdmin):
    form = WorkerDutyForm
    list_display = ["__str__", "sentence"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever only looks has no form whose fields could show the hours."""
        typed = self.has_change_permission(request, obj)
        return ["month", *(FIELDS if typed else ["sentence"]), "note"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["sentence"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        """Django would look for the typed weekdays in the model."""
        return super().get_form(request, obj, change=change, **{**kwargs, "fields": ["month", "note"]})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        form.save_week()

    @admin.display(description="godziny")
    def sentence(self, duty: WorkerDuty) -> str:
        return duty.sentence

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("spans")
