"""Sessions: who is asked for the second factor, what ends a session, how long those of the office last."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from jcop.accounts.privacy import forget_expired
from jcop.accounts.sessions import BEGAN
from jcop.models import User
from tests.factories import make_user
from tests.jcop.account_holder import (
    APP,
    PASSWORD,
    enrol,
    give_recovery_code,
    is_signed_in,
    make_holder,
    prove,
    sign_in,
)
from tests.jcop.clerk import make_worker

# Committed: allauth tells of an enrolment when its transaction has ended.

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
NEW_PASSWORD = "gory-za-rzeka-31"


@pytest.fixture(autouse=True)
def no_tries_of_other_tests(db: None) -> None:
    """Counts of tries lie in a table that is not a model of ours: a transactional test leaves them."""
    cache.clear()


@pytest.fixture
def clerk() -> User:
    return make_holder(groups=("Referat",))


@pytest.fixture
def enrolled(clerk: User) -> Client:
    """The clerk's session in which the authenticator app was switched on."""
    client = sign_in(Client(), clerk)
    enrol(client)
    return client


def enters(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


class TestTheFactorOfASession:
    def test_the_session_of_the_enrolment_enters_the_desk(self, enrolled: Client):
        assert enters(enrolled)

    def test_a_session_with_the_password_alone_ends_when_the_factor_is_enrolled_elsewhere(self, clerk: User):
        before, elsewhere = sign_in(Client(), clerk), sign_in(Client(), clerk)

        enrol(elsewhere)

        assert (is_signed_in(before), enters(before), enters(elsewhere)) == (False, False, True)

    def test_a_session_without_the_factor_is_asked_for_it_and_then_enters(self, enrolled: Client, clerk):
        client = Client()
        client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")

        asked = client.get("/admin/", follow=True)
        give_recovery_code(client, clerk, asked.redirect_chain[-1][0])

        assert asked.redirect_chain[-1][0] == "/konto/drugi-skladnik/potwierdz/?next=/admin/"
        assert enters(client)

    def test_a_sign_in_with_the_factor_enters(self, enrolled: Client, clerk: User):
        client = sign_in(Client(), clerk)
        before = enters(client)

        give_recovery_code(client, clerk)

        assert (before, enters(client)) == (False, True)

    def test_a_lost_telephone_is_signed_out_and_stays_out_after_a_new_enrolment(
        self, enrolled: Client, clerk: User
    ):
        clerk.reset_second_factor(by=make_user(), reason="utracony telefon")
        anew = sign_in(Client(), clerk)

        enrol(anew)

        assert (is_signed_in(enrolled), enters(enrolled), enters(anew)) == (False, False, True)

    def test_a_factor_taken_off_no_longer_opens_the_desk_for_the_session_that_gave_it(
        self, enrolled: Client, clerk: User
    ):
        clerk.authenticator_set.all().delete()

        assert not enters(enrolled)

    def test_the_demonstration_asks_for_none(self, clerk: User, settings):
        settings.DEMO = True

        assert sign_in(Client(), clerk).get("/admin/jsi18n/").status_code == 200


def change_password(client: Client) -> None:
    words = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/konto/haslo/", words)


def remove_app(client: Client) -> None:
    prove(client, f"{APP}wylacz/")
    client.post(f"{APP}wylacz/")


def renew_recovery_codes(client: Client) -> None:
    prove(client, "/konto/drugi-skladnik/kody/nowe/")
    client.post("/konto/drugi-skladnik/kody/nowe/")


def change_address(client: Client) -> None:
    prove(client, "/konto/usun/")
    client.post("/konto/adres/", {"email": "nowy@example.org", "action_add": ""})
    code = client.session["account_email_verification_code"]["code"]
    client.post("/konto/potwierdz-adres/", {"code": code})


@pytest.mark.parametrize("change", [change_password, remove_app, renew_recovery_codes, change_address])
def test_a_change_of_what_guards_the_account_ends_every_other_session(enrolled: Client, clerk: User, change):
    other = sign_in(Client(), clerk)
    give_recovery_code(other, clerk)
    before = is_signed_in(other)

    change(enrolled)

    assert (before, is_signed_in(other), is_signed_in(enrolled)) == (True, False, True)


def test_a_new_password_by_code_ends_every_session(enrolled: Client, clerk: User):
    client = Client()
    client.post("/konto/haslo/nowe/", {"email": clerk.email})
    code = client.session["account_password_reset_verification"]["code"]
    client.post("/konto/haslo/nowe/potwierdz/", {"code": code})

    client.post("/konto/haslo/nowe/ustaw/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert not is_signed_in(enrolled)
    assert not clerk.usersession_set.exists()


@pytest.mark.django_db
class TestSessionsOfTheOffice:
    def test_an_unused_one_ends_after_the_idle_time(self, clerk: User, settings):
        client = sign_in(Client(), clerk)

        client.get("/panel/")

        idle = Session.objects.get().expire_date - timezone.now()
        assert timedelta(minutes=settings.STAFF_IDLE_MINUTES - 1) < idle
        assert idle <= timedelta(minutes=settings.STAFF_IDLE_MINUTES)

    def test_no_session_outlives_the_working_day(self, clerk: User, settings):
        client = sign_in(Client(), clerk)
        set_began(client, hours=settings.STAFF_SESSION_HOURS - 0.25)

        client.get("/panel/")

        assert Session.objects.get().expire_date - timezone.now() <= timedelta(minutes=15)

    def test_one_whose_day_is_over_is_signed_out(self, clerk: User, settings):
        client = sign_in(Client(), clerk)
        set_began(client, hours=settings.STAFF_SESSION_HOURS)

        client.get("/panel/")

        assert not is_signed_in(client)

    def test_one_that_is_used_goes_on(self, clerk: User):
        client = sign_in(Client(), clerk)
        Session.objects.update(expire_date=timezone.now() + timedelta(minutes=2))
        set_began(client, hours=1)

        client.get("/panel/")

        assert Session.objects.get().expire_date - timezone.now() > timedelta(minutes=2)

    def test_one_of_an_organisation_lasts_as_before(self):
        client = sign_in(Client(), make_holder())

        client.get("/panel/")

        assert BEGAN not in client.session

    def test_it_is_written_once_a_minute(self, clerk: User, django_assert_num_queries):
        client = sign_in(Client(), clerk)
        client.get("/konto/wyloguj/")

        with django_assert_num_queries(3):  # The session, the person, the Centre.
            client.get("/konto/wyloguj/")


def set_began(client: Client, *, hours: float) -> None:
    """As if the session had begun so many hours ago, and nobody had used it since."""
    session = client.session
    session[BEGAN] = int(time.time() - hours * 3600)
    session["staff_session_used"] = 0
    session.save()


@pytest.mark.django_db
def test_what_is_over_goes_at_night_with_the_device_it_was_of():
    over, living = make_holder(), make_holder()
    sign_in(Client(), over)
    sign_in(Client(), living)
    session_key = over.usersession_set.get().session_key
    Session.objects.filter(pk=session_key).update(expire_date=timezone.now())

    forget_expired()

    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(living.pk)]
    assert (over.usersession_set.count(), living.usersession_set.count()) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/panel/", "/admin/", "/admin/login/", "/konto/adres/", "/konto/zaloguj/"])
@pytest.mark.parametrize("person", ["staff", "nobody"])
def test_no_browser_keeps_a_page_of_an_account(path: str, person: str, as_user, client):
    reader = as_user(make_worker()) if person == "staff" else client

    assert reader.get(path)["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_message_for_the_next_page_carries_the_prefix_of_the_host(client, settings):
    settings.COOKIE_PREFIX = "__Host-"
    sign_in(client, make_holder())

    response = client.post("/konto/wyloguj/")

    assert response.cookies["__Host-messages"]["path"] == "/"
    assert "messages" not in response.cookies
