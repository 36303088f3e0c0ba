"""Accounts: sign-up tells nobody who has one; a changed address is put back from the old one."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from jcop.accounts import addresses
from jcop.accounts.adapter import AccountAdapter
from jcop.accounts.factors import FactorAdapter
from jcop.accounts.privacy import forget
from jcop.mail_kinds import Mail
from jcop.models import Message, MessageText, User
from jcop.ops.logs import SECRET, HideSecrets
from organizations.models import Invitation
from tests.factories import make_organization, make_user
from tests.jcop.account_holder import PASSWORD, PROOF, is_signed_in, make_holder, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
KNOWN, UNKNOWN, WAITING = "znany@example.org", "nowy1@example.org", "czeka@example.org"
NEW_PASSWORD = "nowe-haslo-nad-woda"
# Words to one person, as to a friend.
INFORMAL = re.compile(r"\b(\w+(ij|uj|dź|isz|aj|łeś|esz)|wpisz|twoje?|twój)\b", re.IGNORECASE)
CODE_PAGE, ADDRESS_PAGE, START_AGAIN = "/konto/potwierdz-adres/", "/konto/adres/", "/konto/zaloz/od-nowa/"


def sign_up(client: Client, email: str):
    told = {"full_name": "Ewa Próbna", "email": email, "password1": PASSWORD, "knows_notice": "on"}
    return client.post("/konto/zaloz/", told)


def seen(response) -> tuple[int, str, str]:
    """What a person sees of an answer, whichever address was typed."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return response.status_code, response.get("Location", ""), re.sub(r"\w+@example.org", "…", text)


class TestSigningUp:
    @pytest.fixture(autouse=True)
    def holders(self, db: None) -> None:
        make_holder(KNOWN)
        sign_up(Client(), WAITING)
        cache.clear()

    @pytest.mark.parametrize("taken", [KNOWN, WAITING])
    def test_an_address_with_an_account_is_answered_as_one_without(self, taken: str):
        def walk(email: str) -> list[tuple[int, str, str]]:
            client = Client()
            return [
                seen(sign_up(client, email)),
                seen(client.get(CODE_PAGE)),
                seen(client.post(CODE_PAGE, {"code": "ABCD-EFGH"})),
                seen(client.post(CODE_PAGE, {"action": "change", "email": "inny@example.org"})),
                seen(client.post(CODE_PAGE, {"action": "resend"})),
                seen(client.post(START_AGAIN)),
                seen(client.get(CODE_PAGE)),
                seen(client.get("/konto/zaloz/")),
            ]

        assert walk(taken) == walk(UNKNOWN)

    @pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
    def test_a_wrong_address_is_given_up_for_another(self, email: str):
        client = Client()
        sign_up(client, email)
        page = client.get(CODE_PAGE).content.decode()

        again = client.post(START_AGAIN)
        sign_up(client, "dobry@example.org")

        assert "Podaj inny adres" in page
        assert again.url == "/konto/zaloz/"
        assert client.session["account_email_verification_code"]["email"] == "dobry@example.org"
        emails = set(User.objects.values_list("email", flat=True))
        assert emails == {KNOWN, WAITING, "dobry@example.org"}

    def test_giving_up_leads_to_the_sign_in_as_well(self, client):
        sign_up(client, UNKNOWN)

        response = client.post(START_AGAIN, {"na": "logowanie"})

        assert response.url == "/konto/zaloguj/"

    def test_nobody_gives_up_an_account_that_another_session_made(self, client):
        sign_in(client, User.objects.get(email=WAITING))

        client.post(START_AGAIN)

        assert User.objects.filter(email=WAITING).exists()

    def test_both_take_the_time_of_a_password(self, settings):
        settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
        counts = []

        for email in (KNOWN, UNKNOWN):
            CountingHasher.hashed = 0
            sign_up(Client(), email)
            counts.append(CountingHasher.hashed)

        assert counts == [1, 1]


class CountingHasher(MD5PasswordHasher):
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        return super().encode(password, salt)


def change_address(client: Client, email: str) -> None:
    """As its owner does, or whoever sits at the open computer and has the password."""
    client.post(ADDRESS_PAGE, {"email": email, "action_add": ""})
    client.post(f"{PROOF}?next={ADDRESS_PAGE}", {"password": PASSWORD})
    code = client.session["account_email_verification_code"]["code"]
    client.post(CODE_PAGE, {"code": code})


Finish = Callable[[], Client]


def begin_by_code(user: User) -> Finish:
    """Ask for a code to sign in with, as whoever reads the mails of the present address; then give it."""
    client = Client()
    client.post("/konto/zaloguj/kod/", {"email": user.email})
    code = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["code"]

    def finish() -> Client:
        client.post("/konto/zaloguj/kod/potwierdz/", {"code": code})
        if asked := client.session.get("account_email_verification_code"):
            client.post(CODE_PAGE, {"code": asked["code"]})
        return client

    return finish


def begin_by_new_password(user: User) -> Finish:
    client = Client()
    client.post("/konto/haslo/nowe/", {"email": user.email})
    code = client.session["account_password_reset_verification"]["code"]

    def finish() -> Client:
        client.post("/konto/haslo/nowe/potwierdz/", {"code": code})
        client.post("/konto/haslo/nowe/ustaw/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
        return sign_in(client, User.objects.get(pk=user.pk), NEW_PASSWORD)

    return finish


def begin_with_second_factor(user: User) -> Finish:
    codes = RecoveryCodes.activate(user).get_unused_codes()
    TOTP.activate(user, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    client = sign_in(Client(), user)

    def finish() -> Client:
        client.post("/konto/drugi-skladnik/podaj/", {"code": codes[0]})
        return client

    return finish


class TestAnAddressIsChanged:
    @pytest.fixture
    def holder(self) -> User:
        return make_holder("stary@example.org")

    @pytest.fixture
    def thief(self, holder: User) -> Client:
        """Has the password, and signed in at another computer than the owner."""
        return sign_in(Client(), holder)

    @pytest.fixture
    def link(self, holder: User, thief: Client, run_jobs, mailoutbox) -> str:
        """From the mail to the old address, after the thief has changed it."""
        change_address(thief, "obcy@example.org")
        run_jobs()
        (mail,) = [mail for mail in mailoutbox if mail.subject == "[JCOP] Zmiana adresu e-mail"]
        assert mail.to == [holder.email]
        return re.search(r"http://\S+(/konto/odnosnik/\S+)", mail.body)[1]

    def test_only_after_the_password_was_given_again(self, thief: Client, run_jobs, mailoutbox):
        response = thief.post(ADDRESS_PAGE, {"email": "obcy@example.org", "action_add": ""})

        run_jobs()

        assert response.url == f"{PROOF}?next=%2Fkonto%2Fadres%2F"
        assert mailoutbox == []

    def test_the_mail_to_the_old_address_says_how_long_it_can_be_put_back(
        self, holder: User, link: str, mailoutbox, settings
    ):
        text = next(mail.body for mail in mailoutbox if mail.to == [holder.email])

        assert "z stary@example.org na obcy@example.org" in text
        assert "Odnośnik działa przez 7 dni, do " in text
        assert settings.ADDRESS_UNDO_DAYS == 7

    def test_opening_the_link_alone_changes_nothing(self, client, holder: User, link: str):
        page = client.get(link).content.decode()

        holder.refresh_from_db()
        assert "Przywróć poprzedni adres" in page
        assert holder.email == "obcy@example.org"

    def test_the_owner_puts_it_back_and_the_thief_is_out_for_good(self, client, holder, thief, link: str):
        response = client.post(link)

        holder.refresh_from_db()
        rows = list(holder.emailaddress_set.values_list("email", "verified", "primary"))
        assert response.url == "/konto/haslo/nowe/"
        assert (holder.email, rows) == ("stary@example.org", [("stary@example.org", True, True)])
        assert not is_signed_in(thief)
        assert not is_signed_in(sign_in(Client(), holder))  # with the password that the thief has

    @pytest.mark.parametrize("begin", [begin_by_code, begin_by_new_password, begin_with_second_factor])
    def test_no_sign_in_of_the_thief_that_is_under_way_goes_on(
        self, client, holder: User, link: str, begin: Callable[[User], Finish]
    ):
        cache.clear()
        holder.refresh_from_db()
        finish = begin(holder)

        client.post(link)

        assert not is_signed_in(finish())

    @pytest.mark.parametrize("begin", [begin_by_code, begin_by_new_password, begin_with_second_factor])
    def test_a_sign_in_that_is_under_way_goes_on_while_nothing_changes(
        self, holder: User, begin: Callable[[User], Finish]
    ):
        assert is_signed_in(begin(holder)())

    def test_the_owner_sets_a_new_password_by_a_code_and_signs_in(self, client, holder: User, link: str):
        client.post(link)

        client.post("/konto/haslo/nowe/", {"email": "stary@example.org"})
        code = client.session["account_password_reset_verification"]["code"]
        client.post("/konto/haslo/nowe/potwierdz/", {"code": code})
        client.post("/konto/haslo/nowe/ustaw/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

        holder.refresh_from_db()
        assert is_signed_in(sign_in(client, holder, NEW_PASSWORD))

    def test_it_is_put_back_from_a_second_change_too_and_no_later_link_undoes_that(
        self, client, holder: User, thief: Client, link: str, run_jobs, mailoutbox
    ):
        holder.refresh_from_db()
        cache.clear()
        change_address(thief, "trzeci@example.org")
        run_jobs()
        (body,) = [mail.body for mail in mailoutbox if "na trzeci@example.org" in mail.body]
        later = re.search(r"http://\S+(/konto/odnosnik/\S+)", body)[1]

        client.post(link)
        answers = [client.post(way).status_code for way in (link, later)]

        holder.refresh_from_db()
        assert (holder.email, answers) == ("stary@example.org", [410, 410])

    def test_the_thief_who_undoes_a_change_of_his_own_closes_no_way_of_the_owner(
        self, client, holder: User, thief: Client, link: str, run_jobs, mailoutbox
    ):
        cache.clear()
        change_address(thief, "trzeci@example.org")
        run_jobs()
        (body,) = [mail.body for mail in mailoutbox if "na trzeci@example.org" in mail.body]
        client.post(re.search(r"http://\S+(/konto/odnosnik/\S+)", body)[1])

        answer = client.post(link)

        holder.refresh_from_db()
        assert (answer.status_code, holder.email) == (302, "stary@example.org")

    def test_an_address_that_the_office_set_right_is_not_undone_by_a_link_of_before(
        self, client, as_user, holder: User, link: str
    ):
        administrator = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
        administrator.authenticator_set.create(type="totp", data={})
        holder.refresh_from_db()
        page = f"/admin/jcop/user/{holder.pk}/change/"
        form = {"email": "prawdziwy@example.org", "full_name": holder.full_name, "is_active": "on"}
        form |= {f"second_factor_resets-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
        saved = as_user(administrator).post(page, form)

        answer = Client().post(link)

        holder.refresh_from_db()
        assert (saved.status_code, answer.status_code) == (302, 410)
        assert holder.email == "prawdziwy@example.org"

    def test_an_account_that_goes_takes_the_mail_about_its_address_along(self, holder: User, thief: Client):
        change_address(thief, "obcy@example.org")
        holder.refresh_from_db()

        forget(holder)

        assert not MessageText.objects.filter(body__contains="stary@example.org").exists()

    def test_it_is_put_back_although_somebody_signed_up_with_it_and_never_confirmed(
        self, client, holder: User, link: str
    ):
        sign_up(Client(), "stary@example.org")
        assert User.objects.filter(email="stary@example.org").exists()

        client.post(link)

        assert User.objects.get(email="stary@example.org") == holder

    def test_it_is_not_taken_from_another_person_who_has_it_by_now(self, client, holder: User, link: str):
        other = make_holder("stary@example.org")

        response = client.post(link)

        holder.refresh_from_db()
        assert response.status_code == 410
        assert "należy teraz do innego konta" in response.content.decode()
        assert (other.email, holder.email) == ("stary@example.org", "obcy@example.org")

    def test_a_link_opens_nothing_when_its_days_are_over_or_it_was_altered(
        self, client, holder: User, settings
    ):
        days = timedelta(days=settings.ADDRESS_UNDO_DAYS)
        over = addresses.way_back(holder, "a@example.org", timezone.now() - days)["undo_url"]
        good = addresses.way_back(holder, "a@example.org", timezone.now())["undo_url"]
        paths = [url.removeprefix(settings.SITE_URL) for url in (over, good, good[:-2] + "x/")]

        assert [client.get(path).status_code for path in paths] == [410, 200, 410]

    def test_a_link_of_an_account_that_is_gone_says_so(self, client, holder: User, link: str):
        User.objects.filter(pk=holder.pk).delete()

        assert addresses.GONE in client.get(link).content.decode()


def test_a_link_never_stands_in_a_log():
    url = addresses.way_back(make_user(), "a@example.org", timezone.now())["undo_url"]

    assert SECRET.sub("…", url) == "http://localhost:8000/konto…"


def test_the_link_of_an_invitation_never_stands_in_a_log():
    organization = make_organization()
    by = organization.registered_by
    invitation = Invitation.send(organization=organization, email="gosc@example.org", role="user", by=by)
    record = logging.makeLogRecord({"msg": "Bad Request: %s", "args": (invitation.link,)})

    HideSecrets().filter(record)

    assert record.getMessage() == "Bad Request: /zaproszenie/…"


def test_whoever_left_the_page_of_the_code_finds_it_again_and_learns_why_none_may_come(client):
    sign_in(client, make_holder(KNOWN))
    client.post(ADDRESS_PAGE, {"email": "inny@example.org", "action_add": ""})
    client.post(f"{PROOF}?next={ADDRESS_PAGE}", {"password": PASSWORD})

    left = client.get(ADDRESS_PAGE).content.decode()

    assert "Na adres <strong>inny@example.org</strong> wysłaliśmy kod." in left
    assert f'href="{CODE_PAGE}"' in left
    assert "tego adresu używa inne konto" in client.get(CODE_PAGE).content.decode()


@pytest.mark.parametrize("adapter", [AccountAdapter, FactorAdapter])
def test_the_library_speaks_in_the_voice_of_the_portal(adapter):
    used = {name: told for name, told in adapter.error_messages.items() if "username" not in name}
    sentences = [str(sentence) for sentence in used.values()]

    assert [sentence for sentence in sentences if INFORMAL.search(sentence)] == []


def test_a_code_for_signing_in_is_whose_it_is(client):
    holder = make_holder(KNOWN)

    client.post("/konto/zaloguj/kod/", {"email": KNOWN})

    assert Message.objects.get(kind=Mail.ACCOUNT_CODE).recipient == holder
