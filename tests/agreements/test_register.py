"""The register as a file, the year in print, and a spreadsheet that comes in."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from agreements import importing, tasks
from agreements.models import Agreement, RegisterPrint, Right, Spreadsheet
from agreements.registry import plain
from organizations.models import Organization, RegisterAuthority
from tests.agreements.sheets import SentSheet, row, sheet, workbook
from tests.agreements.test_agreement_desk import desk
from tests.agreements.test_life import enter
from tests.factories import make_agreement, make_organization, make_user
from tests.files import SHEET, docx, upload

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "/admin/agreements/agreement/"
EVIL = '=HYPERLINK("http://example.org")'


@pytest.fixture
def clerk(as_user) -> Client:
    return desk(as_user, "Referat")


class TestExport:
    def test_csv_opens_in_a_polish_spreadsheet_and_runs_no_formula(self, clerk: Client):
        agreement = make_agreement(
            organization=make_organization(verified=True, name=EVIL), valid_until=date(2099, 12, 31)
        ).remark(remarks="+48 zł; „uwaga”")

        content = clerk.get(f"{LIST}eksport/csv/").content

        assert content.startswith(b"\xef\xbb\xbf")
        headings, cells = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        today = f"{timezone.localdate():%d.%m.%Y}"
        found = dict(zip(headings, cells, strict=True))
        assert found == {
            "numer": agreement.number,
            "data zawarcia": today,
            "strona": f"'{EVIL}",
            "nr w rejestrze lub ewidencji": agreement.organization.registration,
            "zakres": "Sala na spotkania i wydarzenia, Sprzęt biurowy i Internet",
            "obowiązuje od": today,
            "obowiązuje do": "31.12.2099",
            "stan": "obowiązujące",
            "egzemplarze": "wpłynęło 3",
            "uwagi": "'+48 zł; „uwaga”",
        }

    def test_xlsx_has_real_dates_and_no_formula(self, clerk: Client):
        make_agreement(organization=make_organization(verified=True, name=EVIL))

        content = clerk.get(f"{LIST}eksport/xlsx/").content

        _, cells = load_workbook(io.BytesIO(content)).active.iter_rows()
        assert cells[1].value.date() == timezone.localdate()
        assert (cells[2].data_type, cells[2].value) == ("s", f"'{EVIL}")
        assert cells[6].value == "bezterminowo"

    def test_the_export_is_narrowed_like_the_list(self, clerk: Client):
        make_agreement()
        make_agreement().annul(reason="pomyłka")

        lines = clerk.get(f"{LIST}eksport/csv/?state__exact=annulled").content.decode().splitlines()

        assert len(lines) == 2
        assert "anulowane" in lines[1]

    def test_there_is_no_other_format(self, clerk: Client):
        assert clerk.get(f"{LIST}eksport/pdf/").status_code == 404

    @pytest.mark.parametrize(
        ("value", "text"), [(Decimal("1.50"), "1,50"), (0.5, "0,5"), (None, ""), (7, "7"), ("-1", "'-1")]
    )
    def test_decimals_have_a_comma(self, value: object, text: str):
        assert plain(value) == text


class TestYearInPrint:
    @pytest.mark.prints
    def test_a_job_makes_it_while_a_page_waits(self, clerk: Client, run_jobs):
        year = timezone.localdate().year
        named = make_agreement(organization=make_organization(verified=True, name="Stowarzyszenie „Żółć”"))
        make_agreement().annul(reason="pomyłka")
        run_jobs()

        waiting = clerk.post(f"{LIST}rejestr/", {"year": year}, follow=True)
        done = run_jobs()
        ready = clerk.get(waiting.redirect_chain[-1][0])

        assert (waiting.status_code, waiting["Refresh"], done) == (202, "2", ["print_register"])
        assert ready["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(ready.content))
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in (
            f"Rejestr porozumień za {year} r.",
            named.number,
            "Stowarzyszenie „Żółć”",
            named.organization.registration,
            "obowiązujące",
            "anulowane",
        ):
            assert words in text
        assert reader.metadata.title == f"Rejestr porozumień – {year} r."

    def test_a_year_without_agreements_is_not_printed(self, clerk: Client):
        make_agreement()

        answer = clerk.post(f"{LIST}rejestr/", {"year": "1999"})

        assert (answer.status_code, RegisterPrint.objects.count()) == (200, 0)


BAD = [
    ({"nazwa": ""}, "nazwa: "),
    ({"forma prawna": "spółdzielnia"}, "forma prawna: Nie ma takiej formy prawnej"),
    ({"krs": "12a"}, "krs: Numer KRS składa się z samych cyfr."),
    ({"kod pocztowy": "4433"}, "kod pocztowy: Kod pocztowy proszę wpisać"),
    ({"numer porozumienia": ""}, "numer porozumienia: Podaj numer z porozumienia."),
    ({"data zawarcia": "31.02.2020"}, "data zawarcia: „31.02.2020” nie jest datą"),
    ({"data zawarcia": "01.01.2199"}, "data zawarcia: Data zawarcia nie może być z przyszłości."),
    ({"obowiązuje do": "01.01.2019"}, "obowiązuje do: Koniec jest wcześniejszy"),
    ({"świadczenia": "basen"}, "świadczenia: Nie ma takich świadczeń: basen."),
    ({"świadczenia": ""}, "świadczenia: Wybierz co najmniej jedno świadczenie."),
]


STEP = Spreadsheet.Step


class TestImport:
    @pytest.fixture
    def send(self, clerk: Client, run_jobs) -> Callable[..., str]:
        return SentSheet(clerk, run_jobs).send

    @pytest.fixture
    def store(self, clerk: Client, run_jobs) -> Callable[..., str]:
        return SentSheet(clerk, run_jobs).store

    def test_of_100_rows_the_20_bad_ones_are_named_and_nothing_is_stored_before_the_clerk_says_so(
        self, send, store
    ):
        rows = [row() for _ in range(100)]
        for n in range(20):
            rows[n * 5] |= BAD[n % len(BAD)][0]

        page = send(workbook(rows), "organizacje.xlsx")

        assert "Poprawne wiersze: <strong>80</strong>. Błędne: <strong>20</strong>" in page
        for n in range(20):
            assert f"<strong>Wiersz {n * 5 + 2}:</strong> {BAD[n % len(BAD)][1]}" in page
        assert (Organization.objects.count(), Agreement.objects.count()) == (0, 0)

        store(81)
        assert (Organization.objects.count(), Agreement.objects.count()) == (0, 0)
        store(80)

        assert (Organization.objects.count(), Agreement.objects.count()) == (80, 80)
        assert Spreadsheet.objects.get().step == STEP.STORED

    def test_while_the_worker_tries_the_rows_a_page_says_how_far_it_is(self, clerk: Client):
        sent = clerk.post(f"{LIST}import/", {"upload": upload(sheet([row(), row()]), "x.csv")}, follow=True)
        Spreadsheet.objects.update(done=1)

        page = clerk.get(sent.redirect_chain[-1][0])

        assert (sent.status_code, page.status_code, page["Refresh"]) == (202, 202, "2")
        text = " ".join(page.content.decode().split())
        assert "<strong>1 z 2</strong>" in text
        assert '<progress value="1" max="2"' in text

    def test_the_result_is_kept_and_found_again(self, clerk: Client, send):
        send(sheet([row()]), "czerwiec.csv")

        page = clerk.get(f"{LIST}import/").content.decode()

        assert "czerwiec.csv</a>" in page
        assert "sprawdzony" in page

    def test_a_stored_row_grants_its_rights_and_a_known_organisation_is_used(self, send, store):
        known = make_organization()
        send(sheet([row(krs=known.krs, nazwa="Inna nazwa")]))

        store(1, 2)

        [agreement] = Agreement.objects.granting(Right.ADVICE, timezone.localdate())
        assert (agreement.organization, Organization.objects.count()) == (known, 1)
        assert (agreement.signed_on, agreement.concluded_by.is_staff) == (date(2020, 2, 3), True)

    def test_a_club_of_another_authority_is_no_known_organisation(self, send, store):
        club = {"forma prawna": "klub sportowy (ewidencja)", "krs": "", "numer w ewidencji": "w 901"}
        make_organization(legal_form="sports_club", krs=None, register_number="W/901", verified=True)
        RegisterAuthority.objects.create(name="Starosta Próbny")

        page = send(
            sheet(
                [
                    row(**club, **{importing.AUTHORITY: "starosta próbny"}),
                    row(**club, **{importing.AUTHORITY: "Starosta Nieznany"}),
                ]
            )
        )
        store(1)

        assert "Na liście organów nie ma takiego: „Starosta Nieznany”." in page
        assert list(Organization.objects.order_by("pk").values_list("authority__name", flat=True)) == [
            None,
            "Starosta Próbny",
        ]

    def test_a_sheet_is_stored_once(self, send, store):
        send(sheet([row()]))

        store(1)
        again = store(1)

        assert Agreement.objects.count() == 1
        assert "Ten arkusz jest już zapisany albo właśnie się zapisuje." in again
        assert Spreadsheet.objects.get().stored_rows == 1

    def test_a_repeated_job_stores_nothing_twice(self, send, store):
        send(sheet([row()]))
        store(1)

        tasks.store_spreadsheet(Spreadsheet.objects.get().pk)
        tasks.check_spreadsheet(Spreadsheet.objects.get().pk)

        assert (Agreement.objects.count(), Spreadsheet.objects.get().step) == (1, STEP.STORED)

    def test_what_changed_since_the_check_stores_nothing_and_is_shown_anew(self, clerk: Client, send, store):
        send(sheet([row(**{"numer porozumienia": "7"}), row()]))
        enter(number="7", signed_on=date(2020, 1, 2))

        store(2)

        found = Spreadsheet.objects.get()
        assert (Agreement.objects.count(), Organization.objects.count()) == (1, 1)
        assert (found.step, found.good, found.stored_by) == (STEP.CHECKED, 1, None)
        page = clerk.get(reverse("admin:agreements_agreement_check", args=[found.pk])).content.decode()
        assert "Od sprawdzenia coś się zmieniło, dlatego niczego nie zapisano." in page
        assert "Wiersz 2:</strong> numer porozumienia: Numer 7 ma już inne porozumienie z 2020 r." in page

    def test_two_rows_of_one_number_are_one_good_and_one_bad(self, send):
        page = send(sheet([row(**{"numer porozumienia": "7"}), row(**{"numer porozumienia": "7"})]))

        assert "Wiersz 3:</strong> numer porozumienia: Numer 7 ma już inne porozumienie z 2020 r." in page

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"PK\x03\x04 urwany", "Plik jest uszkodzony"),
            (b"\x00\x01\x02", "nie da się odczytać"),
            (b"nazwa;krs\nX;1", "brakuje kolumn: forma prawna"),
            (sheet([]), "nie ma żadnego wiersza"),
            (docx(), "nie da się odczytać"),
            (docx(types=SHEET, **{"xl/a.xml": b" " * 21 * 2**20}), "po rozpakowaniu jest za duży"),
            (docx(types=SHEET, **{"xl/vbaProject.bin": b"x"}), "zawiera makra"),
        ],
    )
    def test_what_is_no_such_spreadsheet_is_told_beside_the_field(self, send, content: bytes, words: str):
        page = send(content)

        assert words in page
        assert Spreadsheet.objects.count() == 0

    def test_sheets_that_nobody_stored_are_forgotten_after_a_week(self, send):
        send(sheet([row()]))
        Spreadsheet.objects.update(sent_at=timezone.now() - timedelta(days=8))

        send(sheet([row()]))

        assert Spreadsheet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_rows_are_still_being_tried_and_stays_when_they_are_rolled_back():
    content = sheet([row() for _ in range(importing.TOLD_EVERY)])
    waiting = Spreadsheet.take(name="x.csv", content=content, rows=importing.TOLD_EVERY, by=make_user())

    with waiting.telling() as progress, transaction.atomic():
        importing.Entering(make_user(), progress).enter(importing.sheet_of(content).rows)
        transaction.set_rollback(True)

    waiting.refresh_from_db()
    assert (waiting.done, Agreement.objects.count()) == (importing.TOLD_EVERY, 0)
