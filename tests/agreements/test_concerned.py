"""What touches an organisation is told to its address, its keepers and to whoever filed, in one mail."""

import pytest

from agreements.mail_kinds import Mail
from jcop.models.messages import post
from tests.factories import make_agreement, make_organization, make_user

pytestmark = pytest.mark.django_db
OF_ALL = [Mail.LETTER_ISSUED, Mail.REQUEST_ACCEPTED, Mail.AGREEMENT_CONCLUDED, Mail.AGREEMENT_AMENDED]


def test_what_touches_the_organisation_reaches_its_address_keepers_and_whoever_filed(run_jobs, mailoutbox):
    filer, keeper = make_user("filer@example.org"), make_user("Biuro@example.org")
    organization = make_organization(by=filer, verified=True, email="biuro@example.org")
    agreement = make_agreement(organization=organization)
    other = make_user("keeper@example.org")
    organization.memberships.create(user=keeper, role="keeper")
    organization.memberships.create(user=other, role="keeper")
    run_jobs()
    mailoutbox.clear()

    for kind in OF_ALL:
        post(kind, agreement.request if kind in OF_ALL[:2] else agreement)
    run_jobs()

    assert [mail.to for mail in mailoutbox] == [["biuro@example.org"]] * len(OF_ALL)
    assert [sorted(mail.cc) for mail in mailoutbox] == [["filer@example.org", "keeper@example.org"]] * len(
        OF_ALL
    )
