from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bookings.admin.forms import words
from bookings.admin.papers import protocol
from bookings.forms import clock_field, day_field
from bookings.models import Bookable, Booking, Handover, HandoverNames
from bookings.recurrence import ClockChange, instant
from jcop.admin.moves import Move, MoveForm, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.typed.personal import refuse_pesel


def name_field(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=150,
        required=required,
        validators=[refuse_pesel],
        help_text="Imię i nazwisko. Stoi tylko w protokole i rok po zwrocie jest usuwane.",
    )


class HandOverForm(MoveForm):
    """What goes out; proposed from what the booking holds."""

    keys = forms.CharField(label="Klucze", max_length=200, required=False, validators=[refuse_pesel])
    pieces = forms.CharField(
        label="Sprzęt",
        max_length=500,
        required=False,
        validators=[refuse_pesel],
        help_text="Sztuki, na przykład „Laptop 2, Rzutnik 1”.",
    )
    receiver = name_field("Kto odbiera", required=True)
    condition_out = words("Stan przy wydaniu", length=500, help_text="Puste: bez uwag.")
    due_day = day_field("Do zwrotu w dniu")
    due_clock = clock_field("Do godziny")

    @staticmethod
    def initial_of(booking: Booking) -> dict[str, Any]:
        """The booked pieces, a key of the booked room, and back by the end."""
        items = list(booking.items.select_related("bookable").order_by("pk"))
        rooms = [item.bookable.name for item in items if item.bookable.kind == Bookable.Kind.ROOM]
        held = booking.allocations.filter(
            resource__bookables__in=[
                item.bookable_id for item in items if item.bookable.kind == Bookable.Kind.EQUIPMENT
            ]
        )
        names = held.order_by("resource__name").values_list("resource__name", flat=True).distinct()
        end = timezone.localtime(booking.ends_at)
        return {
            "keys": ", ".join(f"klucz: {name}" for name in rooms),
            "pieces": ", ".join(names),
            "due_day": end.date(),
            "due_clock": end.time(),
        }

    def clean(self) -> dict[str, Any]:
        """The words of the verb: one instant instead of a day and an hour."""
        data = super().clean() or self.cleaned_data
        day, clock = data.pop("due_day", None), data.pop("due_clock", None)
        if day and clock is not None:
            try:
                data["due_at"] = instant(day, clock)
            except ClockChange as change:
                self.add_error("due_clock", str(change))
        return data


class TakeBackForm(forms.Form):
    returner = name_field("Kto zwraca", required=False)
    condition_back = words("Stan przy zwrocie", length=500, help_text="Puste: bez uwag.")
    damage = words("Szkody i braki", length=500, help_text="Co i gdzie; puste, gdy ich nie ma.")


class OutFilter(ChoiceFilter):
    title = "zwrot"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("wydane", "wydane, niezwrócone"), ("po-terminie", "niezwrócone w terminie")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Handover]) -> QuerySet[Handover]:
        rows = Handover.objects
        chosen = {"wydane": rows.out(), "po-terminie": rows.overdue(timezone.now())}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(pk__in=chosen.order_by().values("pk"))


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    list_display = ["what", "organization", "given_at", "due_at", "returned_at", "damage"]
    list_filter = [OutFilter]
    list_select_related = ["booking__organization"]
    date_hierarchy = "given_at"
    search_fields = ["booking__organization__name", "keys", "pieces"]
    fields = [
        "booking",
        "organization",
        "keys",
        "pieces",
        "given_at",
        "giver",
        "receiver",
        "condition_out",
        "due_at",
        "returned_at",
        "taker",
        "returner",
        "condition_back",
        "damage",
        "printed",
    ]
    moves = [
        Move(
            Handover.take_back,
            "Przyjmij zwrot",
            "confirm_booking",
            form=TakeBackForm,
            takes_user=True,
            allowed=lambda handover: handover.returned_at is None,
        )
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(protocol, self))
        return [
            path("<int:pk>/protokol.pdf", view, name="bookings_handover_protocol"),
            *super().get_urls(),
        ]

    @admin.display(description="co wydano")
    def what(self, handover: Handover) -> str:
        return handover.things

    @admin.display(description="organizacja")
    def organization(self, handover: Handover) -> str:
        return str(handover.booking.organization)

    @admin.display(description="wydał(a)")
    def giver(self, handover: Handover) -> str:
        return str(handover.given_by or "konto usunięte")

    @admin.display(description="zwrot przyjął(-ęła)")
    def taker(self, handover: Handover) -> str:
        return str(handover.returned_to or "–")

    @admin.display(description="odebrał(a)")
    def receiver(self, handover: Handover) -> str:
        names = HandoverNames.objects.filter(handover=handover).first()
        return names.receiver if names else "usunięto"

    @admin.display(description="zwrócił(a)")
    def returner(self, handover: Handover) -> str:
        names = HandoverNames.objects.filter(handover=handover).first()
        return names.returner or "–" if names else "usunięto"

    @admin.display(description="protokół")
    def printed(self, handover: Handover) -> SafeString:
        url = reverse("admin:bookings_handover_protocol", args=[handover.pk])
        return format_html('<a href="{}">Protokół zdawczo-odbiorczy (PDF)</a>', url)
