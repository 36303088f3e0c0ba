"""The short form of `make race`: the real server, several processes, signed-in clients with CSRF tokens."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bookings.models.places import TAKEN
from jcop.ops.database import ROOT
from tests.benchmarks.portal import Portal, serving
from tests.races.crowd import sentences
from tests.races.run import complaints, race

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES, CLIENTS, ROUNDS = 3, 12, 2
FOREIGN = ("DATABASE_URL", "DEBUG", "DEMO", "ALLOWED_HOSTS", "LOG_LEVEL", "WEB_THREADS")
STATIC = (
    "import django; django.setup()\n"
    "from jcop.make.prepare import collect_static_files; collect_static_files()"
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def portal(log: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """gunicorn on this test's own database, in production's settings."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "jcop.settings",
        "HTTPS": "0",
        "JCOP_DATABASE": connection.settings_dict["NAME"],
        "PORT": "0",
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": "http://127.0.0.1",
        "WEB_CONCURRENCY": str(PROCESSES),
    }.items():
        monkeypatch.setenv(name, value)
    subprocess.run([sys.executable, "-c", STATIC], cwd=ROOT, check=True)
    with log.open("w") as errors, serving(stderr=errors) as portal:
        yield portal


def test_crowds_over_http_never_book_twice_and_every_loser_reads_a_sentence(portal, log):
    results, deadlocks = race(portal, ROUNDS, CLIENTS)

    assert {result.title: result.tally.faults for result in results if result.tally.faults} == {}
    assert deadlocks == 0
    won = {result.title: result.tally.winners for result in results}
    assert (won["one room"], won["3 pieces of equipment"]) == (ROUNDS, 3 * ROUNDS)
    assert (won["one adviser's talk"], won["one founder's code"]) == (ROUNDS, ROUNDS * CLIENTS)
    assert won["the last 3 seats"] == CLIENTS * ROUNDS
    assert complaints(log) == []


def test_a_sentence_is_read_where_people_read_it():
    page = f'<p>{TAKEN}</p><div class="error-summary" role="alert"><ul><li>{TAKEN}</li></ul></div>'

    assert sentences(page) == [TAKEN]
    assert sentences(f"<p>{TAKEN}</p>") == []
