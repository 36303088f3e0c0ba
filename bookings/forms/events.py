"""Signing persons of an organisation up for an event."""

import uuid
from typing import Any

from django import forms

from bookings.forms.guests import lines_of
from bookings.models import Event, Seat
from jcop.forms import OnceForm
from jcop.models import User
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization


class SendPersonsForm(OnceForm):
    """So many persons of an organisation; their names, where they are known, one in each line."""

    persons = forms.IntegerField(label="Liczba osób", min_value=1, max_value=250, initial=1)
    names = forms.CharField(
        label="Imiona i nazwiska",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_pesel],
        help_text="Każda osoba w osobnym wierszu. Widzą je Państwo i obsługa Centrum (lista obecności).",
    )

    def clean_names(self) -> list[str]:
        return lines_of(self.cleaned_data["names"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        persons, names = data.get("persons"), data.get("names", [])
        if persons and len(names) > persons:
            self.add_error("names", f"Wpisano osób: {len(names)}, a zgłaszana liczba to {persons}.")
        elif persons:
            data["everybody"] = names + [""] * (persons - len(names))
        return data

    def sign_up(self, event: Event, organization: Organization, by: User) -> list[Seat]:
        return event.sign_up(
            organization=organization,
            by=by,
            names=self.cleaned_data["everybody"],
            form_key=self.key_of(event, organization),
        )


def new_key() -> dict[str, uuid.UUID]:
    return {"form_key": uuid.uuid4()}
