"""How a model asks for work to be done: a job in the same PostgreSQL, in the same transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from procrastinate.contrib.django import app

# After so long a page that waits for a job looks again.
RELOAD_SECONDS = "2"


def enqueue(task: str, *, not_before: datetime | None = None, **arguments: Any) -> None:
    """Enqueue the task of that name. Rolled back with the transaction, run after its commit.

    Arguments stand in the log and in the desk's table of jobs: keys of rows, never words or addresses.
    """
    app.configure_task(task, schedule_at=not_before).defer(**arguments)


@contextmanager
def aside() -> Iterator[CursorWrapper]:
    """A cursor of a connection of its own: what it writes is seen before the job's transaction ends."""
    with closing(connection.copy()) as second, second.cursor() as cursor:
        yield cursor
