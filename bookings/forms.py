from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from bookings.finding import nearest_times
from bookings.models import Bookable, Booking, Thing
from jcop.hours import WARSAW
from jcop.models import User
from jcop.personal import refuse_pesel
from organizations.models import Organization

# Minutes.
LENGTHS = [30, 60, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720]
# Codes of refusals that another time would mend.
ABOUT_TIME = {"taken", "too_soon", "too_late", "over", "centre_suspended"}
NO_SUCH_HOUR = "Tej godziny w tym dniu nie ma: zmienia się czas."


def day_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def clock_field(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def public_title_field() -> forms.CharField:
    return forms.CharField(
        label="Tytuł w publicznym kalendarzu",
        max_length=100,
        required=False,
        help_text="Puste: w kalendarzu będzie tylko „zajęte”. Bez imion i nazwisk.",
        validators=[refuse_pesel],
    )


class TimeForm(forms.Form):
    """A day and two hours of Warsaw's clock, and the instants that they name."""

    day = day_field("Dzień")
    starts_at = clock_field("Od godziny")
    ends_at = clock_field("Do godziny")

    def last_day(self, data: dict[str, Any]) -> date | None:
        """The day of the end."""
        return data.get("day")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for field, day in (("starts_at", data.get("day")), ("ends_at", self.last_day(data))):
            if day and data.get(field) is not None:
                try:
                    data[f"{field}_moment"] = warsaw_moment(day, data[field])
                except ValueError:
                    self.add_error(field, NO_SUCH_HOUR)
        return data

    @staticmethod
    def initial_of(booking: Booking) -> dict[str, Any]:
        """The present time of a booking, to be typed over."""
        starts_at, ends_at = (timezone.localtime(moment) for moment in (booking.starts_at, booking.ends_at))
        return {"day": starts_at.date(), "starts_at": starts_at.time(), "ends_at": ends_at.time()}


class BookForm(TimeForm):
    """What, when, for what and for how many; the rules are the verb's."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    bookable = forms.ModelChoiceField(
        Bookable.objects.active(), label="Sala lub sprzęt", empty_label="Wybierz"
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
        Bookable.objects.active(), label="Sala lub sprzęt", required=False, empty_label="dowolna sala"
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


def warsaw_moment(day: date, clock: time) -> datetime:
    """The instant of a wall-clock time; of an hour that comes twice, the first. ValueError if none."""
    moment = datetime.combine(day, clock, WARSAW)
    if moment.astimezone(UTC).astimezone(WARSAW).time() != clock:
        raise ValueError(f"{day} has no {clock} in Warsaw")
    return moment
