from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bookings import pdf
from bookings.admin.event_forms import (
    PLACES,
    WORDS,
    DateForm,
    DropDateForm,
    MoveDateForm,
    NewEventForm,
    PlacesForm,
    SignUpForm,
    WordsForm,
)
from bookings.admin.forms import ReasonForm
from bookings.forms import new_key
from bookings.mail_kinds import CHANGES
from bookings.models import Booking, Event, Seat
from bookings.models.events import EventQuerySet
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.admin.printing import paper
from jcop.forms import whole_number
from jcop.models import Message
from jcop.rules import violations_reported_on

State = Event.State
Page = Callable[..., HttpResponse]


class EventFilter(ChoiceFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("nadchodzace", "nadchodzące"),
            ("szkice", "szkice do ogłoszenia"),
            ("oczekujacy", "z listą oczekujących"),
            ("obecnosc", "do odnotowania obecności"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        rows, now = Event.objects, timezone.now()
        queues: dict[str, Callable[[], EventQuerySet]] = {
            "nadchodzace": partial(rows.upcoming, now),
            "szkice": rows.drafts,
            "oczekujacy": partial(rows.with_queue, now),
            "obecnosc": partial(rows.to_attend, now),
        }
        chosen = queues.get(self.value() or "")
        return queryset.filter(pk__in=chosen().order_by().values("pk")) if chosen else queryset


def _may_change(event: Event) -> bool:
    return event.state != State.CANCELLED and event.ends_at > timezone.now()


def _may_drop(event: Event) -> bool:
    return _may_change(event) and event.dates.count() > 1


def _words_of(date: Booking) -> str:
    starts, ends = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
    return f"{starts:%d.%m.%Y, %H:%M}–{ends:%H:%M}, {', '.join(str(item) for item in date.items.all())}"


def _takes_sign_up(event: Event) -> bool:
    try:
        event.refuse_closed(timezone.now())
    except ValidationError:
        return False
    return event.is_for("organizations")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    change_list_template = "bookings/admin/events.html"
    list_display = ["title", "kind", "starts_at", "state", "seats_taken"]
    list_filter = [EventFilter, "state", "kind"]
    date_hierarchy = "starts_at"
    search_fields = ["title"]
    ordering = ["-starts_at"]
    fields = [
        "state",
        *WORDS,
        "when",
        *PLACES,
        "seats_taken",
        "participants",
        "told",
        "published_at",
        "cancelled_at",
        "cancel_reason",
        "maker",
    ]
    moves = [
        Move(Event.publish, "Ogłoś", "change_event", State.PUBLISHED),
        Move(Event.describe, "Zmień opis", "change_event", form=WordsForm, allowed=_may_change),
        Move(
            Event.set_places,
            "Zmień miejsca i zapisy",
            "change_event",
            form=PlacesForm,
            allowed=_may_change,
        ),
        Move(Event.move_date, "Przenieś termin", "change_event", form=MoveDateForm, allowed=_may_change),
        Move(
            Event.add_date,
            "Dodaj termin",
            "change_event",
            form=DateForm,
            takes_user=True,
            allowed=_may_change,
        ),
        Move(Event.drop_date, "Usuń termin", "change_event", form=DropDateForm, allowed=_may_drop),
        Move(
            Event.sign_up,
            "Zapisz osoby z organizacji",
            "change_event",
            form=SignUpForm,
            takes_user=True,
            allowed=_takes_sign_up,
        ),
        Move(Event.cancel, "Odwołaj wydarzenie", "change_event", form=ReasonForm, allowed=_may_change),
    ]

    def get_urls(self) -> list[URLPattern]:
        pages: dict[str, tuple[str, Page]] = {
            "nowe/": ("new", new_event),
            "<int:pk>/uczestnicy/": ("participants", participants),
            "<int:pk>/lista-obecnosci.pdf": ("attendance", attendance),
        }
        return [
            *(
                path(address, self.admin_site.admin_view(partial(view, self)), name=f"bookings_event_{name}")
                for address, (name, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        rows: EventQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.counted(timezone.now()).whole()

    def get_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        """Participants are for those who hold events, not for everybody who may look."""
        hidden = set() if request.user.has_perm("bookings.change_event") else {"participants"}
        return [name for name in self.fields if name not in hidden]

    def move_initial(self, move: Move, subject: Any) -> dict[str, Any]:
        if move.form in {WordsForm, PlacesForm}:
            return {name: getattr(subject, name) for name in [*WORDS, *PLACES]}
        if move.form is MoveDateForm:
            return MoveDateForm.initial_of_event(subject)
        return dict(new_key()) if move.form is SignUpForm else {}

    def what_came(self, move: Move, subject: Event, form: Any) -> str:
        """Who telephones hears at once whether there was a place for everybody."""
        words = super().what_came(move, subject, form)
        if move.form is not SignUpForm:
            return words
        seats = list(subject.all_seats.filter(form_key=form.cleaned_data["form_key"]).in_line())
        lines = [str(seat.line) for seat in seats if seat.state == Seat.State.WAITING]
        words += f" Miejsca zajęte: {len(seats) - len(lines)}."
        return (
            f"{words} Na liście oczekujących: {len(lines)} (kolejność: {', '.join(lines)})."
            if lines
            else words
        )

    @admin.display(description="terminy")
    def when(self, event: Event) -> SafeString:
        rows = [(link_to(date.booking, _words_of(date.booking)),) for date in event.times]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows))

    @admin.display(description="zajęte miejsca")
    def seats_taken(self, event: Event) -> str:
        if event.capacity is None:
            return f"bez zapisów, zapisano wcześniej: {event.held}" if event.held else "bez zapisów"
        told = f"{event.held} z {event.capacity}"
        return f"{told}, oczekuje: {event.waits}" if event.waits else told

    @admin.display(description="uczestnicy")
    def participants(self, event: Event) -> SafeString:
        return format_html(
            '<a href="{}">Lista uczestników i obecność</a>',
            reverse("admin:bookings_event_participants", args=[event.pk]),
        )

    @admin.display(description="wiadomości o zmianach")
    def told(self, event: Event) -> str:
        """Of those that are still true; what became of each is in the table of mails."""
        rows = Message.objects.about(event).filter(kind__in=CHANGES)
        made = rows.exclude(state__in=[Message.State.FORWARDED, Message.State.WITHDRAWN]).count()
        sent = rows.filter(state__in=[Message.State.SENT, Message.State.ON_PAPER]).count()
        return f"wysłano {sent} z {made}" if made else "–"

    @admin.display(description="wprowadził(a)")
    def maker(self, event: Event) -> str:
        return str(event.made_by or "konto usunięte")


def new_event(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("bookings.add_event"):
        raise PermissionDenied
    form = NewEventForm(request.POST or None, initial=new_key())
    if request.method == "POST" and form.is_valid() and request.user.is_authenticated:
        with violations_reported_on(form):
            event = form.save(by=request.user)
        if form.is_valid():
            messages.success(
                request, f"Zapisano szkic: {event}. Sala jest już trzymana; teraz można ogłosić."
            )
            return redirect("admin:bookings_event_change", event.pk)
    context = _context(model_admin, request, title="Nowe wydarzenie", form=form)
    return TemplateResponse(request, "bookings/admin/new_event.html", context)


def participants(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes and who waits, by name; who came is ticked, and a place is given up for who telephones."""
    event = _event(request, pk)
    if request.method == "POST":
        _note(request, event)
        return redirect("admin:bookings_event_participants", pk)
    now = timezone.now()
    seats = list(event.all_seats.on_list(now))
    context = _context(
        model_admin,
        request,
        title=f"Uczestnicy: {event}",
        event=event,
        taken=[seat for seat in seats if seat.state == Seat.State.TAKEN],
        others=[seat for seat in seats if seat.standing_now in {Seat.State.OFFERED, Seat.State.WAITING}],
        has_begun=event.starts_at <= now,
    )
    return TemplateResponse(request, "bookings/admin/participants.html", context)


def attendance(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The list to be signed at the door."""
    event = _event(request, pk)
    return paper(
        model_admin,
        request,
        pdf.attendance_html(event),
        name=f"lista-obecnosci-{event.pk}.pdf",
        title=f"Lista obecności: {event}",
        job="print_attendance",
        event_id=event.pk,
    )


def _note(request: HttpRequest, event: Event) -> None:
    """One seat given up, or the ticks of the whole list."""
    given_up = whole_number(request.POST.get("zwolnij", ""))
    try:
        if given_up is not None:
            get_object_or_404(Seat, event=event, pk=given_up).cancel()
            messages.success(
                request, "Miejsce jest zwolnione; dostaje je następna osoba z listy oczekujących."
            )
        else:
            came = map(whole_number, request.POST.getlist("obecny"))
            event.note_attendance(seat for seat in came if seat is not None)
            messages.success(request, "Zapisano obecność.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])


def _event(request: HttpRequest, pk: int) -> Event:
    if not request.user.has_perm("bookings.change_event"):
        raise PermissionDenied
    return get_object_or_404(Event.objects.whole(), pk=pk)


def _context(model_admin: admin.ModelAdmin, request: HttpRequest, **told: Any) -> dict[str, Any]:
    return {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, **told}
