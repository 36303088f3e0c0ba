from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements.admin.fields import date_field
from agreements.models import CaseLetter
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter


class DeliveryForm(forms.Form):
    on = date_field("Data doręczenia")
    delivery = forms.ChoiceField(
        label="Sposób doręczenia",
        choices=[choice for choice in CaseLetter.Delivery.choices if choice[0] != CaseLetter.Delivery.PANEL],
    )


class DeliveryFilter(ChoiceFilter):
    title = "doręczenie"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("zadzwon", "zadzwoń: nikt nie otworzył"), ("niedoreczone", "niedoręczone")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CaseLetter]) -> QuerySet[CaseLetter]:
        if self.value() == "zadzwon":
            return queryset & CaseLetter.objects.unopened(timezone.localdate())
        return queryset.filter(delivered_on=None) if self.value() else queryset


@admin.register(CaseLetter)
class CaseLetterAdmin(ReadOnlyAdmin):
    list_display = ["kind", "request", "organization", "issued_at", "delivered_on"]
    list_filter = [DeliveryFilter, "kind"]
    list_select_related = ["request__organization"]
    search_fields = ["request__organization__name", "case_sign", "request__case_sign"]
    fields = [
        "kind",
        "case",
        "body",
        "case_sign",
        "issued_at",
        "issued_by",
        "delivered_on",
        "delivery",
        "document_link",
    ]
    moves = [
        Move(
            CaseLetter.record_delivery,
            "Odnotuj doręczenie",
            "deliver_caseletter",
            form=DeliveryForm,
            allowed=lambda letter: not letter.is_delivered,
        )
    ]

    def move_initial(self, move: Move, subject: CaseLetter) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    @admin.display(description="organizacja")
    def organization(self, letter: CaseLetter) -> str:
        organization = letter.request.organization
        return f"{organization.name}, {organization.phone}" if organization.phone else organization.name

    @admin.display(description="zapotrzebowanie")
    def case(self, letter: CaseLetter) -> SafeString:
        return link_to(letter.request)

    @admin.display(description="do druku")
    def document_link(self, letter: CaseLetter) -> SafeString | str:
        document = getattr(letter, "document", None)
        if document is None:
            return "przygotowywany; proszę za chwilę odświeżyć stronę"
        url = reverse("admin:agreements_servicerequest_document", args=[letter.request_id, document.pk])
        return format_html('<a href="{}">pismo (PDF)</a>', url)
