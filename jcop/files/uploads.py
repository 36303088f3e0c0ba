"""What people send as a file, judged by its content and not by its name or its sender's word.

`judge(upload)` says what a file is, `cleaned_name` what it is called from now on, and `Capped` keeps a
file that is far too large from filling the disk before anybody can judge it.
"""

import re
import subprocess
import sys
import unicodedata
from collections.abc import Collection
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils import timezone

from jcop.files.archives import BROKEN, ENCRYPTED, judge_archive
from jcop.files.foreign_files import OTHER, PROGRAM, foreign_archive, foreign_file
from jcop.templatetags.polish import odmiana
from jcop.typed.personal import pesel_in

NAME_LENGTH = 200
# Beside a file's media type, where its part of the form may have parameters: it was cut.
TOGETHER = "jcop-too-large-together"
MOST_PAGES = 500
MOST_MEGAPIXELS = 40
PATIENCE_SECONDS = 30
EXAMINER = Path(__file__).with_name("examine.py")

PICTURE_STARTS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
HEADER_WITHIN = (
    1024  # bytes: so far qpdf and poppler look for the header behind a printer's or a mailer's lines.
)
SMALLER_DOCUMENT = "Proszę zeskanować dokument w mniejszej rozdzielczości albo podzielić go na części."
SMALLER_PICTURE = (
    "Proszę zmniejszyć zdjęcie albo zrobić je jeszcze raz w mniejszej rozdzielczości:"
    " w telefonie wystarczy 12 megapikseli."
)
PROGRAMS = frozenset(
    {".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk"}
    | {".msi", ".pif", ".ps1", ".py", ".reg", ".scr", ".sh", ".vbe", ".vbs", ".wsf", ".wsh"}
)
# Of a name that lies about its content; any other dot belongs to the name („Statut 12.05.2024”).
REPLACED = frozenset(
    {".doc", ".docm", ".docx", ".gif", ".heic", ".htm", ".html", ".jfif", ".jpe", ".jpeg", ".jpg", ".ods"}
    | {".odt", ".pdf", ".png", ".rtf", ".svg", ".tif", ".tiff", ".txt", ".webp", ".xls", ".xlsx", ".zip"}
)


def size_words(size: int) -> str:
    """So many bytes as „120 kB” or „1,2 MB”."""
    if size < 999_500:
        return f"{max(1, round(size / 1000))}\xa0kB"
    return f"{size / 1_000_000:.1f}\xa0MB".replace(".", ",")


class Format(Enum):
    """What can be judged: the type told to browsers, and the extensions that say it."""

    PDF = ("application/pdf", ".pdf")
    PNG = ("image/png", ".png")
    JPEG = ("image/jpeg", ".jpg", ".jpeg", ".jpe", ".jfif")
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
    ODT = ("application/vnd.oasis.opendocument.text", ".odt")
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
    ODS = ("application/vnd.oasis.opendocument.spreadsheet", ".ods")

    @property
    def content_type(self) -> str:
        return self.value[0]

    @property
    def extensions(self) -> tuple[str, ...]:
        return self.value[1:]


# To a case belongs what one can read on paper; the office publishes spreadsheets too.
ATTACHED = frozenset({Format.PDF, Format.PNG, Format.JPEG, Format.DOCX, Format.ODT})
PUBLISHED = frozenset(Format)


def naming(sentence: str, taken: Collection[Format]) -> str:
    """The sentence with the names of what is taken, the last behind its „and” or „or”."""
    *names, last = [kind.name for kind in Format if kind in taken]
    return sentence.format(", ".join(names), last)


def judge(upload: File, taken: Collection[Format] = ATTACHED) -> Format:
    """What the file is. ValidationError with a sentence for people when it cannot be taken."""
    if TOGETHER in (getattr(upload, "content_type_extra", None) or {}):
        raise ValidationError(
            f"Pliki z jednego formularza mogą mieć razem najwyżej {settings.ATTACHMENT_MAX_TOTAL_MB} MB."
            " Proszę wysłać je po kilka albo zmniejszyć.",
            code="total",
        )
    if not upload.size:
        raise ValidationError("Plik jest pusty. Proszę sprawdzić, czy to właściwy plik.", code="empty")
    content = upload.file
    assert content is not None
    content.seek(0)
    if upload.size > settings.ATTACHMENT_MAX_MB * 2**20:
        is_picture = content.read(8).startswith(tuple(PICTURE_STARTS))
        raise ValidationError(
            f"Plik jest za duży: może mieć najwyżej {settings.ATTACHMENT_MAX_MB} MB."
            f" {SMALLER_PICTURE if is_picture else SMALLER_DOCUMENT}",
            code="oversize",
        )
    if PurePosixPath(upload.name or "").suffix.lower() in PROGRAMS:
        raise ValidationError(naming(PROGRAM, taken), code="program")
    try:
        return _judged(content, upload.size, taken)
    finally:
        content.seek(0)


def _judged(content: IO[bytes], size: int, taken: Collection[Format]) -> Format:
    start = content.read(HEADER_WITHIN)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return _document(content)
    for sign, picture in PICTURE_STARTS.items():
        if start.startswith(sign):
            return _picture(content, Format[picture])
    if start.startswith(b"PK\x03\x04"):
        return _unpacked(content, size, taken)
    if refusal := foreign_file(start, content, pdf=Format.PDF in taken, sheets=Format.XLSX in taken):
        sentence, code = refusal
        raise ValidationError(naming(sentence, taken), code=code)
    if b"%PDF-" in start:
        return _document(content)
    raise ValidationError(naming(OTHER, taken), code="type")


def _unpacked(content: IO[bytes], size: int, taken: Collection[Format]) -> Format:
    name = judge_archive(content, size)
    if name is None or name not in Format.__members__:
        raise ValidationError(naming(foreign_archive(name), taken), code="type")
    if Format[name] not in taken:
        raise ValidationError(naming(OTHER, taken), code="type")
    return Format[name]


def _document(content: IO[bytes]) -> Format:
    pages = _examined(content, Format.PDF)
    if pages > MOST_PAGES:
        raise ValidationError(
            f"Dokument ma {pages} {odmiana(pages, 'stronę,strony,stron')},"
            f" a może mieć najwyżej {MOST_PAGES}. Proszę podzielić go na części.",
            code="pages",
        )
    return Format.PDF


def _picture(content: IO[bytes], kind: Format) -> Format:
    megapixels = _examined(content, kind)
    if megapixels > MOST_MEGAPIXELS:
        raise ValidationError(
            f"Obraz jest za duży: może mieć najwyżej {MOST_MEGAPIXELS} megapikseli, a ma {megapixels}."
            f" {SMALLER_PICTURE}",
            code="huge",
        )
    return kind


def _examined(content: IO[bytes], kind: Format) -> int:
    """Pages or megapixels, as another process counts them: see examine.py."""
    content.seek(0)
    command = [sys.executable, "-I", str(EXAMINER), kind.name, str(MOST_MEGAPIXELS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file is its standard input
            command, input=content.read(), capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationError(BROKEN, code="broken") from error
    if done.returncode > 0:
        raise RuntimeError(f"{EXAMINER.name} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    answer = done.stdout.decode()
    if answer.isdecimal():
        return int(answer)
    if answer == "encrypted":
        raise ValidationError(ENCRYPTED, code="encrypted")
    raise ValidationError(BROKEN, code="broken")  # Also when the file brought the process down.


def cleaned_name(name: str, kind: Format) -> str:
    """The user's own name for a file, made safe to show and to save: with the extension of its content."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(sign if sign.isprintable() else " " for sign in name)
    name = re.sub(r"\s+", " ", name).rstrip(" .")
    stem, dot, end = name.rpartition(".")
    extension = f"{dot}{end}".lower()
    if extension in kind.extensions or extension in REPLACED:
        name = stem
    else:
        extension = ""
    if extension not in kind.extensions:
        extension = kind.extensions[0]
    name = name.strip(" .") or "dokument"
    if pesel_in(name, timezone.localdate()):
        raise ValidationError(
            "W nazwie pliku jest numer PESEL. Proszę zmienić nazwę pliku i załączyć go ponownie.",
            code="pesel",
        )
    return name[: NAME_LENGTH - len(extension)].rstrip(" .") + extension


class Capped(FileUploadHandler):
    """First in every view: lets the next handlers have a little more than may be sent, and drops the rest.

    What is left of a file is still too large, so that `judge` says so, and the rest of the form is kept. Of
    files that are too large together the later ones keep a piece, marked as cut, so that they are not taken
    for empty ones. Of whoever has not signed in nothing is taken: no form for visitors asks for a file.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = self.taken_of_all = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self._takes_more():
            return None
        if self.taken_of_all > settings.ATTACHMENT_MAX_TOTAL_MB * 2**20:
            assert self.content_type_extra is not None
            self.content_type_extra[TOGETHER] = b""
            if self.taken:
                return None
        self.taken += len(raw_data)
        self.taken_of_all += len(raw_data)
        return raw_data

    def _takes_more(self) -> bool:
        user = getattr(self.request, "user", None)
        return self.taken <= settings.ATTACHMENT_MAX_MB * 2**20 and user is not None and user.is_authenticated

    def file_complete(self, file_size: int) -> None:
        return None
