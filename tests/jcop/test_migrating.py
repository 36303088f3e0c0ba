"""Tables made at once, and databases that another version of the portal has made."""

import signal
import time
from threading import Thread

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections, models
from django.db.migrations import CreateModel
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from jcop.make import prepare
from jcop.migrating import MIGRATING, CreateTables, one_at_a_time, version_conflict

pytestmark = pytest.mark.django_db
READ_ONLY = UpsertTriggerSql(
    func="RAISE EXCEPTION 'read only';",
    hash="x",
    operation="DELETE",
    pgid="pgtrigger_read_only_x",
    table="library_book",
    when="BEFORE",
)


def reference(to: str) -> models.ForeignKey:
    return models.ForeignKey(to, models.CASCADE, null=True, related_name="+")


def in_catalogue(table: str, column: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} ~ '^(library|pgtrigger_read_only_x)'")
        return {name for (name,) in cursor.fetchall()}


def test_tables_that_need_each_other_are_made_with_their_triggers_and_taken_back():
    made = CreateTables(
        [
            CreateModel(
                "Book",
                [("id", models.BigAutoField(primary_key=True)), ("first", reference("library.chapter"))],
                options={"triggers": [Trigger(name="read_only", sql=READ_ONLY)]},
            ),
            CreateModel(
                "Chapter",
                [("id", models.BigAutoField(primary_key=True)), ("book", reference("library.book"))],
            ),
        ]
    )
    before, after = ProjectState(), ProjectState()
    assert not after.apps.all_models["library"]
    made.state_forwards("library", after)

    with connection.schema_editor() as editor:
        made.database_forwards("library", editor, before, after)
    tables, triggers = in_catalogue("pg_tables", "tablename"), in_catalogue("pg_trigger", "tgname")
    with connection.cursor() as cursor:
        ours = connection.introspection.get_relations(cursor, "library_book")
    with connection.schema_editor() as editor:
        made.database_backwards("library", editor, after, before)

    assert tables == {"library_book", "library_chapter"}
    assert triggers == {"pgtrigger_read_only_x"}
    assert ours == {"first_id": ("id", "library_chapter")}
    assert in_catalogue("pg_tables", "tablename") == set()


def test_database_of_this_version_is_taken_whatever_libraries_have_done_to_it():
    MigrationRecorder(connection).record_applied("account", "0099_of_a_newer_release")

    assert version_conflict() == ""


@pytest.mark.parametrize("app", ["jcop", "organizations", "agreements", "bookings"])
def test_database_from_before_the_first_release_is_refused_with_advice(app):
    MigrationRecorder(connection).record_applied(app, "0001_initial")

    with pytest.raises(SystemCheckError, match=rf"{app}\.0001_initial .* `make reset-demo` and `make run`"):
        call_command("migrate", skip_checks=False, verbosity=0)


def test_make_run_says_in_one_line_that_the_database_is_of_another_version(monkeypatch, capsys):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    MigrationRecorder(connection).record_applied("bookings", "0024_events")

    with pytest.raises(SystemExit, match=r"^This database was made by .*bookings\.0024_events.*$"):
        prepare.main()

    assert capsys.readouterr().err == "4/6 Database: tables and the Centre's facts\n"


WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_migrate_at_once_the_second_waits(capsys):
    def migrate() -> None:
        call_command("migrate", verbosity=1)
        connections.close_all()

    second, waiting = Thread(target=migrate), []
    with one_at_a_time("default", waiting=lambda: waiting.append("first")):
        second.start()
        while second.is_alive() and not in_line():
            time.sleep(0.02)
        is_done = not second.is_alive()
    second.join()

    captured = capsys.readouterr()
    assert (waiting, is_done) == ([], False)
    assert captured.err == "Waiting for another migrate.\n"
    assert "No migrations to apply." in captured.out


def in_line() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [MIGRATING])
        return cursor.fetchone() == (1,)
