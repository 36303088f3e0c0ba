from typing import Any

from django import forms

from jcop.search import words_of

MOST_WORDS = 8


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
