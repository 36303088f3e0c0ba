"""Advice for an organisation whose agreement grants it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agreements.models import Agreement, Right
from bookings.forms.advice import OrganizationTalkForm, SlotForm, slot_of
from bookings.models import Booking, Topic
from bookings.search.slots import by_day, free_slots, other_slots
from bookings.views.panel import entered
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required

PAST_SHOWN = 20


def _topic(word: str) -> Topic:
    if word not in Topic.values:
        raise Http404
    return Topic(word)


@require_safe
@member_required
def organization_advice(request: MemberRequest) -> HttpResponse:
    """The organisation's consultations, and the topics to ask for another."""
    now = timezone.now()
    mine = Booking.objects.of(request.organization).advice().prefetch_related("items__bookable")
    mine = mine.select_related("organization", "series_date", "visit")
    granted = Agreement.objects.of(request.organization).granting(Right.ADVICE, timezone.localdate(now))
    context = {
        "organization": request.organization,
        "topics": list(Topic),
        "upcoming": mine.upcoming(now),
        "past": mine.past(now)[:PAST_SHOWN],
        "is_granted": granted.exists(),
    }
    return render(request, "bookings/organization_advice.html", context)


@require_safe
@member_required
def organization_times(request: MemberRequest, topic: str) -> HttpResponse:
    about = _topic(topic)
    slots = free_slots(about, timezone.now(), organization=request.organization)
    context = {"organization": request.organization, "topic": about, "days": by_day(slots)}
    return render(request, "bookings/organization_times.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def ask_advice(request: MemberRequest, topic: str, slot: str) -> HttpResponse:
    about = _topic(topic)
    chosen = slot_of(slot, about)
    if chosen is None:
        raise Http404
    form = OrganizationTalkForm(request.POST or None, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            made = form.book(request.organization, chosen, about, by=request.user)
        if form.is_valid():
            return entered(request, made, f"Zapisano poradę: {made.get_state_display()}.")
    context = {"organization": request.organization, "form": form, "topic": about, "slot": chosen}
    return render(request, "bookings/ask_advice.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def move_advice(request: MemberRequest, pk: int) -> HttpResponse:
    """Another free time for a consultation that is to come."""
    rows = Booking.objects.of(request.organization).advice().select_related("organization", "visit")
    found = get_object_or_404(rows, pk=pk)
    form = SlotForm(request.POST or None, slots=other_slots(found, timezone.now()))
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            found.move_advice(bookable=form.chosen.bookable, starts_at=form.chosen.starts_at)
        if form.is_valid():
            messages.success(request, "Termin porady jest zmieniony.")
            return redirect(found)
        found.refresh_from_db()
    context = {
        "organization": request.organization,
        "form": form,
        "visit": found.visit,
        "booking": found,
        "back": found.get_absolute_url(),
    }
    return render(request, "bookings/move_visit.html", context)
