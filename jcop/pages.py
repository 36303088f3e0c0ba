"""Residents' pages, kept in the memory of each process until something that they show changes.

A page is good for one version (`jcop.models.pages`: raised by triggers at the commit of whatever a page
shows, over any number of processes) and until the next moment that alters it by itself: an opening, a
closing, midnight, a notice's start or end. Nobody's session takes part: whoever has one is served anew.
When many ask at once for a page that has to be made, one thread of a process makes it and the others wait.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.module_loading import import_string

View = Callable[..., HttpResponse]
Answer = Callable[[HttpRequest], HttpResponseBase]
Key = tuple[str, ...]
MAX_PAGES = 500
MAX_BYTES = 32_000_000
# Of these a page is made of; everything else would make one page into many.
TELLS_PERSONS_APART = {settings.SESSION_COOKIE_NAME, f"{settings.COOKIE_PREFIX}messages"}


def for_residents(*query: str) -> Callable[[View], View]:
    """Mark a view whose page is the same for everyone who has not signed in.

    `query` names the parameters that the page depends on. An address with any other is served and not
    kept: else anybody could fill the memory with the same page under addresses of their own.
    """

    def mark(view: View) -> View:
        view.kept_under = frozenset(query)  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True)
class Page:
    """A page as it goes out: for one version, until a moment."""

    version: int
    until: datetime
    etag: str
    headers: dict[str, str]
    body: bytes
    packed: bytes

    def serves(self, version: int, now: datetime) -> bool:
        return self.version == version and now < self.until


@dataclass(frozen=True)
class Turn:
    """Pages of one version alter next at `until`, seen from any moment between."""

    version: int
    since: datetime
    until: datetime


class Pages:
    """The pages of this process, the longest unasked ones given up first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        with self._lock:
            self._turn: Turn | None = None
            self._pages: OrderedDict[Key, Page] = OrderedDict()
            self._bytes = 0
            # Gone as soon as nobody makes the page or waits for it.
            self._makers: WeakValueDictionary[Key, Lock] = WeakValueDictionary()

    def maker(self, key: Key) -> Lock:
        """What whoever makes this page holds meanwhile."""
        with self._lock:
            return self._makers.setdefault(key, Lock())

    def next_turn(
        self, version: int, now: datetime, altering: list[Callable[[datetime], datetime]]
    ) -> datetime:
        """The next moment that alters pages: the same for all of a version, so asked for once."""
        turn = self._turn
        if turn is None or turn.version != version or not turn.since <= now < turn.until:
            turn = self._turn = Turn(version, now, min(moment(now) for moment in altering))
        return turn.until

    def get(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes -= size(key, old)
            self._pages[key] = page
            self._bytes += size(key, page)
            while len(self._pages) > MAX_PAGES or self._bytes > MAX_BYTES:
                self._bytes -= size(*self._pages.popitem(last=False))


def size(key: Key, page: Page) -> int:
    """Bytes that a page takes with its address."""
    return sum(map(len, key)) + len(page.body) + len(page.packed)


pages = Pages()


class PagesMiddleware:
    """Answers from memory where it can; stands before sessions, which such an answer does not need."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.altering = [import_string(path) for path in settings.ALTERING_MOMENTS]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not may_be_kept(request):
            return self.get_response(request)
        key = (request.scheme or "", request.get_host(), request.get_full_path())
        page = pages.get(key)
        if page is None and not leads_to_residents_page(request):
            return self.get_response(request)
        # Read before the page is made: what is committed meanwhile makes it outdated, not wrong.
        version, now = current_version(), timezone.now()
        if page and page.serves(version, now):
            return answer(request, page)
        with pages.maker(key):
            page = pages.get(key)  # somebody may have made it while we waited
            if page and page.serves(version, now):
                return answer(request, page)
            response = self.get_response(request)
            if response.status_code != 200 or response.streaming or response.cookies:
                return response
            assert isinstance(response, HttpResponse)
            page = page_of(response, version, pages.next_turn(version, now, self.altering))
            pages.keep(key, page)
        return answer(request, page)


def may_be_kept(request: HttpRequest) -> bool:
    """An open transaction has changes of its own that have not raised the version yet."""
    return (
        request.method in {"GET", "HEAD"}
        and not TELLS_PERSONS_APART & request.COOKIES.keys()
        and not connection.in_atomic_block
    )


def leads_to_residents_page(request: HttpRequest) -> bool:
    """Is the page behind the address marked, and does it depend on all that the query says?"""
    try:
        kept_under = getattr(resolve(request.path_info).func, "kept_under", None)
    except Resolver404:
        return False
    return kept_under is not None and request.GET.keys() <= kept_under


def current_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM jcop_pageversion")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def page_of(response: HttpResponse, version: int, until: datetime) -> Page:
    """What is kept of a response. The moment it was made for is not part of it, so its ETag stays."""
    body = response.content
    headers: dict[str, Any] = dict(response.headers)
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Page(version, until, etag, headers, body, gzip.compress(body, mtime=0))


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page in the shape the browser takes, or 304 when it has this one already."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if page.etag in known or "*" in known:
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(page.packed if is_packed else page.body, headers=page.headers)
        if is_packed:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return response
