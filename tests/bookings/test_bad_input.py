"""Bad input at the worker's desk and at the form of a duty: a sentence beside the field, the rest kept.

That of a single booking is judged in test_form.py and test_views.py, that of series in test_series_pages.py,
test_following.py and test_series_behalf.py.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Bookable, Booking
from jcop.models import Centre, HoursPeriod
from tests.bookings.duties import HELP, make_desk
from tests.bookings.test_views import a_day, filled
from tests.factories import make_agreement, make_booking, make_hours, make_room, make_series, moment
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
KEPT = "Ustalono przez telefon z panią z biura."
SPRING, AUTUMN = "2027-03-28", "2027-10-31"
TIMES = [
    ({"starts_at": "12:00", "ends_at": "10:00"}, "ends_at"),
    ({"day": "2027-02-29"}, "day"),
    ({"day": "0001-01-01", "starts_at": "00:00"}, "day"),
    ({"day": SPRING, "starts_at": "02:30", "ends_at": "05:00"}, "starts_at"),
    ({"day": AUTUMN, "starts_at": "01:00", "ends_at": "02:30"}, "ends_at"),
    ({"starts_at": "25:00"}, "starts_at"),
    ({"day": "wczoraj"}, "day"),
]


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement(services=("sala", "sprzet-i-internet", "dyzury"))


@pytest.fixture
def worker(as_user: Callable, agreement: Agreement) -> Client:
    return as_user(make_worker())


def refused(client: Client, url: str, form: dict, field: str, kept: str) -> None:
    """The page comes back with one sentence beside the field, and with what was typed."""
    before = Booking.objects.count()

    answer = client.post(url, form)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert len(answer.context["form"].errors[field]) == 1
    assert kept in answer.content.decode()
    assert Booking.objects.count() == before


class TestOnBehalf:
    URL = reverse("admin:bookings_booking_on_behalf")

    def form(self, agreement: Agreement, room: Bookable, **fields: object) -> dict:
        behalf = {"organization": agreement.organization.pk, "channel": "phone", "exception_reason": KEPT}
        return filled(room) | behalf | fields

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            *TIMES,
            ({"organization": "0"}, "organization"),
            ({"organization": "9" * 30}, "organization"),
            ({"organization": "x' OR 1=1"}, "organization"),
            ({"bookable": "9" * 30}, "bookable"),
            ({"channel": "portal"}, "channel"),
            ({"form_key": "x"}, "form_key"),
        ],
    )
    def test_it_is_a_sentence(self, worker: Client, agreement: Agreement, fields: dict, field: str):
        refused(worker, self.URL, self.form(agreement, make_room()) | fields, field, KEPT)

    def test_a_room_archived_meanwhile(self, worker: Client, agreement: Agreement):
        form = self.form(agreement, make_room())
        Bookable.objects.update(is_active=False)

        refused(worker, self.URL, form, "bookable", KEPT)

    def test_an_organisation_whose_agreement_ended_meanwhile(self, worker: Client, agreement: Agreement):
        form = self.form(agreement, make_room())
        agreement.annul(reason="zawarte przez pomyłkę")

        refused(worker, self.URL, form, "organization", KEPT)

    def test_yesterday_needs_a_reason(self, worker: Client, agreement: Agreement):
        yesterday = timezone.localdate() - timedelta(days=1)
        Agreement.objects.update(valid_from=yesterday)
        agreement.grants.update(valid_from=yesterday)
        form = self.form(agreement, make_room(), day=yesterday.isoformat(), exception_reason="")

        refused(worker, self.URL, form, "exception_reason", "Szkolenie „Łąka”")


class TestBlock:
    URL = reverse("admin:bookings_booking_block")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            *TIMES,
            ({"until_day": "2027-02-29"}, "until_day"),
            ({"until_day": "2020-01-01"}, "ends_at"),
            ({"bookable": "0"}, "bookable"),
            ({"quantity": "-1"}, "quantity"),
        ],
    )
    def test_it_is_a_sentence(self, worker: Client, fields: dict, field: str):
        refused(worker, self.URL, filled(make_room(), reason=KEPT) | fields, field, KEPT)


class TestMoving:
    @pytest.mark.parametrize("verb", ["reschedule", "propose"])
    @pytest.mark.parametrize(("fields", "field"), TIMES)
    def test_it_is_a_sentence(
        self, worker: Client, agreement: Agreement, verb: str, fields: dict, field: str
    ):
        booking = make_booking(agreement=agreement, starts_at=moment(a_day(), 14))
        url = reverse("admin:bookings_booking_move", args=[booking.pk, verb])
        told = {"day": a_day().isoformat(), "starts_at": "10:00", "ends_at": "12:00", "note": KEPT}
        told |= {"answer_until": (timezone.localdate() + timedelta(days=2)).isoformat()}

        refused(worker, url, told | fields, field, KEPT)

        booking.refresh_from_db()
        assert (booking.starts_at, booking.sequence) == (moment(a_day(), 14), 0)


class TestADuty:
    def url(self, agreement: Agreement) -> str:
        return f"/panel/{agreement.organization.key}/dyzury/nowy/"

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            *TIMES,
            ({"bookable": "0"}, "bookable"),
            ({"form_key": "x"}, "form_key"),
            ({"persons": "0"}, "persons"),
        ],
    )
    def test_it_is_a_sentence(self, as_user: Callable, agreement: Agreement, fields: dict, field: str):
        client = as_user(agreement.organization.registered_by)

        refused(client, self.url(agreement), filled(make_desk(), public_title=HELP) | fields, field, HELP)

    def test_yesterday_is_over(self, as_user: Callable, agreement: Agreement):
        client = as_user(agreement.organization.registered_by)
        yesterday = timezone.localdate() - timedelta(days=1)
        form = filled(make_desk(), public_title=HELP, day=yesterday.isoformat())

        refused(client, self.url(agreement), form, "starts_at", HELP)


class TestADateOfASeries:
    """Changed by itself, its hours are read as those of a single booking."""

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"starts": "12:00", "ends": "10:00"}, "ends"),
            ({"day": "2027-02-29"}, "day"),
            ({"day": "0001-01-01"}, "day"),
            ({"starts": "25:00"}, "starts"),
            ({"place": "0"}, "place"),
        ],
    )
    def test_it_is_a_sentence(self, as_user: Callable, agreement: Agreement, fields: dict, field: str):
        series = make_series(agreement=agreement)
        client = as_user(agreement.organization.registered_by)
        url = f"/panel/{agreement.organization.key}/rezerwacje/seria/{series.pk}/1/zmien/"
        told = {"day": a_day().isoformat(), "starts": "13:00", "ends": "14:15", "place": ""}

        refused(client, url, told | fields, field, "14:15" if "ends" not in fields else "12:00")

    @pytest.mark.parametrize(("day", "told"), [(SPRING, "2:30 nie ma"), (AUTUMN, "2:30 jest dwa razy")])
    def test_an_hour_of_a_clock_change(self, as_user: Callable, agreement: Agreement, day: str, told: str):
        Centre.objects.update(horizon_days=800)
        series = make_series(agreement=agreement)
        client = as_user(agreement.organization.registered_by)
        url = f"/panel/{agreement.organization.key}/rezerwacje/seria/{series.pk}/1/zmien/"

        answer = client.post(url, {"day": day, "starts": "02:30", "ends": "05:00", "place": ""})

        assert told in answer.content.decode()
        assert series.dates.get(number=1).booking.sequence == 0


def test_hours_of_the_centre_that_changed_while_the_form_was_open_ask_the_worker(
    as_user: Callable, agreement: Agreement
):
    """Nothing is half-booked: it is asked for, and says so."""
    client, room = as_user(agreement.organization.registered_by), make_room()
    form = filled(room)
    client.get(f"/panel/{agreement.organization.key}/rezerwacje/nowa/")
    HoursPeriod.plan(a_day(), a_day(), [()] * 7, reason="awaria")

    answer = client.post(f"/panel/{agreement.organization.key}/rezerwacje/nowa/", form, follow=True)

    assert Booking.objects.get().state == "requested"
    assert "czeka na potwierdzenie" in answer.content.decode()
