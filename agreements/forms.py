import json
import uuid
from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements.models import (
    Agreement,
    ChangeRequest,
    Declaration,
    Detail,
    Message,
    Promotion,
    RequestedService,
    Service,
    ServiceRequest,
)
from jcop.forms import OnceForm, near_field, refuse_distant
from jcop.models import User
from jcop.rules import RuledForm
from jcop.typed.personal import refuse_pesel
from jcop.typed.phones import check_phone
from jcop.typed.seen import SeenForm
from organizations.models import Organization, Representative

KINDS = [
    "spotkania",
    "szkolenia",
    "imprezy okolicznościowe",
    "wernisaże",
    "akcje społeczne",
    "inne",
]
HINTS = {
    Detail.TIMES: "Na przykład: we wtorki i czwartki po 16:00.",
    Detail.FREQUENCY: "Na przykład: raz w tygodniu albo dwa razy w roku.",
    Detail.COLLECTORS: "Imiona i nazwiska osób, którym Centrum wyda korespondencję, każde w osobnym wierszu.",
}
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
SHORT = {Detail.FREQUENCY, Detail.PERSONS, Detail.TOPIC, Detail.EQUIPMENT}


class ServicesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, service: Service) -> SafeString:
        return format_html('{} <span class="meta">{}</span>', service.name, service.description)


class ServicesForm(SeenForm, OnceForm):
    """First step: what the organisation asks for; of a draft, if there is one."""

    services = ServicesField(
        label="Świadczenia",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Wybierz co najmniej jedno świadczenie.",
            "invalid_choice": "Jednego z wybranych świadczeń nie ma już w ofercie. Proszę wybrać ponownie.",
        },
    )

    def __init__(self, sent: Any, *, draft: ServiceRequest | None = None) -> None:
        chosen = {"form_key": draft.form_key, "services": draft.services.all()} if draft else {}
        super().__init__(sent, initial={"form_key": uuid.uuid4(), **chosen})
        self.is_edit = draft is not None
        field: Any = self.fields["services"]
        field.queryset = Service.objects.offered()


class DetailsForm(SeenForm, forms.Form):
    """Second step: what each chosen service asks for, one group of fields for each."""

    def __init__(self, data: Any, *, wishes: Sequence[RequestedService]) -> None:
        super().__init__(data)
        self.wishes = wishes
        for wish in wishes:
            for detail in wish.service.details:
                self.fields[self._name(wish, detail)] = self._field(detail, wish.answers.get(detail, ""))

    def _name(self, wish: RequestedService, detail: Detail) -> str:
        return f"{detail}_{wish.service_id}"

    def _field(self, detail: Detail, said: str) -> forms.Field:
        label, hint = str(detail.label), HINTS.get(detail, "")
        if detail == Detail.KIND:
            return forms.MultipleChoiceField(
                label=label,
                choices=[(kind, kind) for kind in KINDS],
                initial=said.split(", "),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if detail == Detail.PERSONS:
            return forms.IntegerField(
                label=label, min_value=1, max_value=1000, initial=said or None, required=False
            )
        widget = forms.TextInput() if detail in SHORT else forms.Textarea(attrs={"rows": 3})
        return forms.CharField(
            label=label,
            help_text=hint,
            initial=said,
            max_length=1000,
            required=False,
            widget=widget,
            validators=[refuse_pesel],
        )

    def clean(self) -> dict[str, Any]:
        if dropped := list(self._dropped()):
            raise forms.ValidationError(
                "Świadczenie, którego dotyczy Państwa wpis, ktoś w międzyczasie usunął z wyboru. Wpisano:"
                f" „{'”, „'.join(dropped)}”. Można wrócić do wyboru świadczeń albo zapisać bez tego.",
                code="changed",
            )
        return self.cleaned_data

    def _dropped(self) -> Iterator[str]:
        """What was typed anew about services that are no longer chosen."""
        sent: Any = self.data
        for name in sent:
            carried = sent.get(self.add_initial_prefix(name))
            if carried is not None and name not in self.fields:
                typed = sent.getlist(name)
                as_shown = [json.dumps(each, ensure_ascii=False) for each in (typed, typed[0])]
                if any(typed) and carried not in as_shown:
                    yield ", ".join(typed)

    @property
    def groups(self) -> list[tuple[Service, list[forms.BoundField]]]:
        return [
            (wish.service, [self[self._name(wish, detail)] for detail in wish.service.details])
            for wish in self.wishes
        ]

    def answers(self) -> dict[Service, dict[str, str]]:
        return {
            wish.service: {
                detail: _words(self.cleaned_data[self._name(wish, detail)]) for detail in wish.service.details
            }
            for wish in self.wishes
        }


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


class SigningForm(SeenForm, forms.Form):
    """Third step: who signs the set, and who prints it."""

    signatories = forms.ModelMultipleChoiceField(
        label="Kto podpisze dokumenty",
        queryset=Representative.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    wants_print = forms.BooleanField(
        label="Proszę przygotować wydruk do podpisu w Referacie",
        help_text="Dla organizacji bez drukarki: komplet będzie czekał w Referacie.",
        required=False,
    )
    contact_name = forms.CharField(
        label="Osoba do kontaktu w tej sprawie",
        help_text="Imię i nazwisko. Żadne z pól o kontakcie i okresie nie jest obowiązkowe.",
        max_length=150,
        required=False,
        validators=[refuse_pesel],
    )
    contact_phone = forms.CharField(
        label="Telefon tej osoby", max_length=30, required=False, validators=[check_phone]
    )
    wanted_from = forms.DateField(
        label="Od kiedy chcą Państwo korzystać ze świadczeń",
        required=False,
        widget=DAY,
        validators=[refuse_distant],
    )
    wanted_until = forms.DateField(
        label="Do kiedy",
        help_text="Jeżeli pole zostanie puste: bezterminowo.",
        required=False,
        widget=DAY,
        validators=[refuse_distant],
    )

    BESIDE: ClassVar = ("wants_print", "contact_name", "contact_phone", "wanted_from", "wanted_until")

    def __init__(self, data: Any, *, request: ServiceRequest) -> None:
        kept = {name: getattr(request, name) for name in self.BESIDE}
        super().__init__(data, initial={"signatories": request.signatories.all(), **kept})
        self.required_count = request.organization.signatures_required
        field: Any = self.fields["signatories"]
        field.queryset = self.people = request.organization.representatives.all()
        if request.organization.representation:
            field.help_text = f"Sposób reprezentacji: {request.organization.representation}"
        if not self.people:
            del self.fields["signatories"]

    def clean_signatories(self) -> QuerySet[Representative]:
        chosen: QuerySet[Representative] = self.cleaned_data["signatories"]
        wanted = min(self.required_count, len(self.people))
        if len(chosen) < wanted:
            raise forms.ValidationError(
                f"Dokumenty podpisuje co najmniej {wanted} z tych osób. Kto może podpisać, można zmienić"
                " w danych organizacji."
            )
        return chosen


class CheckForm(forms.Form):
    """Last step: the declarations, each in the words that hold today."""

    def __init__(self, data: Any, *, declarations: Sequence[Declaration]) -> None:
        super().__init__(data)
        self.declarations = declarations
        for declaration in declarations:
            self.fields[f"declaration_{declaration.pk}"] = forms.BooleanField(
                label=declaration.text,
                error_messages={"required": "Proszę złożyć to oświadczenie."},
            )


class ChangeRequestForm(OnceForm):
    """What the organisation asks of an agreement; both fields read as the kind of request needs."""

    LABELS: ClassVar = {
        ChangeRequest.Kind.AMENDMENT: ("Co ma się zmienić", "Od kiedy"),
        ChangeRequest.Kind.RENEWAL: ("Uwagi", "Do kiedy"),
        ChangeRequest.Kind.NOTICE: ("Powód", "Ostatni dzień obowiązywania"),
    }

    text = forms.CharField(
        max_length=300,
        required=False,
        validators=[refuse_pesel],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Proszę napisać, co aneks ma zmienić."},
    )
    day = forms.DateField(
        required=False,
        validators=[refuse_distant],
        help_text="Puste: do ustalenia z Referatem.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any, *, agreement: Agreement, kind: str) -> None:
        super().__init__(data, initial={"form_key": uuid.uuid4()})
        self.agreement, self.kind = agreement, kind
        self.fields["text"].label, self.fields["day"].label = self.LABELS[ChangeRequest.Kind(kind)]
        self.fields["text"].required = kind == ChangeRequest.Kind.AMENDMENT

    def send(self, by: User) -> ChangeRequest:
        words = {**self.cleaned_data, "form_key": self.key_of(self.agreement, self.kind)}
        return self.agreement.ask(kind=self.kind, by=by, **words)


class MessageForm(forms.ModelForm):
    class Meta:
        model = Message
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class PromotionForm(RuledForm, OnceForm):
    """An event or a volunteering post, as residents will read it."""

    class Meta:
        model = Promotion
        formfield_callback = near_field
        fields = ["title", "text", "place", "happens_on", "times", "shown_until"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "happens_on": DAY,
            "shown_until": DAY,
        }

    def __init__(self, data: Any, *, kind: str, promotion: Promotion | None = None) -> None:
        row = copy(promotion) if promotion else Promotion(kind=kind)
        super().__init__(data, initial={"form_key": uuid.uuid4()}, instance=row)
        if kind == Promotion.Kind.EVENT:
            self.fields["happens_on"].required = True
            self.fields["times"].help_text = "Na przykład: 17:00–19:00."
        else:
            del self.fields["happens_on"]
            self.fields["times"].label = "Kiedy"
            self.fields["times"].help_text = "Na przykład: soboty, po trzy godziny."

    def send(self, organization: Organization, by: User) -> Promotion:
        kind = self.instance.kind
        words = {**self.cleaned_data, "form_key": self.key_of(organization, kind)}
        return Promotion.send(organization=organization, by=by, kind=kind, **words)

    def correct(self, promotion: Promotion, by: User) -> Promotion:
        return promotion.correct(by=by, **{**self.cleaned_data, "form_key": self.key_of(promotion)})
