from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from bookings.admin.entering import series_on_behalf
from bookings.admin.forms import ReasonForm
from bookings.admin.rhythm import change_rhythm
from bookings.models import Booking, Series, SeriesDate
from bookings.models.bookings import OFFICE_DAYS, WORKER_DAYS
from bookings.models.series import SeriesQuerySet
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter

State = Booking.State


def _waits(series: Series) -> bool:
    return series.bookings(State.REQUESTED).exists()


class SeriesQueueFilter(ChoiceFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("potwierdzenie", "do potwierdzenia"),
            ("ponad-2-dni", "czekają 2 dni robocze lub dłużej"),
            ("ponad-4-dni", "czekają 4 dni robocze lub dłużej"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Series]) -> QuerySet[Series]:
        rows, today = Series.objects, timezone.localdate()
        queues: dict[str, Callable[[], SeriesQuerySet]] = {
            "potwierdzenie": rows.awaiting_worker,
            "ponad-2-dni": partial(rows.neglected, today, WORKER_DAYS),
            "ponad-4-dni": partial(rows.neglected, today, OFFICE_DAYS),
        }
        chosen = queues.get(self.value() or "")
        return queryset.filter(pk__in=chosen().order_by().values("pk")) if chosen else queryset


class SeriesDateInline(admin.TabularInline):
    """Every date with its state; what concerns one date is done on the page of its booking."""

    model = SeriesDate
    extra = 0
    fields = ["link", "reason"]
    readonly_fields = ["link", "reason"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Series | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Series | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeriesDate]:
        return (
            super()
            .get_queryset(request)
            .select_related("booking")
            .prefetch_related("booking__items__bookable")
        )

    @admin.display(description="rezerwacja")
    def link(self, one: SeriesDate) -> str:
        return link_to(one.booking, one.sentence) if one.booking else "–"


@admin.register(Series)
class SeriesAdmin(ReadOnlyAdmin):
    change_list_template = "bookings/admin/change_list.html"
    list_display = ["what", "organization", "purpose", "made_at"]
    list_display_links = ["what"]
    list_filter = [SeriesQueueFilter, "frequency"]
    list_select_related = ["organization"]
    search_fields = ["organization__name"]
    fields = [
        "organization",
        "what",
        "things_taken",
        "purpose",
        "persons",
        "fee",
        "public_title",
        "made_by",
        "made_at",
        "end_reason",
    ]
    inlines = [SeriesDateInline]
    moves = [
        Move(
            Series.confirm,
            "Potwierdź całą serię",
            "confirm_booking",
            allowed=lambda series: series.organization.may_start and series.waiting(timezone.now()).exists(),
        ),
        Move(Series.refuse, "Odmów całej serii", "confirm_booking", form=ReasonForm, allowed=_waits),
        Move(
            Series.cancel,
            "Odwołaj przyszłe terminy",
            "confirm_booking",
            form=ReasonForm,
            allowed=lambda series: series.future(timezone.now(), *Booking.SOURCES[State.CANCELLED]).exists(),
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        behalf = self.admin_site.admin_view(partial(series_on_behalf, self))
        rhythm = self.admin_site.admin_view(partial(change_rhythm, self))
        return [
            path("w-imieniu/", behalf, name="bookings_series_on_behalf"),
            path("<int:pk>/rytm/", rhythm, name="bookings_series_rhythm"),
            *super().get_urls(),
        ]

    def moves_for(self, request: HttpRequest, subject: Any) -> list[dict[str, str]]:
        """The rhythm has a page of its own, for its dates are shown before they are booked."""
        found = super().moves_for(request, subject)
        lies_ahead = subject.future(timezone.now(), *Booking.SOURCES[State.CANCELLED]).exists()
        if lies_ahead and request.user.has_perm("bookings.confirm_booking"):
            url = reverse("admin:bookings_series_rhythm", args=[subject.pk])
            found.append({"label": "Zmień rytm albo koniec", "url": url})
        return found

    @admin.display(description="seria")
    def what(self, series: Series) -> str:
        return str(series)

    @admin.display(description="co")
    def things_taken(self, series: Series) -> str:
        return ", ".join(str(item) for item in series.items.select_related("bookable").order_by("pk"))
