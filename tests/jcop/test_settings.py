"""Settings as an environment gives them: the file is run anew, and nothing of this process alters."""

import runpy
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

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
