"""A person with an account as sign-up leaves it, and what the person does on its pages."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from jcop.models import User
from tests.factories import make_user

PASSWORD = "jezioro-pod-lasem-7"
APP = "/konto/drugi-skladnik/aplikacja/"
PROOF = "/konto/potwierdz-tozsamosc/"


def make_holder(email: str = "", *, groups: tuple[str, ...] = ()) -> User:
    """An account with a password and a confirmed address."""
    user = make_user(email, groups=groups)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Client:
    """Through the page everybody signs in on; asked for a second factor, the client waits there."""
    client.post("/konto/zaloguj/", {"login": user.email, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/panel/").status_code == 200


def code_of(secret: str) -> str:
    """What an authenticator app shows now: the middle one of those that are taken."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def enrol(client: Client) -> None:
    """Switch the authenticator app on, the password given once more."""
    prove(client, APP)
    secret = client.get(APP).context["form"].secret
    assert client.post(APP, {"code": code_of(secret)}).status_code == 302


def prove(client: Client, page: str) -> None:
    """Give the password that a page asks for before it does anything."""
    asked = client.get(page)
    client.post(asked.url if asked.status_code == 302 else PROOF, {"password": PASSWORD})


def give_recovery_code(client: Client, user: User, page: str = "/konto/drugi-skladnik/podaj/") -> None:
    codes = user.authenticator_set.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    client.post(page, {"code": codes[0]})
