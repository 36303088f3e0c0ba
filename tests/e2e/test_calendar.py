"""A resident reads weeks and months on a phone; an organisation renews the address of its calendar."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import shape
from tests.e2e.people import enter_organization
from tests.e2e.reading import text_of


def main(page: Page) -> object:
    return page.get_by_role("main")


def test_a_resident_reads_the_week_and_the_month_on_a_phone_without_javascript(visitor: Visitor):
    page = visitor(java_script_enabled=False, viewport=PHONE)
    page.goto("/kalendarz/")
    week = page.get_by_role("table")

    expect(week.get_by_role("row").first).to_be_visible()
    assert shape(page) == []
    page.get_by_role("link", name="Następny tydzień").click()
    expect(page).to_have_url(re.compile(r"tydzien=\d{4}-\d\d-\d\d$"))
    page.get_by_role("link", name="Cały miesiąc").click()

    expect(page).to_have_url(re.compile(r"/kalendarz/miesiac/\?miesiac=\d{4}-\d\d$"))
    expect(page.get_by_role("columnheader")).to_have_count(7)
    assert shape(page) == []
    day = page.get_by_role("table").get_by_role("link").first
    number = text_of(day)
    day.click()
    expect(page.locator(f"#dzien-{number}").get_by_role("listitem").first).to_be_visible()
    page.get_by_role("list", name="Jedno miejsce").get_by_role("link").first.click()

    expect(page).to_have_url(re.compile(r"/kalendarz/[a-z0-9-]+/miesiac/"))
    page.get_by_role("link", name="Cały kalendarz").click()
    expect(page.get_by_role("list", name="Jedno miejsce")).to_be_visible()


def test_an_organisation_renews_the_address_of_its_calendar(visitor: Visitor):
    page = visitor(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{enter_organization(page)}rezerwacje/")
    main(page).get_by_role("link", name="Kalendarz rezerwacji").click()
    main(page).get_by_role("link", name="Kalendarz w telefonie").click()
    address, addresses = main(page).locator("code").first, []

    for button in (re.compile("^Utwórz adres"), re.compile("^Wymień adres")):
        page.get_by_role("button", name=button).first.click()
        expect(page.get_by_role("status")).to_contain_text("Nowy adres jest gotowy.")
        if addresses:
            expect(address).not_to_have_text(addresses[0])
        addresses.append(text_of(address))
        assert shape(page) == []

    old, new = (page.request.get(address) for address in addresses)
    assert (old.status, new.status) == (404, 200)
    assert new.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "BEGIN:VEVENT" in new.text()
