"""Pages on which the worker enters a booking: for an organisation that telephones, or as a block."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from bookings.admin.advice import AdviceBehalfForm
from bookings.admin.forms import (
    BehalfForm,
    BlockForm,
    DutyBehalfForm,
    SeriesBehalfForm,
    new_key,
    proposed,
)
from bookings.forms import CLAIMED, Step, claimed_by, step
from bookings.models import Series, WantedTimes
from bookings.search.previewing import preview
from jcop.models import User
from jcop.rules import violations_reported_on


def block(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    return _enter(model_admin, request, BlockForm, "Nowa blokada", "Zablokuj")


def on_behalf(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Also for times wanted in a zapotrzebowanie: what was written there stands above the form."""
    number = request.GET.get("terminy", "")
    rows = WantedTimes.objects.granted().select_related("request__organization", "service")
    wanted = rows.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    return _enter(model_admin, request, BehalfForm, "Rezerwacja w imieniu organizacji", "Zarezerwuj", wanted)


def duty_on_behalf(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    return _enter(model_admin, request, DutyBehalfForm, "Dyżur w imieniu organizacji", "Zapisz dyżur")


def series_on_behalf(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """As the organisation books it itself: the rule, then every date, then the booking; confirmed at once."""
    if not request.user.has_perm("bookings.confirm_booking"):
        raise PermissionDenied
    form = SeriesBehalfForm(request.POST or None, initial=new_key())
    shown = None
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        shown, series = _claimed(request, form, by=request.user)
        if series:
            return redirect(reverse("admin:bookings_series_change", args=[series.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Seria w imieniu organizacji",
        "form": form,
        "shown": shown,
    }
    return TemplateResponse(request, "bookings/admin/enter_series.html", context)


@transaction.atomic
def _claimed(request: HttpRequest, form: SeriesBehalfForm, *, by: User) -> tuple[Step | None, Series | None]:
    organization = form.cleaned_data["organization"]
    if made := claimed_by(form, organization):
        messages.info(request, CLAIMED)
        return None, made
    plan = form.plan_on_behalf()
    shown, series = None, None
    with violations_reported_on(form):
        previews = preview(plan, timezone.now())
        # A reason that is given or taken back alters which dates can be had.
        marks = f"|{bool(plan.office_reason)}"
        conflicts = form.cleaned_data["conflicts"]
        shown = step(plan, previews, request.POST, conflicts=conflicts, marks=marks)
    if shown is not None and shown.chosen is not None:
        with violations_reported_on(shown.dates):
            key = form.key_of(organization)
            series = Series.claim(plan, by=by, chosen=shown.chosen, form_key=key)
            messages.success(request, f"Zapisano: {series}.")
    return shown, series


def advice_on_behalf(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    return _enter(model_admin, request, AdviceBehalfForm, "Porada w imieniu organizacji", "Zapisz poradę")


def _enter(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    form_class: type[BehalfForm] | type[BlockForm] | type[DutyBehalfForm] | type[AdviceBehalfForm],
    title: str,
    act: str,
    wanted: WantedTimes | None = None,
) -> HttpResponse:
    if not request.user.has_perm("bookings.confirm_booking"):
        raise PermissionDenied
    form = form_class(request.POST or None, initial={**new_key(), **(proposed(wanted) if wanted else {})})
    if request.method == "POST" and form.is_valid() and request.user.is_authenticated:
        with violations_reported_on(form):
            booking = form.save(by=request.user)
        if form.is_valid():
            messages.success(request, f"Zapisano: {booking}.")
            return redirect(reverse("admin:bookings_booking_change", args=[booking.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "act": act,
        "form": form,
        "wanted": wanted,
    }
    return TemplateResponse(request, "bookings/admin/enter.html", context)
