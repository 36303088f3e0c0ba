"""The Centre's limits: length, hours a week, the cut-off for cancelling. Each refusal names its rule."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from bookings.models import Bookable, Booking, Thing
from bookings.search.finding import nearest_times
from jcop.models import Centre
from tests.factories import make_agreement, make_hours, make_room, make_things, moment
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
MONDAY = date(2026, 9, 7)
State = Booking.State


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1), opens=8, closes=20)
    Centre.objects.update(weekly_hours=6)
    return make_agreement(valid_from=date(2026, 1, 1))


def book(agreement: Agreement, day: date = MONDAY, hour: int = 10, **fields: object) -> Booking:
    return make_booking(agreement=agreement, starts_at=moment(day, hour), **{"at": NOW} | fields)


def refusal(agreement: Agreement, **fields: object) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        book(agreement, **fields)
    return refused.value


class TestHoursAWeek:
    def test_the_limit_can_be_used_up_and_not_passed(self, agreement: Agreement):
        book(agreement, hours=4)
        book(agreement, MONDAY + timedelta(days=6), hours=2)

        found = refusal(agreement, day=MONDAY + timedelta(days=2))

        assert found.message_dict == {
            "day": [
                "W tygodniu 7–13 września 2026 r. organizacja ma już 6 godz. rezerwacji z 6 godz. limitu:"
                " zostaje 0 godz., a ten termin to 1 godz. Następny tydzień zaczyna się 14.09.2026."
            ]
        }

    def test_what_was_given_back_counts_no_more(self, agreement: Agreement):
        book(agreement, hours=6).cancel(at=NOW)

        assert book(agreement, hours=6).state == State.CONFIRMED

    def test_rooms_and_equipment_count_together_and_others_have_their_own(self, agreement: Agreement):
        book(agreement, hours=5, room=make_things(1))
        other = make_agreement(valid_from=date(2026, 1, 1))

        assert refusal(agreement, hours=2).error_dict["day"][0].code == "quota"
        assert book(other, hours=6).state == State.CONFIRMED

    def test_the_week_of_a_clock_change_has_its_seven_days(self, agreement: Agreement):
        """25 October 2026 is a Sunday of 25 hours: its evening is not next week's."""
        now, sunday = moment(date(2026, 10, 1), 9), date(2026, 10, 25)
        book(agreement, sunday, 19, hours=6, at=now)

        assert refusal(agreement, day=date(2026, 10, 19), at=now).error_dict["day"][0].code == "quota"
        assert book(agreement, date(2026, 10, 26), at=now).state == State.CONFIRMED

    def test_two_agreements_of_one_organisation_have_one_limit(self, agreement: Agreement):
        second = make_agreement(organization=agreement.organization, valid_from=date(2026, 1, 1))
        book(agreement, hours=5)

        assert refusal(second, hours=2).error_dict["day"][0].code == "quota"

    def test_an_empty_limit_is_none(self, agreement: Agreement):
        Centre.objects.update(weekly_hours=None)

        assert [book(agreement, hours=12).state for _ in range(3)] == [State.REQUESTED] * 3

    def test_one_booking_longer_than_the_limit_is_told_so(self, agreement: Agreement):
        assert refusal(agreement, hours=7).message_dict == {
            "ends_at": ["Organizacja może mieć w tygodniu najwyżej 6 godz. rezerwacji."]
        }

    def test_the_nearest_times_lie_in_a_week_with_room(self, agreement: Agreement):
        book(agreement, hours=6)

        found = nearest_times(
            [Thing(make_room())],
            starts_at=moment(MONDAY, 10),
            length=timedelta(hours=1),
            persons=1,
            at=NOW,
            organization=agreement.organization,
        )

        assert [start.date() for start in found] == [
            date(2026, 9, 4),
            date(2026, 9, 5),
            date(2026, 9, 6),
        ]

    def test_the_office_passes_it_for_a_reason(self, agreement: Agreement):
        book(agreement, hours=6)

        assert refusal(agreement, is_by_office=True).error_dict["exception_reason"][0].code == "needs_reason"
        booking = book(agreement, is_by_office=True, exception_reason="Zgoda kierownika.")
        assert booking.exception_reason == "Zgoda kierownika."

    def test_moving_a_booking_does_not_count_it_twice(self, agreement: Agreement):
        booking = book(agreement, hours=6)

        booking.reschedule(starts_at=moment(MONDAY, 12), ends_at=moment(MONDAY, 18), at=NOW)

        assert booking.exception_reason == ""


class TestLength:
    def test_the_office_sets_the_longest(self, agreement: Agreement):
        Centre.objects.update(longest_hours=2)

        assert book(agreement, hours=2).state == State.CONFIRMED
        assert refusal(agreement, hours=3).message_dict == {
            "ends_at": [
                "Jedna rezerwacja może trwać najwyżej 2 godz.: przy tym początku najdalej do"
                " 07.09.2026, godz. 12:00."
            ]
        }


class TestTheCutOff:
    def test_the_last_working_day_before_still_cancels(self, agreement: Agreement):
        """The working day before Monday is Friday."""
        booking = book(agreement)

        booking.cancel(by_organization=True, at=moment(date(2026, 9, 4), 23, 59))

        assert booking.state == State.CANCELLED

    def test_after_it_the_sentence_says_whom_to_call(self, agreement: Agreement):
        booking = book(agreement)

        with pytest.raises(ValidationError) as refused:
            booking.cancel(by_organization=True, at=moment(date(2026, 9, 5), 0))

        phone = Centre.objects.get().phone
        assert refused.value.messages == [
            "Tę rezerwację można było odwołać w portalu do 04.09.2026."
            f" Teraz proszę zadzwonić do Centrum: {phone}."
        ]
        assert Booking.objects.get(pk=booking.pk).allocations.count() == 1

    def test_staff_cancel_to_the_last_moment(self, agreement: Agreement):
        booking = book(agreement)

        assert booking.cancel(reason="Dzwonili.", at=moment(MONDAY, 9, 59)).state == State.CANCELLED

    def test_what_nobody_has_confirmed_yet_is_given_up_at_any_time(self, agreement: Agreement):
        booking = book(agreement, room=make_room(confirmed_by=Bookable.ConfirmedBy.WORKER))

        assert booking.cancel(by_organization=True, at=moment(MONDAY, 9)).state == State.CANCELLED

    def test_no_days_are_to_the_very_beginning(self, agreement: Agreement):
        Centre.objects.update(cancel_days=0)

        booking = book(agreement)

        assert booking.cancel(by_organization=True, at=moment(MONDAY, 9, 59)).state == State.CANCELLED
