"""One walk over the portal: from every address that can be named, along every link that a page shows."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from tests.test_access import EXPECTED, VERBS, routes
from tests.tour.guests import KEEPERS, client_of
from tests.tour.reading import Reading
from tests.world import ROLES

# Pages of one kind differ in address alone (weeks, months, cases): so many are opened by each role, and so
# many are kept to be looked at, if each is made of other parts than those before.
MOST_OF_A_KIND = 8
ACTIONS = ("change", "history", "delete", "move")
NO_SUCH_PAGE = "/nie-ma-takiej-strony/"
ERRORS = (403, 404)
LOCK = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b")
# It says that no worker is at work, and in a test none is.
WITHOUT_WORKER = {"/healthz/worker/"}


@dataclass(frozen=True)
class Stop:
    """A page as one role found it. `sent` says what was typed into which of its forms before."""

    role: str
    name: str
    path: str
    reading: Reading = field(repr=False, compare=False)
    html: str = field(repr=False, compare=False)
    sent: str = ""

    @property
    def title(self) -> str:
        return f"{self.role}: {self.name} {self.path} {self.sent}".strip()


@dataclass
class Walk:
    """What one role saw."""

    role: str
    stops: list[Stop] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    no_pages: set[str] = field(default_factory=set)


def all_names() -> set[str]:
    """Every address of the site, as the table of roles knows them."""
    return {name for name, _ in routes(get_resolver().url_patterns)}


@cache
def name_of(path: str) -> str:
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return found.view_name or found.route


def starts(role: str) -> Iterator[str]:
    """Addresses without arguments, and of each table of admin those of its first row.

    Of what the table of roles refuses, one page: `tests/test_access.py` asks for the others.
    """
    yield "/"
    column = ROLES.index(KEEPERS.get(role, role))
    answers = {name: row[column] for name, row in EXPECTED.items() if name not in VERBS}
    leading = {name for name, answer in answers.items() if answer != 302 or not name.startswith("admin:")}
    opened = sorted(name for name in leading if answers[name] not in ERRORS)
    refused = sorted(name for name in leading if answers[name] == 403)
    for name in opened + refused[:1]:
        yield from addressed(name)
    for model in admin.site._registry:
        names = [f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}" for action in ACTIONS]
        row = model._default_manager.order_by("pk").first()
        for name in names if row else ():
            if name in opened:
                yield from addressed(name, row.pk)
    yield NO_SUCH_PAGE


def addressed(name: str, *args: object) -> Iterator[str]:
    """The address of that name, unless it takes other arguments."""
    with suppress(NoReverseMatch):
        yield reverse(name, args=args)


class Walker:
    """One role on its way: where it has been, where it may still go."""

    def __init__(self, role: str, most: int) -> None:
        self.found, self.most = Walk(role), most
        self.ways = deque((path, "") for path in starts(role))
        self.opened, self.shapes = Counter[str](), Counter[str]()
        self.seen: set[tuple[str, frozenset]] = set()
        self.anchors: list[tuple[str, str, str]] = []
        self.ids: dict[str, set[str]] = {}
        self.linked: dict[str, str] = {}

    def open(self, client: Client, path: str, source: str) -> None:
        if path in self.found.answers:
            return
        kind = kind_of(path)
        if self.opened[kind] >= self.most:
            return
        self.opened[kind] += 1
        depth = len(connection.savepoint_ids)

        def watch(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
            """Outside of tests nothing is open around a view: rows can be locked in its own block alone."""
            if LOCK.search(sql) and len(connection.savepoint_ids) == depth:
                self.found.broken.append(f"{path} locks rows outside of a transaction")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            response = client.get(path)
        self.found.answers[path] = response.status_code
        if response.status_code >= 500 and path not in WITHOUT_WORKER:
            self.found.broken.append(f"{response.status_code} {path} on {source or 'no page'}")
        if is_page(response):
            self.read(path, response)
            return
        self.found.no_pages.add(name_of(path))
        if response.status_code == 302:
            self.ways.append((local(path, response["Location"]) or "/", path))

    def read(self, path: str, response: HttpResponse) -> None:
        html = response.content.decode()
        reading = Reading(html)
        self.ids[path] = set(reading.ids)
        name = name_of(path) if response.status_code == 200 else str(response.status_code)
        if (name, reading.parts) not in self.seen and self.shapes[name] < self.most:
            self.seen.add((name, reading.parts))
            self.shapes[name] += 1
            self.found.stops.append(Stop(self.found.role, name, path, reading, html))
        addresses = [address for address, _ in reading.links]
        # A part that only the answer to a form has is no dead link of the page that asks.
        addresses += [urldefrag(form.action)[0] for form in reading.forms if form.method == "get"]
        addresses += reading.sources
        for address in addresses:
            self.follow(path, local(path, address))

    def follow(self, path: str, way: str | None) -> None:
        if way is None or combines_filters(way):
            return
        if way.startswith(settings.STATIC_URL):
            self.found.broken += [] if is_static(way) else [f"no {way} on {path}"]
            return
        target, anchor = urldefrag(way)
        self.ways.append((target, path))
        if target != path:  # A page that was refused still leads to its own parts.
            self.linked.setdefault(target, path)
        if anchor:
            self.anchors.append((path, target, anchor))

    def dead_links(self) -> list[str]:
        """What nobody linked to may be refused or missing; a link may not."""
        answers = self.found.answers
        dead = [
            f"{answers[target]} {target} on {path}"
            for target, path in self.linked.items()
            if target in answers and answers[target] not in {200, 202, 302, 304}
        ]
        return dead + [
            f"no #{anchor} in {target} on {path}"
            for path, target, anchor in self.anchors
            if target in self.ids and anchor not in self.ids[target]
        ]


def walk(role: str, most: int = MOST_OF_A_KIND) -> Walk:
    """Open every page that `role` can come to; keep those that are made of parts not seen before."""
    client, walker = client_of(role), Walker(role, most)
    while walker.ways:
        walker.open(client, *walker.ways.popleft())
    walker.found.broken += walker.dead_links()
    return walker.found


def kind_of(path: str) -> str:
    """Addresses of one view with the same questions asked are of one kind."""
    asked = sorted({name for name, _ in parse_qsl(urlsplit(path).query)})
    return f"{name_of(path) or path}?{'&'.join(asked)}"


def combines_filters(path: str) -> bool:
    """Filters of an office's list are tried one at a time: together they are more than anybody counts."""
    return path.startswith("/admin/") and len(parse_qsl(urlsplit(path).query)) > 1


@cache
def is_static(path: str) -> bool:
    """A file of ours or of a library, under its own name or collected under one with its digest."""
    name = urlsplit(path).path.removeprefix(settings.STATIC_URL)
    return bool(finders.find(name)) or (Path(settings.STATIC_ROOT) / name).is_file()


def local(page: str, address: str) -> str | None:
    """The address on this portal, or nothing for others' and for telephones."""
    whole = urljoin(f"http://127.0.0.1{page}", address)
    parts = urlsplit(whole)
    if parts.scheme != "http" or parts.hostname != "127.0.0.1":
        return None
    return whole.removeprefix("http://").partition("/")[2].join(("/", "")) or "/"


def is_page(response: HttpResponse) -> bool:
    return response.status_code in {200, *ERRORS} and response["Content-Type"].startswith("text/html")


# Sent empty, and with what no field expects.
NONSENSE = "zażółć'<b>99"


def sent_wrong(client: Client, stop: Stop) -> Iterator[tuple[int, str, HttpResponse]]:
    """The answers to each form of the page sent empty, and sent with nonsense in every field."""
    for number, form in enumerate(stop.reading.forms):
        action = local(stop.path, form.action)
        if action is None or not form.typed:
            continue
        send = client.post if form.method == "post" else client.get
        for typed in ("", NONSENSE):
            data = {**form.fields, **dict.fromkeys(form.typed, typed)}
            if form.button and form.button[0]:
                data[form.button[0]] = form.button[1]
            yield number, typed, send(action, data)
