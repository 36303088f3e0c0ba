"""Advice as people have it: a founder without an account, an organisation, the adviser with the card."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape
from tests.e2e.people import enter_demonstration, enter_organization, made_by_worker, open_part
from tests.e2e.post import mail_to
from tests.e2e.reading import address_of, value_of

LINK = re.compile(r"https?://[^/]+(/doradztwo/odnosnik/\S+)")
# The adviser of founders is there on two afternoons a week: each test takes a time of its own.
FIRST, SECOND = "zakładanie nowych stowarzyszeń", "zakładanie klubów sportowych"


def ask(page: Page, email: str, topic: str, which: int) -> None:
    """From the page about advice to the page that wants the code."""
    page.goto("/doradztwo/")
    page.get_by_role("link", name=topic).click()
    page.get_by_role("main").locator("ul.actions").get_by_role("link").nth(which).click()
    page.get_by_label("Imię i nazwisko").fill("Zofia Zakładająca")
    page.get_by_label("Adres e-mail").fill(email)
    page.get_by_label("Czego dotyczy sprawa").fill("Koło miłośników szachów.")
    page.get_by_role("button", name="Wyślij mi kod").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Potwierdź adres e-\u2060mail")


def code_for(email: str) -> str:
    return re.findall(r"^\d{6}$", mail_to(email, "Kod do potwierdzenia"), re.MULTILINE)[0]


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Kod z wiadomości").fill(code)
    page.get_by_role("button", name="Potwierdź i umów rozmowę").click()


def test_a_founder_books_moves_and_cancels_on_a_telephone_without_javascript(visitor: Visitor):
    page, email = visitor(java_script_enabled=False, viewport=PHONE), "zofia@demo.example"
    ask(page, email, FIRST, 4)
    code = code_for(email)
    type_code(page, f"{(int(code) + 1) % 10**6:06}")
    expect(page.get_by_role("alert")).to_contain_text("Ten kod jest nieprawidłowy. Pozostało prób: 4.")
    type_code(page, code)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Porada: ")
    first = address_of(page, r"/doradztwo/odnosnik/wizyta/[^/]+/")

    page.goto(LINK.findall(mail_to(email, "Porada – potwierdzona"))[0])
    page.get_by_role("link", name="Wybierz inny termin").click()
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Przenieś na ten termin").click()
    expect(page.get_by_role("main")).to_contain_text("Termin jest zmieniony.")

    page.goto(LINK.findall(mail_to(email, "Porada – zmieniony termin"))[0])
    page.get_by_role("button", name="Odwołaj rozmowę").click()
    expect(page.get_by_role("main")).to_contain_text("Rozmowa jest odwołana.")
    mail_to(email, "Porada – odwołana")

    answer = page.request.get(first)
    assert (answer.status, "został już użyty albo zastąpił go nowszy" in answer.text()) == (410, True)


def test_the_pages_of_a_founder_have_no_barriers_and_fit_a_telephone(visitor: Visitor):
    page, email = visitor(viewport=PHONE), "zenon@demo.example"
    ask(page, email, SECOND, 5)
    assert (shape(page), barriers(page)) == ([], [])
    page.set_viewport_size(PHONE)
    type_code(page, code_for(email))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Porada: ")
    assert (shape(page), barriers(page)) == ([], [])
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Wybierz inny termin").click()
    expect(page.get_by_role("button", name="Przenieś na ten termin")).to_be_visible()
    assert (shape(page), barriers(page)) == ([], [])


def test_an_organisation_books_and_moves_its_talk(visitor: Visitor):
    page = visitor(java_script_enabled=False, viewport=PHONE)
    enter_organization(page)
    open_part(page, "Doradztwo")
    page.get_by_role("link", name="obowiązujące przepisy prawa").click()
    page.get_by_role("main").locator("ul.actions").get_by_role("link").nth(6).click()
    page.get_by_label("Czego dotyczy sprawa").fill("Zmiana statutu.")
    page.get_by_role("button", name="Umów poradę").click()
    expect(page.get_by_role("main")).to_contain_text("Zapisano poradę: czeka na potwierdzenie.")

    page.get_by_role("link", name="Wybierz inny termin").click()
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Przenieś na ten termin").click()
    expect(page.get_by_role("main")).to_contain_text("Termin porady jest zmieniony.")
    page.get_by_text("Odwołanie porady").click()
    page.get_by_role("button", name="Odwołaj poradę").click()
    expect(page.get_by_role("main")).to_contain_text("Porada jest odwołana.")


def test_an_adviser_sees_their_own_visits_and_writes_the_card(visitor: Visitor):
    page = visitor()
    enter_demonstration(page, "Doradca")
    page.get_by_role("link", name=re.compile(r"porad\w* bez karty")).click()
    expect(page.locator("#result_list")).to_contain_text("Gustaw Przykładny")
    expect(page.locator("#result_list")).not_to_contain_text("Stowarzyszenie")
    page.locator("#result_list tbody th a").first.click()
    expect(page.get_by_role("link", name="Zapisz kartę porady")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Zapisz kartę porady").click()
    page.get_by_label("Krótka treść porady").fill("Omówiono fundusz założycielski.")
    page.get_by_role("button", name="Zapisz kartę porady").click()

    paper = page.get_by_role("link", name=re.compile("Karta porady nr"))
    text = made_by_worker(page, value_of(paper, "href")).pages[0].extract_text()
    for word in ("Gustaw Przykładny", "zakładanie fundacji", "Karol Przykładny", "Omówiono fundusz"):
        assert word in text
