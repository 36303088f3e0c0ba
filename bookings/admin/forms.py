"""What the office tells a verb of a booking."""

import re
import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from agreements.models import Agreement, Detail
from bookings.forms import (
    BookForm,
    DutyForm,
    RhythmForm,
    SeriesForm,
    TimeForm,
    day_field,
    public_title_field,
)
from bookings.models import Bookable, Booking, Channel, Plan, WantedTimes
from jcop.admin.moves import MoveForm
from jcop.forms import OnceForm
from jcop.models import User
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization


def words(label: str, *, required: bool = False, length: int = 300, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_pesel],
        help_text=help_text,
    )


def exception_field() -> forms.CharField:
    return words(
        "Powód odstępstwa od zasad",
        help_text="Tylko gdy termin łamie zasadę, na przykład wyprzedzenia. Zostaje w rezerwacji.",
    )


class ReasonForm(forms.Form):
    reason = words("Powód", required=True)


class RescheduleForm(MoveForm, TimeForm):
    """Another time and, if need be, another place of the same kind."""

    place = forms.ModelChoiceField(
        Bookable.objects.none(), label="Miejsce", required=False, empty_label="bez zmiany"
    )
    note = words("Wiadomość dla organizacji")
    exception_reason = exception_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = self.subject.items.order_by("pk").values("bookable__kind")[:1]
        active = Bookable.objects.active()
        places = active.for_duties() if self.subject.is_duty else active.filter(kind__in=held)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The words of the verb: instants instead of a day and two hours."""
        data = super().clean()
        if self.errors:
            return data
        told = {name: data[name] for name in data if name not in {"day", "starts_at", "ends_at"}}
        return {
            **{name: told[name] for name in told if not name.endswith("_moment")},
            "starts_at": data["starts_at_moment"],
            "ends_at": data["ends_at_moment"],
        }


class ProposeForm(RescheduleForm):
    answer_until = day_field("Odpowiedź najpóźniej w dniu", help_text="Do tego dnia termin jest trzymany.")

    field_order = ["day", "starts_at", "ends_at", "place", "answer_until", "note", "exception_reason"]


class UseForm(forms.Form):
    persons_came = forms.IntegerField(label="Ile osób przyszło", min_value=0, max_value=9999)
    remarks = words("Uwagi", length=500)
    damage = words("Szkody", length=500, help_text="Co i gdzie; puste, gdy szkód nie ma.")


class NoShowForm(forms.Form):
    remarks = words("Uwagi", length=500)


class OnBehalf(forms.Form):
    """For whom, and how they asked: by telephone or at the counter."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="Organizacja",
        empty_label="Wybierz",
        help_text="Organizacje, które mają porozumienie.",
    )
    channel = forms.ChoiceField(
        label="Zgłoszono", choices=[choice for choice in Channel.choices if choice[0] != Channel.PORTAL]
    )
    exception_reason = exception_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lasting = Agreement.objects.lasting(timezone.localdate())
        self.fields["organization"].queryset = lasting.parties().starting().order_by("name")  # type: ignore[attr-defined]

    def book(self, organization: Organization, by: User, **options: Any) -> Booking:
        """Told by the form of what is booked: a room or thing, a duty, a talk."""
        raise NotImplementedError

    def save(self, by: User) -> Booking:
        data = self.cleaned_data
        return self.book(
            data["organization"],
            by,
            channel=data["channel"],
            is_by_office=True,
            exception_reason=data["exception_reason"],
        )


class BehalfForm(BookForm, OnBehalf):
    field_order = ["form_key", "organization", "channel", *BookForm.field_order[1:]]


class DutyBehalfForm(DutyForm, OnBehalf):
    field_order = ["form_key", "organization", "channel", *DutyForm.field_order[1:]]


class SeriesBehalfForm(SeriesForm, OnBehalf):
    field_order = ["form_key", "organization", "channel", *SeriesForm.field_order[1:]]

    def plan_on_behalf(self) -> Plan:
        data = self.cleaned_data
        return self.plan(
            data["organization"], channel=data["channel"], office_reason=data["exception_reason"]
        )


class RhythmBehalfForm(RhythmForm):
    exception_reason = exception_field()


class BlockForm(TimeForm, OnceForm):
    """A place taken for the Centre itself, for an hour or for weeks."""

    bookable = forms.ModelChoiceField(Bookable.objects.active(), label="Co", empty_label="Wybierz")
    quantity = forms.IntegerField(label="Liczba sztuk (tylko sprzęt)", min_value=1, max_value=99, initial=1)
    until_day = day_field("Ostatni dzień", required=False, help_text="Puste: ten sam dzień.")
    reason = words("Powód", required=True, help_text="Na przykład: malowanie. Widzi go urząd.")
    public_title = public_title_field()

    field_order = ["form_key", "bookable", "quantity", "day", "starts_at", "until_day", "ends_at"]

    def last_day(self, data: dict[str, Any]) -> date | None:
        return data.get("until_day") or data.get("day")

    def save(self, by: User) -> Booking:
        data = self.cleaned_data
        return Booking.block(
            by=by,
            bookable=data["bookable"],
            quantity=data["quantity"],
            starts_at=data["starts_at_moment"],
            ends_at=data["ends_at_moment"],
            reason=data["reason"],
            public_title=data["public_title"],
            form_key=self.key_of(),
        )


def new_key() -> dict[str, uuid.UUID]:
    return {"form_key": uuid.uuid4()}


def proposed(wanted: WantedTimes) -> dict[str, Any]:
    """What of the wanted times fits into fields; the rest is read above the form."""
    written = re.search(r"\d{1,3}", wanted.answers.get(Detail.PERSONS, ""))
    return {
        "organization": wanted.request.organization_id,
        "channel": Channel.PHONE,
        **({"persons": written[0]} if written else {}),
    }
