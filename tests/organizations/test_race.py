"""One form sent many times at once."""

from collections import Counter

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from jcop.models import User
from organizations.models import Organization
from tests.bookings.test_race import race
from tests.factories import make_user
from tests.signed_in import sign_in_at_once
from tests.two_windows import sent_back
from tests.walked import make_organization

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 8


def test_one_form_registered_at_once_gives_one_organisation():
    person = make_user()
    key = "5f0c7f0e-1111-4222-8333-444455556667"

    results = race(lambda n: make_organization(by=person, form_key=key, krs="0000000777"), RIVALS)

    assert Counter(type(result) for result in results) == {Organization: RIVALS}
    organization = Organization.objects.get()
    assert organization.memberships.count() == 1
    assert organization.representatives.count() == 1


@pytest.mark.ignore_template_errors
def test_of_windows_saved_at_once_one_is_saved_and_the_others_read_what_stands(case):
    organization = make_organization()
    root = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
    Authenticator.objects.create(user=root, type=Authenticator.Type.TOTP, data={})
    pages = {
        "panel": (reverse("organizations:edit_details", args=[organization.key]), organization.registered_by),
        "desk": (reverse("admin:organizations_organization_change", args=[organization.pk]), root),
    }
    for place, (path, person) in pages.items():
        with case(place):
            clients = [sign_in_at_once(Client(), person) for _ in range(RIVALS)]
            sent = sent_back(clients[0].get(path))

            answers = race(
                lambda n, place=place, path=path, sent=sent, clients=clients: clients[n].post(
                    path, {**sent, "street": f"{place} {n}"}
                ),
                RIVALS,
            )

            assert Counter(answer.status_code for answer in answers) == {302: 1, 200: RIVALS - 1}
