"""Times wanted in a zapotrzebowanie, until somebody has agreed on them with the organisation."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bookings.admin.forms import words
from bookings.models import WantedTimes, WantedTimesSettled
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter


class SettleForm(forms.Form):
    note = words("Uwagi")


class SettledFilter(ChoiceFilter):
    title = "uzgodnienia"
    parameter_name = "uzgodnienia"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("wszystkie", "także załatwione")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": "do uzgodnienia"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[WantedTimes]) -> QuerySet[WantedTimes]:
        open_now = WantedTimes.objects.to_agree(timezone.localdate())
        if self.value() == "wszystkie":
            settled = WantedTimesSettled.objects.values("wish")
            return queryset.filter(pk__in=settled) | queryset.filter(pk__in=open_now.values("pk"))
        return queryset.filter(pk__in=open_now.values("pk"))


@admin.register(WantedTimes)
class WantedTimesAdmin(ReadOnlyAdmin):
    list_display = ["organization", "granted", "wanted", "contact", "booking"]
    list_display_links = ["organization"]
    list_filter = [SettledFilter]
    list_select_related = ["request__organization", "service"]
    search_fields = ["request__organization__name"]
    ordering = ["request__agreement__concluded_at", "pk"]
    fields = ["organization", "contact", "granted", "wanted", "booking", "outcome"]
    readonly_fields = ["organization", "contact", "granted", "wanted", "booking", "outcome"]
    moves = [
        Move(
            WantedTimes.agree,
            "Uzgodniono terminy",
            "confirm_booking",
            form=SettleForm,
            takes_user=True,
            allowed=lambda wanted: wanted.is_open,
        ),
        Move(
            WantedTimes.set_aside,
            "Niepotrzebne",
            "confirm_booking",
            form=SettleForm,
            takes_user=True,
            allowed=lambda wanted: wanted.is_open,
        ),
    ]

    def has_view_permission(self, request: HttpRequest, obj: WantedTimes | None = None) -> bool:
        return request.user.has_perm("bookings.confirm_booking")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WantedTimes]:
        return super().get_queryset(request).filter(pk__in=WantedTimes.objects.granted().values("pk"))

    @admin.display(description="organizacja", ordering="request__organization__name")
    def organization(self, wanted: WantedTimes) -> str:
        return str(wanted.request.organization)

    @admin.display(description="świadczenie", ordering="service__position")
    def granted(self, wanted: WantedTimes) -> str:
        return str(wanted.service)

    @admin.display(description="telefon i e-mail")
    def contact(self, wanted: WantedTimes) -> SafeString:
        organization = wanted.request.organization
        return format_html("{}<br>{}", organization.phone or "bez telefonu", organization.email)

    @admin.display(description="co napisano w zapotrzebowaniu")
    def wanted(self, wanted: WantedTimes) -> SafeString:
        return format_html_join("", "<p><b>{}:</b> {}</p>", wanted.lines)

    @admin.display(description="rezerwacja")
    def booking(self, wanted: WantedTimes) -> SafeString:
        url = f"{reverse('admin:bookings_booking_on_behalf')}?terminy={wanted.pk}"
        return format_html('<a href="{}">Zarezerwuj w imieniu</a>', url)

    @admin.display(description="wynik")
    def outcome(self, wanted: WantedTimes) -> str:
        settled = WantedTimesSettled.objects.filter(wish=wanted).select_related("settled_by").first()
        if settled is None:
            return "do uzgodnienia"
        day = timezone.localtime(settled.settled_at)
        return f"{settled.get_outcome_display()} {day:%d.%m.%Y}, {settled.settled_by}. {settled.note}".strip()
