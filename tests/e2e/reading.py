"""What is read of a page, and only when it is there: a click may have been answered a moment ago or not yet.

`expect` waits until something is true, and these wait before they ask; what asks at once tells, on a busy
machine, of the page before. tests/test_house_browser.py refuses it everywhere else.
"""

import re

from playwright.sync_api import Locator, Page, expect

from tests.spacing import plain

SOMETHING = re.compile(r"\S")


def address_of(page: Page, pattern: str) -> str:
    """The whole address of the page, as soon as its path is what `pattern` says."""
    page.wait_for_url(re.compile(rf"^https?://[^/]+{pattern}(\?.*)?$"))
    return page.url


def text_of(locator: Locator) -> str:
    """What is written there, as soon as anything is, in plain spaces."""
    expect(locator).to_have_text(SOMETHING, use_inner_text=True)
    return plain(locator.inner_text())


def texts_of(locator: Locator) -> list[str]:
    """What is written in each of them, on a page that is whole and has one at least."""
    return [text_of(each) for each in all_of(locator)]


def value_of(locator: Locator, attribute: str) -> str:
    """An attribute, as soon as it is there and not empty."""
    expect(locator).to_have_attribute(attribute, SOMETHING)
    return locator.get_attribute(attribute) or ""


def all_of(locator: Locator) -> list[Locator]:
    """Each of them, on a page that is whole and has one at least."""
    expect(locator.first).to_be_attached()
    return any_of(locator)


def any_of(locator: Locator) -> list[Locator]:
    """Those that there are, perhaps none; only for a page to which the caller has waited."""
    locator.page.wait_for_load_state()
    return locator.all()


def is_open(fold: Locator) -> bool:
    """Whether a fold lies open, as soon as the page that it is on is whole."""
    expect(fold).to_be_attached()
    fold.page.wait_for_load_state()
    return fold.get_attribute("open") is not None


def place_of(locator: Locator) -> dict[str, float]:
    """Where it is drawn, as soon as the page is whole and it is seen."""
    expect(locator).to_be_visible()
    locator.page.wait_for_load_state()
    return locator.bounding_box()


def source_of(page: Page) -> str:
    """The whole page as it stands, once it is whole; only for a page to which the caller has waited."""
    page.wait_for_load_state()
    return plain(page.content().replace("&nbsp;", " "))
