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
from agreements.models import Agreement
from jcop.admin.moves import Move, ReadOnlyAdmin


class ConcludeForm(forms.Form):
    number = forms.CharField(label="Numer porozumienia", max_length=50)
    signed_on = date_field("Data zawarcia", help_text="Data ostatniego podpisu.")
    valid_from = date_field("Obowiązuje od", required=False, help_text="Puste: od dnia zawarcia.")
    valid_until = date_field("Obowiązuje do", required=False, help_text="Puste: bezterminowo.")


class EndReasonForm(forms.Form):
    reason = forms.CharField(label="Powód", max_length=300)


class TerminateForm(EndReasonForm):
    on = date_field("Ostatni dzień obowiązywania")


class SignatureFilter(admin.SimpleListFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("podpis", "do podpisu przez Miasto"), ("obowiazujace", "obowiązujące dzisiaj")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        if self.value() == "podpis":
            return queryset & Agreement.objects.awaiting_signature()
        if self.value() == "obowiazujace":
            today = timezone.localdate()
            return queryset.filter(pk__in=Agreement.objects.in_force(today).values("pk"))
        return queryset


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    list_display = ["title", "organization", "signed_on", "status"]
    list_filter = [SignatureFilter, "state"]
    list_select_related = ["organization"]
    search_fields = ["number", "organization__name", "party_name"]
    fields = [
        "title",
        "status",
        "organization",
        "request_link",
        "granted",
        "signed_on",
        "valid_from",
        "valid_until",
        "terminated_on",
        "end_reason",
        "approver",
    ]
    moves = [
        Move(
            "conclude",
            "Zatwierdź porozumienie",
            "conclude_agreement",
            Agreement.State.CONCLUDED,
            ConcludeForm,
            takes_user=True,
        ),
        Move(
            "terminate",
            "Rozwiąż porozumienie",
            "end_agreement",
            form=TerminateForm,
            allowed=lambda agreement: agreement.may_terminate,
        ),
        Move("annul", "Anuluj numer", "end_agreement", Agreement.State.ANNULLED, EndReasonForm),
    ]

    def move_initial(self, move: Move, subject: Agreement) -> dict[str, Any]:
        today = timezone.localdate()
        if move.verb == "conclude":
            return {"number": Agreement.objects.proposed_number(today.year), "signed_on": today}
        return {"on": today}

    @admin.display(description="porozumienie", ordering="number")
    def title(self, agreement: Agreement) -> str:
        return f"nr {agreement.number}" if agreement.number else "bez numeru"

    @admin.display(description="stan")
    def status(self, agreement: Agreement) -> str:
        return agreement.status(timezone.localdate())

    @admin.display(description="zapotrzebowanie")
    def request_link(self, agreement: Agreement) -> SafeString | str:
        if agreement.request is None:
            return "–"
        url = reverse("admin:agreements_servicerequest_change", args=[agreement.request.pk])
        return format_html('<a href="{}">{}</a>', url, agreement.request)

    @admin.display(description="zatwierdził(a)")
    def approver(self, agreement: Agreement) -> str:
        return str(agreement.concluded_by or "–")

    @admin.display(description="przyznane świadczenia")
    def granted(self, agreement: Agreement) -> str:
        grants = agreement.grants.select_related("service")
        return ", ".join(str(grant) for grant in grants) or "jeszcze żadne"
