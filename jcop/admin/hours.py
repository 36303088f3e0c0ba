from functools import partial
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from jcop.admin.consequences import WeighedAdmin
from jcop.admin.moves import Move, MovesAdmin
from jcop.admin.planner import plan_month, plan_week
from jcop.admin.suspension import switch
from jcop.admin.telling import told_of
from jcop.centre.hours_history import history_of
from jcop.forms import refuse_distant
from jcop.models import HoursPeriod, HoursSpan
from jcop.opening.typed_hours import OVERLAP
from jcop.opening.wording import full_date


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

    def has_add_permission(self, request: HttpRequest, obj: HoursPeriod | None = None) -> bool:
        """What residents have been told stays."""
        is_told = obj is not None and obj.published_at is not None
        return not is_told and super().has_add_permission(request, obj)


class HistoryForm(forms.Form):
    day = forms.DateField(
        label="Dzień",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[refuse_distant],
    )


@admin.register(HoursPeriod)
class HoursPeriodAdmin(WeighedAdmin, MovesAdmin):
    """Periods one by one; weeks, months and the suspension have pages of their own."""

    change_list_template = "admin/hours_change_list.html"
    list_display = ["__str__", "reason", "published_at", "withdrawn_at"]
    list_filter = ["kind"]
    fields = [
        "kind",
        "valid_from",
        "valid_until",
        "reason",
        "note",
        "is_by_phone",
        "contact",
        "published_at",
        "withdrawn_at",
    ]
    readonly_fields = ["published_at", "withdrawn_at"]
    inlines = [HoursSpanInline]
    moves = [
        Move(
            HoursPeriod.publish,
            "Ogłoś godziny",
            "change_hoursperiod",
            allowed=lambda period: period.published_at is None,
            told=told_of,
        ),
        Move(
            HoursPeriod.withdraw,
            "Wycofaj",
            "change_hoursperiod",
            allowed=lambda period: period.is_in_force,
            told=told_of,
        ),
    ]

    def has_change_permission(self, request: HttpRequest, obj: HoursPeriod | None = None) -> bool:
        """What residents were told is not typed over: it is withdrawn, or something newer is published."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.published_at is None)

    def told(self, row: HoursPeriod) -> str:
        return f"Zmieniają się godziny otwarcia Centrum od {full_date(row.valid_from)}"

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "tydzien": ("week", plan_week),
            "miesiac": ("month", plan_month),
            "zawieszenie": ("suspension", switch),
            "historia-dnia": ("day_history", day_history),
        }
        return [
            *(
                path(
                    f"{address}/",
                    self.admin_site.admin_view(partial(view, self)),
                    name=f"jcop_hoursperiod_{name}",
                )
                for address, (name, view) in pages.items()
            ),
            *super().get_urls(),
        ]


def day_history(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What was published for a day, when and by whom."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    form = HistoryForm({"day": request.GET.get("day") or str(timezone.localdate())})
    day = form.cleaned_data["day"] if form.is_valid() else None
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Historia dnia",
        "form": form,
        "day": day,
        "versions": history_of(day) if day else [],
    }
    return TemplateResponse(request, "admin/day_history.html", context)
