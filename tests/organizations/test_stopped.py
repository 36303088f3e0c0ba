"""The panel of a suspended organisation: everything is read, and nothing is offered that would be refused."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, get_resolver, resolve

from tests.test_access import routes
from tests.world import World

pytestmark = pytest.mark.django_db

# Addresses that begin something new or take more than there was, as far as the world has ground for them.
STARTING = {
    "agreements:copy_request",
    "agreements:correct_promotion",
    "agreements:send_promotion",
    "agreements:submit_request",
    "bookings:ask_advice",
    "bookings:book",
    "bookings:book_series",
    "bookings:change_date",
    "bookings:change_rhythm",
    "bookings:find",
    "bookings:move_series",
    "bookings:organization_times",
}
TARGET = re.compile(r'<(?:a|form)\b[^>]*?\b(?:href|action)="([^"#]+)')


@pytest.fixture(scope="module")
def world(shared_world: None) -> World:
    return World()


def offered(world: World, role: str) -> dict[str, set[str]]:
    """What the pages of the panel that begin nothing lead to: names of addresses, by those of the pages."""
    reader, leads = world.client(role), {}
    for name, route in routes(get_resolver().url_patterns):
        if route.startswith("panel/<str:key>/") and name not in STARTING:
            page = reader.get(world.path(route))
            if page.status_code == 200 and "html" in page["Content-Type"]:
                leads[name] = {name_of(target) for target in TARGET.findall(page.content.decode())}
    return leads


def name_of(target: str) -> str:
    try:
        return resolve(urlsplit(target).path).view_name
    except Resolver404:
        return ""


def test_the_panel_of_a_suspended_organisation_leads_to_nothing_that_starts(world: World):
    before = offered(world, "keeper")
    world.suspend()

    after = offered(world, "suspended")

    assert set().union(*before.values()) & STARTING == STARTING - {"bookings:ask_advice"}
    assert {name: starts for name, leads in after.items() if (starts := leads & STARTING)} == {}


def test_each_page_of_its_panel_says_why_and_whom_to_call(world: World):
    world.suspend()
    reader = world.client("suspended")

    for part in ("", "rezerwacje/", "zapotrzebowania/", "rezerwacje/nowa/", "uzytkownicy/"):
        page = reader.get(f"/panel/{world.organization.key}/{part}").content.decode()
        assert page.count("Organizacja jest zawieszona</strong>") == 1
        assert "Powód: wyjaśnienia" in page
        assert "Zaproś osobę" not in page
