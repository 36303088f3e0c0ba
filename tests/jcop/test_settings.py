"""Settings as an environment gives them: the file is run anew, and nothing of this process alters."""

import runpy
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from gunicorn.app.wsgiapp import WSGIApplication
from gunicorn.http import RequestParser
from gunicorn.http.errors import LimitRequestLine

PRODUCTION = {
    "DATABASE_URL": "postgresql://jcop@/jcop",
    "SECRET_KEY": "x" * 60,
    "DEMO": "0",
    "TRUSTED_PROXY_COUNT": "1",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    def run(**environment: str) -> dict[str, Any]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "jcop/settings.py"))

    return run


def test_keys_of_before_are_named_beside_the_new_one(read):
    values = read(**PRODUCTION, SECRET_KEY_FALLBACKS="older,oldest")

    assert (values["SECRET_KEY"], values["SECRET_KEY_FALLBACKS"]) == ("x" * 60, ["older", "oldest"])


@pytest.mark.parametrize(("https", "prefix"), [("1", "__Host-"), ("0", "")])
def test_cookies_are_of_this_host_alone_where_the_portal_speaks_https(read, https: str, prefix: str):
    values = read(**PRODUCTION, HTTPS=https)

    names = [values[name] for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "COOKIE_PREFIX")]
    assert names == [f"{prefix}sessionid", f"{prefix}csrftoken", prefix]
    assert (values["SESSION_COOKIE_SECURE"], values["CSRF_COOKIE_SECURE"]) == (https == "1",) * 2


def test_a_line_of_a_request_beyond_8190_bytes_is_read_no_further(monkeypatch):
    """By gunicorn itself, as deploy/gunicorn.conf.py tells it."""
    monkeypatch.setattr(
        sys, "argv", ["gunicorn", "--config", str(settings.BASE_DIR / "deploy/gunicorn.conf.py")]
    )
    config = WSGIApplication().cfg

    def read_of(length: int) -> str:
        line = f"GET /{'a' * (length - len('GET / HTTP/1.1'))} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        return next(RequestParser(config, iter([line.encode()]), ("127.0.0.1", 1))).path

    assert len(read_of(8190)) == 8190 - len("GET  HTTP/1.1")
    with pytest.raises(LimitRequestLine):
        read_of(8191)
