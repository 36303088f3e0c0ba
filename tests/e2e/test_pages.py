"""What holds for every page: one heading, no JavaScript needed, a phone is wide enough, WCAG 2.2 AA.

That no page asks another host or breaks the Content-Security-Policy, `visitor` checks for all of them.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.addresses import PANEL, PUBLIC
from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.people import (
    NEXT,
    Keeper,
    enter_demonstration,
    file_request,
    register_organization,
    sign_up,
)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Preloading would put the style sheets into the page, which its policy forbids.
FAST = {"preload": False, "resultTypes": ["violations"]}
EVERYTHING = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}, **FAST}

TRIES = 8  # of one address; five in a minute are let through

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


def shape(page: Page) -> list[str]:
    """What is wrong with the page before anyone reads it."""
    page.wait_for_load_state()  # A click may have been answered a moment ago, with nothing drawn yet.
    wrong = []
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} headings of the first level")
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > seen:
        wrong.append(f"{wide} px in a window of {seen}")
    return wrong


def barriers(page: Page) -> list[str]:
    """Violations of WCAG on the page as a phone shows it; other widths and dark colours: `make audit`."""
    before = page.viewport_size
    page.wait_for_load_state()
    page.set_viewport_size(PHONE)
    # Not waited for: a change of colour that another replaces never finishes.
    page.evaluate("document.getAnimations().forEach(change => change.finish())")
    page.evaluate(AXE_SCRIPT)
    found = []
    for violation in page.evaluate("options => axe.run(options)", EVERYTHING)["violations"]:
        places = ["; ".join(map(str, node["target"])) for node in violation["nodes"]]
        found.append(f"{violation['id']} {violation['help']}: {places}")
    page.set_viewport_size(before)
    return found


def troubles(
    page: Page, pages: Iterator[str], looks: Callable[[Page], list[str]]
) -> tuple[set[str], dict[str, list[str]]]:
    """The names of all `pages`, and what `looks` finds wrong with which of them."""
    seen, wrong = set(), {}
    for name in pages:
        seen.add(name)
        if found := looks(page):
            wrong[f"{name} {urlsplit(page.url).path}"] = found
    return seen, wrong


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
    page = visitor()

    seen, wrong = troubles(page, walk(page, "/", "/(?!admin)"), barriers)

    assert (seen ^ PUBLIC, wrong) == (set(), {})


def test_panel_pages_have_no_barriers(visitor: Visitor):
    page = visitor()
    enter_demonstration(page, "Opiekun konta organizacji")

    seen, wrong = troubles(page, walk(page, "/panel/", "/(panel|konto)/"), barriers)

    assert (seen ^ PANEL, wrong) == (set(), {})


def test_forms_with_errors_have_no_barriers(visitor: Visitor):
    page = visitor()

    def forms() -> Iterator[str]:
        for path in ["/konto/zaloz/", "/konto/zaloguj/"]:
            page.goto(path)
            yield submitted_empty(page, path)
        enter_demonstration(page, "Opiekun konta organizacji")
        page.get_by_role("main").get_by_role("link").first.click()
        desk = page.url
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
    page = visitor()

    def pages() -> Iterator[str]:
        enter_demonstration(page, "Pracownik Referatu")
        expect(page).to_have_title(re.compile("Co czeka"))
        yield "index"
        page.get_by_role("link", name="komplety do przyjęcia").click()
        expect(page).to_have_title(re.compile("apotrzebowani"))
        yield "queue"
        page.get_by_role("table").get_by_role("link", name=re.compile(r"^nr \d")).first.click()
        expect(page).to_have_title(re.compile(r"nr \d+/\d{4}"))
        yield "case"
        page.get_by_role("link", name="Przyjmij podpisany komplet").click()
        page.get_by_label("Data wpływu").fill("")
        page.get_by_role("button", name="Przyjmij podpisany komplet").click()
        expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")
        yield "move with errors"

    assert troubles(page, pages(), barriers) == ({"index", "queue", "case", "move with errors"}, {})


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

    assert wrong == {}
    assert len(seen) > 30


def test_error_pages_fit_a_phone_and_have_no_barriers(browser: Browser, portal: str):
    """In a browser of its own: `visitor` would complain of the answers themselves."""
    page = browser.new_page(base_url=portal, viewport=PHONE)
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
    for _ in range(TRIES):
        page.goto("/konto/haslo/nowe/")
        page.get_by_label("Adres e-mail").fill("niecierpliwa@example.org")
        page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zbyt wiele prób")
    page.wait_for_load_state()
    if found := shape(page) + barriers(page):
        wrong["429.html"] = found
    page.close()

    assert wrong == {}


def test_a_request_is_filed_with_the_keyboard_alone(visitor: Visitor):
    page = visitor()
    enter_demonstration(page, "Opiekun konta organizacji")
    page.get_by_role("main").get_by_role("link").first.click()
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
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        tab_to(page, box)
        keyboard.press("Space")
    press(page, page.get_by_role("button", name="Złóż zapotrzebowanie"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Zapotrzebowanie nr")
    expect(page.get_by_role("definition").filter(has_text="Zmiana statutu.")).to_be_visible()


def press(page: Page, goal: Locator) -> None:
    """Go to `goal` with Tab, press Enter, and wait for the page that follows."""
    before = page.url
    tab_to(page, goal)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus; every stop on the way must be seen to have it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if not page.locator(":focus").count():
            continue  # The browser's own bar, between the end of the page and its beginning.
        outline = page.locator(":focus").evaluate("stop => getComputedStyle(stop).outlineStyle")
        assert outline != "none", page.locator(":focus").evaluate("stop => stop.outerHTML")
        if goal.evaluate("goal => goal === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {goal}")


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
