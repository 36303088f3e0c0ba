"""The rule of a series, its dates one by one, and other hours for those that are booked."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bookings.forms.booking import BookForm
from bookings.forms.rhythm import MOVE, SKIP, RhythmFields
from bookings.forms.times import clock_field, day_field
from bookings.models import Bookable, Booking, Plan, Series, SeriesDate, Slot, Thing, Verdict
from bookings.models.booking_table import SAY_WHAT
from bookings.models.places import BookableQuerySet
from bookings.recurrence import named
from bookings.search.previewing import Preview
from organizations.models import Organization

ON = "on"


class SeriesForm(RhythmFields, BookForm):
    """What is booked, as for a single time, and how it repeats."""

    DEMANDED_SOMETIMES: ClassVar = {
        *RhythmFields.DEMANDED_SOMETIMES,
        *BookForm.DEMANDED_SOMETIMES,
        "public_title",
    }
    field_order = [
        "form_key",
        "bookable",
        "day",
        "starts_at",
        "ends_at",
        "frequency",
        "every",
        "ordinal",
        "until_on",
        "count",
        "conflicts",
        "quantity",
        "purpose",
        "persons",
    ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["day"].label = "Pierwszy dzień"
        self.fields["bookable"].label = "Sala, sprzęt albo stanowisko dyżurowe"

    def offered(self) -> BookableQuerySet:
        return Bookable.objects.active().but_advisers()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        place = data.get("bookable")
        if place and place.kind == Bookable.Kind.DUTY and not data.get("public_title"):
            self.add_error("public_title", SAY_WHAT)
        return data

    def plan(self, organization: Organization, **options: Any) -> Plan:
        data = self.cleaned_data
        return Plan(
            organization=organization,
            things=(Thing(data["bookable"], data["quantity"]), *self.extras()),
            rule=self.rule(),
            starts=data["starts_at"],
            ends=data["ends_at"],
            persons=data["persons"],
            purpose=data["purpose"],
            public_title=data["public_title"],
            fee=data.get("fee"),
            contact={field: data[field] for field in ("name", "phone", "needs")},
            **options,
        )


def written(slot: Slot) -> str:
    """The value of a choice: hours and place."""
    return f"{slot.starts:%H:%M}|{slot.ends:%H:%M}|{slot.place.pk}"


class DatesForm(forms.Form):
    """A field for each date that can be had: a tick where it is free, a choice where it is taken."""

    def __init__(
        self, *args: Any, previews: Sequence[Preview], conflicts: str = SKIP, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.previews = previews
        for found in previews:
            if not found.obstacle:
                self.fields[name_of(found)] = forms.BooleanField(
                    label=named(found.slot.day), required=False, initial=True, help_text=found.note
                )
            elif found.instead:
                self.fields[name_of(found)] = self._choice(found, conflicts)

    @staticmethod
    def _choice(found: Preview, conflicts: str) -> forms.ChoiceField:
        choices = [
            (
                written(slot),
                f"przenieś na {slot.starts:%-H:%M}–{slot.ends:%-H:%M}, {slot.place}",
            )
            for slot in found.instead
        ]
        return forms.ChoiceField(
            label=named(found.slot.day),
            choices=[(SKIP, "pomiń ten termin"), *choices],
            initial=choices[0][0] if conflicts == MOVE else SKIP,
            help_text=found.obstacle,
            error_messages={"invalid_choice": "Tego czasu nie można już zająć. Proszę wybrać ponownie."},
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for found in self.previews:
            name = name_of(found)
            sent = self.data.get(name, "")
            if name in self.fields and not found.obstacle and sent == SKIP:
                data[name] = False
            elif name in self.fields and not found.obstacle and sent not in ("", ON):
                self.add_error(name, "Pierwotny czas jest znowu wolny. Proszę wybrać ponownie.")
            elif name not in self.fields and sent not in ("", SKIP):
                self.add_error(None, f"{named(found.slot.day)}: {found.obstacle}")
        return data

    def chosen(self) -> dict[date, Slot]:
        """The dates to be booked, each at its hours and place."""
        wanted: dict[date, Slot] = {}
        for found in self.previews:
            value = self.cleaned_data.get(name_of(found))
            if value is True:
                wanted[found.slot.day] = found.slot
            elif value and value != SKIP:
                wanted[found.slot.day] = next(one for one in found.instead if written(one) == value)
        return wanted

    def rows(self) -> list[tuple[Preview, str, Any]]:
        """Each date with its name and its field, if it has one."""
        return [
            (found, named(found.slot.day), self[name_of(found)] if name_of(found) in self.fields else None)
            for found in self.previews
        ]


def name_of(found: Preview) -> str:
    return found.slot.day.isoformat()


def fingerprint(plan: Plan) -> str:
    """What the dates of a plan depend on: ticks of another rule are not taken for these."""
    things = "+".join(f"{thing.bookable.pk}x{thing.quantity}" for thing in plan.things)
    return f"{plan.organization.pk}|{plan.rule}|{plan.starts:%H:%M}-{plan.ends:%H:%M}|{things}|{plan.persons}"


class MoveDatesForm(forms.Form):
    """Other hours or another place of the same kind, for one date or for all that lie ahead."""

    starts = clock_field("Od godziny")
    ends = clock_field("Do godziny")
    place = forms.ModelChoiceField(
        Bookable.objects.none(), label="Miejsce", required=False, empty_label="bez zmiany"
    )

    def __init__(self, *args: Any, series: Series, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = series.items.order_by("pk").values("bookable__kind")[:1]
        self.fields["place"].queryset = Bookable.objects.active().filter(kind__in=kind)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts"), data.get("ends")
        if starts is not None and ends is not None and ends <= starts:
            self.add_error("ends", "Koniec musi być późniejszy niż początek.")
        return data


class ChangeDateForm(MoveDatesForm):
    day = day_field("Dzień")

    field_order = ["day", "starts", "ends", "place"]

    @staticmethod
    def initial_of(one: SeriesDate) -> dict[str, date | time]:
        assert one.booking is not None
        starts_at, ends_at = map(timezone.localtime, (one.booking.starts_at, one.booking.ends_at))
        return {"day": starts_at.date(), "starts": starts_at.time(), "ends": ends_at.time()}


class MovedDatesForm(forms.Form):
    """A tick, and the place, for each date that can move to the hours asked for; the others stay."""

    def __init__(self, *args: Any, found: Sequence[tuple[Booking, Verdict]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.verdicts = [verdict for _, verdict in found]
        for verdict in self.verdicts:
            if not verdict.obstacle:
                day = verdict.slot.day
                self.fields[day.isoformat()] = forms.BooleanField(
                    label=named(day), required=False, initial=True, help_text=str(verdict.slot.place)
                )

    def chosen(self) -> list[date]:
        return [one.slot.day for one in self.verdicts if self.cleaned_data.get(one.slot.day.isoformat())]

    def rows(self) -> list[tuple[Verdict, str, Any]]:
        """Each date with its name and its tick, if it can move."""
        names = [(one, one.slot.day.isoformat()) for one in self.verdicts]
        return [
            (one, named(one.slot.day), self[name] if name in self.fields else None) for one, name in names
        ]
