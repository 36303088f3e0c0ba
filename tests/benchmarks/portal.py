"""The portal as production serves it, and visitors who talk to it over HTTP."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from socket import socket
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from jcop.make.processes import Failure, child
from jcop.make.run import SERVERS, choose_address, wait_until_ready
from jcop.models import User
from jcop.ops.database import ROOT
from tests.signed_in import sign_in_at_once

IDLE_SECONDS = 1  # gunicorn closes an idle connection after two
HIDDEN = re.compile(r'<input(?=[^>]*type="hidden")(?=[^>]*name="([^"]*)")(?=[^>]*value="([^"]*)")')


class Answer(NamedTuple):
    """What came back, and how long it took until its last byte."""

    status: int
    body: str
    seconds: float


class Portal:
    """One server process group on a free loopback port, and the one connection to it that is kept open."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.port = port
        self.last_used = 0.0

    def close(self) -> None:
        """Let go of the connection; the next request opens another."""
        self.connection.close()

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[Answer, list[str]]:
        """Send one request and read all of its answer; with it, the cookies to set."""
        if time.monotonic() - self.last_used > IDLE_SECONDS:
            self.close()
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        self.last_used = time.monotonic()
        return Answer(response.status, content.decode(), seconds), response.headers.get_all("Set-Cookie", [])


class Visitor:
    """A browser as far as the portal can tell: it keeps cookies and sends forms with their hidden fields."""

    def __init__(self, portal: Portal, user: User | None = None) -> None:
        self.portal = portal
        self.cookies = session_of(user) if user else {}
        self.hidden: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, expected=200)

    def send_form(self, path: str, fields: dict[str, object]) -> Answer:
        """GET the form, fill it in and POST it; the answer, and its time, are those of the POST alone."""
        self.open_form(path)
        return self._ask("POST", path, urlencode(fields | self.hidden).encode(), expected=302)

    def open_form(self, path: str) -> None:
        """GET the form and remember its hidden fields for every POST to come."""
        self.hidden = dict(HIDDEN.findall(self.get(path).body))

    def post(self, path: str, fields: dict[str, object]) -> Answer:
        """POST `fields` with the hidden fields of the form opened last; any answer will do."""
        return self._ask("POST", path, urlencode(self.hidden | fields).encode(), expected=None)

    def _ask(self, method: str, path: str, body: bytes | None = None, *, expected: int | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer, set_cookies = self.portal.ask(method, path, headers, body)
        if expected is not None and answer.status != expected:
            raise Failure(f"{method} {path} was answered {answer.status}, not {expected}:\n{answer.body}")
        for line in set_cookies:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer


def browser(user: User | None = None) -> Client:
    """Django's own client: it asks within this process, where statements can be counted."""
    client = Client(SERVER_NAME="127.0.0.1")
    if user:
        sign_in_at_once(client, user)
    return client


def session_of(user: User) -> dict[str, str]:
    """The cookie of a session made in the database: allauth limits how often one address may sign in."""
    name = settings.SESSION_COOKIE_NAME
    return {name: browser(user).cookies[name].value}


@contextmanager
def serving(**options: Any) -> Iterator[Portal]:
    """Run gunicorn as `make run` and production do, on a port of its own, while the block runs."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ["PORT"] = str(port)
    choose_address(str(port))
    command = [sys.executable, *SERVERS["The web server"].split()]
    with child(command, patience=10, cwd=ROOT, **options) as server:
        wait_until_ready({"The web server": server})
        with closing(Portal(port)) as portal:
            yield portal
