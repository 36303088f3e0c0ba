"""Tables made at once."""

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from jcop.migrating import CreateTables

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
