"""What operators are told: does the process answer, may it be given visitors, is a worker at work?"""

import os
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.utils import timezone

from jcop.models import Centre
from jcop.ops.readiness import PATIENCE_SECONDS, Readiness, database_faults, folder_faults, static_faults
from tests.jcop.clerk import make_worker

pytestmark = pytest.mark.django_db
ADDRESSES = ("/healthz/live/", "/healthz/ready/", "/healthz/worker/")


def sql(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "portal-1.internal", "[fd00::1]"])
def test_a_load_balancer_asks_by_an_address_that_is_no_name_of_the_portal(host: str):
    client = Client(headers={"host": host})

    answers = [client.get(address) for address in ADDRESSES[:2]]

    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"ok"), (200, b"ok")]
    assert client.get("/").status_code == 400


def test_an_address_that_is_none_is_no_answer(client: Client):
    assert client.get("/healthz/nic/").status_code == 404


def test_a_database_with_everything_is_ready():
    assert database_faults() == []


def test_an_empty_database_is_not_ready():
    sql("ALTER TABLE django_migrations RENAME TO elsewhere")

    assert database_faults() == ["migrations: none is applied"]


def test_a_database_of_the_release_before_is_not_ready():
    sql("DELETE FROM django_migrations WHERE app = 'agreements' AND name = '0001_tables'")

    assert database_faults() == ["migrations: 1 missing, agreements.0001_tables first"]


def test_a_database_without_its_cache_table_and_facts_is_not_ready():
    sql("DROP TABLE cache")
    Centre.objects.all().delete()

    assert database_faults() == ["cache table: cache is missing", "facts: not loaded"]


def test_a_process_without_the_manifest_of_static_files_is_not_ready(tmp_path, monkeypatch):
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    storage = storages.create_storage({**manifest, "OPTIONS": {"location": tmp_path}})
    monkeypatch.setattr(staticfiles_storage, "_wrapped", storage)

    assert static_faults() == ["static files: not collected"]


def test_a_folder_that_takes_no_file_is_not_ready(tmp_path: Path, monkeypatch):
    (tmp_path / "taken").touch()
    monkeypatch.setattr(settings, "PRIVATE_DIR", tmp_path / "taken")

    assert folder_faults() == [f"folder of attachments: {os.strerror(17)}"]


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_not_waited_for():
    readiness = Readiness()

    with closing(connection.copy()) as second, second.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE django_migrations")
        while_locked = readiness.faults()
        cursor.execute("ROLLBACK")
    afterwards = [faults for _ in range(20) if not (faults := readiness.faults())]

    assert while_locked == [f"database: no answer within {PATIENCE_SECONDS} s"]
    assert afterwards


class TestWorker:
    def answer(self) -> tuple[int, str]:
        response = Client().get("/healthz/worker/")
        return response.status_code, response.content.decode()

    def beat(self, ago: timedelta) -> None:
        sql("DELETE FROM procrastinate_workers")
        sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", timezone.now() - ago)

    def test_is_missed_before_it_ever_came(self):
        sql("DELETE FROM procrastinate_workers")
        sql("DELETE FROM procrastinate_periodic_defers")

        assert self.answer() == (503, "no worker yet")

    @pytest.mark.parametrize(("seconds", "status"), [(0, 200), (110, 200), (130, 503)])
    def test_is_missed_after_two_minutes(self, seconds: int, status: int):
        sql("DELETE FROM procrastinate_periodic_defers")
        self.beat(timedelta(seconds=seconds))

        assert self.answer()[0] == status

    def test_that_ended_in_order_a_minute_ago_is_not_missed(self):
        sql("DELETE FROM procrastinate_workers")
        sql(
            "INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)"
            " VALUES ('retry_stalled_jobs', 'x', extract(epoch FROM now() - interval '1 minute')::bigint)"
        )

        assert self.answer() == (200, "ok")

    def test_is_missed_on_the_first_page_of_the_desk(self, as_user):
        sql("DELETE FROM procrastinate_periodic_defers")
        desk = as_user(make_worker())
        self.beat(timedelta(minutes=3))
        missed = desk.get("/admin/").content.decode()
        self.beat(timedelta(0))
        there = desk.get("/admin/").content.decode()

        assert "Portal nie wysyła teraz listów i nie przygotowuje dokumentów (od " in missed
        assert "Portal nie wysyła teraz listów" not in there

    def test_is_looked_for_in_a_single_statement(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            self.answer()
