from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from bookings.forms.times import TimeForm
from bookings.models import Bookable, Booking, Thing
from bookings.models.booking_table import SAY_WHAT
from bookings.search.alternatives import Asked, Offer, offers
from jcop.forms import OnceForm
from jcop.models import User
from jcop.typed.names import refuse_lines
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization


class DutyForm(TimeForm, OnceForm):
    """One duty of an organisation: where, when, and in one public line what it helps with."""

    public_title = forms.CharField(
        label="W czym organizacja pomaga podczas dyżuru",
        max_length=100,
        validators=[refuse_pesel, refuse_lines],
        error_messages={"required": SAY_WHAT},
        help_text="Jeden wiersz, który przeczytają mieszkańcy, na przykład „pomoc w pisaniu pism”."
        " Bez imion i nazwisk.",
    )
    bookable = forms.ModelChoiceField(Bookable.objects.none(), label="Miejsce", empty_label="Wybierz")
    persons = forms.IntegerField(
        label="Liczba osób",
        min_value=1,
        max_value=999,
        initial=2,
        help_text="Najwyżej tyle osób będzie naraz: osoba dyżurująca i odwiedzający.",
    )

    field_order = ["form_key", "public_title", "bookable", "day", "starts_at", "ends_at", "persons"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = Bookable.objects.active().for_duties().order_by("kind", "name")
        self.fields["bookable"].queryset = places  # type: ignore[attr-defined]

    @staticmethod
    def as_last_time(last: Booking | None) -> dict[str, Any]:
        """Everything but the day as in the organisation's last duty."""
        if last is None:
            place = Bookable.objects.active().for_duties().order_by("kind", "name").first()
            return {"bookable": place}
        starts_at, ends_at = (timezone.localtime(moment) for moment in (last.starts_at, last.ends_at))
        item = last.items.select_related("bookable").first()
        return {
            "public_title": last.public_title,
            "bookable": item and item.bookable,
            "starts_at": starts_at.time(),
            "ends_at": ends_at.time(),
            "persons": last.persons,
        }

    def instead(self, at: datetime) -> list[Offer]:
        """As BookForm.instead, of places for duties."""
        whole = {"bookable", "starts_at_moment", "ends_at_moment", "persons"}
        data = self.known
        if not whole <= data.keys() or data["ends_at_moment"] <= data["starts_at_moment"]:
            return []
        length = data["ends_at_moment"] - data["starts_at_moment"]
        asked = Asked(
            (Thing(data["bookable"]),), data["starts_at_moment"], length, data["persons"], is_duty=True
        )
        return offers(asked, self.codes, at)

    def book(self, organization: Organization, by: User, **options: Any) -> Booking:
        data = self.cleaned_data
        return Booking.request(
            organization=organization,
            by=by,
            bookable=data["bookable"],
            is_duty=True,
            starts_at=data["starts_at_moment"],
            ends_at=data["ends_at_moment"],
            purpose=Booking.Purpose.OTHER,
            persons=data["persons"],
            public_title=data["public_title"],
            form_key=self.key_of(organization),
            **options,
        )
