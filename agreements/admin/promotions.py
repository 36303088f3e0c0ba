"""Announcements of organisations: read, approved by one button, or returned with a reason."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements.models import Promotion
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.history import last_event
from jcop.typed.personal import refuse_pesel

State = Promotion.State


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Powód, który przeczyta organizacja",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_pesel],
        error_messages={"required": "Proszę podać powód."},
    )


class WaitingFilter(ChoiceFilter):
    """Without a choice the list is what waits."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("widoczne", "teraz widoczne"), ("wszystkie", "wszystkie ogłoszenia")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for number, choice in enumerate(super().choices(changelist)):
            yield choice if number else {**choice, "display": "do akceptacji"}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Promotion]) -> QuerySet[Promotion]:
        if self.value() == "wszystkie":
            return queryset
        if self.value() == "widoczne":
            shown = Promotion.objects.shown(timezone.localdate()).order_by()
            return queryset.filter(pk__in=shown.values("pk"))
        return queryset & Promotion.objects.waiting()


@admin.register(Promotion)
class PromotionAdmin(ReadOnlyAdmin):
    list_display = ["title", "organization", "kind", "standing", "shown_until", "sent_at"]
    list_filter = [WaitingFilter, "kind"]
    list_select_related = ["organization"]
    search_fields = ["title", "organization__name"]
    change_form_template = "admin/agreements/promotion.html"
    fields = [
        "standing",
        "reason",
        "organization",
        "kind",
        "title",
        "words",
        "place",
        "happens_on",
        "times",
        "shown_until",
        "contact",
        "now_shown",
        "sent_at",
        "decided_at",
        "decided_by",
    ]
    moves = [
        Move(
            Promotion.approve,
            "Zaakceptuj",
            "approve_promotion",
            takes_user=True,
            allowed=lambda promotion: promotion.may_move(State.APPROVED) and promotion.organization.may_start,
        ),
        Move(
            Promotion.return_for_correction,
            "Zwróć do poprawy",
            "approve_promotion",
            State.RETURNED,
            ReasonForm,
            takes_user=True,
        ),
        Move(
            Promotion.take_down,
            "Zdejmij ze strony",
            "approve_promotion",
            form=ReasonForm,
            takes_user=True,
            allowed=lambda promotion: promotion.state == State.APPROVED,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promotion]:
        return super().get_queryset(request).select_related("organization")

    def beside(self, subject: Promotion) -> dict[str, Any]:
        """The page tells what it showed, so that a text changed meanwhile is not approved unread."""
        return {"seen": last_event(subject)}

    @admin.display(description="stan")
    def standing(self, promotion: Promotion) -> str:
        return promotion.status(timezone.localdate())

    @admin.display(description="treść")
    def words(self, promotion: Promotion) -> SafeString:
        return linebreaks_filter(promotion.text)

    @admin.display(description="kontakt, który zobaczą mieszkańcy")
    def contact(self, promotion: Promotion) -> str:
        organization = promotion.organization
        told = [organization.public_phone, organization.public_email]
        return ", ".join(part for part in told if part) or "nie podano"

    @admin.display(description="teraz widoczna treść")
    def now_shown(self, promotion: Promotion) -> SafeString | str:
        shown = (
            Promotion.objects.filter(key=promotion.key, state=State.APPROVED).exclude(pk=promotion.pk).first()
        )
        if shown is None:
            return "–"
        url = reverse("admin:agreements_promotion_change", args=[shown.pk])
        return format_html('<a href="{}">{}</a>, do czasu akceptacji tej', url, shown)
