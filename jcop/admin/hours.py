from itertools import pairwise

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from jcop.admin.moves import Move, MovesAdmin
from jcop.models import HoursPeriod, HoursSpan
from jcop.models.hours import OVERLAP


class HoursSpanFormSet(forms.BaseInlineFormSet):
    """Compares hours typed together with each other: the database has none of them yet."""

    def clean(self) -> None:
        super().clean()
        whole = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        spans = sorted((row["weekday"], row["opens"], row["closes"]) for row in whole if not row["DELETE"])
        for (day, _, closes), (next_day, opens, _) in pairwise(spans):
            if day == next_day and opens < closes:
                raise ValidationError(OVERLAP)


class HoursSpanInline(admin.TabularInline):
    model = HoursSpan
    formset = HoursSpanFormSet
    extra = 5


@admin.register(HoursPeriod)
class HoursPeriodAdmin(MovesAdmin):
    list_display = ["__str__", "reason", "published_at"]
    list_filter = ["kind"]
    readonly_fields = ["published_at"]
    inlines = [HoursSpanInline]
    moves = [
        Move(
            "publish",
            "Ogłoś godziny",
            "change_hoursperiod",
            allowed=lambda period: period.published_at is None,
        )
    ]
