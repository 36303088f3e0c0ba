"""An organisation asks for a duty, the worker confirms it, residents read it and that it is called off."""

import re
from collections.abc import Iterator

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape, troubles
from tests.e2e.people import OWN_DESK, day_to_book, enter_demonstration, enter_organization, open_part
from tests.e2e.reading import address_of

HELP = "Pomoc przy wnioskach o zmyślone dotacje"


def ask_for_duty(page: Page) -> str:
    """Fill the form, which knows the place and the hours of last time; the address of the duty."""
    open_part(page, "Dyżury")
    page.get_by_role("link", name="Poproś o dyżur").click()
    page.get_by_label("W czym organizacja pomaga").fill(HELP)
    page.get_by_label("Dzień").fill(day_to_book(timezone.localdate()).isoformat())
    page.get_by_label("Od godziny").fill("08:00")
    page.get_by_label("Do godziny").fill("09:30")
    page.get_by_role("button", name="Poproś o dyżur").click()
    expect(page.get_by_role("main")).to_contain_text("czeka na potwierdzenie")
    return address_of(page, rf"{OWN_DESK}rezerwacje/\d+/")


def test_a_duty_is_asked_for_confirmed_read_and_called_off_without_javascript(visitor: Visitor):
    keeper = visitor(java_script_enabled=False, viewport=PHONE)
    enter_organization(keeper)
    duty = ask_for_duty(keeper)
    resident = visitor(java_script_enabled=False, viewport=PHONE)
    resident.goto("/dyzury/")
    expect(resident.get_by_role("listitem").filter(has_text=HELP)).to_have_count(0)

    worker = visitor(java_script_enabled=False)
    enter_demonstration(worker, "Pracownik Centrum")
    worker.get_by_role("link", name=re.compile(r"rezerwacj\w+ do potwierdzenia")).click()
    number = duty.rstrip("/").rpartition("/")[2]
    worker.goto(f"/admin/bookings/booking/{number}/change/")
    expect(worker.locator("body")).to_contain_text("dyżur organizacji")
    worker.get_by_role("link", name="Potwierdź rezerwację").click()
    worker.get_by_role("button", name="Potwierdź rezerwację").click()
    expect(worker.locator("body")).to_contain_text(re.compile("Zrobione: potwierdź"))

    for address in ("/dyzury/", "/dyzury/?uklad=organizacje"):
        resident.goto(address)
        entry = resident.get_by_role("listitem").filter(has_text=HELP)
        expect(entry).to_contain_text("8:00–9:30")
        expect(entry).to_contain_text("Stanowisko dyżurowe")
        expect(entry).not_to_contain_text("odwołany")
        assert shape(resident) == []

    keeper.goto(duty)
    keeper.get_by_text("Odwołanie dyżuru").click()
    keeper.get_by_role("button", name="Odwołaj dyżur").click()
    expect(keeper.get_by_role("status")).to_contain_text("Dyżur jest odwołany.")

    resident.goto("/dyzury/")
    expect(resident.get_by_role("listitem").filter(has_text=HELP)).to_contain_text("odwołany")
    resident.goto("/")
    home = resident.get_by_role("region", name="Dyżury organizacji w Centrum")
    expect(home).to_contain_text("Teraz dyżuruje")
    expect(home).to_contain_text("Następny dyżur")
    home.get_by_role("link", name="Wszystkie dyżury organizacji").click()
    expect(resident.get_by_role("heading", level=1)).to_have_text("Dyżury")


def test_keys_are_given_out_and_taken_back_on_pages_without_barriers(visitor: Visitor):
    page = visitor()

    def pages() -> Iterator[str]:
        enter_demonstration(page, "Pracownik Centrum")
        page.get_by_role("link", name="kluczy i sprzętu bez zwrotu w terminie").click()
        page.locator("#result_list tbody a").first.click()
        page.get_by_role("link", name="Przyjmij zwrot").click()
        yield "return"
        page.get_by_label("Szkody i braki").fill("Brak breloka.")
        page.get_by_role("button", name="Przyjmij zwrot").click()
        expect(page.locator("body")).to_contain_text("Brak breloka.")
        page.get_by_role("main").get_by_role("link", name=re.compile("sala, ")).click()
        page.get_by_role("link", name="Wydaj klucze lub sprzęt").click()
        page.get_by_role("button", name="Wydaj klucze lub sprzęt").click()
        expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")
        yield "giving"
        page.goto("/admin/bookings/booking/dyzur-w-imieniu/")
        page.get_by_role("button", name="Zapisz dyżur").click()
        expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")
        yield "duty on behalf"

    assert troubles(page, pages(), barriers) == (
        {"return", "giving", "duty on behalf"},
        {},
    )
