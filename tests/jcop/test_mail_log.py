"""What a worker writes into its log about mails: one line for each try, and not a word of what they say."""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from bookings.models import Introduction
from jcop.models import Message, MessageText
from tests.factories import make_user
from tests.jcop.test_worker import environment

pytestmark = pytest.mark.django_db(transaction=True)
PLANTED = "zasiana@example.org"
TRY = re.compile(r"jcop\.ops\.delivery message (\w+)\.\d+: try 1 ?(\w+)?(?:: (\w+))?")
BACKENDS = {
    "running": "django.core.mail.backends.dummy.EmailBackend",
    "unreachable": "tests.broken_mail.Backend",
    "refused": "tests.broken_mail.Refusing",
    "faulty": "tests.broken_mail.Faulty",
}


@pytest.fixture(autouse=True)
def no_jobs() -> Iterator[None]:
    """The cleaning after a transactional test leaves procrastinate's tables."""
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)
    yield
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)


CLEAR = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
WORK = """
import os, sys
import django
django.setup()
from django.conf import settings
from django.core.cache import cache
settings.EMAIL_BACKEND = sys.argv[1]
from django.core.management import call_command
call_command("procrastinate", "worker", "--one-shot", "-q", "mail")
"""


def secrets_of_two_mails(client) -> list[str]:
    """A code for an account and one for a guest; the addresses, the codes and words of the mails."""
    cache.clear()  # How often somebody asked for a code.
    EmailAddress.objects.create(user=make_user(PLANTED), email=PLANTED, verified=True)
    client.post("/konto/zaloguj/kod/", {"email": PLANTED})
    Introduction.make(name="Gosia Zasiana", email="gosia-zasiana@example.org", client="192.0.2.7")
    codes = [
        re.search(r"^\s*([A-Z0-9]+-?[A-Z0-9]+)\s*$", text.body, re.MULTILINE)[1]
        for text in MessageText.objects.all()
    ]
    assert len(codes) == 2
    return [*codes, PLANTED, "gosia-zasiana@example.org", "Gosia Zasiana", "Szanowni"]


def log_of_a_worker(backend: str, level: str | None) -> str:
    variables = {**os.environ, **environment(25)}
    variables.pop("LOG_LEVEL", None)
    if level:
        variables["LOG_LEVEL"] = level
    done = subprocess.run(
        [sys.executable, "-c", WORK, backend],
        cwd=settings.BASE_DIR,
        env=variables | {"DJANGO_SETTINGS_MODULE": "jcop.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("level", [None, "INFO"])
@pytest.mark.parametrize("server", BACKENDS)
def test_no_word_and_no_address_of_a_mail_reaches_the_log(client, server: str, level: str | None):
    secrets = secrets_of_two_mails(client)

    log = log_of_a_worker(BACKENDS[server], level)

    assert [secret for secret in secrets if secret in log] == []
    tries = sorted(TRY.findall(log))
    if server != "running":
        assert [(kind, outcome) for kind, outcome, _ in tries] == [
            ("account_code", "failed"),
            ("guest_code", "failed"),
        ]
    elif level:
        assert [kind for kind, _, _ in tries] == ["account_code", "guest_code"]
    else:
        assert tries == []
    expected = {"running": "sent", "refused": "failed"}.get(server, "waiting")
    assert set(Message.objects.values_list("state", flat=True)) == {expected}


def test_no_task_takes_words_that_the_log_would_repeat():
    """The library logs what a job was given; a day is no secret."""
    taken = {
        (name, parameter.name)
        for name, task in app.tasks.items()
        if not name.startswith(("builtin:", "procrastinate."))
        for parameter in inspect.signature(task.func).parameters.values()
        if parameter.annotation not in (int, list[int], JobContext)
    }

    assert taken == {("print_day_sheet", "day")}
