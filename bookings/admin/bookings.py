from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone

from bookings.admin.conflicts import conflicts
from bookings.admin.entering import block, on_behalf
from bookings.admin.forms import NoShowForm, ProposeForm, ReasonForm, RescheduleForm, UseForm
from bookings.models import Booking, BookingItem, Obstacle
from bookings.models.querysets import OFFICE_DAYS, WORKER_DAYS, BookingQuerySet
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.calendars import office_day_off
from jcop.workdays import workdays_after

State = Booking.State
ANSWER_DAYS = 3
OLDEST_FIRST = {"potwierdzenie", "ponad-2-dni", "ponad-4-dni"}


class QueueFilter(admin.SimpleListFilter):
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
            "potwierdzenie": rows.awaiting_worker,
            "ponad-2-dni": partial(rows.neglected, today, WORKER_DAYS),
            "ponad-4-dni": partial(rows.neglected, today, OFFICE_DAYS),
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


def _has_begun(booking: Booking) -> bool:
    return booking.starts_at <= timezone.now()


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    change_list_template = "bookings/admin/change_list.html"
    list_display = ["starts_at", "ends_at", "what", "organization", "purpose", "state", "made_at"]
    list_filter = [QueueFilter, "kind", "state"]
    list_select_related = ["organization"]
    date_hierarchy = "starts_at"
    search_fields = ["organization__name", "public_title"]
    fields = [
        "state",
        "kind",
        "organization",
        "agreement",
        "starts_at",
        "ends_at",
        "purpose",
        "persons",
        "public_title",
        "channel",
        "maker",
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
    inlines = [BookingItemInline]
    moves = [
        Move(
            "confirm",
            "Potwierdź rezerwację",
            "confirm_booking",
            allowed=lambda booking: booking.state == State.REQUESTED,
        ),
        Move(
            "propose",
            "Zaproponuj inny termin",
            "confirm_booking",
            form=ProposeForm,
            allowed=lambda booking: (
                booking.organization_id and booking.may_move(State.PROPOSED) and not _has_begun(booking)
            ),
        ),
        Move(
            "accept",
            "Organizacja przyjęła termin",
            "confirm_booking",
            allowed=lambda booking: booking.state == State.PROPOSED,
        ),
        Move("decline", "Organizacja odrzuciła termin", "confirm_booking", State.DECLINED),
        Move(
            "reschedule",
            "Przenieś",
            "confirm_booking",
            form=RescheduleForm,
            allowed=lambda booking: booking.state in {State.REQUESTED, State.CONFIRMED},
        ),
        Move("refuse", "Odmów", "confirm_booking", State.REFUSED, ReasonForm),
        Move(
            "cancel",
            "Odwołaj",
            "confirm_booking",
            form=ReasonForm,
            allowed=lambda booking: booking.may_move(State.CANCELLED) and not _has_begun(booking),
        ),
        Move(
            "record_use",
            "Odnotuj, że się odbyła",
            "confirm_booking",
            form=UseForm,
            allowed=lambda booking: booking.may_move(State.TOOK_PLACE) and _has_begun(booking),
        ),
        Move(
            "record_no_show",
            "Nikt się nie stawił",
            "confirm_booking",
            form=NoShowForm,
            allowed=lambda booking: booking.may_move(State.NO_SHOW) and _has_begun(booking),
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "blokada": ("block", block),
            "w-imieniu": ("on_behalf", on_behalf),
            "konflikty": ("conflicts", conflicts),
        }
        return [
            *(
                path(
                    f"{address}/",
                    self.admin_site.admin_view(partial(view, self)),
                    name=f"bookings_booking_{name}",
                )
                for address, (name, view) in pages.items()
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        return super().get_queryset(request).prefetch_related("items__bookable")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Whoever waits longest stands first in the queues of what waits."""
        return ["made_at"] if request.GET.get("kolejka") in OLDEST_FIRST else ["starts_at"]

    def move_initial(self, move: Move, subject: Any) -> dict[str, Any]:
        if not issubclass(move.form, RescheduleForm):
            return {}
        until = workdays_after(timezone.localdate(), ANSWER_DAYS, office_day_off())
        return {**move.form.initial_of(subject), "answer_until": until}

    @admin.display(description="stoi mimo")
    def known_obstacles(self, booking: Booking) -> str:
        return ", ".join(str(Obstacle(one).label) for one in booking.despite) or "–"

    @admin.display(description="zarezerwował(a)")
    def maker(self, booking: Booking) -> str:
        return str(booking.made_by or "konto usunięte")

    @admin.display(description="co")
    def what(self, booking: Booking) -> str:
        return ", ".join(str(item) for item in booking.items.all())
