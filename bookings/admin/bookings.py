from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone

from bookings.admin.conflicts import conflicts
from bookings.admin.entering import advice_on_behalf, block, duty_on_behalf, on_behalf
from bookings.admin.forms import NoShowForm, ProposeForm, ReasonForm, RescheduleForm, UseForm
from bookings.admin.handovers import HandOverForm, TakeBackForm
from bookings.admin.papers import sheet_of_day
from bookings.models import Booking, BookingContact, BookingItem, Handover, Obstacle, SeriesDate
from bookings.models.bookings import OFFICE_DAYS, WORKER_DAYS, BookingQuerySet
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.centre.calendars import office_day_off
from jcop.opening.workdays import workdays_after

State = Booking.State
ANSWER_DAYS = 3
OLDEST_FIRST = {"potwierdzenie", "ponad-2-dni", "ponad-4-dni"}


class QueueFilter(ChoiceFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("potwierdzenie", "do potwierdzenia"),
            ("ponad-2-dni", "czekają 2 dni robocze lub dłużej"),
            ("ponad-4-dni", "czekają 4 dni robocze lub dłużej"),
            ("konflikty", "w konflikcie z godzinami lub prawem"),
            ("propozycje", "propozycje bez odpowiedzi"),
            ("odnotowanie", "do odnotowania po użyciu"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        rows, now = Booking.objects, timezone.now()
        today = timezone.localdate(now)
        queues: dict[str, Callable[[], BookingQuerySet]] = {
            "potwierdzenie": rows.single().awaiting_worker,
            "ponad-2-dni": partial(rows.single().neglected, today, WORKER_DAYS),
            "ponad-4-dni": partial(rows.single().neglected, today, OFFICE_DAYS),
            "konflikty": partial(rows.in_conflict, now),
            "propozycje": rows.unanswered,
            "odnotowanie": partial(rows.to_note, now),
        }
        chosen = queues.get(self.value() or "")
        return queryset.filter(pk__in=chosen().order_by().values("pk")) if chosen else queryset


class BookingItemInline(admin.TabularInline):
    model = BookingItem
    extra = 0
    fields = ["bookable", "quantity", "asked_bookable"]
    readonly_fields = ["bookable", "quantity", "asked_bookable"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return request.user.has_perm("bookings.view_booking")


class HandoverInline(admin.TabularInline):
    model = Handover
    extra = 0
    fields = ["keys", "pieces", "given_at", "due_at", "returned_at", "damage"]
    readonly_fields = ["keys", "pieces", "given_at", "due_at", "returned_at", "damage"]
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False


def _has_begun(booking: Booking) -> bool:
    return booking.starts_at <= timezone.now()


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    change_list_template = "bookings/admin/change_list.html"
    list_display = ["starts_at", "ends_at", "state", "what", "organization", "kind", "purpose", "made_at"]
    list_filter = [QueueFilter, "kind", "state"]
    list_select_related = ["organization"]
    date_hierarchy = "starts_at"
    search_fields = ["organization__name", "public_title"]
    fields = [
        "state",
        "kind",
        "organization",
        "fee",
        "agreement",
        "starts_at",
        "ends_at",
        "purpose",
        "persons",
        "needs_keys",
        "public_title",
        "channel",
        "maker",
        "series",
        "event",
        "made_at",
        "asked_starts_at",
        "asked_ends_at",
        "answer_until",
        "office_note",
        "exception_reason",
        "known_obstacles",
        "end_reason",
        "persons_came",
        "remarks",
        "damage",
    ]
    inlines = [BookingItemInline, HandoverInline]
    moves = [
        Move(
            Booking.confirm,
            "Potwierdź rezerwację",
            "confirm_booking",
            allowed=lambda booking: (
                booking.state == State.REQUESTED
                and booking.ends_at > timezone.now()
                and booking.party_may_start
            ),
        ),
        Move(
            Booking.propose,
            "Zaproponuj inny termin",
            "confirm_booking",
            form=ProposeForm,
            allowed=lambda booking: (
                (booking.organization_id or booking.is_advice)
                and booking.may_move(State.PROPOSED)
                and not _has_begun(booking)
                and booking.party_may_start
            ),
        ),
        Move(
            Booking.accept,
            "Organizacja przyjęła termin",
            "confirm_booking",
            allowed=lambda booking: booking.state == State.PROPOSED and booking.party_may_start,
        ),
        Move(Booking.decline, "Organizacja odrzuciła termin", "confirm_booking", State.DECLINED),
        Move(
            Booking.reschedule,
            "Przenieś",
            "confirm_booking",
            form=RescheduleForm,
            allowed=lambda booking: (
                booking.state in {State.REQUESTED, State.CONFIRMED}
                and not booking.is_hosted
                and booking.party_may_start
                and booking.ends_at > timezone.now()
            ),
        ),
        Move(Booking.refuse, "Odmów", "confirm_booking", State.REFUSED, ReasonForm),
        Move(
            Booking.cancel,
            "Odwołaj",
            "confirm_booking",
            form=ReasonForm,
            allowed=lambda booking: (
                booking.may_move(State.CANCELLED) and not _has_begun(booking) and not booking.is_hosted
            ),
        ),
        Move(
            Booking.record_use,
            "Odnotuj, że się odbyła",
            "confirm_booking",
            form=UseForm,
            allowed=lambda booking: booking.may_move(State.TOOK_PLACE) and _has_begun(booking),
        ),
        Move(
            Booking.record_no_show,
            "Nikt się nie stawił",
            "confirm_booking",
            form=NoShowForm,
            allowed=lambda booking: booking.may_move(State.NO_SHOW) and _has_begun(booking),
        ),
        Move(
            Booking.hand_over,
            "Wydaj klucze lub sprzęt",
            "confirm_booking",
            form=HandOverForm,
            takes_user=True,
            allowed=lambda booking: (
                booking.organization_id
                and booking.state in {State.CONFIRMED, State.TOOK_PLACE}
                and booking.out() is None
            ),
        ),
        Move(
            Booking.take_back,
            "Przyjmij zwrot kluczy lub sprzętu",
            "confirm_booking",
            form=TakeBackForm,
            takes_user=True,
            allowed=lambda booking: booking.out() is not None,
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "blokada": ("block", block),
            "w-imieniu": ("on_behalf", on_behalf),
            "dyzur-w-imieniu": ("duty_on_behalf", duty_on_behalf),
            "porada-w-imieniu": ("advice_on_behalf", advice_on_behalf),
            "arkusz-dnia.pdf": ("day_sheet", sheet_of_day),
            "konflikty": ("conflicts", conflicts),
        }
        return [
            *(
                path(
                    address if "." in address else f"{address}/",
                    self.admin_site.admin_view(partial(view, self)),
                    name=f"bookings_booking_{name}",
                )
                for address, (name, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Booking | None = None) -> Any:
        """Data of persons are for those who handle bookings, not for everybody who may look."""
        handles = request.user.has_perm("bookings.confirm_booking")
        return [*self.fields, *(["responsible", "needs"] if handles else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        return super().get_queryset(request).prefetch_related("items__bookable")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Whoever waits longest stands first in the queues of what waits."""
        return ["made_at"] if request.GET.get("kolejka") in OLDEST_FIRST else ["starts_at"]

    def move_initial(self, move: Move, subject: Any) -> dict[str, Any]:
        if move.form is HandOverForm:
            return HandOverForm.initial_of(subject)
        if not issubclass(move.form, RescheduleForm):
            return {}
        until = workdays_after(timezone.localdate(), ANSWER_DAYS, office_day_off())
        return {**move.form.initial_of(subject), "answer_until": until}

    @admin.display(description="stoi mimo")
    def known_obstacles(self, booking: Booking) -> str:
        return ", ".join(str(Obstacle.of(one).label) for one in booking.despite) or "–"

    @admin.display(description="zarezerwował(a)")
    def maker(self, booking: Booking) -> str:
        return str(booking.made_by or "konto usunięte")

    @admin.display(description="osoba odpowiedzialna")
    def responsible(self, booking: Booking) -> str:
        contact = BookingContact.objects.filter(booking=booking).first()
        return f"{contact.name} {contact.phone}".strip() if contact else ""

    @admin.display(description="potrzeby związane z dostępnością")
    def needs(self, booking: Booking) -> str:
        contact = BookingContact.objects.filter(booking=booking).first()
        return contact.needs if contact else ""

    @admin.display(description="seria")
    def series(self, booking: Booking) -> str:
        one = SeriesDate.objects.filter(booking=booking).select_related("series").first()
        return link_to(one.series) if one else "–"

    @admin.display(description="wydarzenie")
    def event(self, booking: Booking) -> str:
        return link_to(booking.event_date.event) if booking.is_hosted else "–"

    @admin.display(description="co")
    def what(self, booking: Booking) -> str:
        return ", ".join(str(item) for item in booking.items.all())
