"""An organisation finds a free time; the worker proposes another, and one click takes it."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, press, tab_to, troubles
from tests.e2e.people import (
    OWN_DESK,
    ask_for_room,
    day_to_book,
    enter_demonstration,
    enter_organization,
)
from tests.e2e.reading import address_of, value_of

# What the worker enters, and the button that sends it.
# The place that is free may be one that the worker confirms.
SAVED = re.compile(r"Zapisano rezerwację: (potwierdzona|czeka na potwierdzenie)\.")
ENTERED = {
    "Nowa blokada": "Zablokuj",
    "Rezerwacja w imieniu organizacji": "Zarezerwuj",
    "Seria w imieniu organizacji": "Pokaż terminy",
}


def test_a_free_time_is_found_moved_and_accepted_without_javascript(visitor: Visitor):
    keeper = visitor(java_script_enabled=False, viewport=PHONE)
    desk = enter_organization(keeper)
    keeper.goto(f"{desk}rezerwacje/wolne/")
    keeper.get_by_label("Liczba osób").fill("4")
    keeper.get_by_role("main").get_by_role("button", name="Szukaj").click()
    keeper.get_by_role("region", name="Co jest wolne").get_by_role("link").last.click()
    keeper.get_by_role("button", name="Zarezerwuj").click()
    expect(keeper.get_by_role("main")).to_contain_text(SAVED)
    booking = address_of(keeper, rf"{OWN_DESK}rezerwacje/\d+/")
    number = booking.rstrip("/").rpartition("/")[2]

    worker = visitor(java_script_enabled=False)
    enter_demonstration(worker, "Pracownik Centrum")
    worker.goto(f"/admin/bookings/booking/{number}/change/")
    worker.get_by_role("link", name="Zaproponuj inny termin").click()
    worker.get_by_label("Od godziny").fill("20:00")
    worker.get_by_label("Do godziny").fill("21:00")
    worker.get_by_label("Wiadomość dla organizacji").fill("Po południu malujemy.")
    worker.get_by_role("button", name="Zaproponuj inny termin").click()
    expect(worker.locator("body")).to_contain_text(re.compile("Zrobione: zaproponuj inny termin"))

    keeper.goto(booking)
    expect(keeper.get_by_role("main")).to_contain_text("Po południu malujemy.")
    keeper.get_by_role("button", name="Przyjmij ten termin").click()

    expect(keeper.get_by_role("main")).to_contain_text("Termin jest przyjęty, a rezerwacja potwierdzona.")
    expect(keeper.get_by_role("main")).to_contain_text("20:00–21:00")


def test_the_workers_pages_have_no_barriers(visitor: Visitor):
    page = visitor()

    def pages() -> Iterator[str]:
        enter_demonstration(page, "Pracownik Centrum")
        page.get_by_role("link", name="do odnotowania po użyciu").click()
        expect(page.locator("#result_list")).to_be_visible()
        for act, button in ENTERED.items():
            page.goto("/admin/bookings/booking/")
            page.get_by_role("link", name=act).click()
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")
            yield act

    assert troubles(page, pages(), barriers) == (set(ENTERED), {})


def test_a_room_is_found_booked_and_given_up_with_the_keyboard_alone(visitor: Visitor):
    page = visitor()
    enter_organization(page)
    keyboard, main = page.keyboard, page.get_by_role("main")

    press(page, page.get_by_role("link", name="Rezerwacje"))
    press(page, main.get_by_role("link", name="Znajdź wolny termin"))
    tab_to(page, page.get_by_label("Liczba osób"))
    keyboard.press("Control+A")
    keyboard.type("4")
    press(page, page.get_by_role("main").get_by_role("button", name="Szukaj"))
    press(page, page.get_by_role("region", name="Co jest wolne").get_by_role("link").first)
    tab_to(page, page.get_by_label("Cel"))
    keyboard.press("ArrowDown")
    tab_to(page, main.locator("summary"))
    keyboard.press("Enter")
    tab_to(page, page.get_by_label("Tytuł w publicznym kalendarzu"))
    keyboard.press("Control+A")
    keyboard.type("Próba klawiatury")
    press(page, main.get_by_role("button", name="Zarezerwuj"))
    expect(main).to_contain_text(SAVED)
    expect(main).to_contain_text("Próba klawiatury")
    tab_to(page, main.locator("summary"))
    keyboard.press("Enter")
    tab_to(page, main.get_by_role("button", name="Odwołaj rezerwację"))
    keyboard.press("Enter")

    expect(main).to_contain_text("Rezerwacja jest odwołana.")


def test_the_form_sent_again_after_back_for_another_day_books_that_day_too(visitor: Visitor):
    page = visitor()
    page.goto(f"{enter_organization(page)}rezerwacje/nowa/")
    key = value_of(page.locator("[name=form_key]"), "value")
    day = day_to_book(timezone.localdate())
    ask_for_room(page, "Sala spotkań", day)
    first = address_of(page, rf"{OWN_DESK}rezerwacje/\d+/")

    page.go_back()
    page.locator("[name=form_key]").evaluate("(field, key) => field.value = key", key)
    ask_for_room(page, "Sala spotkań", day_to_book(day - timedelta(days=13)))

    assert address_of(page, rf"{OWN_DESK}rezerwacje/\d+/") != first
    expect(page.get_by_role("status")).to_contain_text("Zapisano rezerwację")
