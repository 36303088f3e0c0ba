"""The worker's pages of a series: it waits as one, is answered as one, and shows every date."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Booking, Series
from bookings.templatetags.bookings_tags import booking_queues
from jcop.models import User
from tests.factories import make_booking, make_hours, make_room, make_series
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = Booking.State


@pytest.fixture
def worker() -> User:
    return make_worker()


@pytest.fixture
def desk(as_user, worker: User) -> Client:
    return as_user(worker)


@pytest.fixture
def series() -> Series:
    make_hours()
    return make_series(room=make_room(confirmed_by="worker"))


def move(series: Series, verb: str) -> str:
    return reverse("admin:bookings_series_move", args=[series.pk, verb])


def test_a_series_waits_as_one(worker: User, series: Series):
    make_booking(room=make_room(confirmed_by="worker"))

    counts = {queue.label: queue.count for queue in booking_queues(worker)}

    assert counts["rezerwacja do potwierdzenia"] == 1
    assert counts["seria do potwierdzenia"] == 1


@pytest.mark.parametrize("model", ["series", "booking"])
def test_the_lists_show_what_the_queues_count(desk: Client, series: Series, model: str):
    single = make_booking(room=make_room(confirmed_by="worker"))

    page = desk.get(reverse(f"admin:bookings_{model}_changelist"), {"kolejka": "potwierdzenie"})

    assert list(page.context["cl"].result_list) == [{"series": series, "booking": single}[model]]


def test_the_whole_is_confirmed_and_called_off(desk: Client, series: Series):
    desk.post(move(series, "confirm"))
    confirmed = {one.booking.state for one in series.dates.all()}
    desk.post(move(series, "cancel"), {"reason": "Awaria ogrzewania."})

    series.refresh_from_db()
    assert confirmed == {State.CONFIRMED}
    assert {one.booking.state for one in series.dates.all()} == {State.CANCELLED}
    assert series.end_reason == "Awaria ogrzewania."


def test_the_whole_is_refused(desk: Client, series: Series):
    desk.post(move(series, "refuse"), {"reason": "Remont."})

    assert {one.booking.state for one in series.dates.all()} == {State.REFUSED}


def test_every_date_is_seen_with_its_state(desk: Client, series: Series):
    page = desk.get(reverse("admin:bookings_series_change", args=[series.pk]))

    assert page.content.decode().count("czeka na potwierdzenie</a>") == 3
    assert [move["label"] for move in page.context["moves"]] == [
        "Potwierdź całą serię",
        "Odmów całej serii",
        "Odwołaj przyszłe terminy",
        "Zmień rytm albo koniec",
    ]


def test_a_booking_leads_to_its_series(desk: Client, series: Series):
    booking = series.dates.get(number=1).booking

    page = desk.get(reverse("admin:bookings_booking_change", args=[booking.pk]))

    assert reverse("admin:bookings_series_change", args=[series.pk]) in page.content.decode()
