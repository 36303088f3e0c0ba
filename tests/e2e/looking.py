"""What is wrong with a page as a whole: its shape, its barriers, a focus that nobody sees."""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Preloading would put the style sheets into the page, which its policy forbids.
FAST = {"preload": False, "resultTypes": ["violations"]}
EVERYTHING = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}, **FAST}
# Sizes do not change with colours.
COLOURS = {"runOnly": ["color-contrast"], **FAST}
MEASURED = """() => {
    const page = document.documentElement;
    return [document.querySelectorAll("h1").length, page.scrollWidth, page.clientWidth];
}"""
# What stands around the page of the portal and of the desk, and the parts that it is made of.
AROUND = ["body > aside", "body > header", "body > footer", "#header", "#nav-sidebar", "#footer"]
PARTS = """around => {
    const named = part => `${part.tagName} ${part.className} ${part.getAttribute("aria-current") ?? ""}`;
    const parts = [...document.querySelectorAll(around)].flatMap(top => [top, ...top.querySelectorAll("*")]);
    return [...new Set(parts.map(part => `${named(part.parentElement)} > ${named(part)}`))].sort().join();
}"""
# Not waited for: a change of colour that another replaces never finishes.
SETTLE = "document.getAnimations().forEach(change => change.finish())"
FOCUS = """goal => {
    const stop = document.activeElement, bare = document.querySelector(":focus") === null;
    return bare ? [true, false, ""]
        : [getComputedStyle(stop).outlineStyle !== "none", stop === goal, stop.outerHTML];
}"""
AXE = "([context, options]) => axe.run(context, options)"
LOOKED_AT = "document.documentElement.dataset.lookedAt = ''"
STOPS = 60

looked_around: set[str] = set()


def shape(page: Page) -> list[str]:
    """What is wrong with the page before anyone reads it."""
    page.wait_for_load_state()
    wrong = []
    headings, wide, seen = page.evaluate(MEASURED)
    if headings != 1:
        wrong.append(f"{headings} headings of the first level")
    if wide > seen:
        wrong.append(f"{wide} px in a window of {seen}")
    return wrong


def barriers(page: Page) -> list[str]:
    """Violations of WCAG on the page as a phone shows it; other widths and dark colours: `make audit`.

    What stands around it is looked at once, of all that is made of the very same parts.
    """
    before = page.viewport_size
    page.wait_for_load_state()
    if before != PHONE:
        page.set_viewport_size(PHONE)
    page.evaluate(SETTLE)
    parts = page.evaluate(PARTS, ", ".join(AROUND))
    broken = violations(page, EVERYTHING, but=AROUND if parts in looked_around else [])
    looked_around.add(parts)
    if before != PHONE:
        page.set_viewport_size(before)
    return broken


def violations(page: Page, options: dict[str, object], but: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page as it stands, `but` for some parts: the rule, and where it is broken."""
    page.evaluate(AXE_SCRIPT)
    rules = []
    for broken in page.evaluate(AXE, [{"exclude": list(but)}, options])["violations"]:
        places = ["; ".join(map(str, node["target"])) for node in broken["nodes"]]
        rules.append(f"{broken['id']} {broken['help']}: {places}")
    return rules


def troubles(
    page: Page, pages: Iterator[str], looks: Callable[[Page], list[str]]
) -> tuple[set[str], dict[str, list[str]]]:
    """The names of all `pages`, and what `looks` finds wrong with which of them.

    Each must be another document than the one before, which is marked: so long it is waited for.
    """
    seen, wrong = set(), {}
    for name in pages:
        expect(page.locator("html:not([data-looked-at])")).to_be_attached()
        seen.add(name)
        if found := looks(page):
            wrong[f"{name} {urlsplit(page.url).path}"] = found
        page.evaluate(LOOKED_AT)
    return seen, wrong


def follow(goal: Locator) -> None:
    """Click, and wait for the page that follows: it may have the same button once more."""
    expect(goal).to_be_visible()
    before = goal.page.url
    goal.click()
    goal.page.wait_for_url(lambda url: url != before)


def press(page: Page, goal: Locator) -> None:
    """Go to `goal` with Tab, press Enter, and wait for the page that follows."""
    tab_to(page, goal)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus; every stop on the way must be seen to have it.

    Between the end of the page and its beginning the focus is in the browser's own bar.
    """
    expect(goal).to_be_attached()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        is_seen, is_there, stop = goal.evaluate(FOCUS)
        assert is_seen, stop
        if is_there:
            return
    raise AssertionError(f"Tab never came to {goal}")
