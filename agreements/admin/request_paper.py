"""Entering a zapotrzebowanie that came on paper."""

import uuid
from typing import Any

from django import forms

from agreements.admin.fields import (
    case_sign_field,
    channel_field,
    copies_field,
    date_field,
    need_field,
    offer_organizations,
    receipt_number_field,
)
from agreements.attaching import ACCEPTED
from agreements.models import Service, ServiceRequest
from jcop.forms import OnceForm
from jcop.models import User
from organizations.models import Organization


class PaperForm(OnceForm):
    BESIDE = frozenset({"upload"})

    organization = forms.ModelChoiceField(label="Organizacja", queryset=Organization.objects.none())
    services = forms.ModelMultipleChoiceField(
        label="Świadczenia",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Wybierz co najmniej jedno świadczenie."},
    )
    need = need_field()
    on = date_field("Data wpływu")
    channel = channel_field()
    copies = copies_field()
    receipt_number = receipt_number_field()
    case_sign = case_sign_field()
    upload = forms.FileField(
        label="Skan kompletu",
        required=False,
        allow_empty_file=True,
        help_text="PDF albo zdjęcie (JPEG, PNG). Stanie wśród załączników sprawy.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, organization: str, words: str = "") -> None:
        super().__init__(data, files, initial={"form_key": uuid.uuid4(), "organization": organization})
        offer_organizations(self, words)
        services: Any = self.fields["services"]
        services.queryset = Service.objects.offered()

    def enter(self, by: User) -> ServiceRequest:
        words = {**self.cleaned_data, "form_key": self.key_of()}
        wishes: dict[Service, dict[str, str]] = {service: {} for service in words.pop("services")}
        return ServiceRequest.enter_paper(by=by, wishes=wishes, **words)
