"""The sheet of a day: what happens where, on paper, made by a job that the page waits for."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings import pdf
from bookings.calendars.day_sheet import WITHOUT_A_PLACE, day_sheet
from bookings.models import Booking, Thing
from bookings.templatetags.bookings_tags import day_sheets
from jcop.centre.calendars import office_day_off
from jcop.files.papers import cache, key_of
from jcop.files.pdf import render_html
from jcop.models import User
from jcop.opening.workdays import workdays_after
from jcop.tasks import forget_expired
from tests.agreements.test_pdf import pages
from tests.bookings.duties import HELP, make_desk, make_duty
from tests.bookings.test_papers import HOUR, MONDAY, NOW, TEN, book, hand_over
from tests.factories import make_agreement, make_hours, make_room, make_things, moment
from tests.jcop.clerk import make_worker

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1))
    return make_agreement(services=("sala", "sprzet-i-internet", "dyzury"), valid_from=date(2026, 1, 1))


@pytest.fixture
def worker() -> User:
    return make_worker()


@pytest.fixture
def desk(as_user: Callable, worker: User) -> Client:
    return as_user(worker)


class TestTheSheet:
    def test_each_place_stands_with_its_bookings_by_the_hour(self, agreement: Agreement):
        small, large = make_room("Sala mała"), make_room("Sala duża")
        book(agreement, room=small, starts_at=TEN + 2 * HOUR, persons=5)
        book(agreement, room=small, extras=[Thing(make_things(3), 2)], persons=7)
        book(agreement, room=make_things(1, "Rzutnik"))
        Booking.block(by=None, bookable=large, starts_at=TEN, ends_at=TEN + 72 * HOUR, reason="malowanie")
        make_duty(make_desk("Biurko"), agreement, starts_at=TEN, at=NOW)

        sheet = day_sheet(MONDAY)

        assert [(place, [line.hours for line in lines]) for place, lines in sheet.places] == [
            ("Biurko", ["10:00–11:00"]),
            ("Sala duża", ["10:00–24:00"]),
            ("Sala mała", ["10:00–11:00", "12:00–13:00"]),
            (WITHOUT_A_PLACE, ["10:00–11:00"]),
        ]
        lines = dict(sheet.places)
        assert lines["Biurko"][0].what == f"dyżur: {HELP}"
        assert lines["Biurko"][0].remark == "czeka na potwierdzenie"
        assert (lines["Sala duża"][0].who, lines["Sala duża"][0].what) == ("Centrum", "blokada: malowanie")
        assert (lines["Sala mała"][0].equipment, lines["Sala mała"][0].persons) == ("Laptop × 2", "7")
        assert lines[WITHOUT_A_PLACE][0].equipment == "Rzutnik"

    def test_the_middle_of_a_long_block_is_the_whole_day(self):
        room = make_room("Sala")
        Booking.block(by=None, bookable=room, starts_at=TEN, ends_at=TEN + 72 * HOUR, reason="malowanie")

        assert day_sheet(MONDAY + timedelta(days=1)).places[0][1][0].hours == "cały dzień"
        assert day_sheet(MONDAY + timedelta(days=5)).places == []

    def test_what_is_given_up_is_not_on_it_and_the_buffer_of_the_night_before_neither(
        self, agreement: Agreement
    ):
        book(agreement).cancel(at=NOW)
        book(agreement, room=make_room(minutes_before=120), starts_at=moment(MONDAY + timedelta(days=1), 1))

        assert day_sheet(MONDAY).places == []

    def test_it_warns_of_what_lies_outside_the_hours_and_names_the_keys_that_are_out(
        self, agreement: Agreement
    ):
        evening = book(agreement, room=make_room("Sala"), starts_at=moment(MONDAY, 19)).confirm(at=NOW)
        hand_over(evening, due_at=moment(MONDAY, 23))

        line = day_sheet(MONDAY).places[0][1][0]

        assert (line.remark, line.keys) == ("poza godzinami otwarcia", "klucz 7")

    def test_the_paper_says_all_of_it_and_is_tagged(self, agreement: Agreement):
        book(agreement, room=make_room("Sala mała"), public_title="Wieczór gier", persons=9)

        content = render_html(pdf.day_sheet_html(day_sheet(MONDAY)))

        text = " ".join(pages(content))
        for words in (
            "Poniedziałek, 7 września 2026 r.",
            "8:00–18:00",
            "Sala mała",
            "10:00–11:00",
            agreement.organization.name,
            "Wieczór gier",
            "Uwagi (ile osób przyszło, stan)",
        ):
            assert words in text
        with pikepdf.open(io.BytesIO(content)) as document:
            assert document.Root.MarkInfo.Marked

    def test_an_empty_day_is_a_sheet_too(self):
        content = render_html(pdf.day_sheet_html(day_sheet(MONDAY)))

        assert "nie ma rezerwacji" in " ".join(pages(content))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_however_much_happens_it_asks_as_seldom(
        self, agreement: Agreement, rows: int, django_assert_num_queries
    ):
        for _ in range(rows):
            hand_over(book(agreement))

        with django_assert_num_queries(7):
            day_sheet(MONDAY)

    @pytest.mark.parametrize("asked", ["2026-09-07", "", "jutro", "0001-01-01", "9999-12-31"])
    def test_whatever_day_is_asked_for_a_sheet_comes(
        self, agreement: Agreement, desk: Client, run_jobs, asked: str
    ):
        address, words = reverse("admin:bookings_booking_day_sheet"), {"dzien": asked}

        waiting = desk.get(address, words)
        assert run_jobs() == ["print_day_sheet"]
        response = desk.get(address, words)

        assert (waiting.status_code, waiting["Refresh"]) == (202, "2")
        assert "Dokument powstaje od godz." in waiting.content.decode()
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert "Refresh" not in response

    def test_after_a_minute_the_page_says_that_something_is_amiss_and_asks_no_more(self, desk: Client):
        address, words = reverse("admin:bookings_booking_day_sheet"), {"dzien": MONDAY}
        key = key_of(pdf.day_sheet_html(day_sheet(MONDAY)))

        waiting = []
        for seconds in (55, 65):
            cache.set(f"{key}-since", timezone.now() - timedelta(seconds=seconds))
            waiting.append(desk.get(address, words))

        assert [(page.status_code, page.get("Refresh")) for page in waiting] == [(202, "2"), (202, None)]
        amiss = "powiadomić administratora portalu"
        assert [amiss in page.content.decode() for page in waiting] == [False, True]

    @pytest.mark.prints
    def test_it_is_asked_for_once_and_a_booking_that_comes_makes_another(
        self, agreement: Agreement, desk: Client, run_jobs
    ):
        address, words = reverse("admin:bookings_booking_day_sheet"), {"dzien": MONDAY}

        for _ in range(3):
            desk.get(address, words)
        assert run_jobs() == ["print_day_sheet"]
        book(agreement, public_title="Wieczór gier")
        run_jobs()

        assert desk.get(address, words).status_code == 202
        assert run_jobs() == ["print_day_sheet"]
        assert "Wieczór gier" in " ".join(pages(desk.get(address, words).content))

    def test_the_request_only_asks_for_it(
        self, agreement: Agreement, desk: Client, monkeypatch: pytest.MonkeyPatch
    ):
        rendered: list[str] = []
        monkeypatch.setattr("jcop.files.pdf.render_html", lambda words: rendered.append(words) or b"%PDF")
        book(agreement)

        desk.get(reverse("admin:bookings_booking_day_sheet"), {"dzien": MONDAY})

        assert rendered == []

    def test_it_names_people_and_goes_when_its_time_is_over(self):
        cache.set("sheet-of-yesterday", b"%PDF", timeout=-1)
        cache.set("sheet-of-today", b"%PDF", timeout=60)

        forget_expired(0)

        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM cache WHERE cache_key LIKE '%sheet-of-%'")
            assert [key for (key,) in cursor.fetchall()] == [":1:sheet-of-today"]

    def test_the_first_page_links_today_and_the_next_working_day(self, worker: User):
        today = timezone.localdate()
        following = workdays_after(today, 1, office_day_off())

        assert [url.rpartition("=")[2] for _, url in day_sheets(worker)] == [str(today), str(following)]
