"""How something repeats: every so many weeks or months, until a day or so many times."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bookings.forms.times import day_field
from bookings.models import Booking, Series
from bookings.recurrence import MONTHLY, MOST, Rule

SKIP, MOVE = "skip", "move"


class RhythmFields(forms.Form):
    """Beside a field `day`, the first one."""

    frequency = forms.ChoiceField(label="Powtarza się", choices=Series.Frequency, initial="weekly")
    # Not obligatory by themselves, and sometimes demanded: their labels do not say „nieobowiązkowe”.
    DEMANDED_SOMETIMES: ClassVar = {"ordinal", "until_on", "count"}

    every = forms.IntegerField(
        label="Co ile tygodni albo miesięcy",
        min_value=1,
        max_value=12,
        initial=1,
        help_text="1 – w każdym, 2 – w co drugim.",
    )
    ordinal = forms.TypedChoiceField(
        label="Który raz w miesiącu",
        choices=[("", "nie dotyczy"), *Series.Ordinal.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Tylko dla serii miesięcznej. Dzień tygodnia jest taki jak pierwszego dnia.",
    )
    until_on = day_field("Ostatni dzień", required=False)
    count = forms.IntegerField(
        label="albo liczba terminów",
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=f"Seria ma najwyżej {MOST} terminów.",
        error_messages={"max_value": f"Seria ma najwyżej {MOST} terminów."},
    )
    conflicts = forms.ChoiceField(
        label="Gdy termin jest zajęty",
        choices=[(SKIP, "pomiń go"), (MOVE, "zaproponuj najbliższy wolny czas tego dnia")],
        initial=SKIP,
        help_text="Przed zapisaniem pokażemy każdy termin i można zdecydować o nim osobno.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("frequency") == MONTHLY and not data.get("ordinal") and "ordinal" not in self.errors:
            self.add_error("ordinal", "Dla serii miesięcznej proszę wybrać, który raz w miesiącu.")
        day, until_on = data.get("day"), data.get("until_on")
        if day and until_on and until_on < day:
            self.add_error("until_on", "Ostatni dzień jest wcześniejszy niż pierwszy.")
        if not {"until_on", "count"} & self.errors.keys() and bool(until_on) == bool(data.get("count")):
            self.add_error("until_on", "Proszę podać ostatni dzień albo liczbę terminów, jedno z nich.")
        return data

    def rule(self) -> Rule:
        data = self.cleaned_data
        return Rule(
            first_on=data["day"],
            frequency=data["frequency"],
            every=data["every"],
            ordinal=data["ordinal"] if data["frequency"] == MONTHLY else None,
            until_on=data["until_on"],
            count=data["count"],
        )


class RhythmForm(RhythmFields):
    """Another rhythm or another end for a series, from a day on."""

    day = day_field("Od dnia", help_text="Terminy przed tym dniem zostają bez zmiany.")

    field_order = ["day", "frequency", "every", "ordinal", "until_on", "count", "conflicts"]

    @staticmethod
    def initial_of(series: Series) -> dict[str, Any]:
        """The rule as it is, from the next date on that can be changed."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        ahead = series.dates.filter(day__gte=tomorrow).exclude(booking__state__in=[Booking.State.CANCELLED])
        days = list(ahead.values_list("day", flat=True))
        return {
            "day": min(days, default=tomorrow),
            "frequency": series.frequency,
            "every": series.every,
            "ordinal": series.ordinal,
            "until_on": series.until_on,
            "count": None if series.until_on else max(len(days), 1),
        }
