"""Accounts at the desk: the administrator deletes one as its owner would, or reads why it stays."""

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import ServiceRequest
from jcop.mail_kinds import Mail
from jcop.models import Message, User
from jcop.models.people import SIGNED_IN
from tests.factories import make_organization, make_request, make_user
from tests.jcop.account_holder import enrol, is_signed_in, make_holder, sign_in
from tests.organizations.test_people import invite, tables_that_hold
from tests.signed_in import sign_in_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/admin/jcop/user/"


@pytest.fixture
def desk(as_user, settings) -> Client:
    root = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
    root.authenticator_set.create(type="totp", data={})
    return as_user(root)


def delete(desk: Client, user: User):
    return desk.post(f"{LIST}{user.pk}/delete/", {"post": "yes"})


def test_an_account_deleted_at_the_desk_leaves_the_name_nowhere(desk: Client, run_jobs):
    person = make_user("zofia.slad@example.org")
    User.objects.filter(pk=person.pk).update(full_name="Zofia Śladowa")
    organization = make_organization(by=person)
    draft = make_request(organization=organization, state=ServiceRequest.State.DRAFT)
    filed = make_request(organization=organization)
    invite("zofia.slad@example.org")
    sign_in_at_once(Client(), person)
    asked = desk.get(f"{LIST}{person.pk}/delete/").status_code

    response = delete(desk, person)

    assert (asked, response.status_code, response.url) == (200, 302, LIST)
    assert not User.objects.filter(pk=person.pk).exists()
    assert set(ServiceRequest.objects.filter(prepared_by=None)) == {draft, filed}
    assert tables_that_hold("Śladowa") == []
    assert tables_that_hold("zofia.slad") == []


def test_the_only_keeper_of_an_account_that_others_use_stays_and_the_page_says_why(desk: Client):
    organization = make_organization()
    organization.memberships.create(user=make_user(), role="user")
    keeper = organization.registered_by

    response = delete(desk, keeper)

    assert response.url == f"{LIST}{keeper.pk}/change/"
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        f"Najpierw proszę przekazać opiekę nad kontem organizacji: {organization}."
    ]
    assert User.objects.filter(pk=keeper.pk).exists()


def test_an_account_of_the_office_is_never_deleted(desk: Client):
    clerk = make_user(groups=("Referat",))

    assert delete(desk, clerk).status_code == 403
    assert User.objects.filter(pk=clerk.pk).exists()


def test_the_list_deletes_nobody(desk: Client):
    person = make_user()

    desk.post(LIST, {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})

    assert User.objects.filter(pk=person.pk).exists()


def test_an_address_changed_at_the_desk_signs_the_person_out(desk: Client):
    person = make_holder()
    client = sign_in(Client(), person)
    form = {"email": "inny@example.org", "full_name": person.full_name, "is_active": "on"}
    form |= {f"second_factor_resets-{count}_FORMS": "0" for count in ("TOTAL", "INITIAL")}
    before = is_signed_in(client)

    desk.post(f"{LIST}{person.pk}/change/", form)

    person.refresh_from_db()
    assert (before, person.email, is_signed_in(client)) == (True, "inny@example.org", False)


def added(desk: Client, **fields: object) -> User:
    words = {"email": "Nowa.Osoba@example.org", "full_name": "Nowa Osoba", "is_active": "on"}
    words |= {f"second_factor_resets-{count}_FORMS": "0" for count in ("TOTAL", "INITIAL")}
    desk.post(f"{LIST}add/", words | fields)
    return User.objects.get(email="nowa.osoba@example.org")


def test_a_new_clerk_is_written_to_signs_in_by_a_code_and_sets_the_second_factor(
    desk: Client, run_jobs, mailoutbox, settings
):
    settings.DEMO = False
    referat = Group.objects.get(name="Referat")

    clerk = added(desk, is_staff="on", groups=[referat.pk])
    run_jobs()
    [invitation] = mailoutbox
    client = Client()
    pages = re.findall(r"http://localhost:8000(/\S+)", invitation.body)
    client.post(pages[0], {"email": clerk.email})
    run_jobs()
    code = re.search(r"^([A-Z0-9-]{8,9})$", mailoutbox[-1].body, re.MULTILINE)[1]
    entered = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    enrol(client)

    assert (invitation.to, invitation.subject) == (
        ["nowa.osoba@example.org"],
        "[JCOP] Konto w portalu: jak się zalogować",
    )
    assert pages[:4] == [
        reverse(name)
        for name in ("account_request_login_code", "mfa_index", "admin:index", "account_set_password")
    ]
    assert (clerk.has_usable_password(), entered.redirect_chain[-1][0]) == (False, reverse("mfa_index"))
    assert (clerk.has_second_factor, client.get(pages[3]).status_code) == (True, 200)


def test_an_account_that_is_no_clerks_is_not_told_of_the_desk(desk: Client, run_jobs, mailoutbox):
    added(desk)

    run_jobs()

    assert (len(mailoutbox), "Panel pracownika" in mailoutbox[0].body) == (1, False)


def test_an_invitation_is_sent_again_until_somebody_has_signed_in(desk: Client, run_jobs, mailoutbox):
    person = added(desk)
    move = f"{LIST}{person.pk}/czynnosc/invite/"

    desk.post(move)
    run_jobs()
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())
    late = desk.post(move)

    assert [mail.to for mail in mailoutbox] == [[person.email]] * 2
    assert [str(message) for message in get_messages(late.wsgi_request)][-1] == SIGNED_IN
    assert Message.objects.filter(kind=Mail.ACCOUNT_INVITATION).count() == 2


def test_an_invitation_that_waited_too_long_goes_to_nobody_who_has_signed_in(
    desk: Client, run_jobs, mailoutbox
):
    person = added(desk)
    User.objects.filter(pk=person.pk).update(last_login=timezone.now())

    run_jobs()

    assert mailoutbox == []


def test_an_address_mistyped_at_the_desk_is_mended_and_the_right_one_is_invited(
    desk: Client, run_jobs, mailoutbox
):
    person = added(desk)
    run_jobs()
    form = {"email": "wlasciwy@example.org", "full_name": "Nowa Osoba", "is_active": "on"}
    form |= {f"second_factor_resets-{count}_FORMS": "0" for count in ("TOTAL", "INITIAL")}

    desk.post(f"{LIST}{person.pk}/change/", form)
    run_jobs()

    assert [mail.to for mail in mailoutbox] == [["nowa.osoba@example.org"], ["wlasciwy@example.org"]]
