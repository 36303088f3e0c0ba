"""The rows of the table: one short function each, whose docstring says what its floor is.

To add a row, write one more function under @figure() – or, where it must not grow with the data,
under @figure(growth_at_most=…): then it is measured at every size and its growth is a row, too.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from tests.benchmarks import acts, bare, crowds, paper, year
from tests.benchmarks.data_set import BOOKINGS_A_DAY, PER_DAY, WEEK
from tests.benchmarks.measuring import Bench, statements, statements_of
from tests.benchmarks.portal import Visitor, browser
from tests.benchmarks.table import Row

Measure = Callable[[Bench], Row]
WEEK_OF_ROOM, WEEK_OF_ALL_ROOMS = WEEK * BOOKINGS_A_DAY, WEEK * PER_DAY


class Figure(NamedTuple):
    """How a row is measured, and by how much it may grow from the smallest set to the largest."""

    measure: Measure
    growth_at_most: float | None


FIGURES: list[Figure] = []


def figure(growth_at_most: float | None = None) -> Callable[[Measure], Measure]:
    """Put the function into the table: at every size if it has a bound on growth, else at the largest."""

    def add(measure: Measure) -> Measure:
        FIGURES.append(Figure(measure, growth_at_most))
        return measure

    return add


@figure()
def home_page(bench: Bench) -> Row:
    """Made anew, as after each change. Floor: the bare view, which asks no database and renders nothing."""
    page, floor = acts.opening(bench, "/"), bare.view(bench)
    return Row("Home page, made anew", *bench.medians(page, floor))


@figure()
def kept_home_page(bench: Bench) -> Row:
    """Floor: a bare view with as many bytes behind the same middleware."""
    return Row("Home page, kept", *bench.medians(*acts.kept(bench, "/")), ratio_at_most=2)


@figure()
def residents_at_once(bench: Bench) -> Row:
    """The slowest twentieth of a thousand who open the home page at once. Floor: a clerk's desk meanwhile."""
    return Row("95th percentile of 1,000 residents at once", *crowds.residents(bench), at_most=2000)


@figure(growth_at_most=1.2)
def week_of_one_room(bench: Bench) -> Row:
    """Floor: the bare view, then the bare SQL of the week's entries."""
    page = acts.opening(bench, acts.week_path(bench, bench.data.rooms[0]), entries=WEEK_OF_ROOM)
    floor = bare.one_after_another(bare.view(bench), bare.week(bench, bench.data.resources[:1]))
    return Row("Week of one room", *bench.medians(page, floor), at_most=27)


@figure()
def week_of_one_room_statements(bench: Bench) -> Row:
    """No floor: a count."""
    found = statements(lambda: browser().get(acts.week_path(bench, bench.data.rooms[0])), expected=200)
    return Row("Week of one room: statements", found, unit="", at_most=6)


@figure(growth_at_most=1.2)
def week_of_all_rooms(bench: Bench) -> Row:
    """Floor: the bare view, then the bare SQL of the week's entries."""
    page = acts.opening(bench, acts.week_path(bench), entries=WEEK_OF_ALL_ROOMS)
    floor = bare.one_after_another(bare.view(bench), bare.week(bench, bench.data.resources))
    return Row("Week of all rooms", *bench.medians(page, floor), at_most=37)


@figure()
def week_of_all_rooms_statements(bench: Bench) -> Row:
    """No floor: a count."""
    found = statements(lambda: browser().get(acts.week_path(bench)), expected=200)
    return Row("Week of all rooms: statements", found, unit="", at_most=6)


@figure()
def booking_through_the_form(bench: Bench) -> Row:
    """The POST up to its redirect. Floor: the bare view, then one transaction with the same inserts."""
    floor = bare.one_after_another(bare.view(bench), bare.booking(bench))
    return Row("Booking through the form", *bench.medians(acts.booking(bench), floor), at_most=34)


@figure()
def booking_through_the_form_statements(bench: Bench) -> Row:
    """No floor: a count."""
    slot = next(bench.data.slots)
    person = browser(slot.agreement.organization.registered_by)
    found = statements(lambda: person.post(acts.booking_path(slot), acts.booking_fields(slot)), expected=302)
    return Row("Booking through the form: statements", found, unit="", at_most=18)


@figure()
def bookings_a_second(bench: Bench) -> Row:
    """No floor: 16 organisations at once, the load generator on the same cores."""
    found = crowds.organizations(bench, bookings_each=max(1, bench.runs // 4))
    return Row("Bookings a second, 16 organisations at once", found, unit="", at_least=50)


@figure()
def search_for_free_times(bench: Bench) -> Row:
    """Ten rooms and thirty days within this process. Floor: the bare SQL of the gaps."""
    ours = bench.medians(acts.search(bench), bare.search(bench))
    return Row("Search for free times, 10 rooms, 30 days", *ours, ratio_at_most=3)


@figure()
def search_for_free_times_statements(bench: Bench) -> Row:
    """No floor: a count. The search of an organisation: own hours of rooms, its rights, what is free."""
    found = statements_of(acts.search(bench, bench.data.agreements[0].organization))
    return Row("Search for free times: statements", found, unit="", at_most=3)


@figure()
def page_of_free_times_statements(bench: Bench) -> Row:
    """No floor: a count. The page around that search: the rooms to choose from, the Centre's data."""
    person = browser(bench.data.agreements[0].organization.registered_by)
    found = statements(lambda: person.get(acts.search_path(bench)), expected=200)
    return Row("Page of free times: statements", found, unit="", at_most=5)


@figure(growth_at_most=1.5)
def desk(bench: Bench) -> Row:
    """The worker's first page. Floor: the bare view."""
    page, floor = acts.of_desk(bench, reverse("admin:index")), bare.view(bench)
    return Row("The worker's first page", *bench.medians(page, floor), at_most=250)


@figure(growth_at_most=1.5)
def list_of_bookings(bench: Bench) -> Row:
    """A hundred bookings as the desk lists them. Floor: the bare view."""
    page, floor = acts.of_desk(bench, reverse("admin:bookings_booking_changelist")), bare.view(bench)
    return Row("The desk's list of bookings", *bench.medians(page, floor), at_most=400)


@figure(growth_at_most=1.5)
def calendar_feed(bench: Bench) -> Row:
    """A month back and as far ahead as may be booked, made anew. Floor: the bare view."""
    visitor, floor = Visitor(bench.portal), bare.view(bench)
    path = reverse("bookings:calendar_feed")
    return Row(
        "Calendar feed, made anew", *bench.medians(lambda: visitor.get(path).seconds, floor), at_most=600
    )


@figure()
def calendar_feed_statements(bench: Bench) -> Row:
    """No floor: a count, of a program that has the feed already and is answered 304."""
    path = reverse("bookings:calendar_feed")
    known = {"If-None-Match": browser().get(path)["ETag"]}
    found = statements(lambda: browser().get(path, headers=known), expected=304)
    return Row("Calendar feed, not changed: statements", found, unit="", at_most=1)


@figure()
def year_of_hours(bench: Bench) -> Row:
    """The hours of every day of a year with 200 periods. Floor: the bare reading of the same rows."""
    year.fill()
    return Row("Hours of a year, 200 periods", *bench.medians(year.days(), year.rows()), at_most=20)


@figure()
def set_of_documents(bench: Bench) -> Row:
    """Three copies as a PDF. Floor: the bare library with the same HTML."""
    ours, floor = paper.medians(bench.runs)
    return Row("Set of documents", ours * 1000, floor * 1000, ratio_at_most=1.15)


@figure()
def documents_a_minute(bench: Bench) -> Row:
    """No floor: what one worker makes."""
    ours, _ = paper.medians(bench.runs)
    return Row("Sets of documents a minute", 60 / ours, unit="")


@figure()
def memory_of_a_worker(bench: Bench) -> Row:
    """Megabytes after ten documents a run. Floor: the same worker after half a document a run."""
    late, early = reversed(paper.memory(bench.runs))
    return Row("Memory of a worker after many documents (MB)", late, early, unit="", ratio_at_most=1.2)
