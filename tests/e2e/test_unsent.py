"""A session that ends while somebody types: the refused page, a sign-in in a second tab, one click."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape
from tests.e2e.people import enter_demonstration
from tests.e2e.reading import address_of

NAME = "Stowarzyszenie „Długo Pisane”"
ROLE = "Opiekun konta organizacji"


def fill(page: Page) -> None:
    page.goto("/panel/rejestracja/stowarzyszenie/")
    for label, words in {
        "Pełna nazwa": NAME,
        "Numer KRS": "KRS: 0000\u00a0771\u00a0771",
        "Ulica i numer": "ul. Próbna 1",
        "Telefon organizacji": "0048 32 47 19 555",
        "E-mail organizacji": "dlugo@pisane.example",
    }.items():
        page.get_by_label(label).fill(words)
    page.get_by_label("Imię i nazwisko").first.fill("Bożena Długopisząca")
    page.get_by_label("Funkcja").first.fill("prezeska zarządu")
    page.get_by_label("Oświadczam, że organizacja działa").check()


def test_a_form_whose_session_ended_is_sent_by_one_click_after_a_sign_in_in_a_second_tab(visitor: Visitor):
    page = visitor()
    enter_demonstration(page, ROLE)
    fill(page)
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Zarejestruj organizację").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Formularz nie został wysłany")
    for size in (PHONE, {"width": 1366, "height": 768}):
        page.set_viewport_size(size)
        assert shape(page) + barriers(page) == []
    with page.expect_popup() as opened:
        page.get_by_role("link", name="logowanie w nowej karcie").click()
    opened.value.get_by_role("button", name=re.compile(rf"Zaloguj się ?: {ROLE}")).click()
    address_of(opened.value, "/panel/")
    page.get_by_role("button", name="Wyślij ponownie").click()
    expect(page.get_by_role("main")).to_contain_text(f"Organizacja jest zarejestrowana: {NAME}")
