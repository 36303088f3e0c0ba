"""An organisation's own duties in the Centre, which the worker confirms."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Agreement, Right
from bookings.forms import DutyForm
from bookings.models import Booking
from bookings.views.panel import entered
from jcop.centre.timetable import Timetable
from jcop.models import HouseRules
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required

PAST_SHOWN = 20


@require_safe
@member_required
def duties(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    mine = Booking.objects.of(request.organization).duties().select_related("organization")
    mine = mine.prefetch_related("items__bookable")
    granted = Agreement.objects.of(request.organization).granting(Right.DUTY, timezone.localdate(now))
    context = {
        "organization": request.organization,
        "upcoming": mine.upcoming(now),
        "past": mine.past(now)[:PAST_SHOWN],
        "is_granted": granted.exists(),
    }
    return render(request, "bookings/duties.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def ask_duty(request: MemberRequest) -> HttpResponse:
    last = Booking.objects.of(request.organization).duties().order_by("-starts_at").first()
    initial = {"form_key": uuid.uuid4(), **DutyForm.as_last_time(last)}
    form = DutyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            duty = form.book(request.organization, by=request.user)
        if form.is_valid():
            sentence = "Prosimy czekać na potwierdzenie: termin jest już zarezerwowany dla Państwa."
            return entered(request, duty, sentence)
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "organization": request.organization,
        "form": form,
        "instead": form.instead(now) if form.is_bound else [],
        "rules": HouseRules.objects.not_over(today).prefetch_related("limits"),
        "suspension": Timetable.of_weeks(today).suspension(today),
        "today": today,
    }
    return render(request, "bookings/ask_duty.html", context)
