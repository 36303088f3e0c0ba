"""Organisations and agreements in force from one spreadsheet: each row is entered whole or not at all."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.utils import ErrorDict
from django.utils import timezone

from agreements import typed_cells
from agreements.models import Agreement, Service, Spreadsheet
from jcop.files import spreadsheets
from jcop.files.spreadsheets import Row, Sheet
from jcop.models import User
from jcop.rules import violation_message
from organizations.admin.organizations import OrganizationForm
from organizations.models import Organization, RegisterAuthority
from organizations.models.organizations import QUOTES
from organizations.registers import LegalForm, clean_krs

MOST_MEGABYTES = 5
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
FORMS = {spreadsheets.heading(form.label): form.value for form in LegalForm}
FIELDS = {heading: field for field, heading in FIELD_HEADINGS.items()}
NOT_TYPED = {field.name for field in Agreement._meta.get_fields()} - {"number", "remarks"}
# All other cells are read as words.
READ_AS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(["krs", "numer w ewidencji", "numer porozumienia"], typed_cells.number),
    "data zawarcia": typed_cells.day,
    "obowiązuje od": typed_cells.first_day,
    "obowiązuje do": typed_cells.last_day,
}
# Columns of the list of bad rows, which may be mended and sent as it is.
ROW, REASON = "wiersz", "powód"
NOT_TICKED = "Pominięto: nie zaznaczono, że wiersz ma być wprowadzony mimo ostrzeżenia."


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
        self.rows = len(sheet_of(upload.read()).rows)
        upload.seek(0)
        return upload


def sheet_of(content: bytes) -> Sheet:
    """The rows under our headings; ValidationError for what is no such spreadsheet."""
    sheet = spreadsheets.read(content)
    if missing := [heading for heading in HEADINGS if heading not in sheet.headings]:
        raise ValidationError(f"W pierwszym wierszu brakuje kolumn: {', '.join(missing)}.")
    return sheet


def notes_on(sheet: Sheet) -> list[str]:
    """What of the file is entered though it is hidden, and what is not read."""
    hidden = [str(row.number) for row in sheet.rows if row.is_hidden]
    ignored = [name for name in sheet.headings if name and name not in {*HEADINGS, AUTHORITY, ROW, REASON}]
    notes = {
        "Ukryte wiersze też są brane pod uwagę": hidden,
        "Ukryte kolumny też są brane pod uwagę": sheet.hidden_columns,
        f"Portal czyta tylko kartę „{sheet.title}”. Pomija": sheet.others,
        "Portal nie zna tych kolumn i pomija je": ignored,
    }
    return [f"{words}: {', '.join(names)}." for words, names in notes.items() if names]


class Entering:
    """The rows of one sheet, each entered in a savepoint: an organisation, met or new, and its agreement."""

    def __init__(
        self, by: User, progress: Callable[[int], None], left_out: Collection[int] = frozenset()
    ) -> None:
        """`progress` hears how many rows are done; the numbers in `left_out` are not tried."""
        self.by, self.progress, self.left_out = by, progress, left_out
        self.ready: list[dict[str, Any]] = []
        self.wrong: list[tuple[int, list[str]]] = []
        self.entered_by: dict[int, int] = {}  # By organisation, the row that it came with.
        self.services = {
            spreadsheets.heading(name): service
            for service in Service.objects.all()
            for name in (service.name, service.code)
        }

    def enter(self, rows: Collection[Row]) -> None:
        for done, row in enumerate(rows, start=1):
            self._try(row)
            if done % TOLD_EVERY == 0:
                self.progress(done)

    def _try(self, row: Row) -> None:
        """What the row refuses becomes its sentences."""
        if row.number in self.left_out:
            self.wrong.append((row.number, [NOT_TICKED]))
            return
        try:
            with transaction.atomic():
                self.ready.append(self._entered(row))
        except (ValidationError, IntegrityError) as caught:
            refusal = caught if isinstance(caught, ValidationError) else _violated(caught)
            self.wrong.append((row.number, sentences(refusal)))

    def _entered(self, row: Row) -> dict[str, Any]:
        cells = _cells(row)
        data = _organization_data(cells)
        organization = _registered(data)
        warnings = self._differences(organization, data) if organization else []
        if organization is None:
            organization = _new(data)
            self.entered_by[organization.pk] = row.number
        number, year = cells["numer porozumienia"], timezone.localdate().year
        if is_far := cells["data zawarcia"].year == year and Agreement.objects.is_far(number, year):
            warnings = [*warnings, f"Numer {number} jest odległy od kolejnego w {year} r."]
        Agreement(number=number, remarks=cells["uwagi"]).clean_fields(exclude=NOT_TYPED)
        agreement = Agreement.enter_existing(
            organization=organization,
            by=self.by,
            number=number,
            signed_on=cells["data zawarcia"],
            valid_from=cells["obowiązuje od"],
            valid_until=cells["obowiązuje do"],
            services=self._services(cells["świadczenia"]),
            remarks=cells["uwagi"],
            number_meant=True if is_far else None,
        )
        return self._shown(row, agreement, warnings)

    def _differences(self, organization: Organization, data: dict[str, Any]) -> list[str]:
        """What makes one doubt that the row means the organisation which has its number."""
        entered_by = self.entered_by.get(organization.pk)
        where, differences = f"w wierszu {entered_by}" if entered_by else "w portalu", []
        if _plain_name(organization.name) != _plain_name(data["name"]):
            differences.append(f"Nazwa {where}: „{organization.name}”, w arkuszu: „{data['name']}”.")
        if organization.legal_form != data["legal_form"]:
            here, there = organization.get_legal_form_display(), LegalForm(data["legal_form"]).label
            differences.append(f"Forma prawna {where}: {here}, w arkuszu: {there}.")
        return differences

    def _shown(self, row: Row, agreement: Agreement, warnings: list[str]) -> dict[str, Any]:
        """What the clerk sees of a good row: the same whenever it is tried again."""
        organization, year = agreement.organization, agreement.signed_on.year  # type: ignore[union-attr]
        alike = Agreement.objects.numbered_like(agreement.number, year).values_list("number", flat=True)
        entered_by = self.entered_by.get(organization.pk)
        return {
            "row": row.number,
            "is_hidden": row.is_hidden,
            "number": agreement.number,
            "organization": f"{organization.name}, {organization.registration}",
            "pk": None if entered_by else organization.pk,
            "entered_by": entered_by,
            "warnings": warnings
            + [f"Z {year} r. jest już porozumienie o numerze {number}." for number in alike],
        }

    def _services(self, text: str) -> list[Service]:
        names = [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
        if unknown := [name for name in names if spreadsheets.heading(name) not in self.services]:
            raise ValidationError({"services": f"Nie ma takich świadczeń: {', '.join(unknown)}."})
        return list(dict.fromkeys(self.services[spreadsheets.heading(name)] for name in names))


def _cells(row: Row) -> dict[str, Any]:
    """The cells of our columns as they are meant; all that cannot be understood is refused together."""
    cells, refused = {}, {}
    for heading in [*HEADINGS, AUTHORITY]:
        try:
            cells[heading] = READ_AS.get(heading, typed_cells.words)(row.cells.get(heading))
        except ValidationError as refusal:
            refused[FIELDS[heading]] = refusal
    if refused:
        raise ValidationError(refused)
    if not cells["data zawarcia"]:
        raise ValidationError({"signed_on": "Podaj datę."})
    return cells


def _organization_data(cells: dict[str, Any]) -> dict[str, Any]:
    data = {field: cells[heading] for heading, field in ORGANIZATION.items()}
    typed = spreadsheets.heading(data["legal_form"])
    if typed not in FORMS:
        raise ValidationError({"legal_form": f"Nie ma takiej formy prawnej: „{data['legal_form']}”."})
    data |= {"legal_form": FORMS[typed], "signatures_required": data["signatures_required"] or 1}
    try:
        data["krs"] = clean_krs(data["krs"]) if data["krs"] else ""
    except ValidationError as refusal:
        raise ValidationError({"krs": refusal}) from refusal
    return data | {"authority": _authority(cells[AUTHORITY])}


def _registered(data: dict[str, Any]) -> Organization | None:
    """The live organisation of that number."""
    same = list(Organization.objects.same_as(data)[:2])
    if len(same) > 1:
        raise ValidationError(f"Numery w tym wierszu należą do różnych organizacji: {same[0]}, {same[1]}.")
    return same[0] if same else None


def _plain_name(name: str) -> str:
    return " ".join(QUOTES.sub(" ", spreadsheets.heading(name)).split())


def _new(data: dict[str, Any]) -> Organization:
    """Entered by the rules of the office's form."""
    form = OrganizationForm(data | {"is_listed": True})
    if not form.is_valid():
        raise ValidationError(_by_field(form.errors))
    organization: Organization = form.save()
    return organization


def _authority(name: str) -> RegisterAuthority | None:
    """Who entered the organisation, of those on the office's list; None is the city's president."""
    authority = RegisterAuthority.objects.filter(name__iexact=name).first()
    if name and authority is None:
        raise ValidationError({"authority": f"Na liście organów nie ma takiego: „{name}”."})
    return authority


def _violated(error: IntegrityError) -> ValidationError:
    """Somebody was quicker: the sentence of the constraint."""
    message = violation_message(error)
    if message is None:
        raise error
    return ValidationError(message)


def _by_field(errors: ErrorDict) -> dict[str, list[str]]:
    return {field: [str(sentence) for sentence in refused] for field, refused in errors.items()}


def sentences(refusal: ValidationError) -> list[str]:
    """„kolumna: zdanie” for each thing that is wrong."""
    if not hasattr(refusal, "error_dict"):
        return list(refusal.messages)
    return [
        f"{FIELD_HEADINGS[field]}: {sentence}" if field in FIELD_HEADINGS else sentence
        for field, refused in refusal.message_dict.items()
        for sentence in refused
    ]


def check(spreadsheet: Spreadsheet) -> None:
    """Try every row, keep what would become of each, and store nothing."""
    sheet = sheet_of(bytes(spreadsheet.content))
    with spreadsheet.telling() as progress, transaction.atomic():
        entering = Entering(spreadsheet.sent_by, progress, spreadsheet.left_out)
        entering.enter(sheet.rows)
        transaction.set_rollback(True)
    spreadsheet.note_checked(ready=entering.ready, wrong=entering.wrong, notes=notes_on(sheet))


def store(spreadsheet: Spreadsheet) -> None:
    """Enter the good rows, all that the clerk was shown and ticked or none; others leave nothing behind."""
    assert spreadsheet.stored_by is not None
    with spreadsheet.telling() as progress, transaction.atomic():
        entering = Entering(spreadsheet.stored_by, progress, spreadsheet.left_out)
        entering.enter(sheet_of(bytes(spreadsheet.content)).rows)
        wanted = [entry for entry in spreadsheet.ready if entry["row"] not in spreadsheet.left_out]
        if entering.ready == wanted and spreadsheet.note_stored(rows=len(wanted), wrong=entering.wrong):
            return
        transaction.set_rollback(True)
    spreadsheet.check_again()
