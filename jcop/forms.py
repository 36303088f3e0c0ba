from typing import Any

from django import forms

from jcop.search import words_of

MOST_WORDS = 8


MOST_DIGITS = 18  # A column holds such a number; Python reads no string of thousands of digits.


def whole_number(words: str) -> int | None:
    """The number in a hidden field or an address; None where there is none that a column could hold."""
    return int(words) if words.isdecimal() and len(words) <= MOST_DIGITS else None


class SearchForm(forms.Form):
    """What a resident looks for. Under a Polish name, because it stands in the address."""

    q = forms.CharField(
        label="Czego Państwo szukają?",
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        error_messages={
            "required": "Proszę wpisać, czego szukać.",
            "max_length": "To za długie zapytanie: wystarczy kilka słów.",
        },
    )

    words: list[str]

    def clean_q(self) -> Any:
        query = self.cleaned_data["q"]
        self.words = words_of(query)[:MOST_WORDS]
        if not self.words:
            raise forms.ValidationError("Proszę wpisać słowo z co najmniej dwóch liter.")
        return query
