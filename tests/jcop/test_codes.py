"""Codes by mail live for minutes that are said, are sent again a few times, and end with a word."""

import pytest
from django.conf import settings
from django.test import Client

from jcop.mail_kinds import Mail
from jcop.models import Message, MessageText, User
from tests.jcop.account_holder import PASSWORD, make_holder

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
EMAIL = "ewa@example.org"
SIGN_UP = {"full_name": "Ewa Próbna", "email": EMAIL, "password1": PASSWORD, "knows_notice": "on"}
# Where a code is asked for, with what; where it is typed; where one goes with it, and with a late one.
CODES = {
    "sign-in": (
        "/konto/zaloguj/kod/",
        {"email": EMAIL},
        "/konto/zaloguj/kod/potwierdz/",
        "/panel/",
        "/konto/zaloguj/kod/",
    ),
    "password": (
        "/konto/haslo/nowe/",
        {"email": EMAIL},
        "/konto/haslo/nowe/potwierdz/",
        "/konto/haslo/nowe/ustaw/",
        "/konto/haslo/nowe/",
    ),
    "sign-up": ("/konto/zaloz/", SIGN_UP, "/konto/potwierdz-adres/", "/panel/", "/konto/zaloguj/"),
}


@pytest.fixture(params=CODES)
def code(request, client) -> tuple[Client, str, str, str]:
    """A browser that was sent a code; where it types it, goes with it, and goes with one that is over."""
    asked, told, page, onward, again = CODES[request.param]
    if request.param != "sign-up":
        make_holder(EMAIL)
    client.post(asked, told)
    return client, page, onward, again


def wait(client: Client, minutes: int) -> None:
    """As if the code of this browser had been sent so many minutes earlier."""

    def earlier(state: object) -> object:
        if not isinstance(state, dict):
            return state
        ages = {"at": minutes * 60, "initiated_at": minutes * 60}
        return {key: value - ages[key] if key in ages else earlier(value) for key, value in state.items()}

    session = client.session
    for key, value in list(session.items()):
        session[key] = earlier(value)
    session.save()


def newest() -> str:
    """The code of the last mail, which stands in it on a line of its own."""
    text = MessageText.objects.order_by("pk").last().body
    return next(line for line in text.splitlines() if len(line) == 9 and line[4] == "-")


def test_a_code_typed_after_minutes_of_looking_into_spam_works(code):
    client, page, onward, _ = code
    shown = client.get(page).content.decode()
    wait(client, 14)

    response = client.post(page, {"code": newest()})

    assert response.url == onward
    assert f"Kod jest ważny {settings.CODE_MINUTES}" in shown


def test_a_code_that_is_over_says_so_where_the_next_is_asked_for(code):
    client, page, _, again = code
    wait(client, 16)

    response = client.post(page, {"code": newest()}, follow=True)

    assert response.request["PATH_INFO"] == again
    assert "Kod stracił ważność: działa 15 minut od wysłania." in response.content.decode()


def test_a_code_is_sent_again_a_counted_number_of_times_and_lives_anew(code):
    client, page, onward, _ = code
    left = []
    for _ in range(settings.CODE_RESENDS + 1):
        wait(client, 14)
        client.post(page, {"action": "resend"})
        shown = client.get(page).content.decode()
        left.append("Kod można wysłać jeszcze" in shown)

    assert left == [True, True, False, False]
    assert Message.objects.filter(kind=Mail.ACCOUNT_CODE).count() == 1 + settings.CODE_RESENDS
    assert client.post(page, {"code": newest()}).url == onward


def test_an_unknown_address_is_sent_no_code_again_and_sees_the_same(client):
    def walk(email: str) -> str:
        client.post("/konto/haslo/nowe/", {"email": email})
        return client.post("/konto/haslo/nowe/potwierdz/", {"action": "resend"}, follow=True).content.decode()

    make_holder(EMAIL)
    seen = [
        walk(email).replace(email, "…").count("Wysłaliśmy nowy kod na adres …")
        for email in (EMAIL, "x@example.org")
    ]

    assert seen == [1, 1]
    assert not User.objects.filter(email="x@example.org").exists()
    assert Message.objects.filter(kind=Mail.ACCOUNT_NOTICE).count() == 1
