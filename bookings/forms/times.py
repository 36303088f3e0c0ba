"""A day and hours of Warsaw's clock, as fields of a form."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone

from bookings.models import Booking
from bookings.recurrence import ClockChange, instant
from jcop.forms import refuse_distant
from jcop.typed.names import refuse_lines
from jcop.typed.personal import refuse_pesel

# Before it, arithmetic with the clocks of the world would have to be thought of.
EARLIEST = date(2000, 1, 1)


def day_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    earliest = MinValueValidator(EARLIEST, "Ta data jest zbyt odległa.")
    return forms.DateField(label=label, widget=widget, validators=[earliest, refuse_distant], **options)


def clock_field(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def public_title_field() -> forms.CharField:
    return forms.CharField(
        label="Tytuł w publicznym kalendarzu",
        max_length=100,
        required=False,
        help_text="Puste: w kalendarzu będzie tylko „zajęte”. Bez imion i nazwisk.",
        validators=[refuse_pesel, refuse_lines],
    )


class TimeForm(forms.Form):
    """A day and two hours of Warsaw's clock, and the instants that they name."""

    day = day_field("Dzień")
    starts_at = clock_field("Od godziny")
    ends_at = clock_field("Do godziny")

    # What was understood, also of fields that are found wrong afterwards; set by `clean`.
    known: dict[str, Any]

    def last_day(self, data: dict[str, Any]) -> date | None:
        """The day of the end."""
        return data.get("day")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for field, day in (("starts_at", data.get("day")), ("ends_at", self.last_day(data))):
            if day and data.get(field) is not None:
                try:
                    data[f"{field}_moment"] = instant(day, data[field])
                except ClockChange as change:
                    self.add_error(field, str(change))
        self.known = dict(data)
        return data

    @property
    def codes(self) -> set[str]:
        """Of everything that was refused."""
        return {error.code for errors in self.errors.as_data().values() for error in errors if error.code}

    @staticmethod
    def initial_of(booking: Booking) -> dict[str, Any]:
        """The present time of a booking, to be typed over."""
        starts_at, ends_at = (timezone.localtime(moment) for moment in (booking.starts_at, booking.ends_at))
        return {"day": starts_at.date(), "starts_at": starts_at.time(), "ends_at": ends_at.time()}
