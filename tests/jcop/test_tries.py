"""Limits of tries: nobody's traffic takes a counted try away."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from jcop.files.papers import cache as papers
from jcop.limits import account_limits
from jcop.models import Message
from jcop.tasks import forget_tries
from tests.jcop.account_holder import is_signed_in, make_holder, sign_in
from tests.jcop.test_accounts import sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
OURS = ("jcop", "organizations", "agreements", "bookings")
WRONG = "zle-haslo-zle-haslo"
LIMIT = 5


def locked_out():
    """A person whose password somebody else tried until the account was locked."""
    holder = make_holder()
    for _ in range(LIMIT):
        sign_in(Client(), holder, WRONG)
    assert not is_signed_in(sign_in(Client(), holder))
    return holder


def fill(table: str, rows: int) -> None:
    """Living entries whose keys come before and after every other."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} SELECT CASE WHEN n %% 2 = 0 THEN ':0:' ELSE ':2:' END || n, 'gARLAS4=',"
            " now() + interval '1 hour' FROM generate_series(1, %s) AS n",
            [rows],
        )


def test_a_locked_account_stays_locked_whatever_papers_are_kept():
    holder = locked_out()
    for number in range(340):
        papers.set(f"paper-{number}", b"%PDF")

    client = sign_in(Client(), holder)

    assert not is_signed_in(client)


def test_a_locked_account_stays_locked_beside_100000_other_counts():
    holder = locked_out()
    fill("tries", 99_900)

    client = sign_in(Client(), holder)

    assert not is_signed_in(client)


def test_no_module_of_ours_keeps_anything_in_the_default_cache():
    modules = {path for app in OURS for path in (settings.BASE_DIR / app).rglob("*.py")}

    of_the_cache = {path.name for path in modules if "from django.core.cache import" in path.read_text()}

    assert of_the_cache == {"papers.py"}


def test_counts_past_their_time_go_within_minutes():
    cache.set("over", 1, timeout=-1)
    cache.set("counts", 1, timeout=60)

    forget_tries(0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM tries")
        assert cursor.fetchall() == [(":1:counts",)]


def test_a_class_behind_one_network_makes_its_accounts_and_no_mailbox_is_flooded():
    known = make_holder()
    most = settings.CODE_RESENDS + 2

    made = [sign_up(Client(), f"k{n}@example.org").status_code for n in range(25)]
    for _ in range(most + 3):
        sign_up(Client(), known.email)

    assert made == [302] * 25
    assert Message.objects.filter(recipient_id=known.pk).count() == most


def test_whoever_sets_a_lower_limit_of_a_network_has_it(settings):
    settings.ACCOUNT_RATE_LIMITS = account_limits(2, "5/15m/key")

    answers = [sign_up(Client(), f"k{n}@example.org").status_code for n in range(3)]

    assert answers == [302, 302, 429]
