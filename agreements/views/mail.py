"""An organisation's mail at the Centre: boxes, what waits, who may collect."""

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agreements.models import (
    Agreement,
    BoxLoan,
    Collector,
    MailItem,
    RequestedService,
    Right,
    ServiceRequest,
)
from agreements.models.states import RequestState
from jcop.models import Centre
from jcop.rules import RuledForm, violations_reported_on
from organizations.access import MemberRequest, keeper_required, member_required

SHOWN = 20


class CollectorForm(RuledForm):
    class Meta:
        model = Collector
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}


@require_http_methods(["GET", "POST"])
@member_required
def mail(request: MemberRequest) -> HttpResponse:
    """What waits and what was collected; the keeper names who may collect."""
    if request.method == "POST" and not request.membership.is_keeper:
        return redirect("agreements:mail", request.organization.key)
    told = request.POST if request.method == "POST" else None
    form = CollectorForm(told, instance=Collector(organization=request.organization))
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            form.save()
        if form.is_valid():
            messages.success(request, f"Do odbioru upoważniono: {form.instance}.")
            return redirect("agreements:mail", request.organization.key)
    return render(request, "agreements/mail.html", {**_shown(request), "form": form})


def _shown(request: MemberRequest) -> dict[str, object]:
    today, organization = timezone.localdate(), request.organization
    rows = MailItem.objects.of(organization).select_related("box")
    asked = ServiceRequest.objects.of(organization).on_desk()
    wished = RequestedService.objects.filter(
        service__right__in=[Right.ADDRESS, Right.BOX], is_declined=False, request=OuterRef("pk")
    )
    asked = asked.exclude(state__in=[RequestState.REFUSED, RequestState.LEFT]).filter(Exists(wished))
    granted = Agreement.objects.of(organization)
    ahead = granted.lasting(today).filter(valid_from__gt=today)
    ahead = ahead.filter(grants__service__right__in=[Right.ADDRESS, Right.BOX]).order_by("valid_from")
    return {
        "organization": organization,
        "centre": Centre.objects.get(),
        "loans": BoxLoan.objects.of(organization).on(today).select_related("box"),
        "has_address": granted.granting(Right.ADDRESS, today).exists(),
        "has_box": granted.granting(Right.BOX, today).exists(),
        "ahead": ahead.first(),
        "asked": asked.order_by("-pk").first(),
        "waiting": rows.waiting(),
        "collected": rows.collected()[:SHOWN],
        "collectors": organization.collectors.all(),
        "is_keeper": request.membership.is_keeper,
    }


@require_POST
@keeper_required
def remove_collector(request: MemberRequest, pk: int) -> HttpResponse:
    """The authorisation ends, and the name is erased."""
    collector = get_object_or_404(Collector, organization=request.organization, pk=pk)
    name = collector.name
    collector.delete()
    messages.success(request, f"Cofnięto upoważnienie: {name}.")
    return redirect("agreements:mail", request.organization.key)
