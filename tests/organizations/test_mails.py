"""The mails an organisation gets: all on one list, and those that no term hangs on may be switched off."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse

from bookings.mail_kinds import Mail
from bookings.models import Reminder
from jcop.mail_kinds import KINDS
from jcop.models import Message
from jcop.models.messages import post
from tests.factories import make_agreement, make_booking, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking() -> object:
    return make_booking(agreement=make_agreement())


def test_every_mail_of_an_organisation_stands_on_its_list(booking, as_user: Callable):
    organization = booking.organization
    client = as_user(organization.registered_by)

    page = client.get(reverse("organizations:mails", args=[organization.key])).content.decode()

    words = {kind.words for kind in KINDS.values() if not kind.is_personal}
    assert {word for word in words if word in page} == words
    assert "przegląd dnia" not in page


def test_what_is_switched_off_is_not_sent_and_what_hangs_on_a_term_always_is(
    booking, as_user: Callable, run_jobs: Callable
):
    organization = booking.organization
    client = as_user(organization.registered_by)
    wanted = [name for name, kind in KINDS.items() if kind.is_optional and name != Mail.BOOKINGS_AHEAD]

    saved = client.post(reverse("organizations:mails", args=[organization.key]), {"wanted": wanted})
    Reminder.record([booking])
    post(Mail.BOOKING_CANCELLED, booking)
    run_jobs()

    organization.refresh_from_db()
    assert (saved.status_code, organization.mails_off) == (302, [Mail.BOOKINGS_AHEAD])
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject.endswith("– odwołana")
    assert Message.objects.get(kind=Mail.BOOKINGS_AHEAD).state == Message.State.WITHDRAWN


def test_a_mail_that_always_goes_cannot_be_switched_off(booking, as_user: Callable, run_jobs: Callable):
    organization = booking.organization
    organization.mails_off = [Mail.BOOKING_CANCELLED]
    organization.save(update_fields=["mails_off"])

    post(Mail.BOOKING_CANCELLED, booking)
    run_jobs()

    assert len(mail.outbox) == 1


def test_who_is_no_keeper_reads_the_list_and_changes_nothing(booking, as_user: Callable):
    member = make_user()
    booking.organization.memberships.create(user=member, role="user")
    client = as_user(member)
    address = reverse("organizations:mails", args=[booking.organization.key])

    answers = [client.get(address).status_code, client.post(address, {}).status_code]

    booking.organization.refresh_from_db()
    assert (answers, booking.organization.mails_off) == ([200, 403], [])
