"""Events for everybody: the programme, one event, and how a resident signs up for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings import signed
from bookings.calendars.ics import event_file as file_of_event
from bookings.calendars.programme import Shown, event_data, programme, shown
from bookings.forms import CodeForm, JoinForm
from bookings.models import Event, Introduction, Seat
from bookings.signed import GONE, DeadLink
from bookings.views.links import client_of, opened_by_link
from jcop.centre.structured import as_block
from jcop.forms import whole_number
from jcop.models import Centre
from jcop.pages import for_residents
from jcop.rules import violations_reported_on

TOLD = {
    "taken": "Miejsce jest zajęte. Potwierdzenie wysłaliśmy pocztą elektroniczną.",
    "waiting": "Zgłoszenie jest na liście oczekujących. Napiszemy, gdy zwolni się miejsce.",
}
ANSWERS = {
    "przyjmij": (Seat.accept, "Miejsce jest przyjęte."),
    "zwolnij": (Seat.cancel, "Miejsce jest zwolnione. Dziękujemy za wiadomość."),
    "zostaje": (Seat.stay, "Dziękujemy, czekamy w nowym terminie."),
}


@require_safe
@for_residents()
def events(request: HttpRequest) -> HttpResponse:
    return render(request, "bookings/events.html", {"programme": programme(timezone.now())})


@require_safe
@for_residents()
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = _announced(pk)
    data = event_data(found, Centre.objects.get(), request.build_absolute_uri(request.path))
    return render(
        request, "bookings/event.html", {"shown": found, "event": found.event, "data": as_block(data)}
    )


@require_safe
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Its times for somebody's calendar."""
    found = _announced(pk).event
    file = file_of_event(found, Centre.objects.get(), stamp=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="wydarzenie-{found.pk}.ics"'}
    return HttpResponse(file.content, content_type="text/calendar; charset=utf-8", headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
def join_event(request: HttpRequest, pk: int) -> HttpResponse:
    """A resident gives names and e-mail, to which a code goes: no place is taken before it comes back."""
    found = _announced(pk)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            found.event.refuse_closed(found.at)
            found.event.refuse_residents()
            introduction = form.introduce(client=client_of(request), wish=form.wish(found.event))
        if form.is_valid():
            token = signed.link_for(introduction, "code", until=introduction.link_until)
            return redirect("bookings:confirm_seat", token)
    return render(request, "bookings/join_event.html", {"shown": found, "event": found.event, "form": form})


@require_http_methods(["GET", "POST"])
@opened_by_link
def confirm_seat(request: HttpRequest, token: str) -> HttpResponse:
    """The code that came by e-mail; with the right one the place is given, or a turn in the queue."""
    now = timezone.now()
    asked = Introduction.objects.filter(wish__has_key="event")
    introduction = signed.read(token, "code", asked, at=now)
    found = Event.objects.announced().filter(pk=introduction.wish.get("event")).first()
    if found is None:
        raise DeadLink(GONE)
    form = CodeForm(request.POST or None, introduction=introduction)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            names = [introduction.name, *introduction.wish.get("others", [])]
            seats = found.sign_up(guest=form.guest, names=names, form_key=introduction.key)
        if form.is_valid():
            for state in dict.fromkeys(seat.state for seat in seats if seat.state in TOLD):
                messages.success(request, TOLD[state])
            return redirect("bookings:seat_link", signed.link_for(seats[0], "seat", until=found.ends_at))
    context = {
        "event": found,
        "form": form,
        "introduction": introduction,
        "back": reverse("bookings:join_event", args=[found.pk]),
    }
    return render(request, "bookings/confirm_seat.html", context)


@require_http_methods(["GET", "POST"])
@opened_by_link
def seat_link(request: HttpRequest, token: str) -> HttpResponse:
    """The places of one address as they stand now, and what can be done about each: accept, stay, give up."""
    rows = Seat.objects.filter(guest__isnull=False).select_related("event")
    opened = signed.read(token, "seat", rows, at=timezone.now())
    mine = Seat.objects.filter(event=opened.event, guest=opened.guest_id).in_line()
    if request.method == "POST":
        number = whole_number(request.POST.get("miejsce", ""))
        seat = get_object_or_404(mine, pk=opened.pk if number is None else number)
        answer(request, seat, request.POST.get("odpowiedz", ""))
        return redirect(request.path)
    seats = [seat for seat in mine.select_related("person") if seat.is_live or seat == opened]
    event = Event.objects.whole().get(pk=opened.event_id)
    return render(request, "bookings/seat_link.html", {"seats": seats, "event": event})


def answer(request: HttpRequest, seat: Seat, word: str) -> None:
    """Do what was answered, and say so; a refusal is a sentence."""
    if word not in ANSWERS:
        return
    verb, told = ANSWERS[word]
    try:
        verb(seat)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, told)


def _announced(pk: int) -> Shown:
    now = timezone.now()
    get_object_or_404(Event.objects.announced(), pk=pk)
    (found,) = shown(Event.objects.filter(pk=pk), now)
    return found
