"""What holds for every page: one heading, no JavaScript needed, a phone is wide enough, WCAG 2.2 AA.

That no page asks another host or breaks the Content-Security-Policy, `visitor` checks for all of them.
"""

import re
from collections import deque
from collections.abc import Iterator

from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from tests.e2e.addresses import OFFICE, PANEL, PUBLIC
from tests.e2e.conftest import PATIENCE_MS, PHONE, Visitor
from tests.e2e.looking import barriers, press, shape, tab_to, troubles
from tests.e2e.people import (
    NEXT,
    SUBMIT,
    Keeper,
    enter_demonstration,
    enter_organization,
    file_request,
    register_organization,
    sign_up,
)
from tests.e2e.reading import all_of, value_of

TRIES = 5  # of one address are let through in a minute

NO_PAGES = [".pdf", ".csv", ".xlsx", ".ics", "/rss/", "/skan/"]
NO_PAGES += ["/dokument/", "/projekt/", "/eksport/", "/pobierz/", "/plik/"]
LINKS = "a[href^='/']:not({})".format(", ".join(f"[href*='{part}']" for part in NO_PAGES))
LINKS += ":not([href^='/admin/'][href*='/wersje/'])"


# Pages of Django admin that are the same for every table: one of each here, all in `make audit`.
ALIKE = re.compile(r"^admin:.+(?=_(add|history|delete)$)")


def walk(page: Page, start: str, within: str, known: set[str] | None = None) -> Iterator[str]:
    """Stand on one page of each kind that links lead to, but for those `known`; yields its name."""
    ways, known = deque([start]), set() if known is None else known
    known.add(name_of(start))
    while ways:
        way = ways.popleft()
        page.goto(way)
        yield name_of(way)
        links = page.locator(LINKS)
        for path in links.evaluate_all("links => links.map(link => link.pathname)"):
            if re.match(within, path) and name_of(path) not in known:
                known.add(name_of(path))
                ways.append(path)


def name_of(path: str) -> str:
    try:
        return ALIKE.sub("admin:any", resolve(path).view_name)
    except Resolver404:  # This process has no demonstration, the portal has.
        return {"/demo/poczta/": "demo_mail"}[path]


def test_public_pages_fit_a_phone_without_javascript(visitor: Visitor):
    page = visitor(viewport=PHONE, java_script_enabled=False)

    seen, wrong = troubles(page, walk(page, "/", "/(?!admin)"), shape)

    assert (seen ^ PUBLIC, wrong) == (set(), {})


def test_panel_pages_fit_a_phone_without_javascript(visitor: Visitor):
    page = visitor(viewport=PHONE, java_script_enabled=False)
    enter_demonstration(page, "Opiekun konta organizacji")

    seen, wrong = troubles(page, walk(page, "/panel/", "/(panel|konto)/"), shape)

    assert (seen ^ PANEL, wrong) == (set(), {})


def test_public_pages_have_no_barriers(visitor: Visitor):
    page = visitor(viewport=PHONE)

    seen, wrong = troubles(page, walk(page, "/", "/(?!admin)"), barriers)

    assert (seen ^ PUBLIC, wrong) == (set(), {})


def test_panel_pages_have_no_barriers(visitor: Visitor):
    page = visitor(viewport=PHONE)
    enter_demonstration(page, "Opiekun konta organizacji")

    seen, wrong = troubles(page, walk(page, "/panel/", "/(panel|konto)/"), barriers)

    assert (seen ^ PANEL, wrong) == (set(), {})


def test_forms_with_errors_have_no_barriers(visitor: Visitor):
    page = visitor()

    def forms() -> Iterator[str]:
        for path in ["/konto/zaloz/", "/konto/zaloguj/"]:
            page.goto(path)
            yield submitted_empty(page, path)
        desk = enter_organization(page)
        for path in [
            "/panel/rejestracja/fundacja/",
            f"{desk}zapotrzebowania/zloz/",
            f"{desk}rezerwacje/nowa/",
            f"{desk}rezerwacje/seria/",
        ]:
            page.goto(path)
            yield submitted_empty(page, path)

    seen, wrong = troubles(page, forms(), lambda page: shape(page) + barriers(page))

    assert (len(seen), wrong) == (6, {})


def submitted_empty(page: Page, path: str) -> str:
    page.get_by_role("main").locator("form:not([action])").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")
    expect(page).to_have_title(re.compile("^Błąd: "))
    return path


def test_admin_pages_have_no_barriers(visitor: Visitor):
    """The first page, a queue and a case are of the walk below; here a move is sent with errors."""
    page = visitor()
    enter_demonstration(page, "Pracownik Referatu")
    expect(page).to_have_title(re.compile("Co czeka"))
    page.get_by_role("link", name=re.compile(r"komplet\S* do przyjęcia")).click()
    expect(page).to_have_title(re.compile("apotrzebowani"))
    page.get_by_role("table").get_by_role("link", name=re.compile(r"^nr \d")).first.click()
    expect(page).to_have_title(re.compile(r"nr \d+/\d{4}"))

    page.get_by_role("link", name="Przyjmij podpisany komplet").click()
    page.get_by_label("Data wpływu").fill("")
    page.get_by_role("button", name="Przyjmij podpisany komplet").click()
    expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")

    assert barriers(page) == []


def of_the_desk(page: Page) -> Iterator[str]:
    """Every kind of page of the office's desk, as the first role that comes to it sees it."""
    known: set[str] = set()
    for role in ("Pracownik Centrum", "Pracownik Referatu"):
        page.context.clear_cookies()
        enter_demonstration(page, role)
        yield from walk(page, "/admin/", "/admin/", known)


def test_pages_of_the_desk_fit_a_phone_and_have_no_barriers(visitor: Visitor):
    page = visitor(viewport=PHONE)

    seen, wrong = troubles(page, of_the_desk(page), lambda page: shape(page) + barriers(page))

    assert (OFFICE - seen, wrong) == (set(), {})
    assert len(seen) > 30


def test_error_pages_fit_a_phone_and_have_no_barriers(browser: Browser, portal: str):
    """In a browser of its own: `visitor` would complain of the answers themselves."""
    page = browser.new_page(base_url=portal, viewport=PHONE)
    page.set_default_timeout(PATIENCE_MS)
    broken, wrong = [""], {}
    page.route("**/awaria/", lambda route: route.fulfill(body=broken[0], content_type="text/html"))

    for path in ("/nie-ma-takiej-strony/", "/panel/nie-ma-takiej/"):
        page.goto(path)
        if found := shape(page) + barriers(page):
            wrong[path] = found
    for template in ("400.html", "500.html", "503.html"):
        broken[0] = render_to_string(template)
        page.goto("/awaria/")
        if found := shape(page) + barriers(page):
            wrong[template] = found
    try_too_often(page, "/konto/haslo/nowe/", "niecierpliwa@example.org")
    if found := shape(page) + barriers(page):
        wrong["429.html"] = found
    page.close()

    assert wrong == {}


def try_too_often(page: Page, path: str, email: str) -> None:
    """As many tries of one address as are let through in a minute, at once; then one more by the form."""
    page.goto(path)
    token = value_of(page.get_by_role("main").locator("[name=csrfmiddlewaretoken]"), "value")
    for _ in range(TRIES):
        page.request.post(path, form={"csrfmiddlewaretoken": token, "email": email})
    page.get_by_label("Adres e-mail").fill(email)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zbyt wiele prób")


def test_a_request_is_filed_with_the_keyboard_alone(visitor: Visitor):
    page = visitor()
    enter_organization(page)
    keyboard = page.keyboard

    tab_to(page, page.get_by_role("link", name="Zapotrzebowania"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zapotrzebowania")
    tab_to(page, page.get_by_role("link", name="Złóż zapotrzebowanie"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zapotrzebowanie na świadczenia JCOP")
    tab_to(page, page.get_by_role("checkbox", name=re.compile("^Doradztwo")))
    keyboard.press("Space")
    press(page, page.get_by_role("button", name=NEXT))
    tab_to(page, page.get_by_label("Temat"))
    keyboard.type("Zmiana statutu.")
    press(page, page.get_by_role("button", name=NEXT))
    press(page, page.get_by_role("button", name=NEXT))
    press(page, page.get_by_role("link", name="Przejdź dalej"))
    expect(page.get_by_role("button", name=SUBMIT)).to_be_visible()
    for box in all_of(page.get_by_role("main").get_by_role("checkbox")):
        tab_to(page, box)
        keyboard.press("Space")
    press(page, page.get_by_role("button", name=SUBMIT))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Zapotrzebowanie nr")
    expect(page.get_by_role("definition").filter(has_text="Zmiana statutu.")).to_be_visible()


FOUNDATION = Keeper(
    name="Irena Bezskryptowa",
    email="irena@fundacja.example",
    organization="Fundacja „Ćma”",
    legal_form="fundacja",
    number_label="Numer KRS",
    number="999 992",
    signatory="Jerzy Niebyły",
)


def test_an_organization_comes_and_files_without_javascript(visitor: Visitor):
    page = visitor(viewport=PHONE, java_script_enabled=False)

    sign_up(page, FOUNDATION)
    register_organization(page, FOUNDATION)
    file_request(page, {"Doradztwo": {"Temat": "Sprawozdania."}})

    expect(page.get_by_role("heading", name="Co teraz")).to_be_visible()
