"""One form sent many times at once."""

from collections import Counter

import pytest

from organizations.models import Organization
from tests.bookings.test_race import race
from tests.factories import make_user
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
