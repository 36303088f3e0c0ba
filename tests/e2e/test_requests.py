"""A zapotrzebowanie between a telephone and the Referat: called, corrected, accepted; refused; withdrawn."""

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.demonstration import booked_until
from tests.e2e.looking import barriers, follow, shape
from tests.e2e.people import (
    NEXT,
    OWN_DESK,
    SUBMIT,
    Keeper,
    approver_concludes,
    ask_for_room,
    clerk_verifies,
    confirm_move,
    day_to_book,
    declare_all,
    easter_monday,
    enter_demonstration,
    file_request,
    make_move,
    open_case,
    open_desk,
    open_part,
    register_organization,
    reload_until,
    show_dates,
    sign_up,
)
from tests.e2e.post import mail_to, post_of
from tests.e2e.reading import address_of, all_of

CIRCLE = Keeper(
    name="Wanda Niebyła",
    email="wanda@kolo.example",
    organization="Koło „Źdźbło”",
    legal_form="stowarzyszenie zwykłe",
    number_label="Numer w ewidencji",
    number="Z/978",
    signatory="Felicja Zmyślona",
)
SERVICES = {
    "Sala na spotkania i wydarzenia": {
        "Cel": "Zebrania.",
        "Jak często": "raz w miesiącu",
        "Liczba osób": "9",
    },
    "Doradztwo": {"Temat": "Statut."},
}
ROOM = "Sala spotkań"
WEEK = timedelta(weeks=1)
CASE = rf"{OWN_DESK}zapotrzebowania/\d+/"
DEFECT = "Złożono mniej niż trzy egzemplarze dokumentów."


def issue_letter(page: Page, label: str, words: str) -> None:
    """The portal proposes the letter; the clerk reads it and issues it."""
    page.get_by_role("button", name=label).click()
    expect(page.get_by_text("Proszę sprawdzić treść pisma")).to_be_visible()
    expect(page.get_by_label("Treść pisma")).to_have_value(re.compile(words))
    confirm_move(page, label)


def open_letter(page: Page) -> None:
    page.get_by_role("link", name="Zobacz pismo").click()
    expect(page.get_by_text("Otwarcie pisma oznacza jego doręczenie")).to_be_visible()
    page.get_by_role("button", name="Otwórz pismo").click()


def test_a_request_is_called_for_corrected_and_accepted_without_javascript(visitor: Visitor):
    phone = visitor(viewport=PHONE, java_script_enabled=False)
    clerk, approver = visitor(), visitor()
    sign_up(phone, CIRCLE)
    register_organization(phone, CIRCLE)
    reference = file_request(phone, SERVICES)
    case = address_of(phone, CASE)

    enter_demonstration(clerk, "Pracownik Referatu")
    open_case(clerk, reference)
    clerk.get_by_role("link", name="Wezwij do uzupełnienia").click()
    clerk.get_by_label(DEFECT).check()
    issue_letter(clerk, "Wezwij do uzupełnienia", "mniej niż trzy egzemplarze")
    assert "Referat wydał pismo" in mail_to(CIRCLE.email, f"nr {reference} – nowe pismo do Państwa")

    phone.goto(case)
    expect(phone.get_by_text("do uzupełnienia").first).to_be_visible()
    open_letter(phone)
    expect(phone.get_by_role("main")).to_contain_text(DEFECT)
    assert shape(phone) == []
    phone.get_by_role("link", name="Uzupełnij zapotrzebowanie").click()
    follow(phone.get_by_role("button", name=NEXT))
    phone.get_by_label("Temat").fill("Zmiana statutu i wpis do ewidencji.")
    follow(phone.get_by_role("button", name=NEXT))
    follow(phone.get_by_role("button", name=NEXT))
    phone.get_by_role("link", name="Przejdź dalej").click()
    phone.get_by_role("button", name="Wyślij uzupełnienie").click()
    expect(phone.get_by_text("Tylko na papierze, w Referacie.")).to_be_visible()
    reload_until(phone, phone.get_by_text("wydruk 2"))

    open_case(clerk, reference)
    expect(clerk.get_by_text("Doradztwo – Temat: Zmiana statutu i wpis do ewidencji.")).to_be_visible()
    clerk_verifies(clerk, CIRCLE)
    open_case(clerk, reference)
    make_move(clerk, "Przyjmij podpisany komplet")
    make_move(clerk, "Przyjmij zapotrzebowanie")
    phone.goto(case)
    expect(phone.get_by_text("rozpatrzone pozytywnie").first).to_be_visible()

    enter_demonstration(approver, "Zatwierdzający")
    approver_concludes(approver, CIRCLE)
    the_room_is_booked_also_over_easter(phone, easter_monday(timezone.localdate()))
    the_agreement_is_terminated(approver)
    the_next_one_is_refused_and_another_withdrawn(phone, approver)
    sent, written = post_of(CIRCLE.email, "request")
    assert sent == written


def the_room_is_booked_also_over_easter(page: Page, monday: date) -> None:
    open_desk(page)
    bookings = f"{address_of(page, OWN_DESK)}rezerwacje/"
    page.get_by_role("link", name="Zarezerwuj salę lub sprzęt").click()
    # Ten weeks ahead: further than any other test books.
    ask_for_room(page, ROOM, day_to_book(timezone.localdate() + 8 * WEEK))
    expect(page.get_by_role("status")).to_contain_text("Zapisano rezerwację: potwierdzona.")

    with booked_until(monday + WEEK):
        show_dates(page, bookings, ROOM, monday - WEEK, 3)
        expect(page.locator(".series-dates > li").nth(1)).to_contain_text("Centrum jest tego dnia nieczynne")
        page.get_by_role("button", name="Zarezerwuj wybrane terminy").click()
        expect(page.get_by_role("main")).to_contain_text("Seria jest zapisana.")


def the_agreement_is_terminated(page: Page) -> None:
    """On the page where it was concluded; the bookings that lose their ground are called off."""
    page.get_by_role("link", name="Rozwiąż porozumienie").click()
    page.get_by_label("Sposób rozwiązania").select_option(label="za porozumieniem stron")
    page.get_by_label("Ostatni dzień obowiązywania").fill(timezone.localdate().isoformat())
    page.get_by_label("Powód").fill("Koło kończy działalność.")
    page.get_by_role("button", name="Rozwiąż porozumienie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skutki dla rezerwacji")
    for choice in all_of(page.get_by_label("odwołać")):
        choice.check()
    page.get_by_label("Powód podawany organizacjom").fill("Porozumienie się kończy.")
    page.get_by_role("button", name="Zapisz wszystko").last.click()
    expect(page.get_by_text("rozwiązane")).to_be_visible()


def the_next_one_is_refused_and_another_withdrawn(phone: Page, approver: Page) -> None:
    open_desk(phone)
    open_part(phone, "Zapotrzebowania")
    reference = file_request(phone, {"Promocja organizacji i wolontariatu": {"Uwagi": "Plakat."}})
    case = address_of(phone, CASE)
    open_case(approver, reference)
    approver.get_by_role("link", name="Odmów zawarcia porozumienia").click()
    approver.get_by_label("Uzasadnienie").fill("Działalność poza miastem.")
    issue_letter(approver, "Odmów zawarcia porozumienia", "Uzasadnienie: Działalność poza miastem.")
    phone.goto(case)
    open_letter(phone)
    expect(phone.get_by_role("main")).to_contain_text("Uzasadnienie: Działalność poza miastem.")

    phone.goto(case)
    phone.get_by_role("button", name="Złóż podobne zapotrzebowanie").click()
    for _ in range(3):
        follow(phone.get_by_role("button", name=NEXT))
    phone.get_by_role("link", name="Przejdź dalej").click()
    declare_all(phone)
    phone.get_by_role("button", name=SUBMIT).click()
    phone.get_by_text("Wycofanie zapotrzebowania").click()
    phone.get_by_role("button", name="Wycofaj zapotrzebowanie").click()
    expect(phone.get_by_text("Zapotrzebowanie zostało wycofane.")).to_be_visible()


def test_a_clerk_enters_what_came_on_paper(visitor: Visitor):
    page = visitor()
    enter_demonstration(page, "Pracownik Referatu")
    page.goto("/admin/agreements/servicerequest/add/")
    page.get_by_role("button", name="Wprowadź zapotrzebowanie").click()
    expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")
    assert barriers(page) == []

    page.get_by_label("Organizacja").select_option(label="Fundacja Niebyła Łąka")
    page.get_by_label("Skrzynka kontaktowa").check()
    page.get_by_label("Data wpływu").fill(timezone.localdate().isoformat())
    page.get_by_label("Numer z rejestru wpływów").fill("RW/15/2026")
    page.get_by_role("button", name="Wprowadź zapotrzebowanie").click()

    expect(page.get_by_text("Wprowadzono: zapotrzebowanie nr")).to_be_visible()
    expect(page.get_by_text("rejestr wpływów: RW/15/2026")).to_be_visible()
    expect(page.get_by_text("w trakcie rozpatrywania")).to_be_visible()
