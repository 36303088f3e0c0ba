"""A queue of mails with a clock of its own: what is due is run, and time passes by moving what is not."""

import json
from datetime import timedelta

from django.db import connection
from procrastinate.contrib.django import app as jobs

from jcop.models import Message

WORKS = "django.core.mail.backends.locmem.EmailBackend"
NOBODY_LISTENS = "tests.broken_mail.Backend"
REFUSES = "tests.broken_mail.Refusing"
IS_BUSY = "tests.broken_mail.Busy"
FAULTY = "tests.broken_mail.Faulty"
NEXT_DUE = """
    DELETE FROM procrastinate_jobs WHERE id = (
        SELECT min(id) FROM procrastinate_jobs
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= statement_timestamp())
    ) RETURNING task_name, args
"""


def run_due() -> int:
    """Run every mail that is due by now, as a worker would; how many jobs that were."""
    count = 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name <> 'mail'")
        while True:
            cursor.execute(NEXT_DUE)
            row = cursor.fetchone()
            if row is None:
                return count
            jobs.tasks[row[0]].func(**json.loads(row[1]))
            count += 1


def pass_time(span: timedelta) -> None:
    """As if `span` had gone by: everything that waits for its time comes nearer."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - %s", [span])
        cursor.execute(
            "UPDATE jcop_message SET asked_at = asked_at - %(span)s, not_before = not_before - %(span)s,"
            " ends_at = ends_at - %(span)s WHERE state = 'waiting'",
            {"span": span},
        )


def states() -> dict[str, int]:
    counts: dict[str, int] = {}
    for state in Message.objects.values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts
