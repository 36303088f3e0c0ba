"""Mails that an older version queued, each a job with arguments of its own; our migrations give them rows."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

Arguments = dict[str, Any]
# The row's fields, or None where nothing is left to be sent; `asked_at` says when the job was queued.
Reader = Callable[[Arguments], dict[str, Any] | None]
# The task and the arguments of the older version for a waiting row.
Writer = Callable[[Any], tuple[str, Arguments]]


class Rows:
    """How a migration names a row of any app: by its table's content type and its key."""

    def __init__(self, apps: Apps) -> None:
        self.apps = apps

    def named(self, role: str, model: str, key: int | None) -> dict[str, Any]:
        """`role` is "subject" or "recipient", `model` reads "bookings.booking"."""
        if key is None:
            return {}
        app, name = model.split(".")
        types = self.apps.get_model("contenttypes", "ContentType").objects
        return {f"{role}_type": types.get_or_create(app_label=app, model=name)[0], f"{role}_id": key}

    def of(self, argument: str, model: str) -> Reader:
        """A job that carried the key of one row, under `argument`."""
        return lambda arguments: self.named("subject", model, arguments[argument])


def jobs_to_messages(
    apps: Apps, schema_editor: BaseDatabaseSchemaEditor, readers: Mapping[str, Reader]
) -> None:
    """Give every mail queued for one of these tasks a row, whose key its job then carries.

    A job that had failed for good leaves its row on the desk's list of unsent messages, and goes itself. Of
    a code that was given up or has ended nothing stays.
    """
    now = timezone.now()
    messages = apps.get_model("jcop", "Message").objects
    texts = apps.get_model("jcop", "MessageText").objects
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, args, status,"
            " (SELECT min(at) FROM procrastinate_events WHERE job_id = procrastinate_jobs.id)"
            " FROM procrastinate_jobs"
            " WHERE task_name = ANY(%s) AND status IN ('todo', 'doing', 'failed') ORDER BY id",
            [list(readers)],
        )
        for job, task, arguments, status, asked_at in cursor.fetchall():
            fields = readers[task]({"asked_at": asked_at or now, **json.loads(arguments)})
            ends_at = fields and fields.get("ends_at")
            if fields is None or (ends_at and (status == "failed" or ends_at <= now)):
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])
                continue
            text = fields.pop("text", None)
            if pk := fields.pop("pk", None):
                message = messages.get(pk=pk)
            else:
                message = messages.create(**{"kind": task, **fields})
            if text:
                texts.create(message=message, **text)
            if status == "failed":
                messages.filter(pk=message.pk).update(**given_up(now))
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])
            else:
                rename(cursor, job, "send_message", {"message_id": message.pk})


def given_up(at: datetime) -> dict[str, Any]:
    return {"state": "failed", "problem": "unreachable", "settled_at": at}


def messages_to_jobs(
    apps: Apps, schema_editor: BaseDatabaseSchemaEditor, writers: Mapping[str, Writer]
) -> None:
    """Backwards: what waits goes back to the tasks of the older version; what was given up is gone there."""
    waiting = apps.get_model("jcop", "Message").objects.filter(kind__in=list(writers), state="waiting")
    by_key = {message.pk: message for message in waiting}
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, (args ->> 'message_id')::bigint FROM procrastinate_jobs"
            " WHERE task_name = 'send_message' AND status IN ('todo', 'doing')"
        )
        for job, key in cursor.fetchall():
            if key in by_key:
                rename(cursor, job, *writers[by_key[key].kind](by_key[key]))


def rename(cursor: Any, job: int, task: str, arguments: Arguments) -> None:
    cursor.execute(
        "UPDATE procrastinate_jobs SET task_name = %s, args = %s::jsonb, attempts = 0 WHERE id = %s",
        [task, json.dumps(arguments), job],
    )
