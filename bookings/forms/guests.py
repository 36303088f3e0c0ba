"""Two steps for somebody without an account: who they are, then the code that came by e-mail."""

from collections.abc import Mapping
from typing import Any

from django import forms

from bookings.models import Event, Guest, Introduction
from bookings.models.events import too_many_of_guest
from jcop.models import Centre
from jcop.typed.names import refuse_disguise
from jcop.typed.personal import refuse_pesel

LONGEST_NAME = 150


class GuestForm(forms.Form):
    """Name and e-mail; a page adds its own fields and says what the guest is at (`wish`)."""

    name = forms.CharField(
        label="Imię i nazwisko",
        max_length=LONGEST_NAME,
        validators=[refuse_pesel, refuse_disguise],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Proszę podać imię i nazwisko."},
    )
    email = forms.EmailField(
        label="Adres e-mail",
        max_length=254,
        help_text="Wyślemy na niego kod do wpisania w następnym kroku i odnośnik do zmiany lub odwołania.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Proszę podać adres e-mail.",
            "max_length": "Proszę podać adres e-mail, który ma najwyżej 254 znaki.",
        },
    )

    def introduce(self, *, client: str, wish: Mapping[str, Any]) -> Introduction:
        """Send the code; under `violations_reported_on`, too many codes is one sentence of the form."""
        data = self.cleaned_data
        return Introduction.make(name=data["name"], email=data["email"], client=client, wish=wish)


class JoinForm(GuestForm):
    """Who signs up for an event, and whom they sign up with themselves."""

    others = forms.CharField(
        label="Pozostałe osoby",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_pesel],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.most = Centre.objects.get().guest_persons
        self.fields["others"].help_text = (
            "Na przykład dziecko: imię i nazwisko, każda osoba w osobnym wierszu."
            f" Z jednego adresu e-mail można zapisać najwyżej {self.most} os."
        )

    def clean_others(self) -> list[str]:
        others = lines_of(self.cleaned_data["others"])
        if len(others) + 1 > self.most:
            raise forms.ValidationError(too_many_of_guest(self.most))
        return others

    def wish(self, event: Event) -> dict[str, Any]:
        """What is kept until the code is right."""
        return {"event": event.pk, "others": self.cleaned_data["others"]}


def lines_of(text: str) -> list[str]:
    """Names, each in its line; a ValidationError on one that is too long."""
    names = [line.strip() for line in text.splitlines() if line.strip()]
    for name in names:
        refuse_disguise(name)
        if len(name) > LONGEST_NAME:
            raise forms.ValidationError(f"Jedno imię i nazwisko to najwyżej {LONGEST_NAME} znaków.")
    return names


class CodeForm(forms.Form):
    """The code of one introduction: valid only when it is right, and then `guest` is there.

    Judged while the form is cleaned, outside of any transaction, so that a wrong try stays counted.
    """

    code = forms.CharField(
        label="Kod z wiadomości",
        help_text="Sześć cyfr.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Proszę wpisać kod z wiadomości."},
    )

    guest: Guest

    def __init__(self, *args: Any, introduction: Introduction, **options: Any) -> None:
        super().__init__(*args, **options)
        self.introduction = introduction

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "code" in data:
            self.guest = self.introduction.answer("".join(data["code"].split()))
        return data
