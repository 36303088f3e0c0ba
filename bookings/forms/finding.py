from datetime import timedelta
from typing import Any

from django import forms

from bookings.forms.times import day_field
from bookings.models import Bookable, Thing

# Minutes.
LENGTHS = [30, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720]
WEEKDAYS = [
    ("0", "poniedziałek"),
    ("1", "wtorek"),
    ("2", "środa"),
    ("3", "czwartek"),
    ("4", "piątek"),
    ("5", "sobota"),
    ("6", "niedziela"),
]


class FindForm(forms.Form):
    """What, how long, for how many and on which days; every field has an answer already."""

    LONGEST_SEARCH = timedelta(days=30)

    co = forms.ModelChoiceField(
        Bookable.objects.active().for_use(),
        label="Sala lub sprzęt",
        required=False,
        empty_label="dowolna sala",
    )
    sztuk = forms.IntegerField(label="Liczba sztuk (tylko sprzęt)", min_value=1, max_value=99, initial=1)
    czas = forms.TypedChoiceField(
        label="Na jak długo",
        coerce=int,
        initial=120,
        choices=[(n, f"{n // 60} godz. {n % 60} min" if n % 60 else f"{n // 60} godz.") for n in LENGTHS],
    )
    osob = forms.IntegerField(label="Liczba osób", min_value=1, max_value=999, initial=10)
    od_dnia = day_field("Od dnia")
    do_dnia = day_field("Do dnia", help_text="Najwyżej 30 dni naraz.")
    dni = forms.TypedMultipleChoiceField(
        label="Tylko w te dni tygodnia",
        coerce=int,
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nic nie zaznaczono: każdy dzień.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("od_dnia"), data.get("do_dnia")
        if first and last and last < first:
            self.add_error("do_dnia", "Ostatni dzień jest wcześniejszy niż pierwszy.")
        elif first and last and last - first >= self.LONGEST_SEARCH:
            self.add_error("do_dnia", "Szukać można najwyżej w 30 dniach naraz.")
        return data

    def things(self) -> list[Thing]:
        """What was chosen, or every room that has seats enough."""
        chosen, persons = self.cleaned_data["co"], self.cleaned_data["osob"]
        if chosen is None:
            return [Thing(room) for room in Bookable.objects.active().rooms().filter(capacity__gte=persons)]
        if chosen.capacity is not None and persons > chosen.capacity:
            return []
        return [Thing(chosen, self.cleaned_data["sztuk"])]
