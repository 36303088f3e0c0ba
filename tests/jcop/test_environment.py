"""A wrong environment: what is dangerous starts nothing; `check --deploy` names the rest."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from jcop.ops.database import ROOT

SERVER = {
    "DATABASE_URL": "postgresql://jcop:tajne@db.example/jcop",
    "SECRET_KEY": "k" * 50,
    "TRUSTED_PROXY_COUNT": "1",
}


def settings_under(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, object]:
    """The settings as a process of production reads them with these variables; "" unsets one."""
    for name in ("DEBUG", "DEMO", "JCOP_CLUSTER", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**SERVER, **variables}.items():
        if value:
            monkeypatch.setenv(name, value)
        else:
            monkeypatch.delenv(name, raising=False)
    return runpy.run_path(str(ROOT / "jcop" / "settings.py"))


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "k" * 49}, "SECRET_KEY is too short"),
        ({"DEBUG": "1"}, "unset DEBUG"),
        ({"DEMO": "1"}, "unset DEMO"),
        ({"TRUSTED_PROXY_COUNT": ""}, "TRUSTED_PROXY_COUNT is not set"),
        ({"TRUSTED_PROXY_COUNT": "0"}, "TRUSTED_PROXY_COUNT is not set"),
        ({"TRUSTED_PROXY_COUNT": "-1"}, '"TRUSTED_PROXY_COUNT" invalid'),
        ({"TRUSTED_PROXY_COUNT": "jeden"}, '"TRUSTED_PROXY_COUNT" invalid'),
        ({"DATABASE_URL": "jcop"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "mysql://jcop:tajne@db.example/jcop"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "sqlite:///tajne"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "postgresql://jcop:tajne@db.example"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "postgresql://jcop:12#tajne@db.example/jcop"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "postgresql://jcop:ta/jne@db.example/jcop"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "postgresql://jcop:tajne@db.example:port/jcop"}, "DATABASE_URL must read"),
        ({"EMAIL_URL": "nic"}, "EMAIL_URL must read"),
        ({"EMAIL_URL": "smtp://ja:tajne@[poczta"}, "EMAIL_URL must read"),
        ({"SITE_URL": "portal.example"}, '"SITE_URL" invalid'),
        ({"SITE_URL": "https://[::1"}, '"SITE_URL" invalid'),
        ({"HTTPS": "chyba"}, '"HTTPS" invalid'),
        ({"JCOP_PROCESS": "web", "WEB_LOCK_SECONDS": "-1"}, '"WEB_LOCK_SECONDS" invalid'),
        ({"WORKER_SILENCE_SECONDS": "0"}, '"WORKER_SILENCE_SECONDS" invalid'),
        ({"WEB_THREADS": "0"}, '"WEB_THREADS" invalid'),
        ({"ATTACHMENT_MAX_MB": "dużo"}, '"ATTACHMENT_MAX_MB" invalid'),
        ({"LOG_LEVEL": "głośno"}, '"LOG_LEVEL" invalid'),
        ({"CLAMAV_URL": "clamav"}, '"CLAMAV_URL" invalid'),
    ],
)
def test_dangerous_or_malformed_variable_is_refused_by_name_and_without_a_password(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
):
    with pytest.raises((ImproperlyConfigured, EnvError)) as refusal:
        settings_under(monkeypatch, **variables)

    assert sentence in str(refusal.value)
    assert "tajne" not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://jcop:tajne@db.example/jcop",
        "postgres://jcop@%2Fvar%2Frun%2Fpostgresql/jcop",
        "postgresql://jcop:a%23b@[::1]:5433/jcop?sslmode=require",
    ],
)
def test_readable_database_url_is_taken(monkeypatch: pytest.MonkeyPatch, url: str):
    database = settings_under(monkeypatch, DATABASE_URL=url)["DATABASES"]["default"]

    assert database["NAME"] == "jcop"


def test_preloading_of_hsts_and_the_place_of_static_files_are_chosen_by_name(monkeypatch, tmp_path: Path):
    usual = settings_under(monkeypatch)
    chosen = settings_under(monkeypatch, HSTS_PRELOAD="1", STATIC_ROOT=str(tmp_path))

    assert (usual["SECURE_HSTS_PRELOAD"], chosen["SECURE_HSTS_PRELOAD"]) == (False, True)
    assert chosen["STATIC_ROOT"] == tmp_path


@pytest.mark.parametrize(
    "command",
    [["manage.py", "check"], ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--check-config"]],
)
def test_program_with_a_refused_environment_ends_with_one_line(command: list[str]):
    environment = os.environ | SERVER | {"TRUSTED_PROXY_COUNT": ""}

    done = subprocess.run(
        [sys.executable, *command], check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "TRUSTED_PROXY_COUNT" in done.stderr


RIGHT = {
    "ALLOWED_HOSTS": ["portal.example"],
    "SITE_URL": "https://portal.example",
    "HTTPS": True,
    "DEFAULT_FROM_EMAIL": "Centrum <centrum@portal.example>",
}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SITE_URL", "https://portal.example", set()),
        ("ALLOWED_HOSTS", [], {"jcop.E002"}),
        ("ALLOWED_HOSTS", ["*"], {"jcop.E003"}),
        ("SITE_URL", "https://localhost:8000", {"jcop.E004"}),
        ("SITE_URL", "http://portal.example", {"jcop.E005"}),
        ("DEFAULT_FROM_EMAIL", "Centrum <centrum>", {"jcop.E006"}),
        ("PRIVATE_DIR", ROOT / "manage.py" / "files", {"jcop.E007"}),
    ],
)
def test_check_of_a_deployment_names_what_is_wrong(
    settings, tmp_path: Path, name: str, value: object, expected: set[str]
):
    for setting, right in {**RIGHT, "PRIVATE_DIR": tmp_path, name: value}.items():
        setattr(settings, setting, right)

    faults = run_checks(tags=["security"], include_deployment_checks=True)

    assert {fault.id for fault in faults if fault.id.startswith("jcop.")} == expected
