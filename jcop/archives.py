"""DOCX and ODT are ZIP archives: which of the two, and whether it may be opened by a clerk.

Nothing is unpacked to disk and no more than a piece of one member is in memory.
"""

import struct
import zipfile
import zlib
from typing import IO

from django.core.exceptions import ValidationError

UNPACKED = 100 * 2**20
MEMBERS = 5000
DIRECTORY = 2 * 2**20
DESCRIPTION = 2**20
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, COMMENT, LOCATOR = 22, 65_535, 20

WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEXT = b"application/vnd.oasis.opendocument.text"
# LibreOffice writes these also for a document that has no macro.
EMPTY_LIBRARIES = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")

BROKEN = "Plik jest uszkodzony i nie da się go otworzyć. Proszę zapisać go ponownie i załączyć jeszcze raz."
ENCRYPTED = "Plik jest zabezpieczony hasłem. Proszę zapisać go bez hasła i załączyć jeszcze raz."
MACROS = "Dokument zawiera makra. Proszę zapisać go bez makr albo jako PDF i załączyć jeszcze raz."
TOO_MUCH = "Dokument po rozpakowaniu jest za duży. Proszę zapisać go jako PDF i załączyć jeszcze raz."
FOREIGN = (
    "Archiwów (ZIP) nie przyjmujemy. Proszę załączyć każdy dokument osobno: PDF, PNG, JPEG, DOCX lub ODT."
)


def judge_archive(content: IO[bytes], size: int) -> str:
    """„DOCX” or „ODT”; ValidationError with the reason when it is neither, or not harmless."""
    _refuse_endless_directory(content, size)
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            found = _format(archive)
            if archive.testzip() is not None:  # reads every member to its end, in pieces
                raise ValidationError(BROKEN, code="broken")
            return found
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as error:
        raise ValidationError(BROKEN, code="broken") from error


def _refuse_endless_directory(content: IO[bytes], size: int) -> None:
    """zipfile makes an object of every entry before anybody can count them."""
    content.seek(max(0, size - END_SIZE - COMMENT - LOCATOR))
    tail = content.read(END_SIZE + COMMENT + LOCATOR)
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_SIZE or tail[max(0, at - LOCATOR) :].startswith(END_64):
        raise ValidationError(BROKEN, code="broken")
    entries, length = struct.unpack_from("<HI", tail, at + 10)
    if entries > MEMBERS or length > DIRECTORY:
        raise ValidationError(TOO_MUCH, code="bomb")


def _format(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(ENCRYPTED, code="encrypted")
    if sum(member.file_size for member in members) > UNPACKED:
        raise ValidationError(TOO_MUCH, code="bomb")
    methods = {member.compress_type for member in members}
    if len(set(names)) < len(names) or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ValidationError(BROKEN, code="broken")
    if "[Content_Types].xml" in names:
        _refuse_foreign_word(archive, names)
        return "DOCX"
    if names[:1] == ["mimetype"]:
        _refuse_foreign_text(archive, names)
        return "ODT"
    raise ValidationError(FOREIGN, code="type")


def _refuse_foreign_word(archive: zipfile.ZipFile, names: list[str]) -> None:
    types = _read(archive, "[Content_Types].xml")
    if b"<!DOCTYPE" in types or b"&" in types:  # Word writes neither; names of parts could hide behind them.
        raise ValidationError(BROKEN, code="broken")
    lower = types.lower()
    if b"macroenabled" in lower or b"vbaproject" in lower or _has(names, "vbaproject", "/activex/"):
        raise ValidationError(MACROS, code="macros")
    if WORD not in types or "_rels/.rels" not in names:
        raise ValidationError(FOREIGN, code="type")


def _refuse_foreign_text(archive: zipfile.ZipFile, names: list[str]) -> None:
    if _read(archive, "mimetype").strip() != TEXT:
        raise ValidationError(FOREIGN, code="type")
    if "META-INF/manifest.xml" not in names:
        raise ValidationError(BROKEN, code="broken")
    manifest = _read(archive, "META-INF/manifest.xml")
    if b"encryption-data" in manifest or "encrypted-package" in names:
        raise ValidationError(ENCRYPTED, code="encrypted")
    if "content.xml" not in names:
        raise ValidationError(BROKEN, code="broken")
    scripts = [name for name in names if name.lower().startswith(("basic/", "scripts/", "dialogs/"))]
    if any(not name.endswith(("/", *EMPTY_LIBRARIES)) for name in scripts):
        raise ValidationError(MACROS, code="macros")


def _has(names: list[str], *parts: str) -> bool:
    return any(part in name.lower() for name in names for part in parts)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(DESCRIPTION + 1)
    if len(content) > DESCRIPTION:
        raise ValidationError(TOO_MUCH, code="bomb")
    return content
