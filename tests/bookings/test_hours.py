"""A room may have hours of its own: they replace the Centre's week, and nothing that closes the Centre."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from bookings.models import Bookable, BookableHours, Booking, Thing
from bookings.search.finding import free_times
from jcop.models import HoursPeriod
from jcop.opening.hours import Span
from tests.factories import make_agreement, make_hours, make_room, moment
from tests.jcop.clerk import make_worker
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)
MONDAY, SATURDAY = date(2026, 9, 7), date(2026, 9, 12)
HOUR = timedelta(hours=1)
State = Booking.State


@pytest.fixture
def agreement() -> Agreement:
    period = make_hours(date(2026, 1, 1), opens=8, closes=16)
    HoursPeriod.objects.filter(pk=period.pk).update(published_at=moment(date(2026, 1, 1), 8))
    period.spans.filter(weekday__gte=5).delete()
    return make_agreement(valid_from=date(2026, 1, 1))


def room_open(*weekdays: int, opens: int = 12, closes: int = 21) -> Bookable:
    room = make_room()
    for weekday in weekdays:
        BookableHours.objects.create(bookable=room, weekday=weekday, opens=time(opens), closes=time(closes))
    return room


def book(agreement: Agreement, room: Bookable, hour: int, day: date = MONDAY, **fields: object) -> Booking:
    return make_booking(agreement=agreement, room=room, starts_at=moment(day, hour), at=NOW, **fields)


def found(room: Bookable, day: date) -> list[tuple[int, int]]:
    times = free_times([Thing(room)], length=HOUR, persons=1, first=day, last=day)
    return [(free.starts_at.hour + 2, free.ends_at.hour + 2) for free in times]


class TestOnAnOrdinaryDay:
    def test_its_own_evening_is_confirmed_though_the_centre_is_closed(self, agreement: Agreement):
        booking = book(agreement, room_open(0), 20)

        assert (booking.state, booking.needs_keys) == (State.CONFIRMED, False)

    def test_the_centres_morning_waits_for_the_worker_and_the_keys(self, agreement: Agreement):
        booking = book(agreement, room_open(0), 9)

        assert (booking.state, booking.needs_keys) == (State.REQUESTED, True)

    def test_without_own_hours_those_of_the_centre_hold(self, agreement: Agreement):
        room = make_room()

        states = [(b.state, b.needs_keys) for b in (book(agreement, room, 9), book(agreement, room, 18))]

        assert states == [(State.CONFIRMED, False), (State.REQUESTED, True)]

    def test_a_saturday_of_its_own_is_open_and_a_weekday_without_an_entry_is_not(self, agreement: Agreement):
        room = room_open(5)

        states = [book(agreement, room, 12, day).state for day in (SATURDAY, MONDAY)]

        assert states == [State.CONFIRMED, State.REQUESTED]

    def test_each_thing_of_a_booking_has_to_be_within_its_own_hours(self, agreement: Agreement):
        late, early = room_open(0), room_open(0, opens=8, closes=13)

        booking = book(agreement, late, 14, extras=[Thing(early)])

        assert (booking.state, booking.needs_keys) == (State.REQUESTED, True)


class TestWhenTheCentreIsClosed:
    def test_a_holiday_confirms_nothing(self, agreement: Agreement):
        room, holiday = room_open(2), date(2026, 11, 11)

        booking = book(agreement, room, 13, holiday)

        assert (booking.state, found(room, holiday)) == (State.REQUESTED, [])

    def test_a_day_published_as_closed_confirms_nothing(self, agreement: Agreement):
        HoursPeriod.plan(MONDAY, MONDAY, [[]] * 7, at=NOW, reason="remont")
        room = room_open(0)

        assert (book(agreement, room, 13).state, found(room, MONDAY)) == (State.REQUESTED, [])

    def test_hours_published_for_a_day_narrow_its_own(self, agreement: Agreement):
        HoursPeriod.plan(MONDAY, MONDAY, [[Span(time(10), time(14))]] * 7, at=NOW)
        room = room_open(0)

        assert found(room, MONDAY) == [(12, 14)]
        assert [book(agreement, room, hour).state for hour in (13, 14)] == [State.CONFIRMED, State.REQUESTED]

    def test_a_suspension_refuses_within_its_own_hours_too(self, agreement: Agreement):
        HoursPeriod.suspend(valid_from=MONDAY, valid_until=None, reason="epidemia", contact="32", at=NOW)

        with pytest.raises(ValidationError) as refused:
            book(agreement, room_open(0), 13)

        assert refused.value.error_dict["day"][0].code == "centre_suspended"


class TestTheSearch:
    def test_it_looks_at_the_hours_of_each_room(self, agreement: Agreement):
        late, plain = room_open(0), make_room()
        book(agreement, late, 15)

        assert (found(late, MONDAY), found(plain, MONDAY)) == ([(12, 15), (16, 21)], [(8, 16)])

    def test_it_ends_with_the_agreement(self, agreement: Agreement):
        room, organization = make_room(), agreement.organization
        agreement.terminate(on=MONDAY + timedelta(days=1), reason="koniec", mode="agreed")

        times = free_times(
            [Thing(room)],
            length=HOUR,
            persons=1,
            first=MONDAY,
            last=MONDAY + timedelta(days=4),
            organization=organization,
        )

        assert [free.day for free in times] == [MONDAY, MONDAY + timedelta(days=1)]

    def test_a_suspended_organisation_finds_nothing(self, agreement: Agreement):
        organization = agreement.organization.suspend(reason="wyjaśnienia")

        asked = {"length": HOUR, "persons": 1, "first": MONDAY, "last": MONDAY}
        assert free_times([Thing(make_room())], **asked, organization=organization) == []


class TestThePeopleWhoReadIt:
    @pytest.mark.ignore_template_errors
    def test_the_worker_and_the_organisation_are_told_of_the_keys(
        self, as_user, agreement: Agreement, run_jobs
    ):
        booking = book(agreement, room_open(0), 9)
        run_jobs()

        own = as_user(agreement.organization.registered_by).get(booking.get_absolute_url())
        office = as_user(make_worker()).get(f"/admin/bookings/booking/{booking.pk}/change/")

        assert "pracownik umówi z Państwem przekazanie kluczy" in own.content.decode()
        assert "trzeba przekazać klucze" in office.content.decode()
        assert any("przekazanie kluczy" in letter.body for letter in mail.outbox)

    def test_its_own_page_tells_its_hours(self, client):
        room = room_open(0)

        page = client.get(room.get_absolute_url()).content.decode()

        assert "poniedziałek: 12:00–21:00" in page
        assert "wtorek: tylko po potwierdzeniu" in page

    def test_moving_it_into_its_hours_needs_no_keys_any_more(self, agreement: Agreement):
        booking = book(agreement, room_open(0), 9)

        booking.reschedule(starts_at=moment(MONDAY, 13), ends_at=moment(MONDAY, 14), at=NOW)

        assert Booking.objects.get(pk=booking.pk).needs_keys is False
