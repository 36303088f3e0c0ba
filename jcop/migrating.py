"""What our migrations need beside Django: tables made at once, and a refusal of other versions' databases."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import Error
from django.db import connection, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from jcop.ops.database import ROOT

# Of PostgreSQL's advisory locks, ours for `migrate`: "jcop" in ASCII.
MIGRATING = 0x6A636F70


@contextmanager
def one_at_a_time(alias: str, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of those who migrate this database; call `waiting` before waiting for another.

    The lock is a session's: it has a connection of its own, and goes with it however we end.
    """
    with closing(connections[alias].copy()) as second, second.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [MIGRATING])
        if cursor.fetchone() != (True,):
            waiting()
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


class CreateTables(Operation):
    """Creates tables that refer to each other, with their triggers, in any order.

    After every single step Django makes all related models anew, which was nine tenths of the time of
    `migrate`; here they are made once for all.
    """

    serialization_expand_args = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        if "apps" in state.__dict__:
            del state.apps
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} tables"


def version_conflict() -> str:
    """Why this code must not migrate this database: it has taken steps of ours that are not here; or ""."""
    steps = MigrationLoader(None).disk_migrations
    known = {*steps, *(old for step in steps.values() for old in step.replaces)}
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    foreign = sorted(
        f"{app}.{name}"
        for app, name in MigrationRecorder(connection).applied_migrations()
        if app in ours and (app, name) not in known
    )
    if not foreign:
        return ""
    return (
        f"This database was made by another version of the portal: {foreign[0]} and perhaps more of its"
        " migrations are not in this one. If it is the demonstration, `make reset-demo` and `make run` make a"
        " new one; otherwise use the version that made it."
    )


def check_version(databases: Sequence[str] | None = None, **options: Any) -> list[Error]:
    """A system check tagged `database`: `migrate` runs it before it touches anything."""
    conflict = version_conflict() if databases else ""
    return [Error(conflict, id="jcop.E001")] if conflict else []
