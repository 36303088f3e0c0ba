"""An organisation books a weekly series on a telephone; the worker calls it off. Nothing needs JavaScript."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, troubles
from tests.e2e.people import (
    OWN_DESK,
    ask_for_room,
    day_to_book,
    enter_demonstration,
    enter_organization,
    show_dates,
)
from tests.e2e.reading import address_of, text_of

ROOM = "Sala spotkań"


def bookings_of(page: Page) -> str:
    """The list of bookings of the demonstration's first organisation."""
    return f"{enter_organization(page)}rezerwacje/"


def test_a_series_is_booked_around_an_obstacle_changed_and_called_off(visitor: Visitor):
    keeper = visitor(java_script_enabled=False, viewport=PHONE)
    bookings = bookings_of(keeper)
    day = day_to_book(timezone.localdate() + timedelta(weeks=3))
    taken = day + timedelta(weeks=1)
    keeper.goto(f"{bookings}nowa/")
    ask_for_room(keeper, ROOM, taken)

    show_dates(keeper, bookings, ROOM, day, 3)
    dates = keeper.locator(".series-dates > li")
    expect(dates.nth(1)).to_contain_text("Ten termin jest już zajęty.")
    choice = dates.nth(1).get_by_role("combobox")
    choice.select_option(index=1)
    moved = text_of(choice.locator("option:checked"))
    keeper.get_by_role("button", name="Zarezerwuj wybrane terminy").click()

    main = keeper.get_by_role("main")
    expect(main).to_contain_text("Seria jest zapisana.")
    hours = re.search(r"\d+:\d\d–\d+:\d\d", moved)
    expect(dates.nth(1)).to_contain_text(hours[0])

    dates.nth(0).get_by_role("button", name="Pomiń").click()
    expect(dates.nth(0)).to_contain_text("Pominięty na prośbę organizacji.")
    dates.nth(0).get_by_role("button", name="Przywróć").click()
    expect(dates.nth(0)).to_contain_text("potwierdzona")
    series = address_of(keeper, rf"{OWN_DESK}rezerwacje/seria/\d+/")

    worker = visitor(java_script_enabled=False)
    enter_demonstration(worker, "Pracownik Centrum")
    worker.goto(f"/admin/bookings/series/{series.rstrip('/').rpartition('/')[2]}/change/")
    worker.get_by_role("link", name="Odwołaj przyszłe terminy").click()
    worker.get_by_label("Powód").fill("Awaria ogrzewania.")
    worker.get_by_role("button", name="Odwołaj przyszłe terminy").click()
    expect(worker.locator("body")).to_contain_text(re.compile("Zrobione: odwołaj przyszłe terminy"))

    keeper.goto(series)
    expect(main).to_contain_text("Awaria ogrzewania.")
    for number in range(3):
        expect(dates.nth(number)).to_contain_text("odwołana")


def test_the_pages_of_a_series_have_no_barriers(visitor: Visitor):
    page = visitor(viewport=PHONE)
    bookings = bookings_of(page)
    day = day_to_book(timezone.localdate()) + timedelta(days=1)

    def pages() -> Iterator[str]:
        show_dates(page, bookings, ROOM, day, 100)
        expect(page.get_by_role("alert")).to_contain_text("Seria ma najwyżej 60 terminów.")
        yield "refused"
        show_dates(page, bookings, ROOM, day, 2)
        yield "dates"
        page.get_by_role("button", name="Zarezerwuj wybrane terminy").click()
        expect(page.get_by_role("main")).to_contain_text("Seria jest zapisana.")
        yield "series"
        page.get_by_role("link", name="Zmień termin").first.click()
        yield "one date"
        page.get_by_role("link", name="Wróć do serii").click()
        page.get_by_role("link", name="Zmień godziny albo miejsce").click()
        page.get_by_role("button", name="Pokaż terminy po zmianie").click()
        yield "moved"

    assert troubles(page, pages(), barriers) == (
        {"refused", "dates", "series", "one date", "moved"},
        {},
    )
