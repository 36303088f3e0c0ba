"""Entering a zapotrzebowanie that came on paper."""

import uuid
from typing import Any

from django import forms

from agreements.admin.fields import (
    case_sign_field,
    channel_field,
    copies_field,
    date_field,
    receipt_number_field,
    text_field,
)
from agreements.models import Detail, Service, ServiceRequest
from jcop.forms import OnceForm
from jcop.models import User
from organizations.models import Organization


class PaperForm(OnceForm):
    organization = forms.ModelChoiceField(
        label="Organizacja",
        queryset=Organization.objects.none(),
        help_text="Nie ma jej na liście? Najpierw proszę ją wprowadzić w części „Organizacje”.",
    )
    services = forms.ModelMultipleChoiceField(
        label="Świadczenia",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Wybierz co najmniej jedno świadczenie."},
    )
    remarks = text_field("Opis potrzeby z formularza", rows=4, required=False)
    on = date_field("Data wpływu")
    channel = channel_field()
    copies = copies_field()
    receipt_number = receipt_number_field()
    case_sign = case_sign_field()

    def __init__(self, data: Any, *, organization: str) -> None:
        super().__init__(data, initial={"form_key": uuid.uuid4(), "organization": organization})
        organizations: Any = self.fields["organization"]
        organizations.queryset = Organization.objects.starting().order_by("name")
        services: Any = self.fields["services"]
        services.queryset = Service.objects.offered()

    def enter(self, by: User) -> ServiceRequest:
        words = {**self.cleaned_data, "form_key": self.key_of()}
        remarks = words.pop("remarks")
        wishes: dict[Service, dict[str, str]] = {
            service: {Detail.REMARKS: remarks} for service in words.pop("services")
        }
        return ServiceRequest.enter_paper(by=by, wishes=wishes, **words)
