"""What the office tells when it mends its own entry of a request, or notes a withdrawal."""

from typing import Any

from django import forms
from django.db.models import Q

from agreements.admin.fields import (
    case_sign_field,
    channel_field,
    copies_field,
    date_field,
    mark_field,
    marks_of,
    need_field,
    receipt_number_field,
    text_field,
)
from agreements.models import Service
from agreements.models.filing import NO_SERVICES
from jcop.admin.moves import MoveForm
from organizations.models import Organization


class CaseSignForm(forms.Form):
    case_sign = case_sign_field("Stanie na pismach wydanych od teraz. Puste: sprawa bez znaku.")


class MendForm(MoveForm):
    """What was noted of the paper; of a request that came on it, also whose it is and what it asks for."""

    organization = forms.ModelChoiceField(
        label="Organizacja", queryset=Organization.objects.none(), empty_label=None
    )
    services = forms.ModelMultipleChoiceField(
        label="Świadczenia",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_SERVICES},
    )
    need = need_field()
    on = date_field("Data wpływu")
    channel = channel_field()
    copies = copies_field()
    mark = mark_field()
    receipt_number = receipt_number_field()
    case_sign = case_sign_field()
    reason = text_field("Powód poprawki", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.subject
        fields: dict[str, Any] = self.fields
        if request.is_paper:
            del fields["mark"]
            own = Organization.objects.filter(pk=request.organization_id)
            fields["organization"].queryset = (Organization.objects.starting() | own).order_by("name")
            chosen = request.services.all()
            fields["services"].queryset = Service.objects.filter(Q(is_offered=True) | Q(pk__in=chosen))
        else:
            del fields["organization"], fields["services"], fields["need"]
            fields["mark"].choices = marks_of(request)
        self.initial = {
            **self.initial,
            "organization": request.organization_id,
            "services": request.services.all(),
            "need": request.need,
            "on": request.received_on,
            "channel": request.received_channel,
            "copies": request.copies_received,
            "mark": request.received_mark,
            "receipt_number": request.receipt_number,
            "case_sign": request.case_sign,
        }


class MistakenForm(forms.Form):
    reason = text_field("Na czym polegała pomyłka", rows=3)


class WithdrawalForm(forms.Form):
    reason = text_field(
        "Kto i jak zawiadomił o wycofaniu",
        rows=3,
        help_text="Na przykład „telefonicznie, prezes zarządu”."
        " Organizacja dostanie wiadomość, że to odnotowano.",
    )
