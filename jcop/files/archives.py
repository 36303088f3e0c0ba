"""DOCX, ODT, XLSX and ODS are ZIP archives: which of them, and whether it may be opened by a clerk.

Nothing is unpacked to disk and no more than a piece of one member is in memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError

UNPACKED = 100 * 2**20
MEMBERS = 5000
DIRECTORY = 2 * 2**20
DESCRIPTION = 2**20
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, COMMENT, LOCATOR = 22, 65_535, 20

WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OPEN_XML = b"application/vnd.openxmlformats-officedocument."
OFFICE = {WORD: "DOCX", SHEET: "XLSX"}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "ODT",
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS",
}
# What is no document to be taken, and has a name of its own all the same: see `jcop.files.foreign_files`.
FOREIGN_OFFICE = {
    OPEN_XML + b"wordprocessingml.template.main+xml": "DOTX",
    OPEN_XML + b"spreadsheetml.template.main+xml": "XLTX",
    OPEN_XML + b"presentationml.presentation.main+xml": "PPTX",
}
FOREIGN_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text-template": "OTT",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "OTS",
    b"application/vnd.oasis.opendocument.presentation": "ODP",
    b"application/vnd.oasis.opendocument.graphics": "ODG",
    b"application/vnd.etsi.asic-e+zip": "ASiC",
    b"application/vnd.etsi.asic-s+zip": "ASiC",
}
# Last words of the types of relationships: what a document may point to elsewhere, what it may carry.
LINKS, PICTURES, CARRIED = {"hyperlink"}, {"image"}, {"oleobject", "package"}
# A letter of a disk or a name beside the document: on the reader's own machine nothing can lie in wait.
OWN_DISK = re.compile(r"(file:/{0,3})?[A-Za-z]:[\\/]|(?![A-Za-z][\w+.-]*:|[\\/]{2})", re.ASCII)
WEB = re.compile("https?://", re.IGNORECASE)
DOCUMENTS = (".docx", ".xlsx", ".pptx")
OLE_IN_OPEN_DOCUMENT = b"application/vnd.sun.star.oleobject"
# LibreOffice writes these also for a document that has no macro.
EMPTY_LIBRARIES = ("script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml")

BROKEN = "Plik jest uszkodzony i nie da się go otworzyć. Proszę zapisać go ponownie i załączyć jeszcze raz."
ENCRYPTED = "Plik jest zabezpieczony hasłem. Proszę zapisać go bez hasła i załączyć jeszcze raz."
MACROS = "Dokument zawiera makra. Proszę zapisać go bez makr albo jako PDF i załączyć jeszcze raz."
REMOTE = (
    "Dokument pobiera przy otwieraniu szablon albo inną część z obcego miejsca. Proszę zapisać go jako PDF"
    " i załączyć jeszcze raz."
)
EMBEDDED = (
    "W dokumencie jest osadzony obiekt innego programu. Proszę zapisać dokument bez niego albo jako PDF"
    " i załączyć jeszcze raz."
)
TOO_MUCH = "Dokument po rozpakowaniu jest za duży. Proszę zapisać go jako PDF i załączyć jeszcze raz."


def judge_archive(content: IO[bytes], size: int, unpacked: int = UNPACKED) -> str | None:
    """The name of the format, also of some that are not taken, or None of any other archive.

    ValidationError when it is broken or not harmless.

    Nor may it unpack to more than so many bytes.
    """
    _refuse_endless_directory(content, size)
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            kind = _format(archive, unpacked)
            if archive.testzip() is not None:  # reads every member to its end, in pieces
                raise ValidationError(BROKEN, code="broken")
            return kind
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


def _format(archive: zipfile.ZipFile, unpacked: int) -> str | None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(ENCRYPTED, code="encrypted")
    if sum(member.file_size for member in members) > unpacked:
        raise ValidationError(TOO_MUCH, code="bomb")
    methods = {member.compress_type for member in members}
    if len(set(names)) < len(names) or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise ValidationError(BROKEN, code="broken")
    if "[Content_Types].xml" in names:
        return _office(archive, names)
    if names[:1] == ["mimetype"]:
        return _open_document(archive, names)
    return None


def _office(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    types = _read(archive, "[Content_Types].xml")
    if b"<!DOCTYPE" in types or b"&" in types:  # Word writes neither; names of parts could hide behind them.
        raise ValidationError(BROKEN, code="broken")
    lower = types.lower()
    if b"macroenabled" in lower or b"vbaproject" in lower or _has(names, "vbaproject", "/activex/"):
        raise ValidationError(MACROS, code="macros")
    if "_rels/.rels" not in names:
        return None
    for name in names:
        if name.lower().endswith(".rels"):
            _refuse_what_runs(_read(archive, name))
    return next((name for sign, name in (OFFICE | FOREIGN_OFFICE).items() if sign in types), None)


def _refuse_what_runs(relationships: bytes) -> None:
    """A template from elsewhere brings its macros with it; an embedded object opens another program."""
    for relationship in _relationships(relationships):
        kind = relationship.get("Type", "").rpartition("/")[2].lower()
        target = relationship.get("Target", "").strip()
        if kind in CARRIED and not target.lower().endswith(DOCUMENTS):
            raise ValidationError(EMBEDDED, code="embedded")
        is_harmless = kind in LINKS or OWN_DISK.match(target) or (kind in PICTURES and WEB.match(target))
        if relationship.get("TargetMode", "").lower() == "external" and not is_harmless:
            raise ValidationError(REMOTE, code="remote")


def _relationships(xml: bytes) -> Iterator[dict[str, str]]:
    """Attributes of each; BROKEN for what is no XML or declares entities, which no office program does."""
    relationships: list[dict[str, str]] = []

    def refuse(*_: object) -> None:
        raise ValidationError(BROKEN, code="broken")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda _, attributes: relationships.append(attributes)
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - expat's own: this is all
    except expat.ExpatError as error:
        raise ValidationError(BROKEN, code="broken") from error
    yield from relationships


def _open_document(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    mimetype = _read(archive, "mimetype").strip()
    kind = OPEN_DOCUMENTS.get(mimetype)
    if kind is None:
        return FOREIGN_OPEN_DOCUMENTS.get(mimetype)
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
    if OLE_IN_OPEN_DOCUMENT in manifest:
        raise ValidationError(EMBEDDED, code="embedded")
    return kind


def _has(names: list[str], *parts: str) -> bool:
    return any(part in name.lower() for name in names for part in parts)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(DESCRIPTION + 1)
    if len(content) > DESCRIPTION:
        raise ValidationError(TOO_MUCH, code="bomb")
    return content
