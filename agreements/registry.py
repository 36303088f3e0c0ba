"""The register of agreements as a spreadsheet for Polish offices: XLSX, or CSV with semicolons and a BOM."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from import_export import resources
from import_export.fields import Field
from tablib import Dataset

from agreements.models import Agreement
from agreements.typed_cells import FORMULA_STARTS

# What a spreadsheet's XML cannot hold.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class RegisterResource(resources.ModelResource):
    """The columns of a rejestr porozumień, in their order."""

    number = Field(column_name="numer")
    signed_on = Field(column_name="data zawarcia")
    party = Field(column_name="strona")
    registration = Field(column_name="nr w rejestrze lub ewidencji")
    scope = Field(column_name="zakres")
    valid_from = Field(column_name="obowiązuje od")
    last_day = Field(column_name="obowiązuje do")
    status = Field(column_name="stan")
    copies = Field(column_name="egzemplarze")
    remarks = Field(column_name="uwagi")

    class Meta:
        model = Agreement
        fields = (
            "number",
            "signed_on",
            "party",
            "registration",
            "scope",
            "valid_from",
            "last_day",
            "status",
            "copies",
            "remarks",
        )
        export_order = fields

    def dehydrate_number(self, agreement: Agreement) -> str:
        return agreement.number

    def dehydrate_signed_on(self, agreement: Agreement) -> date | None:
        return agreement.signed_on

    def dehydrate_party(self, agreement: Agreement) -> str:
        return agreement.party_name or agreement.organization.name

    def dehydrate_registration(self, agreement: Agreement) -> str:
        return agreement.organization.registration

    def dehydrate_scope(self, agreement: Agreement) -> str:
        return agreement.scope

    def dehydrate_valid_from(self, agreement: Agreement) -> date | None:
        return agreement.valid_from

    def dehydrate_last_day(self, agreement: Agreement) -> date | str:
        return agreement.last_day or ("bezterminowo" if agreement.valid_from else "")

    def dehydrate_status(self, agreement: Agreement) -> str:
        return agreement.status(timezone.localdate())

    def dehydrate_copies(self, agreement: Agreement) -> str:
        return agreement.copies_words

    def dehydrate_remarks(self, agreement: Agreement) -> str:
        return agreement.remarks


def spreadsheet(agreements: Iterable[Agreement], kind: str) -> bytes:
    """The rows as a file of `kind`, xlsx or csv."""
    return written(RegisterResource().export(queryset=agreements), kind)


def written(rows: Dataset, kind: str) -> bytes:
    cell = defused if kind == "xlsx" else plain
    headers = [cell(name) for name in rows.headers]  # Of the list of bad rows, they are somebody's own.
    found = Dataset(*[[cell(value) for value in row] for row in rows], headers=headers, title="Rejestr")
    if kind == "xlsx":
        content: bytes = found.export("xlsx")
        return content
    return f"\ufeff{found.export('csv', delimiter=';')}".encode()


def defused(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is shown and not run; what XML cannot hold goes."""
    if not isinstance(value, str):
        return value
    text = NOT_XML.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(value: Any) -> str:
    """A cell as Polish spreadsheets read it from a text file: dates with dots, decimals with a comma."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    return str(defused(str(value)))
