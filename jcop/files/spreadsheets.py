"""The rows of a spreadsheet, XLSX or CSV: read as a stream, and no further than they are taken.

A file of a few kB can unpack to gigabytes, name a cell a million rows below the last one, or hold a million
elements: the archive is judged first, rows that are not in the file are not made, and reading ends with the
first row too many.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from django.core.exceptions import ValidationError
from openpyxl import load_workbook  # type: ignore[import-untyped]  # It has no types.
from openpyxl.worksheet._reader import WorkSheetParser  # type: ignore[import-untyped]

from jcop.files.archives import judge_archive
from jcop.files.foreign_files import OLE

MOST_ROWS, MOST_COLUMNS = 1000, 100
UNPACKED, PIECE = 20 * 2**20, 2**16
# Of one part of the file, in elements of XML: of a sheet or its words, and of what describes them.
MOST_CELLS, MOST_STYLES = 300_000, 50_000
TRUE = {"1", "true"}
LAST_ROW = 1_048_576  # Of Excel: another number is not of a row.
UNREADABLE = "Tego pliku nie da się odczytać jako arkusza XLSX ani CSV."
SAVE_AGAIN = "Proszę zapisać go jako XLSX bez hasła albo CSV i wczytać ponownie."
ANOTHER = {
    "ODS": f"To jest arkusz ODS. {SAVE_AGAIN}",
    "OTS": f"To jest szablon arkusza (OTS). {SAVE_AGAIN}",
    "XLTX": f"To jest szablon arkusza (XLTX). {SAVE_AGAIN}",
}
BOMB = (
    "Arkusz po rozpakowaniu jest za duży. Proszę skopiować same wiersze z danymi do nowego arkusza"
    " i wczytać go."
)


@dataclass(frozen=True)
class Line:
    """One row as it stands in the file, its number as the spreadsheet shows it."""

    number: int
    values: list[Any]
    is_hidden: bool = False

    @property
    def is_blank(self) -> bool:
        return all(value is None or (isinstance(value, str) and not value.strip()) for value in self.values)


@dataclass(frozen=True)
class Row:
    """A row that is not blank: its cells by their headings."""

    number: int
    cells: dict[str, Any]
    is_hidden: bool


@dataclass
class Sheet:
    """What was read, and what of the file was not shown to who looked at it or was left out."""

    headings: list[str]
    rows: list[Row]
    title: str = ""
    others: list[str] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)


def heading(value: Any) -> str:
    """„Data\\nzawarcia *” as „data zawarcia”, whatever letters are composed of and spaces made of."""
    return words(value).lower().replace("\u2011", "-").strip(" *:")


def words(value: Any) -> str:
    """The text of a cell in composed letters and single spaces, without signs that nobody sees."""
    text = unicodedata.normalize("NFC", str("" if value is None else value))
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


def read(content: bytes) -> Sheet:
    """The first sheet that is not hidden. ValidationError, a sentence, for what is no such spreadsheet."""
    try:
        if content.startswith(b"PK\x03\x04"):
            return _read_workbook(content)
        if content.startswith(OLE):
            raise ValidationError(f"Arkusz jest w starym formacie (XLS) albo ma hasło. {SAVE_AGAIN}")
        return _taken(_text_lines(content))
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(UNREADABLE) from error


def _taken(lines: Iterator[Line]) -> Sheet:
    head = next((line for line in lines if not line.is_blank), None)
    headings = [heading(value) for value in head.values] if head else []
    rows: list[Row] = []
    for line in lines:
        if line.is_blank:
            continue
        if len(rows) == MOST_ROWS:
            raise ValidationError(f"Naraz można wprowadzić najwyżej {MOST_ROWS} wierszy.")
        cells = dict.fromkeys(headings) | dict(zip(headings, line.values, strict=False))
        rows.append(Row(line.number, cells, line.is_hidden))
    if repeated := {name for name in headings if name and headings.count(name) > 1}:
        raise ValidationError(f"Te kolumny powtarzają się: {', '.join(sorted(repeated))}.")
    if not rows:
        raise ValidationError("W arkuszu nie ma żadnego wiersza z danymi.")
    return Sheet(headings, rows)


def _read_workbook(content: bytes) -> Sheet:
    _refuse_what_is_no_workbook(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    with closing(book):
        chosen = next((each for each in book.worksheets if each.sheet_state == "visible"), book.worksheets[0])
        with chosen._get_source() as source:
            # In place of `iter_rows`, which makes every row that is missing and does not know hidden ones.
            parser = WorkSheetParser(
                source,
                chosen._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            sheet = _taken(_sheet_lines(parser))
        sheet.title = chosen.title
        sheet.others = [_named(each) for each in book.worksheets if each is not chosen]
        hidden = [wide for wide in parser.column_dimensions.values() if wide.get("hidden") in TRUE]
        sheet.hidden_columns = [
            name
            for column, name in enumerate(sheet.headings, start=1)
            if name and any(int(wide["min"]) <= column <= int(wide["max"]) for wide in hidden)
        ]
    return sheet


def _named(sheet: Any) -> str:
    return sheet.title if sheet.sheet_state == "visible" else f"{sheet.title} (ukryta)"


def _sheet_lines(parser: Any) -> Iterator[Line]:
    last = 0
    for number, cells in parser.parse():
        if not last < number <= LAST_ROW:
            raise ValidationError(UNREADABLE)
        last = number
        taken = [cell for cell in cells if cell["column"] <= MOST_COLUMNS]
        values: list[Any] = [None] * max((cell["column"] for cell in taken), default=0)
        for cell in taken:
            values[cell["column"] - 1] = cell["value"]
        yield Line(number, values, parser.row_dimensions.get(str(number), {}).get("hidden") in TRUE)


def _refuse_what_is_no_workbook(content: bytes) -> None:
    try:
        kind = judge_archive(io.BytesIO(content), len(content), UNPACKED)
    except ValidationError as refusal:
        if refusal.code == "bomb":
            raise ValidationError(BOMB, code="bomb") from refusal
        raise
    if kind != "XLSX":
        raise ValidationError(ANOTHER.get(kind or "", UNREADABLE))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _refuse_endless_xml(archive)


def _refuse_endless_xml(archive: zipfile.ZipFile) -> None:
    """openpyxl makes an object of each element, of a style half a kilobyte; entities are in no such file."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            is_data = name.startswith(("xl/worksheets/", "xl/sharedStrings"))
            with archive.open(name) as member:
                _refuse_elements_beyond(MOST_CELLS if is_data else MOST_STYLES, member)


def _refuse_elements_beyond(most: int, member: IO[bytes]) -> None:
    left = most

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise ValidationError(BOMB, code="bomb")

    def refuse(*_: object) -> None:
        raise ValidationError(UNREADABLE)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = count, refuse
    while piece := member.read(PIECE):
        parser.Parse(piece)


def _text_lines(content: bytes) -> Iterator[Line]:
    """CSV as spreadsheets save it: semicolons, tabs or commas, the line ends of any system."""
    text = _decoded(content)
    if "\x00" in text:
        raise ValueError("binary")
    text = io.StringIO(text, newline=None).read()
    named = re.match(r'"?sep=(.)"?\n', text, re.IGNORECASE)
    if named:
        text = text[named.end() :]
    delimiter = named[1] if named else max(";\t,", key=lambda sign: _width(text, sign))
    for number, values in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1):
        yield Line(number, values[:MOST_COLUMNS])


def _width(text: str, delimiter: str) -> int:
    return len(next(csv.reader(io.StringIO(text), delimiter=delimiter), []))


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250")
