"""One walk over the portal: from every address that can be named, along every link that a page shows."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from tests.test_access import VERBS, routes
from tests.tour.guests import client_of
from tests.tour.reading import Reading

# Pages of one kind differ in address alone (weeks, months, cases): so many are opened by each role, and so
# many are kept to be looked at, if each is made of other parts than those before.
MOST_OF_A_KIND = 8
ACTIONS = ("change", "history", "delete", "move")
NO_SUCH_PAGE = "/nie-ma-takiej-strony/"
ERRORS = {404: "404", 403: "403"}


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

    @property
    def names(self) -> set[str]:
        return {stop.name for stop in self.stops}


def all_names() -> set[str]:
    """Every address of the site, as the table of roles knows them."""
    return {name for name, _ in routes(get_resolver().url_patterns)}


def name_of(path: str) -> str:
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    return found.view_name or found.route


def starts() -> Iterator[str]:
    """Addresses without arguments, and of each table of admin those of its first row."""
    yield "/"
    for name in sorted(all_names() - VERBS):
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        for action in ACTIONS if row else ():
            try:
                yield reverse(
                    f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=[row.pk]
                )
            except NoReverseMatch:
                continue
    yield NO_SUCH_PAGE


def walk(role: str, most: int = MOST_OF_A_KIND) -> Walk:
    """Open every page that `role` can come to; keep those that are made of parts not seen before."""
    client, found = client_of(role), Walk(role)
    ways, known = deque((path, "") for path in starts()), set()
    opened, shapes = Counter[str](), Counter[str]()
    seen: set[tuple[str, frozenset]] = set()
    anchors: list[tuple[str, str, str]] = []
    ids: dict[str, set[str]] = {}
    while ways:
        path, source = ways.popleft()
        kind = kind_of(path)
        if path in known or opened[kind] >= most:
            continue
        known.add(path)
        opened[kind] += 1
        response = client.get(path)
        found.answers[path] = response.status_code
        if is_broken(response, path, source):
            found.broken.append(f"{response.status_code} {path} on {source or 'no page'}")
        if not is_page(response):
            found.no_pages.add(name_of(path))
            if response.status_code == 302:
                ways.append((local(path, response["Location"]) or "/", path))
            continue
        html = response.content.decode()
        reading = Reading(html)
        ids[path] = set(reading.ids)
        name = name_of(path) if response.status_code == 200 else ERRORS[response.status_code]
        if (name, reading.parts) not in seen and shapes[name] < most:
            seen.add((name, reading.parts))
            shapes[name] += 1
            found.stops.append(Stop(role, name, path, reading, html))
        for address, _ in [*reading.links, *((source, "") for source in reading.sources), *gets(reading)]:
            way = local(path, address)
            if way and way.startswith(settings.STATIC_URL):
                found.broken += [] if is_static(way) else [f"no {way} on {path}"]
            elif way is not None and not combines_filters(way):
                target, anchor = urldefrag(way)
                ways.append((target, path))
                if anchor:
                    anchors.append((path, target, anchor))
    found.broken += [
        f"no #{anchor} in {target} on {path}"
        for path, target, anchor in anchors
        if target in ids and anchor not in ids[target]
    ]
    return found


def kind_of(path: str) -> str:
    """Addresses of one view with the same questions asked are of one kind."""
    asked = sorted({name for name, _ in parse_qsl(urlsplit(path).query)})
    return f"{name_of(path) or path}?{'&'.join(asked)}"


def combines_filters(path: str) -> bool:
    """Filters of an office's list are tried one at a time: together they are more than anybody counts."""
    return path.startswith("/admin/") and len(parse_qsl(urlsplit(path).query)) > 1


def is_static(path: str) -> bool:
    """A file of ours or of a library, under its own name or collected under one with its digest."""
    name = urlsplit(path).path.removeprefix(settings.STATIC_URL)
    return bool(finders.find(name)) or (Path(settings.STATIC_ROOT) / name).is_file()


def gets(reading: Reading) -> Iterator[tuple[str, str]]:
    for form in reading.forms:
        if form.method == "get":
            yield form.action, ""


def local(page: str, address: str) -> str | None:
    """The address on this portal, or nothing for others' and for telephones."""
    whole = urljoin(f"http://127.0.0.1{page}", address)
    parts = urlsplit(whole)
    if parts.scheme != "http" or parts.hostname != "127.0.0.1":
        return None
    return whole.removeprefix("http://").partition("/")[2].join(("/", "")) or "/"


def is_page(response: HttpResponse) -> bool:
    return response.status_code in {200, *ERRORS} and response["Content-Type"].startswith("text/html")


def is_broken(response: HttpResponse, path: str, source: str) -> bool:
    """What nobody linked to may be refused or missing; a link may not."""
    if response.status_code >= 500:
        return True
    return bool(source) and response.status_code not in {200, 202, 302, 304}


def sent_wrong(client: Client, stop: Stop) -> Iterator[tuple[int, str, HttpResponse]]:
    """The answers to each form of the page sent empty, and sent with nonsense in every field."""
    for number, form in enumerate(stop.reading.forms):
        action = local(stop.path, form.action)
        if action is None or not form.typed or re.search(r"wyloguj|logout", action):
            continue
        send = client.post if form.method == "post" else client.get
        for state, typed in {"empty": "", "nonsense": "zażółć'<\u202e99"}.items():
            data = {**form.fields, **dict.fromkeys(form.typed, typed)}
            if form.button and form.button[0]:
                data[form.button[0]] = form.button[1]
            yield number, state, send(action, data)
