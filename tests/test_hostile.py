"""Whatever stands in an address, in a question or in a form: no page of anybody breaks over it."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import get_resolver

from tests.test_access import routes
from tests.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
    pytest.mark.usefixtures("plain_rendering"),
]
NUL, HUGE, TOO_LARGE = "Jan\0Kowalski", "9" * 5000, "9" * 19
HALF_A_LETTER = b"\xed\xa0\x80"
DEEP = "[" * 3000 + "]" * 3000
IN_PATHS = [NUL, HUGE, TOO_LARGE, "²", "9999-12-31"]
# All questions at once: of 5,000 digits each they would be longer than any line that a server takes.
IN_QUESTIONS = [NUL, HUGE[:200], "0000", HALF_A_LETTER, "9999-12-31"]
IN_FORMS = [NUL, HUGE, DEEP, f"{'a' * 300}@example.org"]
# What pages ask, under the words that stand in addresses, and a word that no page knows.
QUESTIONS = [
    *("q", "strona", "tydzien", "miesiac", "dzien", "od", "do", "osob", "sztuk", "sala", "uklad", "next"),
    *("do_dnia", "od_dnia", "terminy", "organizacja", "propozycja", "day", "kind", "wzor", "ogloszono"),
    *("ogloszenie", "rodzaj", "nieznane", "app_label", "model_name", "field_name", "term"),
]
OF_LISTS = ["q", "o", "p", "all", "e", "_to_field", "_popup", "nieznane", "pk__in"]
# What browsers are given in scripts or send by buttons: no field of the page has these names.
HIDDEN = [
    *("credential", "html", "odpowiedz", "termin", "krok", "zwolnij", "obecny", "seen", "good"),
    *("ticked", "form_key"),
]
NAME = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')
# One ends the session of whoever asks; the other says that no worker is at work, and in a test none is.
LEFT_OUT = {"account_logout", "admin:logout", "worker"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def world(shared_world: None) -> World:
    return World()


class Stranger:
    """Sends what nobody should, and keeps what broke; nothing that one request changes reaches the next."""

    def __init__(self, world: World, role: str) -> None:
        self.client = world.client(role)
        self.client.raise_request_exception = False
        self.broken: list[str] = []

    def send(self, path: str, body: str | None = None) -> HttpResponse:
        savepoint = transaction.savepoint()
        sent = {"data": body, "content_type": FORM}
        response = self.client.get(path) if body is None else self.client.post(path, **sent)
        if response.status_code >= 500:
            error = (getattr(response, "exc_info", None) or ("", ""))[1]
            self.broken.append(f"{response.status_code} {path[:90]} {(body or '')[:40]} {error!r:.200}")
        connection.needs_rollback = False
        transaction.savepoint_rollback(savepoint)
        return response


def asked_in_path(stranger: Stranger, world: World, route: str) -> None:
    for hole in re.findall(r"<\w+:\w+>", route):
        path = world.path(route.replace(hole, "HOLE"))
        for value in IN_PATHS:
            stranger.send(path.replace("HOLE", quote(value, safe="")))


def asked_in_query(stranger: Stranger, world: World, route: str) -> None:
    path = world.path(route)
    for value in IN_QUESTIONS:
        stranger.send(f"{path}?{urlencode(dict.fromkeys(QUESTIONS, value))}")


def asked_in_form(stranger: Stranger, world: World, route: str) -> None:
    path = world.path(route)
    page = stranger.send(path)
    is_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
    fields = NAME.findall(unescape(page.content.decode())) if is_page else []
    for value in IN_FORMS[:1] if page.status_code == 403 else IN_FORMS:
        stranger.send(path, urlencode(dict.fromkeys([*fields, *HIDDEN], value), safe="[]@"))


CHANNELS = {"path": asked_in_path, "query": asked_in_query, "form": asked_in_form}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("role", "desk"), [("keeper", False), ("superuser", True)])
def test_no_address_breaks_over_hostile_words(world: World, role: str, desk: bool, channel: str):
    stranger = Stranger(world, role)
    asked: Callable[[Stranger, World, str], None] = CHANNELS[channel]

    for name, route in routes(get_resolver().url_patterns):
        if name not in LEFT_OUT and route.startswith("admin/") == desk:
            asked(stranger, world, route)

    assert stranger.broken == []


def narrowed_lists() -> Iterator[tuple[str, str]]:
    """Every list of the desk with each thing that its address may be asked, and some that it may not."""
    for model, its in admin.site._registry.items():
        names = [*OF_LISTS, f"{model._meta.fields[-1].name}__contains", f"{model._meta.pk.name}__regex"]
        for narrowing in its.list_filter:
            if isinstance(narrowing, str):
                names += [narrowing, f"{narrowing}__exact", f"{narrowing}__id__exact", f"{narrowing}__isnull"]
            else:
                names.append(narrowing.parameter_name)
        if its.date_hierarchy:
            names += [f"{its.date_hierarchy}__{part}" for part in ("year", "month", "day", "gte")]
        for name in names:
            yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/", name


@pytest.mark.parametrize("value", [NUL, HUGE, "0000", "["])
def test_no_list_of_the_desk_breaks_over_what_it_is_asked(world: World, value: str):
    stranger = Stranger(world, "superuser")

    for path, name in narrowed_lists():
        stranger.send(f"{path}?{urlencode({name: value})}")
    stranger.send(f"/admin/agreements/agreement/eksport/csv/?{urlencode({'nieznane': value})}")
    stranger.send(f"/admin/agreements/agreement/eksport/csv/?{urlencode({'rok': value})}")

    assert stranger.broken == []


def test_no_list_of_the_desk_takes_a_choice_that_it_does_not_show(world: World):
    client = world.client("superuser")
    queues = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/?{narrowing.parameter_name}=nie-ma-takiej"
        for model, its in admin.site._registry.items()
        for narrowing in its.list_filter
        if not isinstance(narrowing, str)
    ]

    taken = [path for path in queues if client.get(path).status_code != 302]

    assert queues
    assert taken == []


SIGNED = ("advice_code", "visit", "move_visit", "cancel_visit", "accept_visit", "confirm_seat", "seat_link")


def test_a_signed_link_opens_nothing_under_the_address_of_another_kind(world: World):
    stranger = Stranger(world, "anonymous")
    ways = {name: route for name, route in routes(get_resolver().url_patterns) if name[9:] in SIGNED}
    links = {name: world.path(route).strip("/").rpartition("/")[2] for name, route in ways.items()}

    for route in ways.values():
        for link in set(links.values()):
            path = f"/{re.sub('<[^>]+>', link, route)}"
            stranger.send(path)
            stranger.send(path, urlencode(dict.fromkeys(HIDDEN, "1")))

    assert len(ways) == len(SIGNED)
    assert stranger.broken == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organizacje/%00/", 404),
        ("/admin/bookings/booking/?persons__gt=1", 400),
        ("/admin/agreements/agreement/eksport/csv/?rok=0000", 400),
    ],
)
def test_what_cannot_be_read_is_answered_by_a_page_in_polish(world: World, path: str, status: int):
    response = world.client("superuser").get(path)

    assert response.status_code == status
    assert '<html lang="pl"' in response.content.decode()
