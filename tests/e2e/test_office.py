"""The office among its own slips: paper and a number mended, five agreements, a sheet, a closure."""

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from jcop.opening.workdays import statutory_day_off
from tests.agreements.sheets import row, sheet
from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.demonstration import booked_until
from tests.e2e.looking import barriers, shape
from tests.e2e.people import (
    MONDAY,
    compare_with_register,
    confirm_move,
    enter_demonstration,
    enter_organization,
    show_dates,
)
from tests.e2e.reading import address_of, text_of

# Of the demonstration. The paper is entered for the first of these, and is the second's.
MISTAKEN = "Fundacja Niebyła Łąka"
RIGHT = "Fundacja Wycofanych Próśb"
EXAMINED = ["Fundacja „Źródło Przykładów”", "Spółdzielnia Socjalna „Ósmy Przykład”"]
ACCEPTED = ["Łańcuch Nieistniejących Serc", "Klub Pomyłkowych Numerów"]
FOREIGN_KRS = "9999902"  # Of the foundation that the paper was entered for.
BOX, ADVICE = "Skrzynka kontaktowa", "Doradztwo"
ACCEPT, CONCLUDE, CANCEL = "Przyjmij zapotrzebowanie", "Zatwierdź porozumienie", "Anuluj numer"
CASES, AGREEMENTS = "/admin/agreements/servicerequest/", "/admin/agreements/agreement/"
TEXTS = "/admin/agreements/documenttext/"
FAR = 40  # Numbers from the next one; more than 20 are asked about.
ROOM = "Sala spotkań"
WEEK = timedelta(weeks=1)
RENOVATION = "Remont instalacji."


def test_the_office_mends_paper_and_number_and_concludes_five_agreements(visitor: Visitor):
    clerk, approver = visitor(), visitor()
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(approver, "Zatwierdzający")

    paper_is_entered_for_another_organisation(clerk)
    what_was_typed_is_mended(clerk)
    each_is_verified_where_it_is_accepted(clerk)
    following = a_far_number_is_given_by_mistake(approver)
    it_is_cancelled_and_another_given(approver, following)
    for party in [*EXAMINED, *ACCEPTED]:
        open_row(approver, f"{AGREEMENTS}?kolejka=podpis", party)
        conclude(approver)
    the_register_has_all_of_them(clerk, following)


def paper_is_entered_for_another_organisation(page: Page) -> None:
    page.goto(f"{CASES}add/")
    page.get_by_label("Znajdź organizację").fill(MISTAKEN)
    page.get_by_role("button", name="Szukaj").click()
    expect(page.get_by_label("Organizacja").locator("option:checked")).to_contain_text(MISTAKEN)
    assert barriers(page) == []
    page.get_by_label(BOX).check()
    page.get_by_label("Data wpływu").fill(timezone.localdate().isoformat())
    page.get_by_label("Numer z rejestru wpływów").fill("RW/51/2026")
    page.get_by_role("button", name="Wprowadź zapotrzebowanie").click()
    expect(page.get_by_text("Wprowadzono: zapotrzebowanie nr")).to_be_visible()


def what_was_typed_is_mended(page: Page) -> None:
    page.get_by_role("link", name="Popraw wpis").click()
    expect(page.get_by_label("Numer z rejestru wpływów")).to_have_value("RW/51/2026")
    assert barriers(page) == []
    page.get_by_label("Organizacja").select_option(label=RIGHT)
    page.get_by_label(BOX).uncheck()
    page.get_by_label(ADVICE).check()
    page.get_by_label("Numer z rejestru wpływów").fill("RW/15/2026")
    page.get_by_label("Znak sprawy").fill("DS.8120.15.2026")
    page.get_by_label("Powód poprawki").fill("Pomylono dwie fundacje.")
    confirm_move(page, "Popraw wpis")
    expect(page.get_by_role("link", name=RIGHT)).to_be_visible()
    expect(page.get_by_text("rejestr wpływów: RW/15/2026")).to_be_visible()
    expect(page.get_by_text("Powód: Pomylono dwie fundacje.")).to_have_count(1)


def each_is_verified_where_it_is_accepted(page: Page) -> None:
    page.get_by_role("link", name=ACCEPT).click()
    expect(page.get_by_role("heading", name="Organizacja jeszcze niezweryfikowana")).to_be_visible()
    assert barriers(page) == []
    verify_and_accept(page)
    for party in EXAMINED:
        open_row(page, f"{CASES}?kolejka=rozpatrzenie", party)
        page.get_by_role("link", name=ACCEPT).click()
        verify_and_accept(page)


def verify_and_accept(page: Page) -> None:
    compare_with_register(page)
    confirm_move(page, ACCEPT)


def open_row(page: Page, address: str, party: str) -> None:
    page.goto(address)
    page.get_by_role("row").filter(has_text=party).get_by_role("link").first.click()


def a_far_number_is_given_by_mistake(page: Page) -> str:
    """The number that was next, and still is."""
    open_row(page, f"{AGREEMENTS}?kolejka=podpis", RIGHT)
    page.get_by_role("link", name=CONCLUDE).click()
    hint = text_of(page.get_by_text("Puste: portal nada kolejny numer"))
    following = re.search(r"\d+/\d{4}", hint)[0]
    check_signatures(page)
    page.get_by_label("Numer porozumienia").fill(far_from(following))
    page.get_by_role("button", name=CONCLUDE).click()
    expect(page.get_by_role("alert")).to_contain_text("jest od niego odległy")
    assert barriers(page) == []
    page.get_by_label("Ten numer jest właściwy").check()
    confirm_move(page, CONCLUDE)
    return following


def far_from(number: str) -> str:
    serial, year = number.split("/")
    return f"{int(serial) + FAR}/{year}"


def check_signatures(page: Page) -> None:
    page.get_by_label("Podpisy na komplecie są sprawdzone").check()


def it_is_cancelled_and_another_given(page: Page, following: str) -> None:
    page.get_by_role("link", name=CANCEL).click()
    page.get_by_label("Powód").fill("Przestawiono cyfry.")
    confirm_move(page, CANCEL)
    expect(page.get_by_role("heading", name="Anulowane numery")).to_be_visible()
    assert barriers(page) == []
    conclude(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(following)


def conclude(page: Page) -> None:
    """On the page of an agreement that waits for it; the portal gives the number."""
    page.get_by_role("link", name=CONCLUDE).click()
    check_signatures(page)
    confirm_move(page, CONCLUDE)


def the_register_has_all_of_them(page: Page, following: str) -> None:
    page.goto(f"{AGREEMENTS}?kolejka=rejestr")
    serial, year = following.split("/")
    rows = page.locator("#result_list tbody tr")
    for place, party in enumerate([RIGHT, *EXAMINED, *ACCEPTED]):
        number = page.get_by_role("link", name=f"nr {int(serial) + place}/{year}", exact=True)
        expect(rows.filter(has=number)).to_contain_text(party)
    expect(page.locator("s").filter(has_text=f"nr {far_from(following)}")).to_be_visible()
    page.goto(f"{AGREEMENTS}rejestr/")
    assert barriers(page) == []


def test_the_office_enters_a_sheet_looks_at_its_texts_and_closes_over_four_bookings(visitor: Visitor):
    clerk, keeper, worker = visitor(viewport=PHONE), visitor(), visitor()
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(worker, "Pracownik Centrum")

    thirty_rows_are_tried_and_what_is_sure_is_stored(clerk)
    the_pages_that_nothing_is_sent_from_have_no_barriers(clerk)
    first, last = closed_days(timezone.localdate())
    with booked_until(last + 20 * WEEK):
        bookings = four_dates_are_booked(keeper, first)
        the_centre_closes_over_them(worker, first, last)
        the_organisation_reads_of_it(keeper, bookings)
        the_centre_opens_again(worker)


def thirty_rows_are_tried_and_what_is_sure_is_stored(page: Page) -> None:
    """Twenty-five new organisations; four bad rows; one with the KRS of another organisation."""
    bad = (
        {"świadczenia": "basen"},
        {"numer porozumienia": ""},
        {"data zawarcia": "31.02.2020"},
        {"forma prawna": "klub"},
    )
    rows = [row() for _ in range(25)] + [row(**cells) for cells in bad] + [row(krs=FOREIGN_KRS)]
    page.goto(f"{AGREEMENTS}import/")
    file = {"name": "trzydzieści.csv", "mimeType": "text/csv", "buffer": sheet(rows)}
    page.get_by_label("Arkusz (XLSX albo CSV)").set_input_files(files=[file])
    page.get_by_role("button", name="Sprawdź arkusz").click()
    expect(page.get_by_text("Poprawne wiersze: 26. Błędne: 4.")).to_be_visible()
    foreign = page.get_by_role("row").filter(has_text=f"Nazwa w portalu: „{MISTAKEN}”")
    expect(foreign).to_contain_text("Forma prawna w portalu: fundacja")
    expect(foreign.get_by_role("checkbox")).not_to_be_checked()
    assert shape(page) + barriers(page) == []

    page.get_by_role("button", name="Zapisz poprawne i zaznaczone wiersze").click()

    expect(page.get_by_text("Wiersze: 25.")).to_be_visible()
    expect(page.locator(".wrong-rows li")).to_have_count(5)


def the_pages_that_nothing_is_sent_from_have_no_barriers(page: Page) -> None:
    for address in [f"{CASES}przejecie/", TEXTS, f"{TEXTS}add/"]:
        page.goto(address)
        assert shape(page) + barriers(page) == []
    page.get_by_role("button", name="Zapisz", exact=True).first.click()
    expect(page.get_by_text("szkic").first).to_be_visible()


def closed_days(today: date) -> tuple[date, date]:
    """Four weeks whose Mondays are open, further ahead than any other test books."""
    first = today + 60 * WEEK - timedelta(days=today.weekday() - MONDAY)
    while any(statutory_day_off(first + number * WEEK) for number in range(4)):
        first += WEEK
    return first, first + 3 * WEEK


def four_dates_are_booked(page: Page, first: date) -> str:
    show_dates(page, f"{enter_organization(page)}rezerwacje/", ROOM, first, 4)
    page.get_by_role("button", name="Zarezerwuj wybrane terminy").click()
    expect(page.get_by_role("main")).to_contain_text("Seria jest zapisana.")
    return address_of(page, r"/panel/[^/]+/rezerwacje/seria/\d+/")


def the_centre_closes_over_them(page: Page, first: date, last: date) -> None:
    """One stays, one is moved, two are called off."""
    page.goto("/admin/jcop/hoursperiod/zawieszenie/")
    page.get_by_label("Od dnia").fill(first.isoformat())
    page.get_by_label("Do dnia").fill(last.isoformat())
    page.get_by_label("Powód podawany mieszkańcom").fill(RENOVATION)
    page.get_by_role("button", name="Zawieś działalność").click()
    expect(page.locator("body")).to_contain_text("Ta zmiana odbiera podstawę 4 rezerwacjom.")
    page.get_by_label("odwołać").first.check()
    page.get_by_label("Powód podawany organizacjom").fill(RENOVATION)
    decisions = page.locator(".hits").get_by_role("combobox")
    decisions.nth(0).select_option("keep")
    decisions.nth(1).select_option("propose")
    page.get_by_role("button", name="Zapisz wszystko").last.click()
    expect(page.locator("body")).to_contain_text(
        "Rezerwacje: zostają: 1, odwołane: 2, z propozycją innego terminu: 1. Wiadomości do organizacji: 1."
    )


def the_organisation_reads_of_it(page: Page, series: str) -> None:
    page.goto(series)
    dates = page.locator(".series-dates > li")
    for number, state in enumerate(["potwierdzona", "zaproponowano inny termin", "odwołana", "odwołana"]):
        expect(dates.nth(number)).to_contain_text(state)


def the_centre_opens_again(page: Page) -> None:
    page.goto("/admin/jcop/hoursperiod/zawieszenie/")
    page.get_by_role("button", name="Wznów działalność").click()
    page.get_by_label("nie zawiadamiać").check()
    page.get_by_role("button", name="Zapisz wszystko").last.click()
    expect(page.locator("body")).to_contain_text("Zawieszenie jest cofnięte")
