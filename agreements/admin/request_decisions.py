"""What the office tells when it decides on a request."""

from collections.abc import Mapping
from typing import Any

from django import forms

from agreements.admin.fields import LetterMoveForm, date_field, text_field
from agreements.models import CaseLetter, Service
from jcop.admin.moves import MoveForm
from organizations.admin.organizations import VerifyForm


class AcceptForm(MoveForm):
    services = forms.ModelMultipleChoiceField(
        label="Przyznane świadczenia",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Wybierz co najmniej jedno świadczenie albo odmów zawarcia porozumienia."
        },
        help_text="Gdy przyznają Państwo tylko część, organizacja podpisze nowy komplet.",
    )
    reason = text_field(
        "Dlaczego nie pozostałe",
        rows=3,
        required=False,
        help_text="Tylko gdy przyznają Państwo część. Organizacja przeczyta to w wiadomości i w portalu.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["services"]
        field.queryset = field.initial = self.subject.services.all()
        self.verifying: VerifyForm | None = None
        if not self.subject.organization.is_verified:
            self.verifying = VerifyForm(
                self.data if self.is_bound else None,
                prefix="weryfikacja",
                initial={"seen": self.subject.organization.compared_digest},
            )
            self.fields |= self._verified(self.verifying.fields)

    def leave_verification_out(self) -> None:
        """For whoever may not verify: the move then says that somebody else has to."""
        if self.verifying:
            for name in self._verified(self.verifying.fields):
                del self.fields[name]
            self.verifying = None

    def _verified(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """By the names under which the check-list stands among the other fields."""
        assert self.verifying is not None
        return {self.verifying.add_prefix(name): value for name, value in values.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.verifying is None:
            return data
        data = {
            name: value for name, value in data.items() if name not in self._verified(self.verifying.fields)
        }
        for name, errors in self._verified(self.verifying.errors).items():
            if name not in self.errors:
                self.add_error(name, errors)
        return data | {"verification": self.verifying.cleaned_data}


class RefuseForm(LetterMoveForm):
    kind = CaseLetter.Kind.REFUSAL
    reason = text_field("Uzasadnienie")


class LeaveForm(LetterMoveForm):
    kind = CaseLetter.Kind.LEFT
    reason = text_field("Uzasadnienie", rows=3)

    def proposal(self) -> forms.Form | None:
        self.cleaned_data.setdefault("correction", self.subject.open_correction)
        found = super().proposal()
        del self.cleaned_data["correction"]
        return found


class ExtendForm(LetterMoveForm):
    kind = CaseLetter.Kind.EXTENSION
    until = date_field("Nowy termin")
    reason = text_field("Powód", rows=3)


class ReopenForm(forms.Form):
    reason = text_field("Powód wznowienia", rows=3)
