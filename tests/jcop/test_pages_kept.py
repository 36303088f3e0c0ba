"""Residents' pages from memory: new content on the next request, and nobody else's page ever."""

import gzip
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from agreements.upkeep import print_blanks
from bookings.calendars.moments import next_moment as next_moment_of_bookings
from jcop import pages as kept
from jcop.centre.moments import next_moment
from jcop.models import Announcement, Centre, HouseRules, Link, PageVersion, WorkerDuty
from jcop.opening.hours import WARSAW
from tests.factories import (
    make_agreement,
    make_booking,
    make_document,
    make_event,
    make_hours,
    make_map,
    make_promotion,
    make_room,
    make_user,
)
from tests.spacing import plain

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=WARSAW)
VISITORS = 4
# Units change with their bookable, and history with what it is the history of, in one transaction.
WITH_ITS_OWNER = {"bookings_bookable_units", "bookings_bookingevent"}


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.pages.forget()
    yield
    kept.pages.forget()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`clock(moment)` sets the time that the portal reads."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def notice(title: str = "Nowe ogłoszenie", **fields: object) -> Announcement:
    fields = {"publish_from": timezone.now() - timedelta(hours=1), "body": "treść"} | fields
    return Announcement.objects.create(slug=f"a-{Announcement.objects.count()}", title=title, **fields)


def test_a_page_from_memory_costs_one_statement(client, django_assert_num_queries):
    make_hours()
    first = client.get("/")

    with django_assert_num_queries(1):
        second = client.get("/")

    assert second.content == first.content
    assert second.headers == first.headers


@pytest.mark.parametrize(
    ("path", "change", "told"),
    [
        ("/", lambda: notice("Zmiana na jutro"), "Zmiana na jutro"),
        ("/", lambda: make_hours(opens=6, closes=21), "6:00–21:00"),
        ("/kontakt/", lambda: Centre.objects.update(phone="32 00 00 000"), "32 00 00 000"),
        ("/kontakt/", lambda: make_map("Mapa z drogą"), "Mapa z drogą"),
        ("/sale/", lambda: make_room("Sala Nowa"), "Sala Nowa"),
        ("/wydarzenia/", lambda: make_event(title="Nowe szkolenie"), "Nowe szkolenie"),
        ("/organizacje/", make_agreement, "Stowarzyszenie „Próba"),
        (
            "/zasady/",
            lambda: HouseRules.objects.create(title="Nowe zasady", body="a", valid_from=timezone.localdate()),
            "Nowe zasady",
        ),
        ("/dokumenty/", lambda: make_document("Regulamin"), "Regulamin (PDF, "),
        (
            "/dyzury/",
            lambda: WorkerDuty.objects.create(month=timezone.localdate().replace(day=1), note="Dopisek"),
            "Dopisek",
        ),
    ],
)
def test_a_change_is_there_on_the_next_request(client, path: str, change: Callable, told: str):
    assert told not in client.get(path).content.decode()

    change()

    assert told in client.get(path).content.decode()


def test_a_change_is_shown_when_it_is_committed_and_not_before(client):
    begun, go_on = threading.Event(), threading.Event()

    def slow_clerk() -> None:
        with transaction.atomic():
            notice("Zmiana w toku")
            begun.set()
            go_on.wait(10)
        connections.close_all()

    clerk = threading.Thread(target=slow_clerk)
    clerk.start()
    begun.wait(10)
    before = client.get("/").content.decode()
    go_on.set()
    clerk.join()

    assert "Zmiana w toku" not in before
    assert "Zmiana w toku" in client.get("/").content.decode()


def test_when_many_ask_at_once_one_thread_makes_the_page_and_all_get_it(monkeypatch):
    make_hours()
    made, page_of, together = [], kept.page_of, threading.Barrier(VISITORS)

    def slowly_made(*args):
        made.append(threading.get_ident())
        time_to_catch_up.wait(0.3)
        return page_of(*args)

    def visit(_) -> tuple[int, str]:
        together.wait(10)
        answer = Client().get("/")
        connections.close_all()
        return answer.status_code, answer["ETag"]

    time_to_catch_up = threading.Event()
    monkeypatch.setattr(kept, "page_of", slowly_made)
    with ThreadPoolExecutor(VISITORS) as visitors:
        answers = set(visitors.map(visit, range(VISITORS)))

    assert (len(answers), len(made)) == (1, 1)


def test_a_change_while_others_wait_for_the_page_is_on_theirs(monkeypatch):
    """Whoever came after the change waits for the old page, sees that it is old, and makes another."""
    make_hours()
    page_of, making, changed = kept.page_of, threading.Event(), threading.Event()

    def made_before_the_change(*args):
        page = page_of(*args)
        if not making.is_set():
            making.set()
            changed.wait(10)
        return page

    def visit() -> str:
        content = Client().get("/").content.decode()
        connections.close_all()
        return content

    monkeypatch.setattr(kept, "page_of", made_before_the_change)
    with ThreadPoolExecutor(2) as visitors:
        early = visitors.submit(visit)
        making.wait(10)
        notice("Dopiero co")
        late = visitors.submit(visit)
        changed.set()
        told = ["Dopiero co" in visitor.result() for visitor in (early, late)]

    assert told == [False, True]


def test_one_transaction_raises_the_version_once_and_a_savepoint_given_up_does_not():
    before = PageVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0

    with transaction.atomic():
        for _ in range(3):
            notice()
    with transaction.atomic():
        inner = transaction.savepoint()
        notice()
        transaction.savepoint_rollback(inner)

    assert PageVersion.objects.get().version == before + 1


def test_whoever_has_signed_in_is_served_anew_and_leaves_nothing_behind(client, as_user):
    person = make_user()
    as_user(person)

    mine = client.get("/kontakt/").content.decode()
    client.logout()
    theirs = client.get("/kontakt/").content.decode()

    assert "Wyloguj" in mine
    assert "Wyloguj" not in theirs


def test_a_browser_that_has_the_page_is_told_so(client):
    first = client.get("/kontakt/")

    again = client.get("/kontakt/", headers={"if-none-match": first["ETag"]})
    Centre.objects.update(phone="32 00 00 000")
    changed = client.get("/kontakt/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "no-cache"
    assert changed.status_code == 200


def test_a_page_goes_out_packed_to_browsers_that_unpack_it(client):
    unpacked = client.get("/kontakt/")
    packed = client.get("/kontakt/", headers={"accept-encoding": "gzip, br"})

    assert plain(gzip.decompress(packed.content).decode()) == unpacked.content.decode()
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content)
    assert "Accept-Encoding" in packed["Vary"]


def test_an_address_that_is_no_page_is_not_kept(client):
    for path in ("/nie-ma-takiej/", "/konto/zaloguj/", "/healthz/live/"):
        client.get(path)

    assert not kept.pages._pages


def test_an_address_with_a_word_that_the_page_does_not_read_is_not_kept(client):
    make_hours()

    for path in ("/?obcy=1", "/kalendarz/?tydzien=2026-11-30&obcy=1", "/kalendarz/?tydzien=2026-11-30"):
        assert client.get(path).status_code == 200

    assert [key[2] for key in kept.pages._pages] == ["/kalendarz/?tydzien=2026-11-30"]


def test_memory_is_bounded_and_addresses_are_counted():
    few = kept.Pages()
    page = kept.Page(1, NOON, "", {}, b"x" * 500_000, b"")

    for number in range(100):
        few.keep(("http", "host", f"/{number:0499990}/"), page)
    few.keep(("http", "host", f"/{99:0499990}/"), page)

    assert len(few._pages) == 32
    assert few._bytes == 32_000_000
    assert few.get(("http", "host", f"/{0:0499990}/")) is None


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ((7, 0), (8, 0)),  # opens
        ((8, 0), (18, 0)),  # closes
        ((18, 0), (24, 0)),  # midnight
    ],
)
def test_hours_alter_pages_when_they_open_and_close_and_at_midnight(at: tuple, moment: tuple):
    make_hours(NOON.date() - timedelta(days=30), 8, 18)
    day = datetime.combine(NOON.date(), time(), WARSAW)

    assert next_moment(day + timedelta(hours=at[0])) == day + timedelta(hours=moment[0])


def test_pages_end_with_the_nearest_moment_that_alters_them(client, clock):
    """The clock is moved over an opening, a closing, a notice's start and end, and midnight."""
    make_hours(NOON.date() - timedelta(days=30), 8, 18)
    notice("Od dziewiątej", publish_from=NOON.replace(hour=9), publish_until=NOON.replace(hour=10))
    told = {}
    for hour, minute in [(7, 59), (8, 0), (9, 0), (10, 0), (17, 59), (18, 0)]:
        clock(NOON.replace(hour=hour, minute=minute))
        page = client.get("/").content.decode()
        told[f"{hour}:{minute:02}"] = ("Otwarte dziś" in page, "Od dziewiątej" in page)
    clock(NOON.replace(hour=23, minute=59))
    evening = client.get("/").content.decode()
    clock(NOON.replace(hour=0) + timedelta(days=1))
    morning = client.get("/").content.decode()

    assert told == {
        "7:59": (False, False),
        "8:00": (True, False),
        "9:00": (True, True),
        "10:00": (True, False),
        "17:59": (True, False),
        "18:00": (False, False),
    }
    assert evening != morning


def test_the_size_of_the_blank_forms_is_told_as_soon_as_it_is_known(client):
    before = client.get("/dokumenty/").content.decode()
    print_blanks(timestamp=0)

    after = client.get("/dokumenty/").content.decode()

    assert ("Porozumienie (PDF)" in before, "Porozumienie (PDF, 1 kB)" in after) == (True, True)


def test_when_pages_alter_is_asked_once_in_a_version_until_then():
    asked: list[datetime] = []
    hour = timedelta(hours=1)

    def on_the_hour(at: datetime) -> datetime:
        asked.append(at)
        return at.replace(minute=0) + hour

    visits = [(1, NOON), (1, NOON + hour / 2), (1, NOON + hour), (2, NOON + hour), (2, NOON + hour / 2)]
    turns = [kept.pages.next_turn(version, at, [on_the_hour]) for version, at in visits]

    assert turns == [NOON + hour, NOON + hour, NOON + 2 * hour, NOON + 2 * hour, NOON + hour]
    assert asked == [NOON, NOON + hour, NOON + hour, NOON + hour / 2]


def test_bookings_alter_pages_when_a_duty_begins_and_ends():
    booking = make_booking()
    booking_start, booking_end = booking.starts_at, booking.ends_at
    type(booking).objects.update(kind="duty", public_title="pomoc")

    assert next_moment_of_bookings(booking_start - timedelta(hours=1)) == booking_start
    assert next_moment_of_bookings(booking_start) == booking_end
    midnight = datetime.combine(booking_end.astimezone(WARSAW).date(), time(), WARSAW) + timedelta(days=1)
    assert next_moment_of_bookings(booking_end) == midnight


def residents_pages() -> list[str]:
    """The address of every marked view, with an example in place of each parameter."""
    agreement, room, announcement = make_agreement(), make_room(), notice()
    Link.objects.create(title="Strona", url="https://example.org/")
    document = make_document("Regulamin")
    announced = make_promotion(agreement=agreement)
    post = make_promotion(agreement=agreement, kind="volunteering")
    event = make_event()
    event.sign_up(organization=agreement.organization, names=[""])
    room_of = {"slug": room.slug}
    examples: dict[str, dict[str, object]] = {
        "announcement": {"slug": announcement.slug},
        "announcements_month": {"year": 2020, "month": 3},
        "document": {"slug": document.slug},
        "document_version": {"slug": document.slug, "number": 1},
        "agreements:directory_entry": {"key": agreement.organization.key},
        "agreements:event": {"key": announced.key},
        "agreements:volunteering_post": {"key": post.key},
        "bookings:advice_times": {"topic": "stowarzyszenie"},
        "bookings:bookable": room_of,
        "bookings:event": {"pk": event.pk},
        "bookings:room_calendar": room_of,
        "bookings:room_month": room_of,
    }
    return [reverse(name, kwargs=examples.get(name)) for name in marked_views()]


def marked_views() -> list[str]:
    found = []

    def walk(patterns: list, prefix: str) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                walk(pattern.url_patterns, inner)
            elif hasattr(pattern.callback, "kept_under"):
                found.append(f"{prefix}{pattern.name}")

    walk(get_resolver().url_patterns, "")
    return found


def test_every_table_that_a_kept_page_reads_raises_the_version():
    make_hours()
    make_booking()
    paths = residents_pages()
    tables: dict[str, str] = {}
    for path in [*paths, "/szukaj/?q=sala"]:
        kept.pages.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = Client().get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert b"csrfmiddlewaretoken" not in response.content
        for query in queries:
            for table in re.findall(r'(?:FROM|JOIN) "?([a-z_]+)"?', query["sql"]):
                tables.setdefault(table, path)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger_shown_to_residents%'"
        )
        guarded = {row[0] for row in cursor.fetchall()}

    unguarded = {table: path for table, path in tables.items() if table not in guarded | WITH_ITS_OWNER}
    # Sizes of the blank forms, whose job raises it.
    assert unguarded == {"jcop_pageversion": paths[0], "cache": "/dokumenty/"}
    assert len(paths) > 15
