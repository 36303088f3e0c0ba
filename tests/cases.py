"""A case of a test, written row by row; what can be written together is one statement.

A verb asks, locks and judges before it writes. A case is there to be asked, locked and judged: it is
written as the verbs would leave it, with its history and its jobs, and `test_factories` holds both
beside each other.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model, TextChoices
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import InsertQuery, UpdateQuery
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.types import JobToDefer
from psycopg.types.json import Jsonb

from jcop.models import Message

# How many keys are taken at a time of each table that others refer to: more than most cases need.
KEYS = 6
JOBS = "SELECT procrastinate_defer_jobs_v1(%s::procrastinate_job_to_defer_v1[])"


class Case:
    """Rows to insert and to change, with the jobs that go with them; written when the block ends.

    One statement never inserts and changes the same row: where a row moves on, what came before is
    written first, so that PostgreSQL's triggers record each state in the history.
    """

    def __init__(self, *referred: type[Model]) -> None:
        """`referred` are the tables whose keys are needed while the case is put together."""
        self.referred = (*referred, Message)
        self.keys: dict[type[Model], list[int]] = {}
        self.rows: dict[type[Model], list[Model]] = {}
        self.changes: list[tuple[str, tuple[Any, ...]]] = []
        self.jobs: list[Job] = []
        self.touched: set[tuple[type[Model], int]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is None:
            self.write()

    def insert(self, *rows: Model) -> None:
        """Rows of one table; those of a table that is referred to get their keys now."""
        for row in rows:
            model = type(row)
            if model in self.referred and row.pk is None:
                row.pk = self._key(model, len(rows))
            row._state.adding, row._state.db = False, "default"
            self.rows.setdefault(model, []).append(row)
            self.touched.add((model, row.pk))

    def change(self, row: Model, **fields: object) -> None:
        """Set `fields` of a row, in the database and in memory."""
        assert row.pk, "name its table when the case begins"
        key = (type(row), row.pk)
        if key in self.touched:
            self.write()
        self.touched.add(key)
        query = type(row)._base_manager.filter(pk=row.pk).query.chain(UpdateQuery)
        query.add_update_values(fields)
        self.changes.append(query.get_compiler("default").as_sql())
        for name, value in fields.items():
            setattr(row, name, value)

    def add(self, sql: str, *parameters: object) -> None:
        """Any other statement that writes."""
        self.changes.append((sql, parameters))

    def job(self, task: str, **arguments: object) -> None:
        self.jobs.append(app.configure_task(task).make_new_job(**arguments))

    def mail(self, mail: TextChoices, subject: Model, *parts: Model) -> None:
        """A mail about `subject` to its organisation, if it has one, and the job that sends the mail."""
        message = Message(kind=mail.value, parts=[part.pk for part in parts])
        message.subject_type, message.subject_id = _type_of(type(subject)), subject.pk
        if key := subject.organization_id:
            organization = subject._meta.get_field("organization").related_model
            message.recipient_type, message.recipient_id = _type_of(organization), key
        self.insert(message)
        self.job("send_message", message_id=message.pk)

    def write(self) -> None:
        """Write what was put together so far, in one statement."""
        statements = [_insertion(rows) for rows in self.rows.values()] + self.changes
        if not statements:
            assert not self.jobs, "a job is about something that was written"
            return
        parts = ", ".join(f"part{number} AS ({sql})" for number, (sql, _) in enumerate(statements))
        parameters = [value for _, values in statements for value in values]
        if self.jobs:
            parameters.append([_as_deferred(job) for job in self.jobs])
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {parts} {JOBS if self.jobs else 'SELECT'}", parameters)
        self.rows, self.changes, self.jobs, self.touched = {}, [], [], set()

    def _key(self, model: type[Model], wanted: int) -> int:
        if not self.keys.get(model):
            models = [*self.referred] if not self.keys else [model]
            self._take_keys(models, max(KEYS, wanted))
        return self.keys[model].pop(0)

    def _take_keys(self, models: list[type[Model]], each: int) -> None:
        taken = "ARRAY(SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s))"
        parameters = [value for model in models for value in (model._meta.db_table, each)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join([taken] * len(models))}", parameters)
            self.keys |= dict(zip(models, cursor.fetchone(), strict=True))


def _type_of(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _insertion(rows: Sequence[Model]) -> tuple[str, tuple[Any, ...]]:
    """One INSERT of rows of a table, in their order."""
    fields = [field for field in rows[0]._meta.concrete_fields if not field.generated]
    for row in rows:
        for field in fields:
            if isinstance(getattr(row, field.attname), DatabaseDefault):
                setattr(row, field.attname, field.db_default)
    query = InsertQuery(type(rows[0]))
    query.insert_values([field for field in fields if rows[0].pk or not field.primary_key], rows)
    return query.get_compiler("default").as_sql()[0]


def _as_deferred(job: Job) -> JobToDefer:
    return JobToDefer(
        queue_name=job.queue,
        task_name=job.task_name,
        priority=job.priority,
        lock=job.lock,
        queueing_lock=job.queueing_lock,
        args=Jsonb(job.task_kwargs),
        scheduled_at=job.scheduled_at,
    )
