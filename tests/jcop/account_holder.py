"""A person with an account as sign-up leaves it, and what the person does on its pages."""

from allauth.account.models import EmailAddress
from django.test import Client

from jcop.models import User
from tests.factories import make_user

PASSWORD = "jezioro-pod-lasem-7"


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
