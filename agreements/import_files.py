"""Files beside an import: a blank spreadsheet, and the rows that were not entered, with the reasons."""

import io

from openpyxl import Workbook  # type: ignore[import-untyped]  # It has no types.
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from tablib import Dataset

from agreements.importing import AUTHORITY, HEADINGS, READ_AS, REASON, ROW, sheet_of
from agreements.models import Spreadsheet
from agreements.registry import written
from agreements.typed_cells import day, first_day, last_day

AS_TEXT, AS_DAY = "@", "DD.MM.YYYY"


def blank() -> bytes:
    """Headings alone; its columns are text, so that no number becomes a date, and the days are days."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Porozumienia"
    sheet.append([*HEADINGS, AUTHORITY])
    sheet.freeze_panes = "A2"
    for number, heading in enumerate([*HEADINGS, AUTHORITY], start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.number_format = AS_DAY if READ_AS.get(heading) in {day, first_day, last_day} else AS_TEXT
        column.width = max(14, len(heading) + 4)
        sheet.cell(1, number).font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def not_entered(spreadsheet: Spreadsheet) -> bytes:
    """The rows that were refused or left out, as they were sent: mended, they can be sent again."""
    sheet = sheet_of(bytes(spreadsheet.content))
    reasons = {number: " ".join(sentences) for number, sentences in spreadsheet.wrong}
    headings = [name for name in sheet.headings if name not in {"", ROW, REASON}]
    rows = [
        [row.number, reasons[row.number], *(row.cells[name] for name in headings)]
        for row in sheet.rows
        if row.number in reasons
    ]
    return written(Dataset(*rows, headers=[ROW, REASON, *headings]), "xlsx")
