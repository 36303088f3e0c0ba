"""Spreadsheets that the office sends, and the two steps in which their rows are entered."""

import csv
import io
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from agreements import importing
from agreements.models import Spreadsheet
from tests.factories import numbers
from tests.files import upload

LIST = "/admin/agreements/agreement/"


def row(**cells: object) -> dict[str, object]:
    """One good row of a spreadsheet, unlike every other, with `cells` in its place."""
    number = next(numbers)
    usual: dict[str, object] = {
        "nazwa": f"Stowarzyszenie „Z arkusza {number}”",
        "forma prawna": "stowarzyszenie (KRS)",
        "krs": number,
        "numer w ewidencji": "",
        "ulica i numer": "ul. Próbna 1",
        "kod pocztowy": "44-335",
        "miejscowość": "Jastrzębie-Zdrój",
        "telefon": "",
        "e-mail": "",
        "liczba podpisów": 2,
        "numer porozumienia": f"DS.{number}.2020",
        "data zawarcia": "03.02.2020",
        "obowiązuje od": "",
        "obowiązuje do": "",
        "świadczenia": "sala, Doradztwo",
        "uwagi": "",
    }
    return usual | cells


def sheet(rows: list[dict[str, object]]) -> bytes:
    """As a Polish office saves it: CSV with semicolons in Windows-1250."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    headings = list(dict.fromkeys([*importing.HEADINGS, *(heading for cells in rows for heading in cells)]))
    writer.writerow(headings)
    writer.writerows([cells[heading] for heading in headings] for cells in rows)
    return written.getvalue().encode("cp1250")


def workbook(rows: list[dict[str, object]]) -> bytes:
    book = Workbook()
    book.active.append(importing.HEADINGS)
    for cells in rows:
        book.active.append([cells[heading] for heading in importing.HEADINGS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


class SentSheet:
    """One sheet on its way: sent and tried by the worker, then stored by him when the clerk says so."""

    def __init__(self, clerk: Client, run_jobs: Callable[[], object]) -> None:
        self.clerk, self.run_jobs = clerk, run_jobs

    def send(self, content: bytes, name: str = "organizacje.csv") -> str:
        """The page that waits for the clerk, or the form that was refused, which has no such page."""
        answer = self.clerk.post(f"{LIST}import/", {"upload": upload(content, name)}, follow=True)
        self.run_jobs()
        address = answer.redirect_chain[-1][0] if answer.redirect_chain else None
        return (self.clerk.get(address) if address else answer).content.decode()

    def store(self, good: int, *ticked: int) -> str:
        """Say that so many good rows are to be stored, and of those with a warning the ticked ones."""
        answer = self.clerk.post(self.address("store"), {"good": good, "ticked": ticked}, follow=True)
        self.run_jobs()
        return answer.content.decode()

    def address(self, page: str) -> str:
        return reverse(f"admin:agreements_agreement_{page}", args=[Spreadsheet.objects.get().pk])
