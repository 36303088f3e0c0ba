from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from bookings.models import Bookable, Booking, BookingItem, Resource
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import OfficeAdmin
from jcop.personal import refuse_pesel


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Powód",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_pesel],
    )


class QueueFilter(admin.SimpleListFilter):
    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("potwierdzenie", "do potwierdzenia")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        if self.value() == "potwierdzenie":
            return queryset & Booking.objects.awaiting_worker()
        return queryset


class BookingItemInline(admin.TabularInline):
    model = BookingItem
    extra = 0
    fields = ["bookable", "quantity"]
    readonly_fields = ["bookable", "quantity"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return request.user.has_perm("bookings.view_booking")


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    list_display = ["starts_at", "ends_at", "what", "organization", "purpose", "state"]
    list_filter = [QueueFilter, "kind", "state"]
    list_select_related = ["organization"]
    date_hierarchy = "starts_at"
    search_fields = ["organization__name", "public_title"]
    fields = [
        "state",
        "organization",
        "agreement",
        "starts_at",
        "ends_at",
        "purpose",
        "persons",
        "public_title",
        "maker",
        "made_at",
        "end_reason",
    ]
    inlines = [BookingItemInline]
    moves = [
        Move("confirm", "Potwierdź rezerwację", "confirm_booking", Booking.State.CONFIRMED),
        Move("refuse", "Odmów", "confirm_booking", Booking.State.REFUSED, ReasonForm),
        Move("cancel", "Odwołaj", "confirm_booking", Booking.State.CANCELLED, ReasonForm),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        return super().get_queryset(request).prefetch_related("items__bookable")

    @admin.display(description="zarezerwował(a)")
    def maker(self, booking: Booking) -> str:
        return str(booking.made_by or "konto usunięte")

    @admin.display(description="co")
    def what(self, booking: Booking) -> str:
        return ", ".join(str(item) for item in booking.items.all())


@admin.register(Bookable)
class BookableAdmin(OfficeAdmin):
    list_display = ["name", "kind", "capacity", "confirmed_by", "is_active"]
    list_filter = ["kind"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["units"]


@admin.register(Resource)
class ResourceAdmin(OfficeAdmin):
    list_display = ["name"]
    search_fields = ["name"]
