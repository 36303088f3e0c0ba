"""Two browsers at most, each in a process of its own, that do one visit after another."""

import atexit
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from jcop.make import packages
from tests.audit.looks import HEIGHT, WIDTHS, arrive, troubles
from tests.audit.visits import Visit
from tests.e2e.conftest import CHROMIUM_ARGUMENTS

PATIENCE_MS = 60_000
Found = list[tuple[str, str]]


@dataclass
class Chromium:
    """The one browser of this process, with a context for each role."""

    address: str
    cookies: dict[str, str]
    session: str
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    browser: Browser | None = None

    def page(self, role: str) -> Page:
        if self.browser is None:
            playwright = sync_playwright().start()
            atexit.register(playwright.stop)
            self.browser = playwright.chromium.launch(
                executable_path=packages.browser(), args=CHROMIUM_ARGUMENTS
            )
        if role not in self.contexts:
            context = self.browser.new_context(locale="pl-PL", timezone_id="Europe/Warsaw")
            context.set_default_timeout(PATIENCE_MS)
            if role in self.cookies:
                context.add_cookies(
                    [{"name": self.session, "value": self.cookies[role], "url": self.address}]
                )
            self.contexts[role] = context
        return self.contexts[role].new_page()


chromium: Chromium | None = None


def begin(address: str, cookies: dict[str, str], session: str) -> None:
    global chromium  # noqa: PLW0603 - one for each process of the pool, which has no other place for it
    chromium = Chromium(address, cookies, session)


def audit(visit: Visit) -> Found:
    """What is wrong with the page; a browser that could not open it is wrong, too."""
    assert chromium is not None
    page = chromium.page(visit.role)
    try:
        arrive(page, visit, chromium.address)
        return [*(("outline", error) for error in visit.errors), *troubles(page, visit)]
    except Error as error:
        return [("not-opened", str(error).splitlines()[0])]
    finally:
        page.close()


def picture_name(visit: Visit) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", f"{visit.name} {visit.role} {visit.path} {visit.state}".lower())
    return words.strip("-")[:150]


def photograph(visit: Visit, folder: str) -> Found:
    """The whole page at three widths, light and dark."""
    assert chromium is not None
    page = chromium.page(visit.role)
    try:
        arrive(page, visit, chromium.address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for colours in ("light", "dark"):
                page.emulate_media(color_scheme=colours, reduced_motion="reduce")
                path = Path(folder, f"{picture_name(visit)}-{width}-{colours}.jpg")
                page.screenshot(path=path, full_page=True, type="jpeg", quality=60)
    except Error as error:
        return [("not-opened", str(error).splitlines()[0])]
    finally:
        page.close()
    return []


def each(
    act: Callable[..., Found],
    visits: Sequence[Visit],
    processes: int,
    *more: object,
    given: tuple[object, ...],
) -> Iterator[tuple[Visit, Found]]:
    """`act` on each visit, in so many browsers; in the order in which they are done."""
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=begin, initargs=given) as pool:
        doing = {pool.submit(act, visit, *more): visit for visit in visits}
        for done in as_completed(doing):
            yield doing[done], done.result()
