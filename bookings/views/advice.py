"""Advice for founders, who have neither an organisation nor an account: by a code and signed links."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.forms import CodeForm
from bookings.forms.advice import FounderForm, SlotForm, book_for_guest, is_free, slot_of
from bookings.models import FOUNDING, AdviceVisit, Booking, Introduction, Topic
from bookings.models.places import ADVISER_TAKEN
from bookings.models.wishes import last_day_to_cancel
from bookings.search.slots import by_day, free_slots, other_slots
from bookings.signed import link_for, read
from bookings.views.links import client_of, opened_by_link
from jcop.pages import for_residents
from jcop.rules import violations_reported_on


def _topic(word: str) -> Topic:
    """A topic of founders; whatever else is asked under an address of theirs does not exist."""
    if word not in FOUNDING:
        raise Http404
    return Topic(word)


@require_safe
@for_residents()
def advice_times(request: HttpRequest, topic: str) -> HttpResponse:
    """When an adviser is free to talk about one topic."""
    found = _topic(topic)
    days = by_day(free_slots(found, timezone.now()))
    return render(request, "bookings/advice_times.html", {"topic": found, "days": days})


@require_http_methods(["GET", "POST"])
def ask_founder(request: HttpRequest, topic: str, slot: str) -> HttpResponse:
    """Name and address of whoever wants this talk; the code that is sent there comes next."""
    about, now = _topic(topic), timezone.now()
    chosen = slot_of(slot, about)
    if chosen is None:
        raise Http404
    form = FounderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            if not is_free(chosen, about, now):
                raise ValidationError(ADVISER_TAKEN, code="taken")
            made = form.introduce(client=client_of(request), wish=form.wish(chosen, about))
        if form.is_valid():
            token = link_for(made, "code", until=made.link_until)
            return redirect("bookings:advice_code", token)
    context = {"form": form, "topic": about, "slot": chosen}
    return render(request, "bookings/ask_founder.html", context)


@require_http_methods(["GET", "POST"])
@opened_by_link
def advice_code(request: HttpRequest, code_link: str) -> HttpResponse:
    """The code, then the talk; when somebody was faster, another time without another code."""
    now = timezone.now()
    introduction = read(code_link, "code", Introduction.objects.filter(wish__has_key="topic"), at=now)
    made = Booking.objects.filter(form_key=introduction.key, visit__guest__isnull=False).first()
    if made:
        if "slot" in request.POST:
            messages.info(request, "Termin był już zapisany wcześniej: poniżej. Tu można go przenieść.")
        return redirect(made.visit.page)
    if introduction.is_confirmed(now) and "code" not in request.POST:
        return _other_time(request, introduction)
    form = CodeForm(request.POST or None, introduction=introduction)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            made = book_for_guest(introduction, None, now)
        return _booked(request, made) if made else _other_time(request, introduction, form)
    context = {
        "form": form,
        "introduction": introduction,
        "topic": Topic(introduction.wish["topic"]),
        "slot": slot_of(introduction.wish["slot"], introduction.wish["topic"]),
        "back": reverse("bookings:advice_times", args=[introduction.wish["topic"]]),
    }
    return render(request, "bookings/advice_code.html", context)


def _other_time(
    request: HttpRequest, introduction: Introduction, refused: CodeForm | None = None
) -> HttpResponse:
    """For somebody whose address is confirmed: the time they wanted is gone."""
    now, wish = timezone.now(), introduction.wish
    slots = free_slots(wish["topic"], now, persons=wish["persons"])
    is_sent = request.method == "POST" and refused is None
    form = SlotForm(request.POST if is_sent else None, slots=slots)
    if is_sent and form.is_valid():
        made = None
        with violations_reported_on(form):
            made = book_for_guest(introduction, form.chosen, now)
        if made:
            return _booked(request, made)
    context = {"form": form, "refused": refused, "topic": Topic(wish["topic"])}
    return render(request, "bookings/advice_other_time.html", context)


def _booked(request: HttpRequest, booking: Booking) -> HttpResponse:
    messages.success(request, "Termin jest zapisany. Wysłaliśmy wiadomość z odnośnikiem do tej strony.")
    return redirect(booking.visit.page)


def _visit(link: str) -> AdviceVisit:
    rows = AdviceVisit.objects.of_guests().select_related("booking__organization", "guest")
    return read(link, "visit", rows, at=timezone.now())


@require_safe
@opened_by_link
def visit(request: HttpRequest, visit_link: str) -> HttpResponse:
    """How the talk stands, for whoever holds the link; only POST changes anything."""
    found, now = _visit(visit_link), timezone.now()
    booking = found.booking
    may_change = (
        booking.state in {Booking.State.REQUESTED, Booking.State.CONFIRMED} and booking.starts_at > now
    )
    last = last_day_to_cancel(booking.starts_at) if booking.state == Booking.State.CONFIRMED else None
    context = {
        "visit": found,
        "booking": booking,
        "link": visit_link,
        "may_change": may_change,
        "change_until": last,
        "is_too_late": last is not None and timezone.localdate(now) > last,
    }
    return render(request, "bookings/visit.html", context)


@require_POST
@opened_by_link
def cancel_visit(request: HttpRequest, visit_link: str) -> HttpResponse:
    return _done(request, visit_link, partial(Booking.cancel, by_organization=True), "Rozmowa jest odwołana.")


@require_POST
@opened_by_link
def accept_visit(request: HttpRequest, visit_link: str) -> HttpResponse:
    return _done(request, visit_link, Booking.accept, "Termin jest przyjęty i potwierdzony.")


@require_POST
@opened_by_link
def decline_visit(request: HttpRequest, visit_link: str) -> HttpResponse:
    return _done(request, visit_link, Booking.decline, "Propozycja jest odrzucona. Można wybrać inny termin.")


def _done(request: HttpRequest, link: str, verb: Callable[[Booking], Booking], told: str) -> HttpResponse:
    found = _visit(link)
    try:
        verb(found.booking)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, told)
    return redirect(found.page)


@require_http_methods(["GET", "POST"])
@opened_by_link
def move_visit(request: HttpRequest, visit_link: str) -> HttpResponse:
    """Another free time for the same talk; the link that leads here is used up by it."""
    found, now = _visit(visit_link), timezone.now()
    form = SlotForm(request.POST or None, slots=other_slots(found.booking, now))
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            found.booking.move_advice(bookable=form.chosen.bookable, starts_at=form.chosen.starts_at)
        if form.is_valid():
            messages.success(request, "Termin jest zmieniony. Wysłaliśmy wiadomość z nowym odnośnikiem.")
            return redirect(found.page)
        found.booking.refresh_from_db()
    context = {"form": form, "visit": found, "booking": found.booking, "back": found.page}
    return render(request, "bookings/move_visit.html", context)
