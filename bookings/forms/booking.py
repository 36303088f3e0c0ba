from datetime import datetime
from typing import Any

from django import forms

from bookings.finding import nearest_times
from bookings.forms.times import TimeForm, public_title_field
from bookings.models import Bookable, Booking, Thing
from jcop.models import User
from organizations.models import Organization

# Codes of refusals that another time would mend.
ABOUT_TIME = {"taken", "too_soon", "too_late", "over", "centre_suspended"}


class BookForm(TimeForm):
    """What, when, for what and for how many; the rules are the verb's."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    bookable = forms.ModelChoiceField(
        Bookable.objects.active().but_desks(), label="Sala lub sprzęt", empty_label="Wybierz"
    )
    quantity = forms.IntegerField(label="Liczba sztuk (tylko sprzęt)", min_value=1, max_value=99, initial=1)
    purpose = forms.ChoiceField(label="Cel", choices=Booking.Purpose)
    persons = forms.IntegerField(label="Liczba osób", min_value=1, max_value=999, initial=1)
    public_title = public_title_field()

    field_order = ["form_key", "bookable", "day", "starts_at", "ends_at", "quantity", "purpose", "persons"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.equipment = {f"extra_{thing.pk}": thing for thing in Bookable.objects.active().equipment()}
        for name, thing in self.equipment.items():
            self.fields[name] = forms.IntegerField(
                label=f"Dodatkowo do sali: {thing} (sztuk)", min_value=0, max_value=99, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = data.get("bookable")
        for name, thing in self.equipment.items():
            if chosen == thing and data.get(name):
                self.add_error(name, "Ten sprzęt jest już wybrany wyżej: liczbę sztuk wpisuje się tam.")
        return data

    def extras(self) -> list[Thing]:
        """Equipment wanted together with the first choice."""
        wanted = {name: self.cleaned_data.get(name) or 0 for name in self.equipment}
        return [Thing(self.equipment[name], number) for name, number in wanted.items() if number]

    def nearest(self, at: datetime) -> list[dict[str, Any]]:
        """When the time is what stands in the way: the nearest ones that would do, as initial values."""
        told = [error for errors in self.errors.as_data().values() for error in errors]
        whole = {"bookable", "quantity", "starts_at_moment", "ends_at_moment", "persons"}
        data = self.cleaned_data
        if not whole - {"quantity"} <= data.keys() or not any(error.code in ABOUT_TIME for error in told):
            return []
        starts_at, length = data["starts_at_moment"], data["ends_at_moment"] - data["starts_at_moment"]
        quantity = int(data.get("quantity") or self["quantity"].value())
        found = nearest_times(
            [Thing(data["bookable"], quantity), *self.extras()],
            starts_at=starts_at,
            length=length,
            persons=data["persons"],
            at=at,
        )
        return [{"starts_at": moment, "ends_at": moment + length} for moment in found]

    def book(self, organization: Organization, by: User, **options: Any) -> Booking:
        data = self.cleaned_data
        return Booking.request(
            organization=organization,
            by=by,
            bookable=data["bookable"],
            quantity=data["quantity"],
            extras=self.extras(),
            starts_at=data["starts_at_moment"],
            ends_at=data["ends_at_moment"],
            purpose=data["purpose"],
            persons=data["persons"],
            public_title=data["public_title"],
            form_key=data["form_key"],
            **options,
        )
