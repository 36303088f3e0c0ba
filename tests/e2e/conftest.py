"""The whole portal as `make run` starts it, once for all browser tests, and browsers to visit it with.

It has a database, a port and a mail directory of its own, and holds the demonstration.
"""

import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from jcop.make import packages
from jcop.make.processes import child
from jcop.make.run import SERVERS, wait_until_ready
from jcop.ops.database import ROOT
from tests.e2e.demonstration import demonstration

HERE = Path(__file__).parent
DATABASE = f"e2e_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
# A start, the sweep at night, the 404 of an address that its owner has replaced, the 410 of a used link,
# and those of whoever looks at error pages.
MEANT = re.compile(
    r"Launching a worker on all queues|Not Found: /(kalendarz/subskrypcja|panel|nie-ma)"
    r"|agreements.sweeping Files: 0|Gone: /doradztwo/odnosnik/|Too Many Requests: /konto/haslo/nowe/"
    r"|Forbidden: /panel/rejestracja/"
)
# What a browser says of the page that refuses a form whose session has ended.
REFUSED = re.compile(r"/panel/rejestracja/\S+: .* status of 403 \(Forbidden\)")
FOREIGN = (
    "DATABASE_URL",
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "LOG_LEVEL",
    "WEB_THREADS",
    "WEB_CONCURRENCY",
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Waits end as soon as what they wait for is there: this is how slow a machine may be that does much else.
PATIENCE_MS = 120_000

expect.set_options(timeout=PATIENCE_MS)

Visitor = Callable[..., Page]


# First the walks, while the demonstration is as it was made, and what takes longest: short ones fill the end.
FIRST = ("test_pages", "test_journey", "test_requests", "test_organizations", "test_design")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put these modules before all others of this package, in this order."""
    places = [place for place, item in enumerate(items) if item.path.parent == HERE]
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    ordered = sorted(
        (items[place] for place in places), key=lambda item: ranks.get(item.path.stem, len(FIRST))
    )
    for place, item in zip(places, ordered, strict=True):
        items[place] = item


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal with the demonstration: web server and worker, in production's settings."""
    directory = tmp_path_factory.mktemp("portal")
    log = directory / "log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}/"
    with pytest.MonkeyPatch.context() as environment, ExitStack() as stack:
        for name in FOREIGN:
            environment.delenv(name, raising=False)
        for name, value in {
            "DEMO": "1",
            "HTTPS": "0",
            "PORT": port,
            "SITE_URL": address,
            "JCOP_DATABASE": DATABASE,
            "JCOP_MAIL_DIR": str(directory / "mail"),
            "PRIVATE_DIR": str(directory / "private"),
        }.items():
            environment.setenv(name, value)
        stack.enter_context(demonstration(DATABASE, directory / "private"))
        errors = stack.enter_context(log.open("w"))
        options = {"cwd": ROOT, "stdout": DEVNULL, "stderr": errors}
        processes = {
            name: stack.enter_context(child([sys.executable, *arguments.split()], **options))
            for name, arguments in SERVERS.items()
        }
        wait_until_ready(processes)
        yield address
        complaints = "".join(
            line for line in log.read_text().splitlines(keepends=True) if not MEANT.search(line)
        )
    assert not complaints, f"the servers complained:\n{complaints}"


@pytest.fixture(scope="package")
def browser(portal: str) -> Iterator[Browser]:
    # The servers are started first: `child` forks, which only a process without threads may do.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=packages.browser(), args=CHROMIUM_ARGUMENTS, timeout=PATIENCE_MS
        )
        yield browser
        browser.close()


def localhost(portal: str) -> str:
    """The portal under the one name that browsers trust with passkeys over plain http."""
    return portal.replace("127.0.0.1", "localhost")


@pytest.fixture
def visitor(browser: Browser, portal: str) -> Iterator[Visitor]:
    """`visitor()` is a page in a browser of its own, with no cookies; options are those of Playwright.

    Whoever it visits, the browser must have nothing to complain of and no other host to ask.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        complaint = f"{message.page and message.page.url}: {message.text}"
        if message.type in {"error", "warning"} and not REFUSED.search(complaint):
            complaints.append(complaint)

    def watch(request: Request) -> None:
        if not request.url.startswith((portal, localhost(portal), "data:")):
            complaints.append(f"{request.frame.url} asked for {request.url}")

    def arrive(**options: object) -> Page:
        usual = {"base_url": portal, "viewport": DESK, "locale": "pl-PL", "timezone_id": "Europe/Warsaw"}
        context = browser.new_context(**usual | options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", watch)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
