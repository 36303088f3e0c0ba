"""What a case puts into the tables, in words that two makings of the same case share."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import ForeignKey, Model
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from agreements.mail_kinds import Mail
from agreements.models import CaseLetter
from jcop.models import Message, Trace, User
from organizations.models import Organization
from tests.factories import numbers

OURS = ("jcop", "organizations", "agreements", "bookings")
# Columns that differ each time, and why.
RANDOM = {
    "form_key": "the key of a form that was sent",
    "key": "an organisation's or an announcement's address, drawn by lot",
    "password": "of nobody who signs in: drawn by lot",
    "pgh_created_at": "the moment of the change",
}
# Tables that say nothing of the case.
UNSAID = {
    "jcop.PageChange": "gone at the commit; that something residents see has changed",
    "jcop.PageVersion": "how many transactions changed something that residents see",
}
# What the plain numbers of a trace refer to.
TRACED: dict[str, type[Model]] = {"account": User, "by": User, "organization": Organization}
HOUR = timedelta(hours=1)
Rows = dict[str, list[dict[str, Any]]]


def made(make: Callable[[], object], start: int) -> Rows:
    """The rows that are there after `make`, table by table, and were not before; then they are gone.

    `start` is the number from which names are counted.
    """
    numbers.begin(start)
    with transaction.atomic():
        before = _written()
        make()
        tables = {name for name, _ in _written() - before}
        after = {model: _values(model) for model in _tables() if model._meta.db_table in tables}
        transaction.set_rollback(True)
    old = {model: _values(model) for model in after}
    new = {model: [row for row in rows if row not in old[model]] for model, rows in after.items()}
    places = {
        (model, row[model._meta.pk.attname]): f"{model._meta.label} {number}"
        for model, rows in new.items()
        for number, row in enumerate(rows)
    }
    made_rows = {
        model._meta.label: [dict(_said(model, row, places)) for row in rows] for model, rows in new.items()
    }
    # Triggers write traces in the order of the statements, which says nothing of the case.
    made_rows.get(Trace._meta.label, []).sort(key=str)
    return made_rows


def _written() -> set[tuple[str, int]]:
    """Each table, and how many rows of it were written since the transaction began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return set(cursor.fetchall())


def _tables() -> Iterator[type[Model]]:
    for name in OURS:
        models = apps.get_app_config(name).get_models(include_auto_created=True)
        yield from (model for model in models if model._meta.label not in UNSAID)
    yield User.groups.through
    yield ProcrastinateJob


def _values(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


def _said(
    model: type[Model], row: dict[str, Any], places: dict[tuple[type[Model], Any], str]
) -> Iterator[tuple[str, Any]]:
    """Each column of a row; a key of a new row is the place of that row in its table."""
    for field in model._meta.concrete_fields:
        value = row[field.attname]
        # Of a row of the history, `pgh_obj` says whose it is.
        if field.primary_key or field.name == "id":
            continue
        if field.name in RANDOM:
            yield field.name, value is not None
        elif isinstance(field, ForeignKey):
            yield field.name, places.get((field.related_model, value), value)
        elif model is Message and field.name in ("subject_id", "recipient_id"):
            yield field.name, _place(row[f"{field.name.removesuffix('_id')}_type_id"], value, places)
        elif model is Trace and field.name in TRACED:
            yield field.name, places.get((TRACED[field.name], value), value)
        elif model is Message and field.name == "parts":
            letters = row["kind"] == Mail.LETTER_ISSUED
            yield "parts", [places.get((CaseLetter, key), key) if letters else key for key in value]
        elif model is ProcrastinateJob and field.name == "args":
            yield "args", {name: _subject(name, key, places) for name, key in value.items()}
        elif isinstance(value, datetime) and value.microsecond:
            # Read from the clock; given moments are whole.
            yield field.name, f"now, and {round((value - timezone.now()) / HOUR)} hours"
        else:
            yield field.name, value


def _place(type_id: int | None, key: int | None, places: dict[tuple[type[Model], Any], str]) -> object:
    """The place of the row that a generic key points to."""
    model = ContentType.objects.get_for_id(type_id).model_class() if type_id else None
    return places.get((model, key), key)


def _subject(name: str, key: object, places: dict[tuple[type[Model], Any], str]) -> object:
    """What the argument of a job refers to: „letter_id” to a row of CaseLetter."""
    wanted = name.removesuffix("_id").replace("version", "requestversion").replace("letter", "caseletter")
    named = (place for (model, pk), place in places.items() if model._meta.model_name == wanted and pk == key)
    return next(named, key)
