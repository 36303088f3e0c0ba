"""31.12.9999, as other registers write „bezterminowo”, has no day behind it: nothing overflows there."""

from collections.abc import Iterator
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from agreements.admin.fields import LastDayField
from agreements.models import Agreement, Box, BoxLoan, Service
from jcop.models import User
from tests.counting import Cases
from tests.factories import make_agreement, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LAST = date(9999, 12, 31)
OURS = ("jcop.", "organizations.", "agreements.", "bookings.")


@pytest.fixture
def root(as_user) -> Client:
    user = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client: Client = as_user(user)
    client.raise_request_exception = False
    return client


def forms_of_ours(parent: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in parent.__subclasses__():
        if form.__module__.startswith(OURS):
            yield form
        yield from forms_of_ours(form)


def test_no_form_takes_a_day_behind_which_there_is_none(case: Cases):
    assert get_resolver().url_patterns  # which imports every form
    typed = {forms.DateField: "9999-12-31", forms.DateTimeField: "9999-12-31T10:00"}
    for form in set(forms_of_ours()):
        for name, field in getattr(form, "base_fields", {}).items():
            if type(field) is LastDayField:
                with case(form.__module__, form.__qualname__, name):
                    assert field.clean("9999-12-31") is None
            elif isinstance(field, tuple(typed)):
                with case(form.__module__, form.__qualname__, name), pytest.raises(ValidationError):
                    field.clean(next(words for kind, words in typed.items() if isinstance(field, kind)))


def test_the_office_s_tables_take_no_such_day(case: Cases, rf):
    request = rf.get("/")
    request.user = make_user()
    for model, table in admin.site._registry.items():
        if not table.__module__.startswith(OURS):
            continue
        for field in model._meta.fields:
            typed = table.formfield_for_dbfield(field, request) if field.editable else None
            words = "9999-12-31 10:00" if isinstance(typed, forms.DateTimeField) else "9999-12-31"
            if isinstance(typed, forms.SplitDateTimeField):
                words = ["9999-12-31", "10:00"]
            if isinstance(typed, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField):
                with case(model.__name__, field.name), pytest.raises(ValidationError, match="zbyt odległa"):
                    typed.clean(words)


def test_no_list_and_no_archive_breaks_over_it(case: Cases, root: Client, client: Client):
    questions = ["__year=9999", "__year=9999&{0}__month=12", "__year=9999&{0}__month=12&{0}__day=31"]
    for model, table in admin.site._registry.items():
        if name := table.date_hierarchy:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            for question in questions:
                with case(model.__name__, question):
                    answer = root.get(f"{address}?{name}{question.format(name)}")
                    assert (answer.status_code, answer["Location"]) == (302, f"{address}?e=1")
    with case("archive of announcements"):
        assert client.get("/aktualnosci/archiwum/9999/12/").status_code == 404


def test_a_box_is_lent_under_an_agreement_that_has_no_end_in_other_words(root: Client):
    agreement = make_agreement(services=("skrzynka",), valid_until=LAST)
    first, second = Box.objects.create(number=7), Box.objects.create(number=8)
    today = timezone.localdate()

    for box, until in ((first, ""), (second, "9999-12-31")):
        address = reverse("admin:agreements_box_move", args=[box.pk, "lend"])
        assert root.post(address, {"agreement": agreement.pk, "on": today, "until": until}).status_code == 302

    assert [loan.last_day for loan in BoxLoan.objects.all()] == [None, None]


def test_such_an_agreement_is_amended_ended_and_not_renewed(root: Client, case: Cases):
    agreement = make_agreement(services=("skrzynka",), valid_until=LAST)
    Box.objects.create(number=7).lend(agreement=agreement, on=timezone.localdate(), by=make_user())
    today, box = timezone.localdate(), Service.objects.get(code="skrzynka").pk
    moves = {
        "renew": ({"signed_on": today, "services": box}, "na czas nieokreślony"),
        "terminate": ({"on": LAST, "mode": "agreed", "reason": "zgoda"}, "Ta data jest zbyt odległa"),
    }
    for verb, (typed, words) in moves.items():
        with case(verb):
            address = reverse("admin:agreements_agreement_move", args=[agreement.pk, verb])
            assert words in root.post(address, typed).content.decode()
    with case("amend"):
        address = reverse("admin:agreements_agreement_move", args=[agreement.pk, "amend"])
        dates = {"signed_on": today, "valid_from": today, "valid_until": "9999-12-31"}
        answer = root.post(address, dates | {"changes": "nic", "services": box})
        assert (answer.status_code, Agreement.objects.get().valid_until) == (302, None)
