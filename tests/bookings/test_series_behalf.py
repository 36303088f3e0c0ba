"""A series that the worker enters for an organisation that telephones."""

import pytest
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement
from bookings.models import Booking, BookingContact, Series
from jcop.models import Centre
from tests.bookings.test_series_pages import iso, monday, rule, ticks
from tests.factories import make_agreement, make_booking, make_hours, make_room, make_series, moment
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
URL = reverse("admin:bookings_series_on_behalf")
PERSON = {"name": "Ewa Próbna", "phone": "32 47 19 555", "needs": "pętla", "takes_fees": "on", "fee": "7"}


@pytest.fixture
def agreement() -> Agreement:
    Centre.objects.update(horizon_days=800, fees_allowed=True)
    make_hours()
    return make_agreement()


@pytest.fixture
def worker(as_user, agreement: Agreement) -> Client:
    return as_user(make_worker())


def told(agreement: Agreement, room, **fields: object) -> dict[str, object]:
    behalf = {"organization": agreement.organization.pk, "channel": "phone", "exception_reason": ""}
    return rule(room) | behalf | fields


def test_dates_are_shown_first_then_booked_and_confirmed_at_once(worker: Client, agreement: Agreement):
    room = make_room(confirmed_by="worker")
    form = told(agreement, room, **PERSON)
    page = worker.post(URL, form)
    assert not Booking.objects.exists()

    response = worker.post(URL, form | ticks(page))

    series = Series.objects.get()
    assert response.url == reverse("admin:bookings_series_change", args=[series.pk])
    assert (series.organization, series.fee) == (agreement.organization, 7)
    found = Booking.objects.values_list("state", "channel", "fee")
    assert list(found) == [("confirmed", "phone", 7)] * 3
    assert list(BookingContact.objects.values_list("name", "needs")) == [("Ewa Próbna", "pętla")] * 3


def test_a_broken_rule_asks_for_a_reason_that_stays_with_each_date(worker: Client, agreement: Agreement):
    form = told(agreement, make_room(capacity=2), persons=9)
    page = worker.post(URL, form)
    assert page.context["shown"].dates.fields == {}
    assert "proszę podać powód odstępstwa" in page.content.decode()

    form["exception_reason"] = "dostawiono krzesła"
    page = worker.post(URL, form)
    worker.post(URL, form | ticks(page))

    assert list(Booking.objects.values_list("exception_reason", flat=True)) == ["dostawiono krzesła"] * 3


def test_an_evening_that_the_worker_enters_is_in_no_conflict(worker: Client, agreement: Agreement):
    form = told(agreement, make_room(), starts_at="19:00", ends_at="20:00")
    page = worker.post(URL, form)
    worker.post(URL, form | ticks(page))

    booking = Booking.objects.first()
    assert (booking.state, booking.despite, booking.needs_keys) == ("confirmed", ["hours"], True)
    assert booking.exception_reason == "poza godzinami otwarcia, za zgodą pracownika"


def test_neither_anothers_booking_nor_the_agreement_is_passed(worker: Client, agreement: Agreement):
    room = make_room()
    make_booking(room=room, starts_at=moment(monday(1), 10), hours=2)
    Agreement.objects.filter(pk=agreement.pk).update(valid_until=monday(1))

    page = worker.post(URL, told(agreement, room, exception_reason="bardzo ważne"))

    obstacles = {found.slot.day: found.obstacle for found, _, _ in page.context["shown"].dates.rows()}
    assert obstacles[monday(0)] == ""
    assert "zajęty" in obstacles[monday(1)]
    assert obstacles[monday(2)].startswith("Żadne porozumienie")


def test_the_same_form_sent_twice_leads_to_the_first_series(worker: Client, agreement: Agreement):
    form = told(agreement, make_room())
    sent = form | ticks(worker.post(URL, form))

    first, second = (worker.post(URL, sent) for _ in range(2))

    assert first.url == second.url
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"organization": "0"}, "organization"),
        ({"organization": ""}, "organization"),
        ({"bookable": "9" * 30}, "bookable"),
        ({"day": "2027-02-29"}, "day"),
        ({"count": 1000}, "count"),
        ({"ends_at": "9:00"}, "ends_at"),
        ({"takes_fees": "on"}, "fee"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_bad_input_is_told_beside_its_field(worker: Client, agreement: Agreement, fields: dict, field: str):
    page = worker.post(URL, told(agreement, make_room()) | fields)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert "Próby chóru „Żółw”" in page.content.decode()


def test_a_date_taken_meanwhile_comes_back_and_nothing_is_booked(worker: Client, agreement: Agreement):
    room = make_room()
    form = told(agreement, room)
    page = worker.post(URL, form)
    make_booking(room=room, starts_at=moment(monday(1), 10), hours=2)

    response = worker.post(URL, form | ticks(page))

    assert list(response.context["shown"].dates.errors) == [iso(1)]
    assert not Series.objects.exists()


class TestRhythm:
    def url(self, series: Series) -> str:
        return reverse("admin:bookings_series_rhythm", args=[series.pk])

    def test_the_worker_changes_it_after_the_cut_off_too(self, worker: Client, agreement: Agreement):
        series = make_series(agreement=agreement, first_on=monday(), count=4)
        Centre.objects.update(cancel_days=200)
        told = {"day": iso(1), "frequency": "weekly", "every": 2, "count": 3, "conflicts": "skip"}
        shown = worker.post(self.url(series), told).context["shown"]

        sent = told | {"krok": "rezerwacja", "zasada": shown.fingerprint, iso(5): "on"}
        response = worker.post(self.url(series), sent)

        assert response.url == reverse("admin:bookings_series_change", args=[series.pk])
        assert [one.day for one in series.dates.all()] == [monday(n) for n in (0, 1, 3, 5)]

    def test_a_broken_rule_asks_for_a_reason_that_stays_with_each_new_date(
        self, worker: Client, agreement: Agreement
    ):
        series = make_series(agreement=agreement, first_on=monday(), count=2)
        Centre.objects.update(weekly_hours=1)
        told = {"day": iso(1), "frequency": "weekly", "every": 1, "count": 3, "conflicts": "skip"}
        page = worker.post(self.url(series), told)
        assert page.context["shown"].dates.fields == {}
        assert "proszę podać powód odstępstwa" in page.content.decode()

        told["exception_reason"] = "próby przed jubileuszem"
        page = worker.post(self.url(series), told)
        worker.post(self.url(series), told | ticks(page))

        found = [(one.day, one.booking.exception_reason) for one in series.dates.select_related("booking")]
        assert found == [
            (monday(0), ""),
            (monday(1), ""),
            (monday(2), "próby przed jubileuszem"),
            (monday(3), "próby przed jubileuszem"),
        ]

    def test_new_dates_are_confirmed_at_once_also_in_the_evening(self, worker: Client, agreement: Agreement):
        room = make_room(confirmed_by="worker")
        series = make_series(agreement=agreement, room=room, first_on=monday(), count=1, starts=19, hours=1)
        told = {"day": iso(1), "frequency": "weekly", "every": 1, "count": 1, "conflicts": "skip"}
        page = worker.post(self.url(series), told)
        worker.post(self.url(series), told | ticks(page))

        booking = series.dates.get(day=monday(1)).booking
        assert (booking.state, booking.despite, booking.needs_keys) == ("confirmed", ["hours"], True)
        assert booking.exception_reason == "poza godzinami otwarcia, za zgodą pracownika"

    def test_a_reason_passes_neither_anothers_booking_nor_the_agreement(
        self, worker: Client, agreement: Agreement
    ):
        room = make_room()
        series = make_series(agreement=agreement, room=room, first_on=monday(), count=1)
        make_booking(room=room, starts_at=moment(monday(1), 10), hours=2)
        Agreement.objects.filter(pk=agreement.pk).update(valid_until=monday(2))
        told = {"day": iso(1), "frequency": "weekly", "every": 1, "count": 3, "conflicts": "skip"}

        page = worker.post(self.url(series), told | {"exception_reason": "bardzo ważne"})

        obstacles = {found.slot.day: found.obstacle for found, _, _ in page.context["shown"].dates.rows()}
        assert "zajęty" in obstacles[monday(1)]
        assert obstacles[monday(2)] == ""
        assert obstacles[monday(3)].startswith("Żadne porozumienie")

    def test_a_reason_taken_back_shows_the_dates_anew(self, worker: Client, agreement: Agreement):
        series = make_series(agreement=agreement, first_on=monday(), count=1)
        Centre.objects.update(weekly_hours=1)
        told = {"day": iso(1), "frequency": "weekly", "every": 1, "count": 2, "conflicts": "skip"}
        page = worker.post(self.url(series), told | {"exception_reason": "jubileusz"})

        response = worker.post(self.url(series), told | ticks(page))

        assert response.context["shown"].is_changed
        assert series.dates.count() == 1

    def test_a_series_that_is_over_offers_no_rhythm(self, worker: Client, agreement: Agreement):
        series = make_series(agreement=agreement, first_on=monday())
        page = reverse("admin:bookings_series_change", args=[series.pk])
        assert self.url(series) in worker.get(page).content.decode()

        series.cancel()

        assert self.url(series) not in worker.get(page).content.decode()
