"""What the office tells the verbs of an event."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from bookings.admin.forms import words
from bookings.forms import SendPersonsForm, TimeForm
from bookings.models import Bookable, Event, EventDate, Occasion, Thing
from jcop.admin.moves import MoveForm
from jcop.forms import OnceForm, refuse_distant
from jcop.models import User
from organizations.models import Organization

WORDS = ["title", "kind", "audience", "description", "accessibility"]
PLACES = ["capacity", "signup_opens_at", "signup_closes_at", "per_organization", "offer_hours"]
TO_THE_MINUTE = "%Y-%m-%dT%H:%M"


def fields_of_event(names: Iterable[str]) -> dict[str, forms.Field]:
    """Fields as the model describes and judges them; instants are typed by a control of the browser."""
    fields = forms.fields_for_model(Event, list(names))
    for name, field in fields.items():
        column: Any = Event._meta.get_field(name)
        field.validators += column.validators
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 6 if name == "description" else 3
        if isinstance(field, forms.DateTimeField):
            field.validators.append(refuse_distant)
            field.widget = forms.DateTimeInput(format=TO_THE_MINUTE, attrs={"type": "datetime-local"})
    return fields


class WordsForm(MoveForm):
    """What people read of the event."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(fields_of_event(WORDS))


class PlacesForm(MoveForm):
    """How many come, and when and how they sign up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(fields_of_event(PLACES))


class PlaceForm(TimeForm):
    """A time, the room and the equipment that go with it."""

    place = forms.ModelChoiceField(Bookable.objects.active().rooms(), label="Sala", empty_label="Wybierz")
    exception_reason = words(
        "Powód odstępstwa",
        help_text="Tylko gdy termin wypada poza godzinami otwarcia, na przykład: wernisaż wieczorem.",
    )

    field_order = ["title", "date", "place", "day", "starts_at", "ends_at"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.equipment = {f"extra_{thing.pk}": thing for thing in Bookable.objects.active().equipment()}
        for name, thing in self.equipment.items():
            self.fields[name] = forms.IntegerField(
                label=f"Dodatkowo: {thing} (sztuk)", min_value=0, max_value=99, required=False
            )

    def occasion(self, data: dict[str, Any]) -> Occasion:
        extras = [Thing(thing, data[name]) for name, thing in self.equipment.items() if data.get(name)]
        return Occasion(
            (Thing(data["place"]), *extras),
            data["starts_at_moment"],
            data["ends_at_moment"],
            data["exception_reason"],
        )


class DateForm(MoveForm, PlaceForm):
    def clean(self) -> dict[str, Any]:
        """The words of the verb."""
        data = super().clean()
        return data if self.errors else {"occasion": self.occasion(data)}


class DateChoice(forms.ModelChoiceField):
    """One of the times that an event still has."""

    def __init__(self, event: Event) -> None:
        rows = EventDate.objects.filter(event=event, dropped_at=None, booking__holds=True)
        super().__init__(rows.select_related("booking"), label="Który termin", empty_label=None)

    def label_from_instance(self, obj: EventDate) -> str:
        return f"{timezone.localtime(obj.booking.starts_at):%d.%m.%Y %H:%M}, {obj.place}"


class MoveDateForm(MoveForm, PlaceForm):
    """Another time or place for one of the times."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["date"] = DateChoice(self.subject)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return data if self.errors else {"date": data["date"], "occasion": self.occasion(data)}

    @classmethod
    def initial_of_event(cls, event: Event) -> dict[str, Any]:
        """The first time as it is."""
        booking = event.times[0].booking
        items = list(booking.items.order_by("pk"))
        extras = {f"extra_{item.bookable_id}": item.quantity for item in items[1:]}
        return {
            **cls.initial_of(booking),
            "place": items[0].bookable_id,
            "exception_reason": booking.exception_reason,
            **extras,
        }


class DropDateForm(MoveForm):
    reason = words("Powód", required=True, help_text="Podajemy go osobom, które się zapisały.")

    field_order = ["date", "reason"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["date"] = DateChoice(self.subject)
        self.order_fields(self.field_order)


class SignUpForm(MoveForm, SendPersonsForm):
    """Persons of an organisation that telephones."""

    organization = forms.ModelChoiceField(
        Organization.objects.starting().order_by("name"), label="Organizacja", empty_label="Wybierz"
    )

    field_order = ["form_key", "organization", "persons", "names"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        key = self.key_of(self.subject)
        return {"organization": data["organization"], "form_key": key, "names": data["everybody"]}


class NewEventForm(PlaceForm, OnceForm):
    """A new event with its first time; nobody sees it before it is published."""

    field_order = ["form_key", *WORDS, "place", "day", "starts_at", "ends_at"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(fields_of_event([*WORDS, *PLACES]))
        equipment = [name for name in self.fields if name.startswith("extra_")]
        self.order_fields([*self.field_order, *equipment, "exception_reason", *PLACES])

    def save(self, by: User) -> Event:
        data = self.cleaned_data
        return Event.draft(
            by=by,
            occasion=self.occasion(data),
            form_key=self.key_of(),
            **{name: data[name] for name in [*WORDS, *PLACES]},
        )
