"""What touches an organisation goes to whoever acted, to its address and its keepers, in one mail."""

import pytest

from agreements.mail_kinds import Mail
from jcop.models import Message
from jcop.models.messages import post
from organizations.models import Organization
from tests.factories import make_agreement, make_organization, make_user

pytestmark = pytest.mark.django_db
OF_ALL = [Mail.LETTER_ISSUED, Mail.REQUEST_ACCEPTED, Mail.AGREEMENT_CONCLUDED, Mail.AGREEMENT_AMENDED]
COPIES = ["biuro@example.org", "keeper@example.org"]


@pytest.fixture
def organization() -> Organization:
    """Its first keeper filed; another writes the organisation's address otherwise."""
    organization = make_organization(
        by=make_user("filer@example.org"), verified=True, email="biuro@example.org"
    )
    for email in ("Biuro@example.org", "keeper@example.org"):
        organization.memberships.create(user=make_user(email), role="keeper")
    return organization


def recipients(organization: Organization, run_jobs, mailoutbox) -> list[tuple[list[str], list[str]]]:
    """To and Cc of each mail of OF_ALL."""
    agreement = make_agreement(organization=organization)
    Message.objects.all().delete()
    for kind in OF_ALL:
        post(kind, agreement.request if kind in OF_ALL[:2] else agreement)
    run_jobs()
    return [(mail.to, mail.cc) for mail in mailoutbox]


def test_whoever_filed_the_address_and_the_keepers_are_told_each_once(organization, run_jobs, mailoutbox):
    reached = recipients(organization, run_jobs, mailoutbox)

    assert reached == [(["filer@example.org"], COPIES)] * len(OF_ALL)


def test_whoever_filed_and_left_is_not_told(organization, run_jobs, mailoutbox):
    organization.memberships.get(user__email="filer@example.org").end()

    reached = recipients(organization, run_jobs, mailoutbox)

    assert reached == [(COPIES[:1], COPIES[1:])] * len(OF_ALL)
