"""A file is on the disk whole or not at all, and for the portal alone."""

import hashlib
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from jcop.files.storage import Counted


@pytest.fixture
def disk(tmp_path: Path) -> Storage:
    """The storage of attachments as production configures it, in a folder of the test's own."""
    own = {"OPTIONS": {**storages.backends["private"]["OPTIONS"], "location": tmp_path / "private"}}
    return storages.create_storage({**storages.backends["private"], **own})


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes: what a full disk does to a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def everything_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_write_that_fails_leaves_nothing(disk: Storage, tmp_path: Path):
    content = ContentFile(b"x" * 2_000_000)

    with pytest.raises(OSError, match="too large"), full_after(1_000_000):
        disk.save("2026/abc.pdf", content)

    assert everything_below(tmp_path) == []


def test_a_file_and_its_folders_are_for_the_portal_alone_from_the_first_byte(disk: Storage, tmp_path: Path):
    seen = []

    class Watched(ContentFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            for piece in super().chunks(chunk_size):
                yield piece
                seen.extend(oct(path.stat().st_mode)[-3:] for path in tmp_path.rglob("*.part"))

    disk.save("2026/05/abc.pdf", Watched(b"x" * 10))

    places = [tmp_path / "private" / name for name in ("2026/05/abc.pdf", "2026/05", "2026", "")]
    assert seen == ["600"]
    assert [oct(place.stat().st_mode)[-3:] for place in places] == ["600", "700", "700", "700"]


def test_a_file_has_its_name_when_the_disk_has_all_of_it(disk: Storage, monkeypatch: pytest.MonkeyPatch):
    waited_for, wait = [], os.fsync

    def watched(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        is_there = path.is_dir() and (path / "abc.pdf").exists()
        waited_for.append("name" if is_there else (path.suffix, path.stat().st_size))
        wait(descriptor)

    disk.save("earlier.pdf", ContentFile(b"x"))
    monkeypatch.setattr(os, "fsync", watched)

    disk.save("abc.pdf", ContentFile(b"x" * 100_000))

    assert waited_for == [(".part", 100_000), "name"]


def test_size_and_digest_are_those_of_what_was_written(disk: Storage):
    content = b"content" * 20_000
    counted = Counted(ContentFile(content), "x.pdf")

    name = disk.save("2026/abc.pdf", counted)

    assert (counted.written, counted.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with disk.open(name) as kept:
        assert kept.read() == content
