"""Organisations and agreements in force from one spreadsheet: each row is entered whole or not at all."""

import csv
import io
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.utils import ErrorDict
from import_export import resources
from import_export.results import Result, RowResult
from openpyxl import load_workbook  # type: ignore[import-untyped]  # It has no types.
from tablib import Dataset

from agreements.models import Agreement, Service, Spreadsheet
from jcop.archives import judge_archive
from jcop.models import User
from jcop.rules import violation_message
from organizations.admin.organizations import OrganizationForm
from organizations.models import Organization, RegisterAuthority
from organizations.registers import LegalForm, clean_krs

MOST_MEGABYTES, MOST_ROWS = 5, 1000
# A file of a few kB can unpack to gigabytes, or name a cell a million rows below the last one.
UNPACKED, MOST_LINES, MOST_COLUMNS = 20 * 2**20, 10_000, 100
TOLD_EVERY = 10  # rows
# Heading of each column, and the field of the organisation that it fills.
ORGANIZATION = {
    "nazwa": "name",
    "forma prawna": "legal_form",
    "krs": "krs",
    "numer w ewidencji": "register_number",
    "ulica i numer": "street",
    "kod pocztowy": "postal_code",
    "miejscowość": "city",
    "telefon": "phone",
    "e-mail": "email",
    "liczba podpisów": "signatures_required",
}
# Of a club that another than the city's president has entered; a sheet may go without this column.
AUTHORITY = "kto prowadzi ewidencję"
AGREEMENT = ("numer porozumienia", "data zawarcia", "obowiązuje od", "obowiązuje do", "świadczenia", "uwagi")
HEADINGS = [*ORGANIZATION, *AGREEMENT]
FIELD_HEADINGS = {field: heading for heading, field in ORGANIZATION.items()} | {
    "number": "numer porozumienia",
    "signed_on": "data zawarcia",
    "valid_from": "obowiązuje od",
    "valid_until": "obowiązuje do",
    "services": "świadczenia",
    "remarks": "uwagi",
    "organization": "nazwa",
    "authority": AUTHORITY,
}
FORMS = {str(form.label).lower(): form.value for form in LegalForm}


class SpreadsheetForm(forms.Form):
    upload = forms.FileField(
        label="Arkusz (XLSX albo CSV)",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Proszę wybrać plik.", "empty": "Plik jest pusty."},
    )

    rows = 0

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > MOST_MEGABYTES * 2**20:
            raise ValidationError(f"Arkusz może mieć najwyżej {MOST_MEGABYTES} MB.")
        self.rows = len(rows_of(upload.read()))
        upload.seek(0)
        return upload


def rows_of(content: bytes) -> Dataset:
    """The rows under our headings; ValidationError for what is no such spreadsheet."""
    try:
        rows = _sheet_rows(content) if content.startswith(b"PK\x03\x04") else _text_rows(content)
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError("Tego pliku nie da się odczytać jako arkusza XLSX ani CSV.") from error
    headings = [str(heading or "").strip().lower() for heading in rows.headers or []]
    if missing := [heading for heading in HEADINGS if heading not in headings]:
        raise ValidationError(f"W pierwszym wierszu brakuje kolumn: {', '.join(missing)}.")
    rows.headers = headings
    filled = [row for row in rows if any(value not in (None, "") for value in row)]
    if not filled:
        raise ValidationError("W arkuszu nie ma żadnego wiersza z danymi.")
    if len(filled) > MOST_ROWS:
        raise ValidationError(f"Naraz można wprowadzić najwyżej {MOST_ROWS} wierszy.")
    return rows


def _sheet_rows(content: bytes) -> Dataset:
    """The first sheet of an XLSX that passes the rule for archives, read no further than it is taken."""
    if judge_archive(io.BytesIO(content), len(content), UNPACKED) != "XLSX":
        raise ValueError("another archive")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    with closing(book):
        lines = book.worksheets[0].iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS, values_only=True)
        head, *rows = [list(line) for line in lines]
    if len(rows) >= MOST_LINES:
        raise ValidationError(
            f"Arkusz ma ponad {MOST_LINES} wierszy. Proszę usunąć puste wiersze pod danymi i wczytać go"
            " ponownie."
        )
    return Dataset(*[(row + [None] * len(head))[: len(head)] for row in rows], headers=head)


def _text_rows(content: bytes) -> Dataset:
    """CSV as a Polish spreadsheet saves it: semicolons, UTF-8 or Windows-1250."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1250")
    if "\x00" in text:
        raise ValueError("binary")
    head, *lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    return Dataset(*[(line + [""] * len(head))[: len(head)] for line in lines], headers=head)


class RegisterImport(resources.ModelResource):
    """One row: an organisation, found by its number or entered, and its agreement."""

    class Meta:
        model = Agreement
        fields = ()
        import_id_fields = ()
        use_transactions = True

    def __init__(self, by: User, told: Callable[[int], None]) -> None:
        """`told` hears how many rows are done."""
        super().__init__()
        self.by, self.told = by, told
        self.services = {
            name.lower(): service
            for service in Service.objects.all()
            for name in (service.name, service.code)
        }

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """Enter the row within a savepoint; what it refuses becomes the row's errors."""
        result = self.get_row_result_class()()
        result.import_type = RowResult.IMPORT_TYPE_NEW
        if all(value in (None, "") for value in row.values()):
            result.import_type = RowResult.IMPORT_TYPE_SKIP
            return result
        try:
            with transaction.atomic():
                self._enter({key: _trimmed(value) for key, value in row.items()})
        except (ValidationError, IntegrityError) as caught:
            refusal = caught if isinstance(caught, ValidationError) else _violated(caught)
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            error = self.get_error_result_class()
            result.errors = [error(said, row=row, number=kwargs["row_number"]) for said in sentences(refusal)]
        if kwargs["row_number"] % TOLD_EVERY == 0:
            self.told(kwargs["row_number"])
        return result

    def _enter(self, row: dict[str, Any]) -> None:
        Agreement.enter_existing(
            organization=self._organization(row),
            by=self.by,
            number=str(row["numer porozumienia"]),
            signed_on=_day(row, "signed_on", required=True),  # type: ignore[arg-type]
            valid_from=_day(row, "valid_from"),
            valid_until=_day(row, "valid_until"),
            services=self._services(str(row["świadczenia"])),
            remarks=str(row["uwagi"]),
        )

    def _services(self, text: str) -> list[Service]:
        names = [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
        if unknown := [name for name in names if name.lower() not in self.services]:
            raise ValidationError({"services": f"Nie ma takich świadczeń: {', '.join(unknown)}."})
        return list(dict.fromkeys(self.services[name.lower()] for name in names))

    def _organization(self, row: dict[str, Any]) -> Organization:
        """The live organisation of that number; otherwise a new one, by the rules of the office's form."""
        data = {field: row[heading] for heading, field in ORGANIZATION.items()}
        typed = str(data["legal_form"]).lower()
        if typed not in FORMS:
            raise ValidationError({"legal_form": f"Nie ma takiej formy prawnej: „{data['legal_form']}”."})
        data |= {"legal_form": FORMS[typed], "signatures_required": data["signatures_required"] or 1}
        try:
            krs = clean_krs(str(data["krs"])) if data["krs"] else ""
        except ValidationError as refusal:
            raise ValidationError({"krs": refusal}) from refusal
        data["authority"] = _authority(row)
        found = Organization.objects.same_as(data | {"krs": krs}).first()
        if found:
            return found
        form = OrganizationForm(data | {"krs": krs, "is_listed": True})
        if not form.is_valid():
            raise ValidationError(_by_field(form.errors))
        organization: Organization = form.save()
        return organization


def _authority(row: dict[str, Any]) -> RegisterAuthority | None:
    """Who entered the organisation, of those on the office's list; None is the city's president."""
    if not (name := row.get(AUTHORITY)):
        return None
    authority = RegisterAuthority.objects.filter(name__iexact=str(name)).first()
    if authority is None:
        raise ValidationError({"authority": f"Na liście organów nie ma takiego: „{name}”."})
    return authority


def _violated(error: IntegrityError) -> ValidationError:
    """Somebody was quicker: the sentence of the constraint."""
    message = violation_message(error)
    if message is None:
        raise error
    return ValidationError(message)


def _by_field(errors: ErrorDict) -> dict[str, list[str]]:
    return {field: [str(said) for said in found] for field, found in errors.items()}


def sentences(refusal: ValidationError) -> list[str]:
    """„kolumna: zdanie” for each thing that is wrong."""
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [
        f"{FIELD_HEADINGS[field]}: {said}" if field in FIELD_HEADINGS else said
        for field, said_of_it in refusal.message_dict.items()
        for said in said_of_it
    ]


def _trimmed(value: Any) -> Any:
    """Numbers that a spreadsheet keeps as decimals are whole: 12.0 is 12."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, date) else " ".join(str(value if value is not None else "").split())


def _day(row: dict[str, Any], field: str, *, required: bool = False) -> date | None:
    value = row[FIELD_HEADINGS[field]]
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not value:
        if required:
            raise ValidationError({field: "Podaj datę."})
        return None
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(value, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValidationError({field: f"„{value}” nie jest datą, na przykład 31.12.2026."})


def check(sheet: Spreadsheet) -> None:
    """Try every row, keep what would become of each, and store nothing."""
    with sheet.telling() as told:
        rows = rows_of(bytes(sheet.content))
        result = RegisterImport(sheet.sent_by, told).import_data(rows, dry_run=True)
    sheet.note_checked(good=int(result.totals[RowResult.IMPORT_TYPE_NEW]), wrong=wrong_rows(result))


def wrong_rows(result: Result) -> list[tuple[int, list[str]]]:
    """Row of the spreadsheet (the headings are the first) and what is wrong with it."""
    return [(found.number + 1, [str(error.error) for error in found.errors]) for found in result.error_rows]


def store(sheet: Spreadsheet) -> None:
    """Enter the good rows, all that the clerk was shown or none; the bad ones leave nothing behind."""
    assert sheet.stored_by is not None
    with sheet.telling() as told, transaction.atomic():
        rows = rows_of(bytes(sheet.content))
        entered = RegisterImport(sheet.stored_by, told).import_data(rows, use_transactions=False)
        count = int(entered.totals[RowResult.IMPORT_TYPE_NEW])
        if count == sheet.good and sheet.note_stored(count):
            return
        transaction.set_rollback(True)
    sheet.check_again()
