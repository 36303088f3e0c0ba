"""Deletes the files that no row names: a crash between the disk and the database left them.

It is the database that may be wrong: restored from last week, or empty, beside today's folder. So a file is
marked first and deleted by a later run; nothing is deleted where the folder belongs to another database, or
where more than a part of all files would go, until a person says so (`manage.py sweep`).
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import connection

from agreements.models import Attachment, OrphanFile, SignedScan

logger = logging.getLogger(__name__)
MARKED_FOR = timedelta(days=30)
# Holds the id of the database whose files these are.
OWNER = "database-id"
DATABASE_ID = """
    SELECT system_identifier, oid FROM pg_control_system(), pg_database WHERE datname = current_database()
"""


class Swept(NamedTuple):
    """What a run counted: all files, those without a row, newly marked ones, deleted ones."""

    files: int
    orphans: int
    marked: int
    deleted: int


def sweep(now: datetime, *, however_many: bool = False) -> Swept:
    """Mark new orphans and delete those marked for a month; a run that may not delete says why in the log."""
    storage = Attachment.storage()
    owner = owner_of(storage)
    if owner != database_id():
        files = sum(1 for _ in names_in(storage))
        logger.error(
            "Files swept: none of %d. They belong to database %s and this is %s. If this one was restored or"
            " moved and is the right one, type: manage.py sweep --adopt",
            files,
            owner,
            database_id(),
        )
        return Swept(files, 0, 0, 0)
    # Files before rows: whose row is written meanwhile is marked at worst, and by name never twice.
    names = set(names_in(storage))
    orphans = names - named_by_rows()
    marks = OrphanFile.objects.all()
    marks.exclude(name__in=orphans).delete()
    fresh = orphans - set(marks.values_list("name", flat=True))
    OrphanFile.objects.bulk_create(
        [OrphanFile(name=name, marked_at=now) for name in sorted(fresh)], ignore_conflicts=True
    )
    due = list(marks.filter(marked_at__lte=now - MARKED_FOR).values_list("name", flat=True))
    if len(due) > len(names) * settings.SWEEP_MOST_PERCENT / 100 and not however_many:
        logger.error(
            "Files to sweep: %d of %d, more than %d%%, so none is deleted. If that is right, type:"
            " manage.py sweep --all",
            len(due),
            len(names),
            settings.SWEEP_MOST_PERCENT,
        )
        due = []
    for name in due:
        storage.delete(name)
    OrphanFile.objects.filter(name__in=due).delete()
    counted = Swept(len(names), len(orphans), len(fresh), len(due))
    logger.info("Files: %d, without a row: %d, marked now: %d, deleted: %d.", *counted)
    return counted


def adopt() -> None:
    """Write this database's id into the folder, whatever stood there."""
    storage = Attachment.storage()
    storage.delete(OWNER)
    storage.save(OWNER, ContentFile(database_id().encode()))


def owner_of(storage: Storage) -> str:
    """The id in the folder; one without an id is taken over by the first database that asks."""
    if not storage.exists(OWNER):
        adopt()
    with storage.open(OWNER) as owner:
        return owner.read().decode()


def database_id() -> str:
    """Which cluster and which database in it: another one after every restoring into a new database."""
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_ID)
        cluster, number = cursor.fetchone()
    return f"{cluster}-{number}"


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file below `folder`, the owner's id left out."""
    folders, files = storage.listdir(folder)
    for file in files:
        if (name := f"{folder}/{file}".lstrip("/")) != OWNER:
            yield name
    for deeper in folders:
        yield from names_in(storage, f"{folder}/{deeper}".lstrip("/"))


def named_by_rows() -> set[str]:
    return {
        name for model in (Attachment, SignedScan) for name in model.objects.values_list("file", flat=True)
    }
