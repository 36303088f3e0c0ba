"""What the office tells a request when it moves it: the forms of its buttons."""

from typing import Any

from django import forms

from agreements import letters
from agreements.admin.fields import (
    LetterMoveForm,
    PersonField,
    case_sign_field,
    channel_field,
    copies_field,
    date_field,
    mark_field,
    marks_of,
    receipt_number_field,
    text_field,
)
from agreements.admin.request_decisions import AcceptForm, ExtendForm, LeaveForm, RefuseForm, ReopenForm
from agreements.admin.request_mending import CaseSignForm, MendForm, MistakenForm, WithdrawalForm
from agreements.models import CaseLetter, Defect, ServiceRequest
from agreements.models.letters import SHORTEST_CORRECTION
from agreements.reminders import examiners
from jcop.admin.moves import Move, MoveForm
from jcop.models import Centre, User
from jcop.templatetags.polish import dzien, odmiana

S = ServiceRequest.State
TERM_OF = "dzień mija,dni mijają,dni mija"


class TakeForm(MoveForm):
    to = PersonField(label="Kto prowadzi sprawę", queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = examiners().order_by("full_name")


class CuringForm(MoveForm):
    """The office ticks off what came on paper; what is still missing keeps the term stopped."""

    cured = forms.MultipleChoiceField(
        label="Usunięte braki",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Dopóki brakuje choć jednego, termin rozpatrzenia nie biegnie.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.pop("cured")  # Below the day.
        if correction := self.subject.open_correction:
            field.choices = [(line, line) for line in correction.missing]
            field.initial = correction.missing
            self.fields["cured"] = field


class ReceiveForm(CuringForm):
    on = date_field("Data wpływu")
    channel = channel_field()
    copies = copies_field()
    mark = mark_field()
    receipt_number = receipt_number_field()
    case_sign = case_sign_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].choices = marks_of(self.subject)  # type: ignore[attr-defined]


class DefectsForm(MoveForm):
    defects = forms.MultipleChoiceField(
        label="Stwierdzone braki",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nic nie zaznaczono: komplet jest formalnie w porządku.",
    )
    other = text_field("Inne braki", rows=3, required=False, help_text="Każdy w osobnym wierszu.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["defects"]
        field.choices = [(one.text, one.text) for one in Defect.objects.current()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["defects"] = [*data.get("defects", []), *_lines(data.pop("other", ""))]
        return data


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class CallForm(LetterMoveForm, DefectsForm):
    kind = CaseLetter.Kind.CALL
    other_on_paper = text_field(
        "Inne braki, które usuwa tylko papier",
        rows=3,
        required=False,
        help_text="Każdy w osobnym wierszu. Że ich już nie ma, odnotowuje Referat.",
    )
    days = forms.IntegerField(
        label="Dni na uzupełnienie",
        min_value=SHORTEST_CORRECTION,
        max_value=90,
        error_messages={"min_value": "Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2)."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = Centre.objects.get().correction_days
        self.fields["days"].initial = days
        self.fields["days"].help_text = (
            "Liczone od doręczenia. Gdyby doręczono dzisiaj, "
            f"{days} {odmiana(days, TERM_OF)} {dzien(letters.earliest_answer(days))}"
        )
        self.fields["defects"].help_text = ""
        last = self.subject.checks.first()
        known = {value for value, _ in self.fields["defects"].choices}  # type: ignore[attr-defined]
        if last:
            self.initial["defects"] = [text for text in last.defects if text in known]
            self.initial["other"] = "\n".join(text for text in last.defects if text not in known)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        other = _lines(data.pop("other_on_paper", ""))
        listed = Defect.objects.current().filter(is_on_paper=True, text__in=data["defects"])
        data["on_paper"] = [*listed.values_list("text", flat=True), *other]
        data["defects"] += other
        if not data["defects"]:
            self.add_error("defects", "Proszę zaznaczyć co najmniej jeden brak.")
        return data


class CompleteForm(CuringForm):
    on = date_field("Dzień, w którym wpłynęło uzupełnienie")


class TextForm(forms.Form):
    text = text_field("Treść")


EXAMINE = "examine_servicerequest"
MOVES = [
    Move(ServiceRequest.take, "Przydziel sprawę", EXAMINE, form=TakeForm, allowed=lambda r: r.is_undecided),
    Move(ServiceRequest.note_print, "Wydrukowano komplet", EXAMINE, allowed=lambda r: r.awaits_print),
    Move(
        ServiceRequest.receive_signed_set,
        "Przyjmij podpisany komplet",
        "receive_servicerequest",
        form=ReceiveForm,
        allowed=lambda r: r.may_receive,
    ),
    Move(
        ServiceRequest.check_formally,
        "Sprawdź braki formalne",
        EXAMINE,
        form=DefectsForm,
        takes_user=True,
        allowed=lambda r: r.is_undecided,
    ),
    Move(
        ServiceRequest.accept,
        "Przyjmij zapotrzebowanie",
        EXAMINE,
        form=AcceptForm,
        takes_user=True,
        allowed=lambda r: r.may_move(S.ACCEPTED) and r.organization.may_start,
    ),
    Move(
        ServiceRequest.call_for_correction,
        "Wezwij do uzupełnienia",
        EXAMINE,
        S.AWAITING_CORRECTION,
        CallForm,
        takes_user=True,
    ),
    Move(
        ServiceRequest.complete_correction,
        "Odnotuj uzupełnienie",
        EXAMINE,
        form=CompleteForm,
        allowed=lambda r: r.state == S.AWAITING_CORRECTION,
    ),
    Move(
        ServiceRequest.extend,
        "Podaj nowy termin",
        EXAMINE,
        form=ExtendForm,
        takes_user=True,
        allowed=lambda r: r.is_undecided and r.due_on is not None,
    ),
    Move(
        ServiceRequest.refuse,
        "Odmów zawarcia porozumienia",
        "refuse_servicerequest",
        S.REFUSED,
        RefuseForm,
        takes_user=True,
    ),
    Move(ServiceRequest.leave, "Pozostaw bez rozpoznania", EXAMINE, S.LEFT, LeaveForm, takes_user=True),
    Move(
        ServiceRequest.reopen,
        "Wznów sprawę",
        EXAMINE,
        form=ReopenForm,
        takes_user=True,
        allowed=lambda r: r.may_reopen,
    ),
    Move(
        ServiceRequest.mend,
        "Popraw wpis",
        "receive_servicerequest",
        form=MendForm,
        allowed=lambda r: r.may_mend,
    ),
    Move(
        ServiceRequest.set_case_sign,
        "Wpisz znak sprawy",
        EXAMINE,
        form=CaseSignForm,
        allowed=lambda r: r.number is not None,
    ),
    Move(
        ServiceRequest.note_withdrawal,
        "Odnotuj wycofanie przez organizację",
        EXAMINE,
        form=WithdrawalForm,
        takes_user=True,
        allowed=lambda r: r.is_undecided,
    ),
    Move(
        ServiceRequest.withdraw_mistaken,
        "Wycofaj: pomyłka urzędu",
        "receive_servicerequest",
        form=MistakenForm,
        takes_user=True,
        allowed=lambda r: r.is_undecided and r.is_paper,
    ),
    Move(
        ServiceRequest.answer_applicant,
        "Napisz do organizacji",
        EXAMINE,
        form=TextForm,
        takes_user=True,
        allowed=lambda r: r.number is not None,
    ),
    Move(
        ServiceRequest.note,
        "Dodaj notatkę",
        EXAMINE,
        form=TextForm,
        takes_user=True,
        allowed=lambda r: r.number is not None,
    ),
]
