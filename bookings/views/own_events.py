"""Events in an organisation's panel: whom it sends, and what became of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.calendars.programme import shown
from bookings.forms import SendPersonsForm, new_key
from bookings.models import Event, Seat
from bookings.views.events import answer
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required

PAST_SHOWN = 10


@require_safe
@member_required
def own_events(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    mine = Event.objects.announced().filter(
        pk__in=Seat.objects.live(now).of(request.organization).values("event")
    )
    others = Event.objects.filter(state="published").for_organizations().upcoming(now)
    context = {
        "organization": request.organization,
        "mine": shown(mine.upcoming(now), now),
        "others": shown(others.exclude(pk__in=mine), now),
        "past": shown(mine.past(now)[:PAST_SHOWN], now),
    }
    return render(request, "bookings/own_events.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def own_event(request: MemberRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    get_object_or_404(Event.objects.announced(), pk=pk)
    (found,) = shown(Event.objects.filter(pk=pk), now)
    form = SendPersonsForm(request.POST or None, initial=new_key())
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            seats = form.sign_up(found.event, request.organization, request.user)
        if form.is_valid():
            messages.success(request, _told(seats))
            return redirect("bookings:own_event", request.organization.key, pk)
    mine = (
        Seat.objects.filter(event=pk)
        .of(request.organization)
        .in_line()
        .select_related("event", "person", "guest")
    )
    context = {
        "organization": request.organization,
        "shown": found,
        "event": found.event,
        "seats": mine,
        "form": form,
        "may_sign_up": found.is_open
        and request.organization.may_start
        and found.event.admits(request.organization),
        "lacks_right": found.is_open and not found.event.admits(request.organization),
    }
    return render(request, "bookings/own_event.html", context)


@require_POST
@member_required
def answer_seat(request: MemberRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.of(request.organization), pk=pk)
    answer(request, seat, request.POST.get("odpowiedz", ""))
    return redirect("bookings:own_event", request.organization.key, seat.event_id)


def _told(seats: list[Seat]) -> str:
    taken = sum(seat.state == Seat.State.TAKEN for seat in seats)
    waiting = sum(seat.state in {Seat.State.WAITING, Seat.State.OFFERED} for seat in seats)
    parts = [f"miejsca zajęte: {taken}"] if taken else []
    parts += [f"na liście oczekujących: {waiting}"] if waiting else []
    if not parts:
        return (
            "Ten formularz był już wysłany, a z tych miejsc zrezygnowano. Proszę otworzyć formularz od nowa."
        )
    return f"Zgłoszenie przyjęte – {', '.join(parts)}."
