"""Steps of the database within a test: its transaction takes the tables back."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.databases import APPS


def migrate(targets: list[tuple[str, str]] | None = None) -> Any:
    """To what this version has, or to `targets`; the models as they are then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        executor = MigrationExecutor(connection)
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in APPS]
        state = executor.migrate(targets or leaves)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return state.apps


def sql(statement: str, *arguments: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []
