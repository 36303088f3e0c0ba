"""What the office types in the life of an agreement. The verbs judge; here stand labels and hints."""

from typing import Any

from django import forms
from django.utils import timezone

from agreements.admin.fields import date_field, last_day_field, offer_organizations
from agreements.models import Agreement, ChangeDraft, ChangeRequest, Service
from agreements.models.signing import LONGEST_FUNCTION, LONGEST_NAME
from jcop.admin.moves import MoveForm
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization


def services_field() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label="Świadczenia",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Wybierz co najmniej jedno świadczenie."},
    )


class TermForm(forms.Form):
    """Dates of an agreement; a beginning before the signing has to be meant."""

    signed_on = date_field("Data zawarcia", help_text="Data ostatniego podpisu.")
    valid_from = date_field("Obowiązuje od", required=False, help_text="Puste: od dnia zawarcia.")
    starts_earlier = forms.BooleanField(
        label="Obowiązuje od dnia wcześniejszego niż zawarcie",
        required=False,
        help_text="Zaznacz tylko wtedy, gdy tak postanowiły strony.",
    )
    valid_until = last_day_field("Obowiązuje do", help_text="Puste: bezterminowo.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, signed_on = data.get("valid_from"), data.get("signed_on")
        if first and signed_on and first < signed_on and not data.get("starts_earlier"):
            self.add_error(
                "valid_from", "Początek jest wcześniejszy niż zawarcie. Jeśli tak ma być, zaznacz to poniżej."
            )
        data.pop("starts_earlier", None)
        return data


class NumberForm(forms.Form):
    """A number is asked about only once one was typed: nobody means what the portal gives."""

    number = forms.CharField(label="Numer porozumienia", max_length=50, required=False)
    number_meant = forms.BooleanField(
        label="Ten numer jest właściwy, choć odległy od kolejnego",
        required=False,
        help_text="Następne porozumienia dostaną numery po dotychczasowych, a nie po tym.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" not in self.fields or not self.data.get("number", "").strip():
            del self.fields["number_meant"]


class ConcludeForm(TermForm, NumberForm, MoveForm):
    """Where nobody noted who signed, whoever approves for the city says that the paper was looked at."""

    signatures_checked = forms.BooleanField(
        label="Podpisy na komplecie są sprawdzone i jest ich tyle, ile potrzeba",
        error_messages={
            "required": "Proszę sprawdzić podpisy na papierze i to zaznaczyć albo najpierw odnotować,"
            " kto podpisał."
        },
    )
    field_order = ["signatures_checked", "number", "number_meant"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = number_hint(timezone.localdate().year)
        if self.subject.signatures_noted is not None:
            del self.fields["signatures_checked"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data.pop("signatures_checked", None)
        return data


def number_hint(year: int) -> str:
    """The next number, and those that were passed over."""
    rows = Agreement.objects
    hint = f"Puste: portal nada kolejny numer, w tej chwili {rows.proposed_number(year)}."
    if gaps := rows.gaps(year):
        hint += f" W {year} r. pominięto: {', '.join(gaps)}."
    return hint


class ExistingForm(TermForm, NumberForm):
    """An agreement from paper, older than the portal."""

    organization = forms.ModelChoiceField(label="Organizacja", queryset=Organization.objects.none())
    number = forms.CharField(label="Numer porozumienia", max_length=50, help_text="Taki jak na papierze.")
    services = services_field()
    remarks = forms.CharField(label="Uwagi", max_length=500, required=False, validators=[refuse_pesel])
    upload = forms.FileField(
        label="Skan porozumienia (PDF)",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )
    field_order = [
        "organization",
        "number",
        "number_meant",
        "signed_on",
        "valid_from",
        "starts_earlier",
        "valid_until",
        "services",
    ]

    def __init__(self, *args: Any, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_organizations(self, words)
        self.fields["services"].queryset = Service.objects.all()  # type: ignore[attr-defined]


TOO_LONG = f"Imię i nazwisko to najwyżej {LONGEST_NAME} znaków, a funkcja {LONGEST_FUNCTION}."


class SignaturesForm(MoveForm):
    signatories: Any = forms.ModelMultipleChoiceField(
        label="Kto podpisał komplet",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label="Inne osoby",
        required=False,
        max_length=1000,
        validators=[refuse_pesel],
        help_text="Każda w osobnym wierszu: imię i nazwisko, funkcja.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.subject.organization
        people: Any = self.fields["signatories"]
        people.queryset = organization.representatives.all()
        people.help_text = f"Wymagana liczba podpisów: {organization.signatures_required}."

    def clean_others(self) -> list[tuple[str, str]]:
        lines = [line.partition(",") for line in self.cleaned_data["others"].splitlines() if line.strip()]
        people = [(name.strip(), function.strip()) for name, _, function in lines]
        for name, function in people:
            if len(name) > LONGEST_NAME or len(function) > LONGEST_FUNCTION:
                raise forms.ValidationError(TOO_LONG)
        return people


class ScanForm(forms.Form):
    upload = forms.FileField(
        label="Skan podpisanego porozumienia (PDF)",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        error_messages={"required": "Proszę wybrać plik."},
    )


class HandOverForm(forms.Form):
    on = date_field("Data wydania")
    to = forms.CharField(
        label="Komu",
        max_length=200,
        validators=[refuse_pesel],
        help_text="Imię i nazwisko osoby, która odebrała, albo „pocztą”.",
    )
    copies = forms.IntegerField(label="Liczba egzemplarzy", min_value=1, max_value=9, initial=1)


class RemarksForm(forms.Form):
    remarks = forms.CharField(label="Uwagi", max_length=500, required=False, validators=[refuse_pesel])


class EndReasonForm(forms.Form):
    reason = forms.CharField(label="Powód", max_length=300, validators=[refuse_pesel])


class TerminateForm(EndReasonForm):
    on = date_field("Ostatni dzień obowiązywania")
    mode = forms.ChoiceField(
        label="Sposób rozwiązania",
        choices=[(mode.value, mode.label) for mode in Agreement.EndMode if mode != Agreement.EndMode.NOTICE],
    )
    noticed_on = date_field(
        "Dzień doręczenia wypowiedzenia", required=False, help_text="Tylko przy wypowiedzeniu."
    )
    field_order = ["mode", "noticed_on", "on", "reason"]


class WithdrawDraftForm(MoveForm, EndReasonForm):
    draft = forms.ModelChoiceField(
        label="Co wycofać", queryset=ChangeDraft.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    field_order = ["draft", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [draft.pk for draft in self.subject.drafts_to_sign]
        self.fields["draft"].queryset = ChangeDraft.objects.filter(pk__in=waiting)  # type: ignore[attr-defined]
        self.fields["draft"].initial = waiting[0] if waiting else None


class DeclineRequestForm(MoveForm, EndReasonForm):
    asked = forms.ModelChoiceField(
        label="Które zgłoszenie",
        queryset=ChangeRequest.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    field_order = ["asked", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = self.subject.change_requests.waiting()
        self.fields["asked"].queryset = waiting  # type: ignore[attr-defined]
        self.fields["asked"].initial = waiting.first()


def asked(
    agreement: Agreement, kind: str, *, day: str = "", text: str = "", **usual: str
) -> dict[str, object]:
    """What the form that answers a request starts with: its day and words in the fields of these names."""
    waiting = agreement.change_requests.waiting().filter(kind=kind).first()
    if waiting is None:
        return {}
    said = {day: waiting.day, text: waiting.text}
    return usual | {name: value for name, value in said.items() if name and value}


class AmendForm(MoveForm):
    signed_on = date_field("Data zawarcia aneksu")
    valid_from = date_field("Obowiązuje od")
    changes = forms.CharField(
        label="Co zmienia",
        max_length=500,
        validators=[refuse_pesel],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    services = services_field()
    valid_until = last_day_field("Porozumienie obowiązuje do", help_text="Puste: bezterminowo.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["services"]
        services.queryset = Service.objects.all()
        services.help_text = "Wszystkie, które mają przysługiwać od tego dnia."


class DraftAmendmentForm(AmendForm):
    """Nothing is signed yet: the set is printed from this."""

    signed_on = None  # type: ignore[assignment]
    valid_from = date_field("Obowiązuje od", required=False, help_text="Puste: od dnia zawarcia aneksu.")


class RenewForm(NumberForm, MoveForm):
    signed_on = date_field("Data zawarcia", help_text="Data ostatniego podpisu.")
    valid_until = last_day_field("Obowiązuje do", help_text="Puste: bezterminowo.")
    services = services_field()
    field_order = ["number", "number_meant"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" in self.fields:
            self.fields["number"].help_text = number_hint(timezone.localdate().year)
        self.fields["services"].queryset = Service.objects.all()  # type: ignore[attr-defined]


class DraftRenewalForm(RenewForm):
    number = None  # type: ignore[assignment]
    signed_on = None  # type: ignore[assignment]
