"""Files on the disk that are there whole or not at all, and what was counted while they were written."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

FOR_US_ALONE = 0o600
FOLDER_FOR_US_ALONE = 0o700


class Counted(File):
    """A file that counts what is read of it in pieces: after the last, `written` bytes with this `sha256`."""

    written = 0
    sha256 = ""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        size, digest = 0, hashlib.sha256()
        for piece in super().chunks(chunk_size):
            size += len(piece)
            digest.update(piece)
            yield piece
        self.written, self.sha256 = size, digest.hexdigest()


class WholeFiles(FileSystemStorage):
    """Writes under another name, waits for the disk, and only then gives the file its name.

    Whatever fails before (OSError: the disk is full) leaves nothing under that name. A crash may leave
    the other name, `.….part`, which no row names: the nightly sweep finds it.
    """

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
        for folder in reversed(made):
            folder.mkdir(FOLDER_FOR_US_ALONE, exist_ok=True)
        part = path.with_name(f".{uuid4().hex}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_US_ALONE), "wb") as draft:
                for piece in content.chunks():
                    draft.write(piece)
                draft.flush()
                os.fsync(draft.fileno())
            part.rename(path)
        except BaseException:
            with suppress(FileNotFoundError):
                part.unlink()
            raise
        for folder in {path.parent, *(folder.parent for folder in made)}:
            write_through(folder)
        return name


def write_through(folder: Path) -> None:
    """Wait until the disk has the names in this folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
