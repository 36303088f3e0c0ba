from datetime import UTC, date, datetime, time
from typing import Any

from django import forms

from bookings.models import Bookable, Booking
from jcop.hours import WARSAW
from jcop.models import User
from jcop.personal import refuse_pesel
from organizations.models import Organization


class BookForm(forms.Form):
    """What, when, for what and for how many; the rules are the verb's."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    bookable = forms.ModelChoiceField(
        Bookable.objects.active(), label="Sala lub sprzęt", empty_label="Wybierz"
    )
    day = forms.DateField(label="Dzień", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    starts_at = forms.TimeField(
        label="Od godziny", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ends_at = forms.TimeField(
        label="Do godziny", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    quantity = forms.IntegerField(label="Liczba sztuk (tylko sprzęt)", min_value=1, max_value=99, initial=1)
    purpose = forms.ChoiceField(label="Cel", choices=Booking.Purpose)
    persons = forms.IntegerField(label="Liczba osób", min_value=1, max_value=999, initial=1)
    public_title = forms.CharField(
        label="Tytuł w publicznym kalendarzu",
        max_length=100,
        required=False,
        help_text="Puste: w kalendarzu będzie tylko „zajęte”. Bez imion i nazwisk.",
        validators=[refuse_pesel],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for field in ("starts_at", "ends_at"):
            if data.get("day") and data.get(field) is not None:
                try:
                    data[f"{field}_moment"] = warsaw_moment(data["day"], data[field])
                except ValueError:
                    self.add_error(field, "Tej godziny w tym dniu nie ma: zmienia się czas.")
        return data

    def book(self, organization: Organization, by: User) -> Booking:
        data = self.cleaned_data
        return Booking.request(
            organization=organization,
            by=by,
            bookable=data["bookable"],
            quantity=data["quantity"],
            starts_at=data["starts_at_moment"],
            ends_at=data["ends_at_moment"],
            purpose=data["purpose"],
            persons=data["persons"],
            public_title=data["public_title"],
            form_key=data["form_key"],
        )


def warsaw_moment(day: date, clock: time) -> datetime:
    """The instant of a wall-clock time; of an hour that comes twice, the first. ValueError if none."""
    moment = datetime.combine(day, clock, WARSAW)
    if moment.astimezone(UTC).astimezone(WARSAW).time() != clock:
        raise ValueError(f"{day} has no {clock} in Warsaw")
    return moment
