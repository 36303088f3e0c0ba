"""Accounts at the desk: the administrator deletes one as its owner would, or reads why it stays."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from agreements.models import ServiceRequest
from jcop.models import User
from tests.factories import make_organization, make_request, make_user
from tests.jcop.account_holder import is_signed_in, make_holder, sign_in
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
