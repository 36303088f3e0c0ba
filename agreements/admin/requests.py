from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agreements.admin.fields import date_field
from agreements.models import Agreement, ServiceRequest
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.templatetags.polish import dzien, odmiana


class ReceiveForm(forms.Form):
    on = date_field("Data wpływu")
    channel = forms.ChoiceField(label="Sposób wpływu", choices=ServiceRequest.Channel)
    copies = forms.IntegerField(label="Liczba egzemplarzy", min_value=1, max_value=9, initial=3)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Uzasadnienie", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class QueueFilter(admin.SimpleListFilter):
    """Without a choice the list is the queue of undecided cases, not the whole archive."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("komplety", "komplety do przyjęcia"),
            ("rozpatrzenie", "do rozpatrzenia"),
            ("wszystkie", "wszystkie złożone"),
        ]

    def choices(self, changelist: Any) -> Any:
        default, *others = super().choices(changelist)
        return [{**default, "display": "w toku"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
        rows = ServiceRequest.objects.all()
        asked = {
            "komplety": rows.awaiting_set,
            "rozpatrzenie": rows.under_examination,
            "wszystkie": rows.filed,
        }.get(self.value() or "", rows.undecided)
        return queryset & asked()


def days_left(due_on: date | None, today: date) -> str:
    """„zostało 5 dni”, „dzisiaj”, „2 dni po terminie”: the same words in lists and on pages."""
    if due_on is None:
        return "termin nie biegnie"
    days = (due_on - today).days
    words = odmiana(abs(days), "dzień,dni,dni")
    if days < 0:
        return f"{-days} {words} po terminie"
    return f"zostało {days} {words}" if days else "dzisiaj"


@admin.register(ServiceRequest)
class ServiceRequestAdmin(ReadOnlyAdmin):
    list_display = ["title", "organization", "submitted_on", "received_on", "due", "state"]
    list_filter = [QueueFilter]
    list_select_related = ["organization"]
    ordering = [F("due_on").asc(nulls_last=True), "pk"]
    search_fields = ["organization__name", "organization__krs"]
    fields = [
        "title",
        "state",
        "organization_link",
        "requested",
        "submitted_on",
        "received",
        "deadline",
        "decision",
        "agreement_link",
    ]
    moves = [
        Move(
            "receive_signed_set",
            "Przyjmij podpisany komplet",
            "receive_servicerequest",
            ServiceRequest.State.UNDER_EXAMINATION,
            ReceiveForm,
        ),
        Move(
            "accept",
            "Przyjmij zapotrzebowanie",
            "examine_servicerequest",
            ServiceRequest.State.ACCEPTED,
            takes_user=True,
        ),
        Move(
            "refuse",
            "Odmów zawarcia porozumienia",
            "refuse_servicerequest",
            ServiceRequest.State.REFUSED,
            ReasonForm,
            takes_user=True,
        ),
    ]

    def move_initial(self, move: Move, subject: ServiceRequest) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    @admin.display(description="zapotrzebowanie", ordering="pk")
    def title(self, request: ServiceRequest) -> str:
        return f"nr {request.reference}" if request.reference else "robocze"

    @admin.display(description="termin", ordering="due_on")
    def due(self, request: ServiceRequest) -> str:
        if not request.is_undecided or request.due_on is None:
            return "–"
        return f"{request.due_on:%d.%m.%Y} ({days_left(request.due_on, timezone.localdate())})"

    @admin.display(description="organizacja")
    def organization_link(self, request: ServiceRequest) -> SafeString:
        organization = request.organization
        url = reverse("admin:organizations_organization_change", args=[organization.pk])
        return format_html(
            '<a href="{}">{}</a>, {} – {}',
            url,
            organization.name,
            organization.registration,
            organization.get_state_display(),
        )

    @admin.display(description="świadczenia")
    def requested(self, request: ServiceRequest) -> SafeString:
        wishes = request.wishes.select_related("service")
        rows = ((wish.service.name, wish.details or "bez uwag") for wish in wishes)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", rows))

    @admin.display(description="wpływ kompletu")
    def received(self, request: ServiceRequest) -> str:
        if request.received_on is None:
            return "jeszcze nie wpłynął"
        copies = f"egzemplarzy: {request.copies_received}"
        return f"{dzien(request.received_on)}, {request.get_received_channel_display()}, {copies}"

    @admin.display(description="termin rozpatrzenia")
    def deadline(self, request: ServiceRequest) -> SafeString | str:
        term = request.term()
        if term is None:
            return "Termin zacznie biec od wpływu podpisanego kompletu."
        skipped = ", ".join(f"{day:%d.%m} ({reason})" for day, reason in term.skipped)
        return format_html(
            "<strong>{}</strong> ({}). Złożono {}, {} dni mija {}{}",
            dzien(request.due_on),
            days_left(request.due_on, timezone.localdate()) if request.is_undecided else "rozpatrzone",
            dzien(term.start),
            term.days,
            dzien(term.nominal_end),
            f"; pominięto: {skipped}" if skipped else "",
        )

    @admin.display(description="rozpatrzenie")
    def decision(self, request: ServiceRequest) -> str:
        if request.decided_at is None:
            return "jeszcze nie rozpatrzono"
        return f"{dzien(request.decided_at)}, {request.decided_by} {request.refusal_reason}".strip()

    @admin.display(description="porozumienie")
    def agreement_link(self, request: ServiceRequest) -> SafeString | str:
        agreement = Agreement.objects.filter(request=request).first()
        if agreement is None:
            return "–"
        url = reverse("admin:agreements_agreement_change", args=[agreement.pk])
        status = agreement.status(timezone.localdate())
        return format_html('<a href="{}">{}</a> – {}', url, agreement, status)
