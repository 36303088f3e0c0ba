"""Files that no row names: which are deleted, when, and above all which never are."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agreements import sweeping
from agreements.models import Attachment, OrphanFile
from agreements.sweeping import OWNER, Swept, names_in, sweep
from agreements.upkeep import sweep_attachments
from tests.factories import make_agreement, make_attachment, make_user
from tests.files import pdf, upload

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MONTH_LATER = NOW + timedelta(days=30)


def orphan(files: InMemoryStorage, name: str = "2026/0123.pdf") -> str:
    return files.save(name, ContentFile(b"x"))


def test_an_orphan_is_marked_first_and_deleted_a_month_later(files, settings):
    settings.SWEEP_MOST_PERCENT = 50
    kept = make_attachment()
    name = orphan(files)

    runs = [sweep(NOW), sweep(MONTH_LATER - timedelta(seconds=1))]
    before = set(names_in(files))
    runs.append(sweep(MONTH_LATER))

    assert before == {kept.file.name, name}
    assert set(names_in(files)) == {kept.file.name}
    assert runs == [Swept(2, 1, 1, 0), Swept(2, 1, 0, 0), Swept(2, 1, 0, 1)]
    assert not OrphanFile.objects.exists()


def test_each_run_logs_its_counts_whatever_the_level_of_the_log(files, caplog):
    orphan(files)

    sweep_attachments(timestamp=0)

    assert caplog.messages == ["Files: 1, without a row: 1, marked now: 1, deleted: 0."]


def test_a_part_that_a_crash_left_and_a_scan_without_its_row_are_orphans_too(files):
    scan = make_agreement().attach_scan(by=make_user(), upload=upload(pdf(), "skan.pdf"))
    left = {orphan(files, "2026/.0123.part"), orphan(files, "porozumienia/2026/0123.pdf")}

    sweep(NOW)

    assert set(OrphanFile.objects.values_list("name", flat=True)) == left
    assert files.exists(scan.file.name)


def test_a_restored_dump_deletes_no_file_that_it_does_not_name(files):
    """The rows and marks of the last month are gone with the dump; their files are there."""
    make_attachment()
    sweep(NOW)
    later = make_attachment()
    Attachment.objects.filter(pk=later.pk).delete()  # as in a dump made before it

    swept = sweep(MONTH_LATER)

    assert swept == Swept(2, 1, 1, 0)
    assert files.exists(later.file.name)


def test_a_file_that_has_its_row_again_loses_its_mark(files):
    attachment = make_attachment()
    Attachment.objects.filter(pk=attachment.pk).delete()
    sweep(NOW)
    attachment.save(force_insert=True)

    runs = [sweep(MONTH_LATER), OrphanFile.objects.count()]

    assert runs == [Swept(1, 0, 0, 0), 0]


def test_more_than_a_twentieth_of_all_waits_for_a_word(files, caplog, capsys):
    """An emptied table: every file of the folder is an orphan."""
    for _ in range(3):
        make_attachment()
    Attachment.objects.all().delete()
    sweep(NOW)
    OrphanFile.objects.update(marked_at=NOW - timedelta(days=31))

    refused = sweep(NOW)
    call_command("sweep", all=True)

    assert refused == Swept(3, 3, 0, 0)
    assert "3 of 3, more than 5%, so none is deleted" in caplog.text
    assert capsys.readouterr().out == "files: 3, without a row: 3, marked now: 0, deleted: 3\n"
    assert list(names_in(files)) == []


def test_a_twentieth_of_all_is_deleted(files):
    for _ in range(2):
        make_attachment()
    name = orphan(files)
    for number in range(17):
        Attachment.objects.create(**clone_of(files, number))
    sweep(NOW)

    swept = sweep(MONTH_LATER)

    assert (swept, files.exists(name)) == (Swept(20, 1, 0, 1), False)


def clone_of(files: InMemoryStorage, number: int) -> dict[str, object]:
    row = Attachment.objects.order_by("pk").values().first()
    assert row
    del row["id"]
    name = files.save(f"2026/clone-{number}.pdf", ContentFile(b"x"))
    return {**row, "file": name, "sha256": f"{number:064x}"}


def test_another_databases_folder_is_left_alone_until_somebody_says_otherwise(files, caplog):
    name = orphan(files)
    files.save(OWNER, ContentFile(b"7300000000000000000-16384"))
    OrphanFile.objects.create(name=name, marked_at=NOW - timedelta(days=60))

    refused = sweep(NOW, however_many=True)
    still_there = files.exists(name)
    call_command("sweep", adopt=True, all=True)

    assert (refused, still_there) == (Swept(1, 0, 0, 0), True)
    assert "They belong to database 7300000000000000000-16384" in caplog.text
    assert not files.exists(name)


def test_the_first_database_that_asks_becomes_the_owner(files):
    sweep(NOW)

    assert files.open(OWNER).read().decode() == sweeping.database_id()


def test_an_ordinary_user_of_the_database_may_ask_for_its_id():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_reader; SET LOCAL ROLE plain_reader")

        cursor.execute(sweeping.DATABASE_ID)

        assert len(cursor.fetchall()) == 1
