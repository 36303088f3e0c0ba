"""Organisations and their people: registering by legal form, inviting, accepting, handing over, leaving."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import shape, tab_to
from tests.e2e.people import Keeper, fill_sign_up, open_part, register_organization, sign_up
from tests.e2e.post import mail_to

LONG_NAME = (
    "Koło Gospodyń Wiejskich „Gąski – 'Źródło' & \"Spółka\"” " + "Konstantynopolitańczykowianeczk" * 11
)
ASSOCIATION = Keeper(
    name="Wanda Ćwiczebna",
    email="wanda@lza.example",
    organization="Stowarzyszenie „Łza – Źródło”",
    legal_form="stowarzyszenie (KRS)",
    number_label="Numer KRS",
    number="KRS 9999 93",
    signatory="Gniewko Nieznany",
)
CIRCLE = Keeper(
    name="Zdzisława Próbna",
    email="zdzislawa@kgw.example",
    organization=LONG_NAME,
    legal_form="koło gospodyń wiejskich",
    number_label="Numer w Krajowym Rejestrze Kół Gospodyń Wiejskich",
    number="KGW/24/977",
    signatory="Jagoda Niebyła",
)
LINK = re.compile(r"http\S+/zaproszenie/\S+")


@pytest.mark.parametrize(
    ("keeper", "options"),
    [(ASSOCIATION, {}), (CIRCLE, {"java_script_enabled": False})],
    ids=["association", "circle without JavaScript"],
)
def test_an_organization_passes_from_one_person_to_another_on_a_phone(
    visitor: Visitor, keeper: Keeper, options: dict[str, bool]
):
    first, second = visitor(viewport=PHONE, **options), visitor(viewport=PHONE, **options)
    successor = replace(keeper, name="Tomira Następna", email=f"nowa-{keeper.email}")

    sign_up(first, keeper)
    register_organization(first, keeper)
    for link in ["Dane", "Zapotrzebowania", "Rezerwacje"]:
        open_part(first, link)
        assert shape(first) == []
    invite(first, successor)
    accept(second, successor)
    hand_over_and_leave(first, successor)

    second.reload()
    expect(second.get_by_role("listitem").filter(has_text=successor.name)).to_contain_text(
        "opiekun konta organizacji"
    )
    expect(second.get_by_text(keeper.name)).to_have_count(0)
    assert shape(second) == []


def invite(page: Page, person: Keeper) -> None:
    open_part(page, "Użytkownicy")
    page.get_by_label("Adres e-mail").fill(person.email)
    page.get_by_label("Rola").select_option(label="użytkownik konta")
    page.get_by_role("button", name="Wyślij zaproszenie").click()
    expect(page.get_by_role("status")).to_contain_text(f"Zaproszenie wysłano na adres {person.email}")
    assert shape(page) == []


def accept(page: Page, person: Keeper) -> None:
    """From the link of the mail to the people of the organisation, by way of a new account."""
    page.goto(LINK.search(mail_to(person.email, "Zaproszenie"))[0])
    expect(page.get_by_role("main")).to_contain_text(f"Organizacja {person.organization} zaprasza")
    assert shape(page) == []
    page.get_by_role("main").get_by_role("link", name="Załóż konto").click()
    fill_sign_up(page, person)
    page.get_by_role("button", name="Przyjmij zaproszenie").click()
    expect(page.get_by_role("status")).to_contain_text("Działają Państwo teraz w imieniu")
    open_part(page, "Użytkownicy")
    expect(page.get_by_role("main")).to_contain_text("Zaprasza i zmienia role opiekun")


def hand_over_and_leave(page: Page, person: Keeper) -> None:
    """The only keeper may not go: first the keeping is handed over, then nothing is left to enter."""
    page.reload()
    page.get_by_text("Rezygnacja", exact=True).click()
    page.get_by_role("button", name="Zrezygnuj").click()
    expect(page.get_by_role("main")).to_contain_text("Najpierw trzeba przekazać opiekę innej osobie")
    page.get_by_text(f"Zmiana roli albo usunięcie – {person.name}").click()
    page.get_by_role("button", name=f"Przekaż opiekę – {person.name}").click()
    expect(page.get_by_role("status")).to_contain_text("Rola jest zmieniona")
    page.get_by_text("Rezygnacja", exact=True).click()
    page.get_by_role("button", name="Zrezygnuj").click()
    expect(page.get_by_role("status")).to_contain_text("Nie działają już Państwo w imieniu tej organizacji")
    page.goto("/panel/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Panel organizacji")
    expect(page.get_by_text(person.organization)).to_have_count(0)


def test_an_ordinary_association_is_registered_with_the_keyboard_alone(visitor: Visitor):
    page = visitor()
    keyboard = page.keyboard

    page.goto("/konto/zaloguj/")
    tab_to(page, page.get_by_role("button", name=re.compile("Osoba bez organizacji")))
    keyboard.press("Enter")
    for heading, link in [
        ("Panel organizacji", "Zarejestruj organizację"),
        ("Rejestracja organizacji", "stowarzyszenie zwykłe"),
    ]:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        tab_to(page, page.get_by_role("link", name=link, exact=True))
        keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rejestracja: stowarzyszenie zwykłe")
    tab_to(page, page.get_by_label("Pełna nazwa"))
    keyboard.type("Stowarzyszenie Zwykłe „Ósmy Dzień”")
    tab_to(page, page.get_by_label("Numer w ewidencji"))
    for typed in ["SZ 977", "ul. Próbna 5"]:
        keyboard.type(typed)
        keyboard.press("Tab")
    tab_to(page, page.get_by_label("Telefon organizacji"))
    keyboard.type("32 47 19 555")
    tab_to(page, page.get_by_role("group", name="Pierwsza osoba").get_by_label("Imię i nazwisko"))
    keyboard.type("Lubomir Nieobecny")
    keyboard.press("Tab")
    keyboard.type("przedstawiciel")
    tab_to(page, page.get_by_label("Oświadczam, że organizacja działa"))
    keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Zarejestruj organizację"))
    keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Stowarzyszenie Zwykłe „Ósmy Dzień”")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pulpit")
