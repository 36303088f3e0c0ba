"""The agreement at the desk: an old paper, its renewal, an end, a letter collected, an aneks, a sheet."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.agreements.sheets import row, sheet
from tests.e2e.conftest import Visitor
from tests.e2e.looking import barriers
from tests.e2e.people import enter_demonstration, made_by_worker
from tests.e2e.reading import value_of

# Of the demonstration: without an agreement in force, with one and bookings, with one and a keeper.
PARTY = "Stowarzyszenie Dawnych Przykładów"
BOOKER = "OSP w Nigdziebądź"
KEPT = "Stowarzyszenie „Zmyślona Przystań”"
DAY = timedelta(days=1)
CHANGE = "dodaje się skrzynkę kontaktową"
NUMBER = "DS.7.2024"
SERVICES = ["Sala na spotkania i wydarzenia", "Skrzynka kontaktowa", "Adres do korespondencji"]


def test_an_old_agreement_lives_on(visitor: Visitor):
    clerk, approver, worker = (visitor() for _ in range(3))
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(approver, "Zatwierdzający")
    enter_demonstration(worker, "Pracownik Centrum")

    clerk_enters_an_old_paper(clerk)
    approver_renews_it(approver)
    worker_lends_a_box_and_notes_a_letter(worker)
    worker_hands_the_letter_over(worker)
    approver_sees_what_an_end_takes_away(approver)


def clerk_enters_an_old_paper(page: Page) -> None:
    page.goto("/admin/agreements/agreement/add/")
    page.get_by_label("Organizacja").select_option(label=PARTY)
    page.get_by_label("Numer porozumienia").fill(NUMBER)
    page.get_by_label("Data zawarcia").fill("2024-03-04")
    page.get_by_label(re.compile("^Obowiązuje do")).fill((timezone.localdate() + 5 * DAY).isoformat())
    for service in SERVICES:
        page.get_by_label(service, exact=True).check()
    assert barriers(page) == []
    page.get_by_role("button", name="Wprowadź porozumienie").click()
    expect(page.get_by_text(f"Wprowadzono: porozumienie nr {NUMBER}.")).to_be_visible()
    expect(page.get_by_text("obowiązujące", exact=True)).to_be_visible()


def approver_renews_it(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="się w ciągu 30 dni").click()
    page.get_by_role("row").filter(has_text=NUMBER).get_by_role("link").first.click()
    page.get_by_role("link", name="Przedłuż porozumienie").click()
    page.get_by_label("Data zawarcia").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Przedłuż porozumienie").click()
    expect(page.get_by_text("Zrobione: przedłuż porozumienie")).to_be_visible()
    expect(page.get_by_text("przedłużone przez")).to_be_visible()


def worker_lends_a_box_and_notes_a_letter(page: Page) -> None:
    today = timezone.localdate().isoformat()
    page.goto("/admin/agreements/box/add/")
    page.get_by_label("Numer skrzynki").fill("77")
    page.get_by_role("button", name="Zapisz i kontynuuj edycję").click()
    page.get_by_role("link", name="Użycz skrzynki").click()
    page.get_by_label("Porozumienie").select_option(label=f"{PARTY} (porozumienie nr {NUMBER})")
    page.get_by_label("Od dnia").fill(today)
    page.get_by_role("button", name="Użycz skrzynki").click()
    expect(page.get_by_text("Zrobione: użycz skrzynki")).to_be_visible()

    page.goto("/admin/agreements/mailitem/add/")
    page.get_by_label("Skrzynka").select_option(label="skrzynka nr 77")
    page.get_by_label("Data nadejścia").fill(today)
    assert barriers(page) == []
    page.get_by_role("button", name="Zapisz przesyłkę").click()
    expect(page.get_by_text(re.compile("Odnotowano: list zwykły"))).to_be_visible()


def worker_hands_the_letter_over(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(r"przesył\w+ do odebrania")).click()
    page.get_by_role("row").filter(has_text=PARTY).get_by_role("link").first.click()
    page.get_by_role("link", name="Odnotuj odbiór").click()
    page.get_by_label("Kto odebrał").select_option(index=0)
    page.get_by_role("button", name="Odnotuj odbiór").click()
    expect(page.get_by_text("Zrobione: odnotuj odbiór")).to_be_visible()


def approver_sees_what_an_end_takes_away(page: Page) -> None:
    """An agreement of the demonstration that has bookings to come."""
    open_agreement(page, BOOKER)
    expect(page.get_by_text(re.compile(r"przyszł(a|e|ych) rezerwacj"))).to_be_visible()
    page.get_by_role("link", name="Rozwiąż porozumienie").click()
    expect(page.get_by_role("heading", name="Co opiera się na tym porozumieniu")).to_be_visible()
    page.get_by_label("Sposób rozwiązania").select_option(label="za porozumieniem stron")
    # Far away: the demonstration's bookings are other tests', too.
    page.get_by_label("Ostatni dzień obowiązywania").fill((timezone.localdate() + 400 * DAY).isoformat())
    page.get_by_label("Powód").fill("na wniosek organizacji")
    page.get_by_role("button", name="Rozwiąż porozumienie").click()
    expect(page.get_by_text("Zrobione: rozwiąż porozumienie")).to_be_visible()


def open_agreement(page: Page, party: str) -> None:
    page.goto(f"/admin/agreements/agreement/?kolejka=obowiazujace&q={party}")
    page.get_by_role("row").filter(has_text=party).get_by_role("link").first.click()


def test_an_aneks_is_printed_signed_and_recorded_without_javascript(visitor: Visitor):
    clerk, keeper, approver = (visitor(java_script_enabled=False) for _ in range(3))
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(keeper, "Opiekun konta organizacji")
    enter_demonstration(approver, "Zatwierdzający")

    clerk_prepares_an_aneks(clerk)
    keeper_takes_it_to_sign(keeper)
    approver_records_what_was_signed(approver)


def clerk_prepares_an_aneks(page: Page) -> None:
    open_agreement(page, KEPT)
    page.get_by_role("link", name="Przygotuj aneks do podpisu").click()
    page.get_by_label("Co zmienia").fill(CHANGE)
    page.get_by_label("Skrzynka kontaktowa", exact=True).check()
    page.get_by_role("button", name="Przygotuj aneks do podpisu").click()
    expect(page.get_by_text("Zrobione: przygotuj aneks do podpisu")).to_be_visible()
    expect(page.get_by_role("link", name="Aneks, wydruk 1 (PDF)")).to_be_visible()


def keeper_takes_it_to_sign(page: Page) -> None:
    page.goto("/panel/")
    page.get_by_role("link", name=KEPT).click()
    page.get_by_role("link", name=re.compile("^Porozumienie nr")).first.click()
    expect(page.get_by_role("heading", name="Do podpisu")).to_be_visible()
    address = value_of(page.get_by_role("link", name=re.compile("^Aneks – komplet")), "href")
    pages = made_by_worker(page, address).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert text.count("Aneks nr …") == 3
    assert text.count(CHANGE) == 3


def approver_records_what_was_signed(page: Page) -> None:
    open_agreement(page, KEPT)
    page.get_by_role("link", name="Wprowadź aneks").click()
    expect(page.get_by_label("Co zmienia")).to_have_value(CHANGE)
    expect(page.get_by_label("Skrzynka kontaktowa", exact=True)).to_be_checked()
    page.get_by_role("button", name="Wprowadź aneks").click()
    expect(page.get_by_text("Zrobione: wprowadź aneks")).to_be_visible()
    expect(page.get_by_text("Zawarto aneks nr 1")).to_be_visible()


def test_a_spreadsheet_is_tried_and_stored_while_a_page_says_how_far_without_javascript(visitor: Visitor):
    page = visitor(java_script_enabled=False)
    enter_demonstration(page, "Pracownik Referatu")
    page.goto("/admin/agreements/agreement/import/")
    rows = [row(), row(), row() | {"świadczenia": "basen"}]
    sent = {"name": "organizacje.csv", "mimeType": "text/csv", "buffer": sheet(rows)}
    page.get_by_label("Arkusz (XLSX albo CSV)").set_input_files(files=[sent])
    page.get_by_role("button", name="Sprawdź arkusz").click()
    expect(page.get_by_text("Poprawne wiersze: 2. Błędne: 1.")).to_be_visible()
    expect(page.get_by_text("Nie ma takich świadczeń: basen.")).to_be_visible()

    page.get_by_role("button", name="Zapisz 2 poprawne wiersze, pomiń błędne").click()

    expect(page.get_by_text("Ten arkusz zapisano")).to_be_visible()
    page.get_by_role("link", name="Przejdź do porozumień").click()
    expect(page.get_by_role("link", name="nr DS.").first).to_be_visible()
