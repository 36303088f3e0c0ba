"""No free text takes a PESEL, whoever fills in the form."""

import pytest
from django import forms

from agreements.admin.promotions import ReasonForm as PromotionReasonForm
from agreements.forms import ChangeRequestForm, PromotionForm
from bookings.admin.advice import AdviceBehalfForm, CardForm, OtherTimeForm
from bookings.admin.event_forms import NewEventForm, WordsForm
from bookings.admin.forms import ReasonForm as BookingReasonForm
from bookings.admin.handovers import HandOverForm, TakeBackForm
from bookings.forms import BookForm, DutyForm, GuestForm, SendPersonsForm, SeriesForm
from bookings.forms.advice import FounderForm, OrganizationTalkForm
from jcop.accounts.adapter import NameForm
from jcop.admin.documents import DocumentForm, VersionForm
from jcop.typed.personal import refuse_pesel
from organizations.admin.organizations import AppointForm, OrganizationForm, ReasonForm, VerifyForm
from organizations.forms import (
    AskAccessForm,
    DetailsForm,
    PublicForm,
    RegisterForm,
    RepresentativeForm,
)
from organizations.registers import LegalForm

# Numbers with rules of their own, which no PESEL passes or which are shown as typed.
NUMBERS = {"krs", "nip", "regon", "postal_code", "phone", "public_phone", "public_website", "e_delivery"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form",
    [
        BookForm,
        NewEventForm,
        SendPersonsForm,
        lambda: WordsForm(subject=None),
        SeriesForm,
        BookingReasonForm,
        DutyForm,
        GuestForm,
        FounderForm,
        OrganizationTalkForm,
        lambda: CardForm(subject=None),
        AdviceBehalfForm,
        lambda: OtherTimeForm(subject=None),
        lambda: HandOverForm(subject=None),
        TakeBackForm,
        NameForm,
        AppointForm,
        OrganizationForm,
        ReasonForm,
        VerifyForm,
        AskAccessForm,
        DetailsForm,
        PublicForm,
        lambda: RegisterForm(legal_form=LegalForm.SPORTS_CLUB),
        RepresentativeForm,
        PromotionReasonForm,
        DocumentForm,
        lambda: VersionForm(subject=None),
        lambda: PromotionForm(None, kind="event"),
        lambda: ChangeRequestForm(None, agreement=None, kind="amendment"),
    ],
)
def test_a_free_text_with_a_pesel_is_refused(form):
    empty = form()
    model = getattr(getattr(empty, "_meta", None), "model", None)
    columns = {column.name: column for column in model._meta.fields} if model else {}
    took = set()
    for name, field in empty.fields.items():
        if type(field) is forms.CharField and name not in NUMBERS:
            judges = [*field.validators, *(columns[name].validators if name in columns else [])]
            if refuse_pesel not in judges:
                took.add(name)

    assert took == set()
