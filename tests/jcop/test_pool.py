"""Connections that wait in the pool: given out while they live, and how long they may be used for what."""

import subprocess
import sys
import time
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection

from jcop.postgresql.base import DatabaseWrapper
from tests.jcop.test_worker import environment, sql

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
PRINT_LIMITS = """
import {0}
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT " + ", ".join(f"current_setting('{{name}}')" for name in {1}))
    print(*cursor.fetchone())
"""


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    """The test's database behind a pool as production has it."""
    own = deepcopy(connection.settings_dict)
    own["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 5, "timeout": 10}}
    wrapper = DatabaseWrapper(own, alias="default")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def backend(wrapper: DatabaseWrapper) -> int:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def fill(wrapper: DatabaseWrapper, number: int) -> set[int]:
    """Have so many connections lie in the pool; the processes at their other end."""
    users = [wrapper.copy() for _ in range(number)]
    pids = {backend(user) for user in users}
    for user in users:
        user.close()
    return pids


def end(pids: set[int]) -> None:
    """What a restart does to every connection; over when their processes are gone."""
    sql("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", list(pids))
    while sql("SELECT 1 FROM pg_stat_activity WHERE pid = ANY(%s)", list(pids)):
        time.sleep(0.02)


def test_no_request_meets_a_connection_that_the_server_closed(pooled: DatabaseWrapper):
    before = fill(pooled, 5)
    end(before)

    after = fill(pooled, 5)

    assert (len(before), len(after), before & after) == (5, 5, set())


def last_asked(pids: set[int]) -> list[tuple]:
    return sql("SELECT pid, query_start FROM pg_stat_activity WHERE pid = ANY(%s) ORDER BY pid", list(pids))


def test_a_connection_that_lives_is_given_out_without_asking_it(pooled: DatabaseWrapper):
    pids = fill(pooled, 5)
    before = last_asked(pids)

    pooled.ensure_connection()

    assert last_asked(pids) == before
    assert backend(pooled) in pids


@pytest.mark.parametrize(
    ("module", "own", "limits"),
    [
        ("jcop.wsgi", {}, "3s 15s 1min"),
        (
            "jcop.wsgi",
            {"WEB_LOCK_SECONDS": "1", "WEB_STATEMENT_SECONDS": "7", "WEB_IDLE_SECONDS": "9"},
            "1s 7s 9s",
        ),
        ("django", {"JCOP_PROCESS": "worker"}, "30s 5min 10min"),
        ("django", {"JCOP_PROCESS": "worker", "WORKER_LOCK_SECONDS": "4"}, "4s 5min 10min"),
        ("django", {}, "0 0 0"),
    ],
)
def test_what_may_last_how_long_depends_on_who_asks(module: str, own: dict[str, str], limits: str):
    done = subprocess.run(
        [sys.executable, "-c", PRINT_LIMITS.format(module, LIMITS)],
        env={**environment(9), "DJANGO_SETTINGS_MODULE": "jcop.settings", **own},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        text=True,
    )

    assert done.stdout.strip() == limits
