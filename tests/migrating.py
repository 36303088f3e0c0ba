"""Steps of the database within a test: its transaction takes the tables back."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from tests.databases import APPS


def migrate(targets: list[tuple[str, str]] | None = None) -> Any:
    """To what this version has, or to `targets`; the models as they are then."""
    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        for step in (AddTrigger, RemoveTrigger):
            patch.setattr(step, "state_forwards", keeping_models(step.state_forwards))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        executor = MigrationExecutor(connection)
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in APPS]
        state = executor.migrate(targets or leaves)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return state.apps


def keeping_models(state_forwards: Callable) -> Callable:
    """A trigger is no part of a model, and each would make half of all models anew: a fifth of the way."""

    def keep(step: AddTrigger | RemoveTrigger, app_label: str, state: ProjectState) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(state, "reload_model", lambda *model, delay: None)
            state_forwards(step, app_label, state)

    return keep


def sql(statement: str, *arguments: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []


Steps = Generator[None, Any, None]


class Crossing:
    """Tests that go to an older version and come back together: the way costs more than all of them.

    Each is written in three parts with a `yield` between: what this version has, what is done at the older
    one (whose models the first `yield` gives), and what this version makes of it. The second parts are
    done in reverse order, so that the last test sees at the older version what it brought alone. One more
    part has the test whose rows are refused on the way: it is given the refusal and mends them.
    """

    def __init__(self, older: list[tuple[str, str]]) -> None:
        self.older = older
        self.tests: dict[str, Callable[[], Steps]] = {}

    def __call__(self, test: Callable[[], Steps]) -> Callable[[dict[str, Steps]], None]:
        self.tests[test.__name__] = test

        def last_part(crossed: dict[str, Steps]) -> None:
            assert next(crossed[test.__name__], "ended") == "ended"

        last_part.__name__ = test.__name__
        return last_part

    def refused(self, test: Callable[[], Steps]) -> Callable[[dict[str, Steps]], None]:
        self.refused_test = test.__name__
        return self(test)

    def go(self) -> dict[str, Steps]:
        running = {name: test() for name, test in self.tests.items()}
        for steps in running.values():
            next(steps)
        apps = migrate(self.older)
        for steps in reversed(running.values()):
            steps.send(apps)
        with pytest.raises(CommandError) as refusal:
            migrate()
        running[self.refused_test].send(str(refusal.value))
        migrate()
        return running
