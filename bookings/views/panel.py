"""An organisation's own bookings."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.forms import BookForm, FindForm
from bookings.models import Booking, BookingContact, Series, rules_to_accept
from bookings.models.ground import days_to_book
from bookings.models.quota import what_is_left
from bookings.models.wishes import last_day_to_cancel
from bookings.search.finding import FreeTime, free_times, within_week
from jcop.centre.calendars import office_day_off
from jcop.centre.timetable import Timetable
from jcop.models import Centre
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required
from organizations.models import Organization

Form = TypeVar("Form", bound=BookForm)
# The button that fills a booking form further.
AS_LAST = "jak-ostatnio"
# Words of an address that fill the booking form.
ASKED = {
    "bookable": "sala",
    "day": "dzien",
    "starts_at": "od",
    "ends_at": "do",
    "quantity": "sztuk",
    "persons": "osob",
}
PARTS = {
    Booking.Kind.DUTY: ("bookings:duties", "Dyżury"),
    Booking.Kind.ADVICE: ("bookings:organization_advice", "Doradztwo"),
}


@require_safe
@member_required
def bookings(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    mine = Booking.objects.of(request.organization).prefetch_related("items__bookable")
    context = {
        "organization": request.organization,
        "series": Series.objects.of(request.organization).ahead(now),
        "upcoming": mine.upcoming(now).select_related("organization", "series_date", "visit"),
        "past": mine.past(now).select_related("organization", "series_date", "visit")[:20],
    }
    return render(request, "bookings/bookings.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def book(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    rules = rules_to_accept(request.organization, today)
    form = begun(request, BookForm, rules=rules)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            booking = form.book(request.organization, by=request.user)
        if form.is_valid():
            return entered(request, booking, f"Zapisano rezerwację: {booking.get_state_display()}.")
    context = {
        "organization": request.organization,
        "form": form,
        "instead": form.instead(now, request.organization) if form.is_bound else [],
        "may_repeat": used_before(request).exists(),
        "rules": rules,
        "suspension": Timetable.of_weeks(today).suspension(today),
        "today": today,
    }
    return render(request, "bookings/book.html", context)


def entered(request: MemberRequest, booking: Booking, sentence: str) -> HttpResponse:
    """To what a form has made now, or when it was sent before."""
    if booking.holds:
        messages.success(request, sentence)
    else:
        state = booking.get_state_display()
        stands = f"Ten formularz był już wysłany, a {booking.noun} ma teraz stan „{state}”."
        messages.warning(request, f"{stands} Proszę otworzyć formularz od nowa.")
    return redirect(booking)


def begun(request: MemberRequest, form_class: type[Form], **options: Any) -> Form:
    """The form as its address begins it, as it was sent, or filled further as the last time, if asked to."""
    if request.method != "POST":
        asked = {name: request.GET.get(word) for name, word in ASKED.items() if word in request.GET}
        return form_class(initial={"form_key": uuid.uuid4(), **asked}, **options)
    if request.POST.get("krok") != AS_LAST:
        return form_class(request.POST, **options)
    typed = {
        name: words if len(words) > 1 else words[0] for name, words in request.POST.lists() if any(words)
    }
    last = used_before(request).order_by("-made_at", "-pk").first()
    return form_class(initial={**form_class.words_of(last), **typed}, **options)


def used_before(request: MemberRequest) -> QuerySet[Booking]:
    """The organisation's bookings of rooms and things."""
    return Booking.objects.of(request.organization).exclude(kind__in=PARTS)


@require_safe
@member_required
def find(request: MemberRequest) -> HttpResponse:
    """Free times by day, each a link that fills the booking form."""
    centre = Centre.objects.get()
    first, last = days_to_book(timezone.now(), centre, office_day_off())
    initial = {"od_dnia": first, "do_dnia": min(last, first + timedelta(days=13))}
    form = FindForm(request.GET or None, initial=initial, centre=centre)
    found: list[FreeTime] = []
    full: dict[date, timedelta] = {}
    length = None
    if form.is_valid():
        data = form.cleaned_data
        length = timedelta(minutes=data["czas"])
        free = free_times(
            form.things(),
            length=length,
            persons=data["osob"],
            first=max(data["od_dnia"], first),
            last=min(data["do_dnia"], last),
            weekdays=data["dni"] or range(7),
            organization=request.organization,
        )
        found, full = within_week(free, length, centre.weekly_hours)
    context = {
        "organization": request.organization,
        "form": form,
        "length": length,
        "full_weeks": [what_is_left(monday, had, centre.weekly_hours or 0) for monday, had in full.items()],
        "days": [(day, list(times)) for day, times in groupby(found, key=lambda free: free.day)],
        "first": first,
        "last": last,
        "centre": centre,
    }
    return render(request, "bookings/find.html", context)


@require_safe
@member_required
def booking(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Booking.objects.of(request.organization)
    rows = rows.select_related("organization", "agreement", "series_date__series", "visit")
    found = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    may_cancel = found.may_move(Booking.State.CANCELLED) and found.starts_at > now
    cancel_until = None
    if may_cancel and found.state == Booking.State.CONFIRMED:
        cancel_until = last_day_to_cancel(found.starts_at)
    context = {
        "organization": request.organization,
        "booking": found,
        "items": found.items.select_related("bookable"),
        "contact": BookingContact.objects.filter(booking=found).first(),
        "series_date": getattr(found, "series_date", None),
        "may_cancel": may_cancel,
        "cancel_until": cancel_until,
        **part_of_panel(found, request.organization),
        "is_too_late": cancel_until is not None and timezone.localdate(now) > cancel_until,
    }
    return render(request, "bookings/booking.html", context)


def part_of_panel(booking: Booking, organization: Organization) -> dict[str, str]:
    """Where in the panel people look for it."""
    name, part = PARTS.get(Booking.Kind(booking.kind), ("bookings:bookings", "Rezerwacje"))
    return {"panel_path": reverse(name, args=[organization.key]), "part": part}


@require_POST
@member_required
def cancel_booking(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Booking.objects.of(request.organization), pk=pk)
    told = "Dyżur jest odwołany." if found.is_duty else f"{found.noun.capitalize()} jest odwołana."
    return _done(request, pk, partial(Booking.cancel, by_organization=True), told)


@require_POST
@member_required
def accept_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    return _done(request, pk, Booking.accept, "Termin jest przyjęty, a rezerwacja potwierdzona.")


@require_POST
@member_required
def decline_proposal(request: MemberRequest, pk: int) -> HttpResponse:
    return _done(request, pk, Booking.decline, "Propozycja jest odrzucona. Można wybrać inny termin.")


def _done(request: MemberRequest, pk: int, verb: Callable[[Booking], Booking], told: str) -> HttpResponse:
    found = get_object_or_404(Booking.objects.of(request.organization), pk=pk)
    try:
        verb(found)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, told)
    return redirect(found)
