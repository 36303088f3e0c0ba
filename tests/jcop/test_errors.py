"""What people read when something went wrong: a sentence, a telephone, a way on."""

import io
import logging
from typing import NoReturn

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from psycopg_pool import PoolTimeout

from jcop import urls as portal
from jcop.models import Centre
from tests.factories import make_user


def fail(error: Exception):
    def view(request: HttpRequest) -> NoReturn:
        raise error

    return view


urlpatterns = [
    *portal.urlpatterns,
    path("zepsute/", fail(RuntimeError("broken"))),
    path("bez-bazy/", fail(OperationalError("connection refused"))),
    path("bez-polaczen/", fail(PoolTimeout("no connection left"))),
    path("podejrzane/", fail(SuspiciousOperation("forged"))),
    path("zabronione/", fail(PermissionDenied())),
]
handler400, handler403, handler404 = portal.handler400, portal.handler403, portal.handler404
handler429, handler500 = portal.handler429, portal.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/podejrzane/", 400, "Nie rozumiemy tego żądania"),
        ("/zepsute/", 500, "Coś się zepsuło"),
        ("/bez-bazy/", 503, "Portal jest chwilowo nieczynny"),
        ("/bez-polaczen/", 503, "Portal jest chwilowo nieczynny"),
    ],
)
def test_a_broken_portal_names_the_telephone_without_asking_its_database(
    visitor: Client, address: str, status: int, words: str
):
    response = visitor.get(address)  # Without the mark django_db a query is an error here.

    page = response.content.decode()
    assert response.status_code == status
    assert f"<title>{words} – JCOP</title>" in page
    assert 'href="tel:+48324719555"' in page
    assert 'href="/"' in page


def test_a_portal_without_its_database_says_when_to_come_again(visitor: Client):
    assert visitor.get("/bez-bazy/").headers["Retry-After"] == "60"
    assert "Retry-After" not in visitor.get("/zepsute/").headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nie-ma-takiej/", 404, "Nie ma takiej strony"),
        ("/" + "ż" * 2000, 404, "Nie ma takiej strony"),
        ("/zabronione/", 403, "Brak dostępu do tej strony"),
    ],
)
def test_an_error_of_the_visitor_names_the_telephone_and_the_ways_on(
    visitor: Client, address: str, status: int, words: str
):
    Centre.objects.update(phone="32 47 19 556")

    response = visitor.get(address)

    page = response.content.decode()
    assert response.status_code == status
    assert f"<title>{words} – JCOP</title>" in page
    assert 'href="tel:+48324719556"' in page
    for way in ("/", "/godziny-otwarcia/", "/aktualnosci/", "/kontakt/", "/panel/"):
        assert f'<a href="{way}">' in page


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What stands in the log as the portal writes it."""
    [console] = [
        handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler
    ]
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)
    return written


@pytest.mark.django_db
def test_a_request_that_is_refused_takes_one_line_of_the_log_and_an_error_of_ours_its_trace(
    visitor: Client, log: io.StringIO
):
    form = {"data": "a=1&" * 2000, "content_type": "application/x-www-form-urlencoded"}
    asked = {
        "foreign": lambda: visitor.get("/", headers={"host": "evil.example"}),
        "many": lambda: Client(raise_request_exception=False).post("/konto/zaloguj/", **form),
        "forged": lambda: visitor.get("/podejrzane/"),
        "forbidden": lambda: visitor.get("/zabronione/"),
        "broken": lambda: visitor.get("/zepsute/"),
    }

    lines = {}
    for name, ask in asked.items():
        status = ask().status_code
        lines[name] = (status, len(log.getvalue().splitlines()))
        log.seek(0)
        log.truncate()

    trace = lines.pop("broken")
    assert lines == {"foreign": (400, 1), "many": (400, 1), "forged": (400, 1), "forbidden": (403, 1)}
    assert trace[1] > 5


@pytest.mark.django_db
def test_a_form_without_its_token_tells_how_to_send_it_again(visitor: Client):
    response = visitor.post("/konto/zaloguj/", {"login": "a@example.com", "password": "x"})

    assert response.status_code == 403
    assert "Haseł i kodów nie przenosimy" in response.content.decode()


@pytest.mark.django_db
def test_who_asks_for_too_many_codes_is_told_to_wait():
    user = make_user()
    client = Client()

    answers = [client.post("/konto/haslo/nowe/", {"email": user.email}) for _ in range(8)]

    last = answers[-1]
    assert answers[0].status_code == 302
    assert last.status_code == 429
    assert last.headers["Retry-After"] == "60"
    assert "Proszę odczekać kilka minut" in last.content.decode()
