"""Spreadsheets as programs save them, good and bad: what is read of them, and how little."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.worksheet import _reader

from jcop.files import spreadsheets
from jcop.files.spreadsheets import heading, read
from tests.counting import Cases
from tests.files import SHEET, docx, odt

CASES = Path(__file__).parents[1] / "agreements" / "cases"
TABLE = [["nazwa", "krs"], ["Żółta Łódź", "0000900233"], ["Druga", "7"]]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(*rows: list[object]) -> Workbook:
    book = Workbook()
    book.active.title = "Dane"
    for cells in rows or TABLE:
        book.active.append(cells)
    return book


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
    return file.getvalue()


def text(delimiter: str, line_end: str = "\r\n") -> str:
    return line_end.join(delimiter.join(cells) for cells in TABLE) + line_end


def values(content: bytes) -> list[list[object]]:
    return [list(row.cells.values()) for row in read(content).rows]


def refusal_of(content: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(content)
    return " ".join(refusal.value.messages)


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of each row of XML that is taken apart."""
    numbers: list[int] = []
    parse_row = _reader.WorkSheetParser.parse_row

    def counted(parser: object, row: object) -> tuple[int, list[dict[str, object]]]:
        number, cells = parse_row(parser, row)
        numbers.append(number)
        return number, cells

    monkeypatch.setattr(_reader.WorkSheetParser, "parse_row", counted)
    return numbers


def test_text_is_read_however_it_was_saved(case: Cases):
    files = {
        "semicolons, Windows-1250": text(";").encode("cp1250"),
        "semicolons, UTF-8": text(";").encode(),
        "semicolons, UTF-8 with its mark": text(";").encode("utf-8-sig"),
        "commas": text(",").encode(),
        "tabs": text("\t").encode(),
        "tabs, UTF-16 as Excel saves it": text("\t").encode("utf-16"),
        "UTF-16 the other way round": b"\xfe\xff" + text(";").encode("utf-16-be"),
        "the delimiter named": b"sep=;\r\n" + text(";").encode(),
        "another delimiter named": b'"sep=|"\n' + text("|").encode(),
        "line ends of a Mac": text(";", "\r").encode(),
        "line ends of Linux": text(";", "\n").encode(),
        "blank lines before and between": ("\n\n" + text(";", "\n;;\n")).encode(),
        "commas in cells": text(";").replace("Druga", '"Druga, inna"').encode(),
        "a workbook": saved(workbook()),
    }
    for what, content in files.items():
        with case(what):
            name = "Druga, inna" if what == "commas in cells" else "Druga"
            assert values(content) == [TABLE[1], [name, "7"]]


def test_a_heading_is_the_same_however_it_is_typed(case: Cases):
    typed = ["data zawarcia", "Data zawarcia *", "DATA\nZAWARCIA:", "data\xa0zawarcia", " data  zawarcia "]
    typed += ["\ufeffdata zawar\u200bcia", "data zawarcia*"]
    for words in typed:
        with case(repr(words)):
            assert heading(words) == "data zawarcia"
    with case("letters taken apart"):
        assert heading("obowia\u0328zuje do, s\u0301wiadczenia") == "obowiązuje do, świadczenia"
    with case("a hyphen that does not break"):
        assert heading("e\u2011mail") == "e-mail"


def test_a_row_has_the_number_that_its_reader_sees():
    book = workbook()
    book.active["A9"] = "Dziewiąta"

    assert [row.number for row in read(saved(book)).rows] == [2, 3, 9]
    assert [row.number for row in read(b"nazwa;krs\n\nX;1\n;;\nY;2\n").rows] == [3, 5]


@pytest.mark.parametrize("number", [2, 1_048_577, 10**22])
def test_a_row_that_no_reader_sees_under_its_number_is_refused(number: int):
    wrong = f'<row r="{number}"'.encode()
    content = with_part(
        saved(workbook()), "xl/worksheets/sheet1.xml", lambda part: part.replace(b'<row r="3"', wrong)
    )

    assert refusal_of(content).startswith("Tego pliku nie da się odczytać")


def test_hidden_columns_without_end_cost_nothing():
    book = workbook()
    book.active.column_dimensions["B"].hidden = True
    book.active.column_dimensions["B"].min, book.active.column_dimensions["B"].max = 2, 2_000_000_000

    assert read(saved(book)).hidden_columns[:1] == ["krs"]


def test_what_is_hidden_or_elsewhere_in_the_file_is_told():
    book = workbook(*TABLE, ["Trzecia", "8"])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.create_sheet("Notatki")
    book.create_sheet("Stare", 0).sheet_state = "hidden"

    sheet = read(saved(book))

    assert [(row.number, row.is_hidden) for row in sheet.rows] == [(2, False), (3, True), (4, False)]
    assert (sheet.title, sheet.others) == ("Dane", ["Stare (ukryta)", "Notatki"])
    assert sheet.hidden_columns == ["krs"]


def test_rows_that_are_not_in_the_file_are_not_made(rows_read: list[int]):
    name = "arkusz-pusta-komorka-w-wierszu-1048576.xlsx"

    sheet = read((CASES / name).read_bytes())

    assert [row.number for row in sheet.rows] == [2]
    assert rows_read == [1, 2, 1_048_576]


def test_reading_ends_with_the_first_row_too_many(rows_read: list[int]):
    rows = [["x", n] for n in range(5000)]

    words = refusal_of(saved(workbook(TABLE[0], *rows)))

    assert words == "Naraz można wprowadzić najwyżej 1000 wierszy."
    assert len(rows_read) == 1 + 1000 + 1


def test_blank_rows_are_no_rows():
    def filled(part: bytes) -> bytes:
        return part.replace(b"</sheetData>", b"<row/>" * 50_000 + b"</sheetData>")

    sheet = read(with_part(saved(workbook()), "xl/worksheets/sheet1.xml", filled))

    assert [row.number for row in sheet.rows] == [2, 3]


def test_a_bomb_is_refused_before_any_row_is_read(case: Cases, rows_read: list[int]):
    sheet = "xl/worksheets/sheet1.xml"
    bombs = {
        "rows": (sheet, b"</sheetData>", b"<row/>" * 300_000 + b"</sheetData>"),
        "cells in one row": (sheet, b"</sheetData>", b"<row>" + b"<c/>" * 300_000 + b"</row></sheetData>"),
        "styles": ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 50_000 + b"</cellXfs>"),
        "megabytes": (sheet, b"</sheetData>", b" " * 21 * 2**20 + b"</sheetData>"),
    }
    for what, (name, end, stuffed) in bombs.items():
        with case(what):
            content = with_part(saved(workbook()), name, lambda part: part.replace(end, stuffed))  # noqa: B023 - called here
            assert refusal_of(content) == spreadsheets.BOMB
    with case("entities"):
        entities = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
        content = with_part(saved(workbook()), sheet, lambda part: part.replace(b"<worksheet", entities))
        assert refusal_of(content) == spreadsheets.UNREADABLE

    assert rows_read == []


def test_what_is_no_spreadsheet_of_rows_is_refused_with_its_reason(case: Cases):
    files = {
        "binary": (b"\x00\x01\x02", spreadsheets.UNREADABLE),
        "a text document": (docx(), spreadsheets.UNREADABLE),
        "a workbook without parts": (docx(types=SHEET), spreadsheets.UNREADABLE),
        "XLS": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "w starym formacie (XLS)"),
        "ODS": (odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "To jest arkusz ODS."),
        "headings alone": (saved(workbook(TABLE[0])), "nie ma żadnego wiersza z danymi"),
        "nothing": (saved(workbook([])), "nie ma żadnego wiersza z danymi"),
        "a column twice": (b"nazwa;Nazwa *\nX;Y", "Te kolumny powtarzają się: nazwa."),
    }
    for what, (content, words) in files.items():
        with case(what):
            assert words in refusal_of(content)
