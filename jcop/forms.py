import json
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from jcop.typed.search import words_of

MOST_WORDS = 8
TOO_LONG = "To za długie zapytanie: wystarczy kilka słów."
PLEASE_CHOOSE = "– proszę wybrać –"
LAST_YEAR = 2999  # No plan of the Centre reaches so far, and arithmetic with days never leaves the calendar.
MOST_DIGITS = 18  # A column holds such a number; Python reads no string of thousands of digits.


def whole_number(words: str) -> int | None:
    """The number in a hidden field or an address; None where there is none that a column could hold."""
    return int(words) if words.isdecimal() and len(words) <= MOST_DIGITS else None


def refuse_distant(day: date) -> None:
    """A validator of days and instants that somebody types: 31.12.9999 has no day behind it."""
    if day.year > LAST_YEAR:
        raise forms.ValidationError("Ta data jest zbyt odległa. Proszę sprawdzić rok.", code="distant")


def near_field(column: Any, **options: Any) -> Any:
    """The field of a model's form (`Meta.formfield_callback`): no distant day, no choice of dashes."""
    field: Any = column.formfield(**options)
    if isinstance(field, forms.TypedChoiceField) and field.required and column.choices:
        choices: Any = field.choices
        field.choices = [("", PLEASE_CHOOSE) if value == "" else (value, label) for value, label in choices]
    if isinstance(field, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField):
        field.validators.append(refuse_distant)
    return field


class OnceForm(forms.Form):
    """A form that makes something: the same words sent twice make it once.

    Its page carries a key. What is made gets `key_of`, a key of that one and of the words: under its lock the
    verb finds by it what a second click, or Back, asks for again, and other words are another wish.
    """

    # What is ticked on the way and is no part of the wish.
    BESIDE: ClassVar[frozenset[str]] = frozenset()

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def key_of(self, *about: object) -> uuid.UUID:
        """The key of this wish; `about` is what the page's address adds to the words."""
        words = {
            name: _plain(value)
            for name, value in self.cleaned_data.items()
            if name not in {"form_key", *self.BESIDE} and value
        }
        wish = json.dumps([words, _plain(about)], sort_keys=True)
        return uuid.uuid5(self.cleaned_data["form_key"], wish)


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return [value._meta.label, value.pk]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return str(value)


class SearchForm(forms.Form):
    """What a resident looks for. Under a Polish name, because it stands in the address."""

    q = forms.CharField(
        label="Czego Państwo szukają?",
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        error_messages={
            "required": "Proszę wpisać, czego szukać.",
            "max_length": TOO_LONG,
        },
    )

    words: list[str]

    def clean_q(self) -> Any:
        query = self.cleaned_data["q"]
        self.words = words_of(query)
        if len(self.words) > MOST_WORDS:
            raise forms.ValidationError(TOO_LONG)
        if not self.words:
            raise forms.ValidationError("Proszę wpisać słowo z co najmniej dwóch liter.")
        return query
