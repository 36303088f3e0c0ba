"""Fields and forms that the desks of requests and agreements share."""

from typing import Any, cast

from django import forms

from agreements import letters
from agreements.models import ServiceRequest
from agreements.typed_cells import ENDLESS_YEAR
from jcop.admin.moves import MoveForm
from jcop.forms import MOST_DIGITS, PLEASE_CHOOSE, refuse_distant
from jcop.models import User
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization

MOST_SHOWN = 50


class PersonField(forms.ModelChoiceField):
    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset, **{"empty_label": PLEASE_CHOOSE, **options})

    def label_from_instance(self, user: User) -> str:
        return user.full_name


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, validators=[refuse_distant]
    )


class LastDayField(forms.DateField):
    """The last day of a term, or none; 31.12.9999 is how other registers write that there is none."""

    def to_python(self, value: Any) -> Any:
        last = super().to_python(value)
        return None if last and last.year == ENDLESS_YEAR else last


def last_day_field(label: str, *, help_text: str) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return LastDayField(
        label=label, required=False, help_text=help_text, widget=widget, validators=[refuse_distant]
    )


def text_field(label: str, *, rows: int = 5, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=10000,
        required=required,
        help_text=help_text,
        validators=[refuse_pesel],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def channel_field() -> forms.ChoiceField:
    return forms.ChoiceField(label="Sposób wpływu", choices=ServiceRequest.Channel)


def copies_field() -> forms.IntegerField:
    return forms.IntegerField(label="Liczba egzemplarzy", min_value=1, max_value=9, initial=3)


def need_field() -> forms.CharField:
    return text_field("Opis potrzeby z formularza", rows=4, required=False)


def receipt_number_field() -> forms.CharField:
    return forms.CharField(
        label="Numer z rejestru wpływów", max_length=60, required=False, validators=[refuse_pesel]
    )


def case_sign_field(help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label="Znak sprawy", max_length=60, required=False, help_text=help_text, validators=[refuse_pesel]
    )


def mark_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Podpisany wydruk",
        coerce=int,
        help_text="Napis „wydruk …” na stronach. Gdy podpisano starszy, rozstrzyga podpisany papier.",
    )


def marks_of(request: ServiceRequest) -> list[tuple[int, str]]:
    """The prints of its set, the newest first."""
    numbers = list(request.versions.values_list("number", flat=True))
    return [
        (number, f"wydruk {number}" + ("" if number == numbers[0] else " – nieaktualny"))
        for number in numbers
    ]


def offer_organizations(form: forms.Form, words: str) -> None:
    """Any that may begin something is taken; shown are those found by `words`, or all while they are few."""
    rows, field = Organization.objects.starting().order_by("name"), cast(Any, form.fields["organization"])
    field.queryset = rows
    shown = list((rows.sought(words) if words else rows)[: MOST_SHOWN + 1])
    if len(shown) > MOST_SHOWN:
        field.help_text = "Jest ich tu więcej, niż zmieści lista. Proszę znaleźć organizację powyżej."
        shown = shown[:MOST_SHOWN] if words else []
    chosen = str(form.data.get("organization") or form.initial.get("organization") or "")
    if chosen.isdecimal() and len(chosen) <= MOST_DIGITS:
        shown += [row for row in rows.filter(pk=int(chosen)) if row not in shown]
    elif words and len(shown) == 1:
        form.initial["organization"] = shown[0].pk
    field.choices = [("", PLEASE_CHOOSE), *((row.pk, str(row)) for row in shown)]


class LetterMoveForm(MoveForm):
    """A move that makes a letter: its text is proposed from what was entered, then checked, then issued."""

    kind = ""
    body = text_field(
        "Treść pisma",
        rows=16,
        required=False,
        help_text="Puste: portal zaproponuje treść, którą można poprawić przed wydaniem.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = self.fields.pop("body")  # Below what it is made from.

    def proposal(self) -> forms.Form | None:
        if self.cleaned_data["body"]:
            return None
        said = {name: value for name, value in self.cleaned_data.items() if name != "body"}
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["body"] = letters.draft(self.kind, self.subject, **said)
        return type(self)(data, initial=self.initial, subject=self.subject)
