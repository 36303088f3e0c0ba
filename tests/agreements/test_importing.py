"""What a clerk sees of a spreadsheet before its rows are entered, and what becomes of the others."""

import io
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from agreements import importing, tasks
from agreements.models import Agreement, Spreadsheet
from agreements.registry import spreadsheet
from jcop.files.spreadsheets import MOST_ROWS
from organizations.models import Organization
from tests.agreements.sheets import LIST, SentSheet, row, sheet, workbook
from tests.agreements.test_agreement_desk import desk
from tests.agreements.test_life import enter
from tests.counting import Cases
from tests.factories import make_organization, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
CASES = Path(__file__).with_name("cases")
NUMBER_AS_DATE = "numer porozumienia: Arkusz zamienił ten wpis na datę"


@pytest.fixture
def clerk(as_user) -> Client:
    return desk(as_user, "Referat")


@pytest.fixture
def sent(clerk: Client, run_jobs) -> SentSheet:
    return SentSheet(clerk, run_jobs)


def checked(content: bytes) -> Spreadsheet:
    """The sheet as the worker leaves it for the clerk."""
    rows = len(importing.sheet_of(content).rows)
    waiting = Spreadsheet.take(name="x.xlsx", content=content, rows=rows, by=make_user())
    tasks.check_spreadsheet(waiting.pk)
    waiting.refresh_from_db()
    return waiting


def wrong(waiting: Spreadsheet) -> dict[int, str]:
    return {number: " ".join(sentences) for number, sentences in waiting.wrong}


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class TestCases:
    """The files that failed, each with the right answer."""

    def test_a_number_that_the_spreadsheet_made_a_date_is_refused(self):
        waiting = checked((CASES / "arkusz-numer-jako-data.xlsx").read_bytes())

        assert (waiting.good, [number for number, _ in waiting.wrong]) == (0, [2, 3])
        assert wrong(waiting)[2].startswith(f"{NUMBER_AS_DATE} („01.01.2025”).")
        assert wrong(waiting)[3].endswith("Proszę sformatować kolumnę jako tekst i wpisać go jeszcze raz.")

    def test_words_that_no_column_holds_are_refused_by_row(self):
        rows = [row(uwagi="PESEL 44051401359"), row(uwagi="a" * 501), row(**{"numer porozumienia": "1" * 60})]

        waiting = checked(sheet(rows))

        assert waiting.good == 0
        assert [number for number, _ in waiting.wrong] == [2, 3, 4]

    def test_a_number_of_this_year_far_from_the_next_is_warned_of_and_moves_no_sequence(self):
        year = timezone.localdate().year
        far = {"numer porozumienia": f"2026001/{year}", "data zawarcia": f"{timezone.localdate():%d.%m.%Y}"}

        waiting = checked(sheet([row(**far)]))

        assert waiting.ready[0]["warnings"] == [f"Numer 2026001/{year} jest odległy od kolejnego w {year} r."]

    def test_a_krs_with_a_decimal_is_the_number_before_it_and_never_another(self):
        strangers = [make_organization(krs=f"00090000{n}0") for n in (6, 7)]

        waiting = checked((CASES / "arkusz-krs-tekst-z-kropka-zero.csv").read_bytes())

        assert [entry["row"] for entry in waiting.ready] == [2, 3]
        assert "0000900006" in str(waiting.ready[0])
        assert "0000900007" in str(waiting.ready[1])
        assert Agreement.objects.filter(organization__in=strangers).count() == 0

    def test_a_hidden_row_comes_along_and_the_page_says_so(self, sent: SentSheet):
        page = sent.send((CASES / "arkusz-ukryty-wiersz-z-filtra.xlsx").read_bytes(), "filtr.xlsx")

        assert "Ukryte wiersze też są brane pod uwagę: 3." in page
        assert "3 (ukryty) P205/2025 WIERSZ UKRYTY FILTREM, KRS 0000900205 nowa" in words_of(page)

    def test_dates_are_read_as_offices_write_them_and_the_unreadable_ones_refused_by_row(self):
        waiting = checked((CASES / "arkusz-daty-tekstem.xlsx").read_bytes())

        refused = {15: "brak", 16: "nd", 17: "-"}
        assert [entry["row"] for entry in waiting.ready] == list(range(2, 15))
        assert wrong(waiting) == {
            number: f"data zawarcia: „{words}” nie jest datą, na przykład 31.12.2026."
            for number, words in refused.items()
        }

    @pytest.mark.parametrize(
        ("name", "numbers"),
        [
            ("arkusz-zwykly.xlsx", ["P1/2025"]),
            ("arkusz-csv-utf8-tab.csv", ["P233/2025"]),
            ("arkusz-pusta-komorka-w-wierszu-1048576.xlsx", ["P601/2025"]),
            ("arkusz-bezterminowo.xlsx", [f"P{n}/2025" for n in range(40, 45)]),
        ],
    )
    def test_the_others_are_read_whole(self, name: str, numbers: list[str]):
        waiting = checked((CASES / name).read_bytes())

        assert ([entry["number"] for entry in waiting.ready], waiting.wrong) == (numbers, [])
        assert (waiting.done, waiting.rows) == (len(numbers), len(numbers))

    def test_bezterminowo_is_no_end(self, sent: SentSheet):
        sent.send((CASES / "arkusz-bezterminowo.xlsx").read_bytes(), "x.xlsx")
        sent.store(5)

        ends = Agreement.objects.order_by("number").values_list("valid_until", flat=True)
        assert list(ends) == [None, None, None, date(2025, 12, 31), None]


class TestShown:
    def test_every_good_row_is_shown_with_its_number_and_the_organisation_that_it_touches(
        self, sent: SentSheet
    ):
        old = make_organization(name="Stowarzyszenie „Dawne”")
        new = row(nazwa="Fundacja „Nowa”", **{"forma prawna": "Fundacja", "numer porozumienia": "2/2020"})
        again = new | {"numer porozumienia": "3/2020"}
        met = row(krs=old.krs, nazwa='stowarzyszenie "DAWNE"', **{"numer porozumienia": "1/2020"})

        page = sent.send(sheet([met, new, again]))

        krs = f"{new['krs']:010}"
        words = words_of(page)
        assert f"2 1/2020 Stowarzyszenie „Dawne”, KRS {old.krs} istniejąca 3" in words
        assert f"3 2/2020 Fundacja „Nowa”, KRS {krs} nowa 4" in words
        assert f"4 3/2020 Fundacja „Nowa”, KRS {krs} nowa, z wiersza 3 " in words
        assert f'href="/admin/organizations/organization/{old.pk}/change/"' in page
        assert 'name="ticked"' not in page

    def test_another_name_than_in_a_row_above_is_warned_of_by_that_row(self, sent: SentSheet):
        first = row(nazwa="Fundacja „Nowa”", **{"forma prawna": "Fundacja"})
        other = first | {"nazwa": "Fundacja „Inna”", "numer porozumienia": "4/2020"}

        page = sent.send(sheet([first, other]))

        assert "Nazwa w wierszu 2: „Fundacja „Nowa””, w arkuszu: „Fundacja „Inna””." in page

    def test_another_name_and_form_are_warned_of_and_stored_only_when_ticked(self, sent: SentSheet):
        stranger = make_organization(name="Fundacja „Obca”", legal_form="foundation")
        row_of_stranger = row(krs=stranger.krs, nazwa="Stowarzyszenie „Nasze”")

        page = sent.send(sheet([row_of_stranger, row()]))
        refused = sent.store(2)
        left_out = Spreadsheet.objects.get()

        assert "Nazwa w portalu: „Fundacja „Obca””, w arkuszu: „Stowarzyszenie „Nasze””." in page
        assert "Forma prawna w portalu: fundacja, w arkuszu: stowarzyszenie (KRS)." in page
        assert "Proszę" not in refused
        assert (left_out.stored_rows, wrong(left_out)) == (1, {2: importing.NOT_TICKED})
        assert Agreement.objects.filter(organization=stranger).count() == 0

    def test_a_ticked_row_is_stored(self, sent: SentSheet):
        stranger = make_organization()
        sent.send(sheet([row(krs=stranger.krs), row()]))

        sent.store(2, 2)

        assert Spreadsheet.objects.get().stored_rows == 2
        assert Agreement.objects.filter(organization=stranger).count() == 1

    def test_each_of_a_thousand_rows_can_be_ticked(self, sent: SentSheet):
        stranger = make_organization()
        sent.send(sheet([row(krs=stranger.krs)]))

        sent.store(1, *range(2, 2 + MOST_ROWS))

        assert Spreadsheet.objects.get().stored_rows == 1

    def test_where_every_row_is_doubted_and_none_is_ticked_the_clerk_is_asked(self, sent: SentSheet):
        sent.send(sheet([row(krs=make_organization().krs)]))

        page = sent.store(1)

        assert "Proszę zaznaczyć co najmniej jeden wiersz do zapisania." in page
        assert Spreadsheet.objects.get().step == Spreadsheet.Step.CHECKED

    def test_what_a_row_left_out_would_have_brought_is_checked_anew(self, sent: SentSheet):
        doubted = row(**{"numer porozumienia": "07/2020"})
        enter(number="7/2020", signed_on=date(2020, 1, 2))
        sent.send(sheet([doubted, doubted | {"numer porozumienia": "8/2020"}]))

        sent.store(2)
        again = Spreadsheet.objects.get()

        assert (again.step, again.good, wrong(again)) == ("checked", 1, {2: importing.NOT_TICKED})
        assert again.ready[0]["entered_by"] == 3
        sent.store(1)
        assert Spreadsheet.objects.get().stored_rows == 1

    def test_a_number_that_differs_by_a_zero_in_front_is_warned_of(self):
        enter(number="7/2025", signed_on=date(2025, 1, 2))
        typed = ["07/2025", "007/2025", "17/2025", "70/2025"]

        waiting = checked(
            sheet([row(**{"numer porozumienia": n, "data zawarcia": "1.02.2025"}) for n in typed])
        )

        assert [entry["warnings"] for entry in waiting.ready] == [
            ["Z 2025 r. jest już porozumienie o numerze 7/2025."],
            [
                "Z 2025 r. jest już porozumienie o numerze 07/2025.",
                "Z 2025 r. jest już porozumienie o numerze 7/2025.",
            ],
            [],
            [],
        ]

    def test_numbers_of_two_organisations_in_one_row_are_refused(self):
        first = make_organization(name="Pierwsza")
        club = make_organization(
            name="Druga", legal_form="sports_club", krs=None, register_number="W/7", verified=True
        )
        typed = {"forma prawna": "klub sportowy (ewidencja)", "numer w ewidencji": club.register_number}

        waiting = checked(sheet([row(krs=first.krs, **typed)]))

        assert wrong(waiting)[2].startswith("Numery w tym wierszu należą do różnych organizacji: ")

    def test_columns_and_sheets_that_are_not_read_are_told(self):
        book = load_workbook(io.BytesIO(workbook([row()])))
        book.active.cell(1, 17, "opiekun")
        book.create_sheet("Notatki")
        content = io.BytesIO()
        book.save(content)

        assert checked(content.getvalue()).notes == [
            "Portal czyta tylko kartę „Sheet”. Pomija: Notatki.",
            "Portal nie zna tych kolumn i pomija je: opiekun.",
        ]


class TestNotEntered:
    def test_of_30_rows_the_four_bad_ones_and_the_strangers_are_left_and_can_be_mended(
        self, sent: SentSheet, clerk: Client
    ):
        stranger = make_organization(name="Fundacja „Obca”", legal_form="foundation")
        rows = [row(telefon="+48 32 471 95 55") for _ in range(30)]
        rows[3] |= {"krs": "900006.00"}
        rows[8] |= {"data zawarcia": "31.02.2020"}
        rows[14] |= {"świadczenia": "basen"}
        rows[21] |= {"numer porozumienia": date(2020, 3, 1)}
        rows[27] |= {"krs": stranger.krs}

        page = sent.send(workbook(rows), "organizacje.xlsx")
        before = clerk.get(sent.address("not_entered")).content
        sent.store(26)
        after = clerk.get(sent.address("check")).content.decode()
        mended = load_workbook(io.BytesIO(clerk.get(sent.address("not_entered")).content)).active

        assert "Poprawne wiersze: <strong>26</strong>. Błędne: <strong>4</strong>" in page
        assert "Fundacja „Obca”" in page
        assert (Agreement.objects.count(), Organization.objects.count()) == (25, 26)
        for number in (5, 10, 16, 23, 29):
            assert f"<strong>Wiersz {number}:</strong>" in after
        assert [cells[0].value for cells in mended.iter_rows()] == ["wiersz", 5, 10, 16, 23, 29]
        assert len(list(load_workbook(io.BytesIO(before)).active.iter_rows())) == 1 + 4
        headings = {cell.value: cell.column for cell in mended[1]}
        for number, heading, value in [
            (2, "krs", "0000900006"),
            (3, "data zawarcia", "28.02.2020"),
            (4, "świadczenia", "sala"),
            (5, "numer porozumienia", "3/2020"),
            (6, "nazwa", stranger.name),
            (6, "forma prawna", "fundacja"),
        ]:
            mended.cell(number, headings[heading], value)
        written = io.BytesIO()
        mended.parent.save(written)
        Spreadsheet.objects.all().delete()
        sent.send(written.getvalue(), "poprawione.xlsx")
        sent.store(5)
        assert (Agreement.objects.count(), Organization.objects.count()) == (30, 30)
        phones = Organization.objects.exclude(pk=stranger.pk).values_list("phone", flat=True)
        assert set(phones) == {"+48 32 471 95 55"}

    def test_where_nothing_is_wrong_there_is_no_list_of_it(self, sent: SentSheet, clerk: Client):
        sent.send(sheet([row()]))

        assert clerk.get(sent.address("not_entered")).status_code == 404


class TestBlank:
    def test_a_blank_spreadsheet_keeps_numbers_as_text_and_is_read_back(self, clerk: Client):
        content = clerk.get(f"{LIST}import/wzor/").content
        book = load_workbook(io.BytesIO(content))
        formats = {
            cell.value: book.active.column_dimensions[cell.column_letter].number_format
            for cell in book.active[1]
        }
        book.active.append(list(row().values()))
        filled = io.BytesIO()
        book.save(filled)

        assert list(formats) == [*importing.HEADINGS, importing.AUTHORITY]
        assert {name for name, shape in formats.items() if shape != "@"} == {
            "data zawarcia",
            "obowiązuje od",
            "obowiązuje do",
        }
        assert (checked(filled.getvalue()).good, checked(filled.getvalue()).notes) == (1, [])


def test_no_formula_and_no_sign_that_xml_cannot_hold_comes_back_in_the_list(sent: SentSheet, clerk: Client):
    bad = row(uwagi="\x01=1+1", **{"świadczenia": "basen", "=1+1": "x"})

    sent.send(sheet([bad]), "zle.csv")
    listed = load_workbook(io.BytesIO(clerk.get(sent.address("not_entered")).content)).active

    assert {cell.data_type for cells in listed.iter_rows() for cell in cells} <= {"s", "n", "inlineStr"}


def test_the_words_of_our_own_export_are_understood():
    agreement = enter(number="9/2020", signed_on=date(2020, 1, 2))

    exported = spreadsheet([agreement], "csv").decode("utf-8-sig").splitlines()

    end = dict(zip(*(line.split(";") for line in exported), strict=True))["obowiązuje do"]
    assert importing.READ_AS["obowiązuje do"](end) is None
    assert agreement.is_in_force(timezone.localdate())


def test_headings_and_words_are_understood_in_letters_taken_apart(case: Cases):
    typed: dict[str, Callable[[str], str]] = {
        "letters taken apart": lambda text: unicodedata.normalize("NFD", text),
        "an asterisk": lambda text: text.replace("nazwa;", "Nazwa *;").replace("krs;", "KRS*;"),
        "a line break": lambda text: text.replace("data zawarcia", '"data\nzawarcia"', 1),
        "hard spaces": lambda text: text.replace(" ", "\xa0"),
        "line ends of a Mac": lambda text: text.replace("\r\n", "\r"),
    }
    for what, change in typed.items():
        with case(what):
            usual = sheet([row(**{"świadczenia": "sala, Skrzynka", "obowiązuje do": "czas nieokreślony"})])
            waiting = checked(change(usual.decode("cp1250")).encode())
            assert (waiting.good, waiting.wrong) == (1, [])
