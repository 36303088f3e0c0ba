"""How a model asks for work to be done: a job in the same PostgreSQL, in the same transaction."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.http import HttpResponse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

# Django's own connection also in the worker, whose app has connections of its own: a job that asks for
# another one there would have it begun before its rows are committed, or in spite of being rolled back.
BY_TRANSACTION = JobManager(DjangoConnector())
# After so long a page that waits for a job looks again, and after so long no more.
RELOAD_SECONDS = "2"
PATIENCE = timedelta(minutes=1)
SILENT_AFTER = timedelta(minutes=2)
# A worker that ends in order takes its heartbeat with it; what it asked for every minute stays.
SEEN = """
    SELECT greatest(
        (SELECT max(last_heartbeat) FROM procrastinate_workers),
        (SELECT to_timestamp(max(defer_timestamp)) FROM procrastinate_periodic_defers)
    )
"""


def enqueue(task: str, *, not_before: datetime | None = None, **arguments: Any) -> None:
    """Enqueue the task of that name. Rolled back with the transaction, run after its commit.

    A name that no task has is TaskNotFound.
    Arguments stand in the log and in the desk's table of jobs: keys of rows, never words or addresses.
    """
    job = app.configure_task(task, allow_unknown=False, schedule_at=not_before)
    job.job_manager = BY_TRANSACTION
    job.defer(**arguments)


@contextmanager
def aside() -> Iterator[CursorWrapper]:
    """A cursor of a connection of its own: what it writes is seen before the job's transaction ends."""
    with closing(connection.copy()) as second, second.cursor() as cursor:
        yield cursor


def worker_seen_at() -> datetime | None:
    """When a worker was last at work, to a minute or so."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        (seen,) = cursor.fetchone()
        return seen


def is_silent(seen_at: datetime | None) -> bool:
    """Has no worker been seen for two minutes?"""
    return seen_at is None or timezone.now() - seen_at > SILENT_AFTER


def is_overdue(asked_at: datetime) -> bool:
    """Has a job that takes seconds not been done for a minute?"""
    return timezone.now() - asked_at > PATIENCE


def look_again(answer: HttpResponse, *, asked_at: datetime) -> None:
    """Have the browser ask again by itself, unless the job is overdue."""
    if not is_overdue(asked_at):
        answer["Refresh"] = RELOAD_SECONDS
