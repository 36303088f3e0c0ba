from datetime import timedelta
from typing import Any

from django import forms

from bookings.forms.offering import offer
from bookings.forms.times import day_field
from bookings.models import Bookable, Thing
from bookings.models.capacity import PERSONS, nowhere
from jcop.models import Centre
from jcop.templatetags.polish import odmiana

# By minutes.
LENGTHS = [
    (n, f"{n // 60} godz. {n % 60} min" if n % 60 else f"{n // 60} godz.")
    for n in (30, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720)
]
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

    co = forms.TypedChoiceField(label="Sala lub sprzęt", required=False, empty_value=None)
    sztuk = forms.IntegerField(label="Liczba sztuk (tylko sprzęt)", min_value=1, max_value=99, initial=1)
    czas = forms.TypedChoiceField(label="Na jak długo", coerce=int, initial=120)
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

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centre = centre
        most = min(centre.longest_hours, centre.weekly_hours or centre.longest_hours) * 60
        lengths = [(n, words) for n, words in LENGTHS if n <= most]
        self.fields["czas"].choices = lengths  # type: ignore[attr-defined]
        self.bookables = offer(self.fields["co"], Bookable.objects.active().for_use(), "dowolna sala")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("od_dnia"), data.get("do_dnia")
        if first and last and last < first:
            self.add_error("do_dnia", "Ostatni dzień jest wcześniejszy niż pierwszy.")
        elif first and last and last - first >= self.LONGEST_SEARCH:
            self.add_error("do_dnia", "Szukać można najwyżej w 30 dniach naraz.")
        if "co" in data and "osob" in data and (told := self._too_small(data["co"], data["osob"])):
            self.add_error("osob", told)
        return data

    @property
    def _rooms(self) -> list[Bookable]:
        return [each for each in self.bookables.values() if each.kind == Bookable.Kind.ROOM]

    def _too_small(self, chosen: Bookable | None, persons: int) -> str:
        """Where else so many persons have room, or that they have none."""
        most = chosen.capacity if chosen else None
        if chosen is not None and (most is None or persons <= most):
            return ""
        told = nowhere(persons, self._rooms, self.centre.phone)
        if told or most is None:
            return told
        bigger = [f"{room} ({room.capacity})" for room in self._rooms if persons <= (room.capacity or 0)]
        return (
            f"{chosen} mieści najwyżej {most} {odmiana(most, PERSONS)}. Więcej miejsc: {', '.join(bigger)}."
        )

    def things(self) -> list[Thing]:
        """What was chosen, or every room that has seats enough."""
        chosen, persons = self.cleaned_data["co"], self.cleaned_data["osob"]
        if chosen is None:
            return [Thing(room) for room in self._rooms if persons <= (room.capacity or 0)]
        return [Thing(chosen, self.cleaned_data["sztuk"])]
