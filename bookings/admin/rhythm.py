"""Another rhythm or end for a series, as the worker agrees on it with the organisation."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from bookings.admin.forms import RhythmBehalfForm
from bookings.forms import rhythm_step
from bookings.models import Series
from jcop.models import User
from jcop.rules import violations_reported_on


def change_rhythm(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """As in the organisation's panel, but past its cut-off too and, for a reason, past other rules."""
    if not request.user.has_perm("bookings.confirm_booking"):
        raise PermissionDenied
    found = get_object_or_404(Series.objects.select_related("organization"), pk=pk)
    form = RhythmBehalfForm(request.POST or None, initial=RhythmBehalfForm.initial_of(found))
    back = reverse("admin:bookings_series_change", args=[pk])
    followed = shown = None
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        reason = form.cleaned_data["exception_reason"]
        with violations_reported_on(form):
            followed, shown = rhythm_step(
                found, form, found.organization, request.POST, timezone.now(), office_reason=reason
            )
        if shown and shown.chosen is not None:
            with violations_reported_on(shown.dates):
                found.follow(form.rule(), by=request.user, chosen=shown.chosen, office_reason=reason)
            if shown.dates.is_valid():
                messages.success(request, f"Seria jest zmieniona: {found}.")
                return redirect(back)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Zmiana rytmu serii",
        "series": found,
        "form": form,
        "followed": followed,
        "shown": shown,
        "back": back,
    }
    return TemplateResponse(request, "bookings/admin/change_rhythm.html", context)
