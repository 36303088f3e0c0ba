"""A closed day, its bookings decided before it is saved, and one click that takes the proposal."""

import re

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers
from tests.e2e.people import OWN_DESK, enter_demonstration, enter_organization
from tests.e2e.reading import address_of, value_of

REASON = "Awaria ogrzewania."


def book_the_last_free_time(page: Page) -> str:
    """The day and the address of a booking that the keeper makes."""
    page.goto(f"{enter_organization(page)}rezerwacje/wolne/")
    page.get_by_label("Liczba osób").fill("5")
    page.get_by_role("main").get_by_role("button", name="Szukaj").click()
    free = page.get_by_role("region", name="Co jest wolne").get_by_role("link").last
    day = re.search(r"dzien=([0-9-]+)", value_of(free, "href"))
    assert day
    free.click()
    page.get_by_role("button", name="Zarezerwuj").click()
    expect(page.get_by_role("main")).to_contain_text("Zapisano rezerwację")
    return day[1]


def decision_on(page: Page, booking: str) -> Locator:
    """The choice in the row of the booking that has this number."""
    row = page.get_by_role("row").filter(has=page.locator(f'a[href$="/booking/{booking}/change/"]'))
    return row.get_by_role("combobox")


def test_a_closed_day_is_decided_before_it_is_saved_and_the_proposal_is_accepted(visitor: Visitor):
    keeper, worker = visitor(java_script_enabled=False), visitor(java_script_enabled=False)
    day = book_the_last_free_time(keeper)
    address = address_of(keeper, rf"{OWN_DESK}rezerwacje/\d+/")
    number = address.rstrip("/").rpartition("/")[2]

    enter_demonstration(worker, "Pracownik Centrum")
    worker.goto("/admin/jcop/hoursperiod/zawieszenie/")
    worker.get_by_label("Od dnia").fill(day)
    worker.get_by_label("Do dnia").fill(day)
    worker.get_by_label("Powód podawany mieszkańcom").fill(REASON)
    worker.get_by_role("button", name="Zawieś działalność").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Skutki dla rezerwacji")
    expect(worker.locator("body")).to_contain_text("Jeszcze nie zapisano")
    worker.get_by_role("button", name="Zapisz wszystko").last.click()
    expect(worker.get_by_role("alert")).to_contain_text("Proszę zdecydować, co z tymi rezerwacjami.")
    worker.get_by_label("rozstrzygnąć później").check()
    decision_on(worker, number).select_option("propose")
    worker.get_by_label("Powód podawany organizacjom").fill(REASON)
    worker.get_by_role("button", name="Zapisz wszystko").last.click()
    expect(worker.locator("body")).to_contain_text("z propozycją innego terminu: 1")
    expect(worker.locator("body")).to_contain_text("Zawieszenie jest zapowiedziane")

    keeper.goto(address)
    expect(keeper.get_by_role("main")).to_contain_text(REASON)
    keeper.get_by_role("button", name="Przyjmij ten termin").click()
    expect(keeper.get_by_role("main")).to_contain_text("Termin jest przyjęty, a rezerwacja potwierdzona.")

    worker.goto("/admin/jcop/hoursperiod/zawieszenie/")
    worker.get_by_role("button", name="Wznów działalność").click()
    expect(worker.locator("body")).to_contain_text("Zawieszenie jest cofnięte")


def test_the_end_of_an_agreement_shows_its_bookings_first_and_the_page_has_no_barriers(visitor: Visitor):
    page = visitor(viewport=PHONE)
    enter_demonstration(page, "Zatwierdzający")
    page.goto("/admin/agreements/agreement/?q=Piątka")
    page.get_by_role("table").locator("tbody th a").first.click()
    page.get_by_role("link", name="Rozwiąż porozumienie").click()
    page.get_by_label("Sposób rozwiązania").select_option(label="za porozumieniem stron")
    page.get_by_label("Ostatni dzień obowiązywania").fill(timezone.localdate().isoformat())
    page.get_by_label("Powód").fill("na wniosek organizacji")
    page.get_by_role("button", name="Rozwiąż porozumienie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skutki dla rezerwacji")
    expect(page.locator("body")).to_contain_text("kończy się z dniem")
    assert barriers(page) == []

    page.get_by_label("zostawić mimo przeszkody").check()
    page.get_by_label("Powód podawany organizacjom").fill("Koniec porozumienia.")
    page.get_by_role("button", name="Zapisz wszystko").last.click()

    expect(page.locator("body")).to_contain_text("Zrobione: rozwiąż porozumienie")
    expect(page.locator("body")).to_contain_text("Wiadomości do organizacji: 1.")
