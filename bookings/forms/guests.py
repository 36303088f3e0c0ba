"""Two steps for somebody without an account: who they are, then the code that came by e-mail."""

from collections.abc import Mapping
from typing import Any

from django import forms

from bookings.models import Guest, Introduction
from jcop.names import refuse_disguise
from jcop.personal import refuse_pesel


class GuestForm(forms.Form):
    """Name and e-mail; a page adds its own fields and says what the guest is at (`wish`)."""

    name = forms.CharField(
        label="Imię i nazwisko",
        max_length=150,
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
