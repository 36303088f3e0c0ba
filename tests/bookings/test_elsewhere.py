"""Times that are proposed instead of those that an act hits: the verb accepts what is offered."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bookings.models import Bookable, Booking, Choice, Closure, Decision
from bookings.search.elsewhere import next_times
from jcop.models import Centre, HoursPeriod
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    make_things,
    make_user,
    moment,
    working_monday,
)

pytestmark = pytest.mark.django_db
MONDAY = working_monday()
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture(autouse=True)
def hours() -> None:
    make_hours()
    Centre.objects.update(horizon_days=200)


def offered(*bookings: Booking) -> dict[int, object]:
    rows = Booking.objects.filter(pk__in=[booking.pk for booking in bookings])
    rows = rows.select_related("organization").prefetch_related("items__bookable__units")
    return next_times(list(rows.order_by("pk")), timezone.now())


def close_week(monday: date = MONDAY) -> None:
    HoursPeriod.plan(monday, monday + 6 * DAY, [()] * 7, reason="remont")


def week_of(found: object) -> date:
    day = timezone.localdate(found)
    return day - timedelta(days=day.weekday())


class TestTheWeeklyLimit:
    @pytest.fixture(autouse=True)
    def limit(self) -> None:
        Centre.objects.update(weekly_hours=2)

    def test_a_week_that_is_full_is_passed_over(self):
        agreement = make_agreement()
        hit = make_booking(agreement=agreement, starts_at=moment(MONDAY, 10))
        make_booking(agreement=agreement, starts_at=moment(MONDAY + WEEK, 10), hours=2)
        close_week()

        assert offered(hit) == {hit.pk: moment(MONDAY + 2 * WEEK, 10)}

    def test_what_is_offered_to_one_booking_counts_for_the_next(self):
        agreement = make_agreement()
        hit = [make_booking(agreement=agreement, starts_at=moment(MONDAY, 9 + n)) for n in range(2)]
        make_booking(agreement=agreement, starts_at=moment(MONDAY + WEEK, 10))
        close_week()

        found = offered(*hit)

        assert [week_of(found[one.pk]) for one in hit] == [MONDAY + WEEK, MONDAY + 2 * WEEK]

    def test_the_bookings_own_hours_do_not_stand_in_its_way(self):
        hit = make_booking(starts_at=moment(MONDAY, 10), hours=2)
        HoursPeriod.plan(MONDAY, MONDAY, [()] * 7, reason="remont")

        assert offered(hit) == {hit.pk: moment(MONDAY + DAY, 10)}

    def test_another_organisations_hours_do_not_count(self):
        hit = make_booking(starts_at=moment(MONDAY, 10), hours=2)
        make_booking(starts_at=moment(MONDAY + WEEK, 10), hours=2)
        close_week()

        assert offered(hit) == {hit.pk: moment(MONDAY + WEEK, 10)}

    def test_the_verb_accepts_all_that_is_offered(self):
        agreement, room = make_agreement(), make_room()
        hit = [
            make_booking(agreement=agreement, room=room, starts_at=moment(MONDAY + n * DAY, 10))
            for n in range(2)
        ]
        make_booking(agreement=agreement, room=room, starts_at=moment(MONDAY + WEEK, 10))
        close_week()
        found = offered(*hit)

        closure = Closure.settle(
            kind="hoursperiod",
            told="Remont.",
            reason="remont",
            by=make_user(groups=("Pracownik Centrum",)),
            decisions=[
                Decision(one, Choice.PROPOSE, frozenset({"closed"}), found[one.pk])
                for one in Booking.objects.filter(pk__in=found).order_by("pk")
            ],
        )

        assert [one.choice for one in closure.consequences.all()] == [Choice.PROPOSE] * 2


class TestWhatNoTimeWouldMend:
    def test_more_persons_than_the_place_has_seats(self):
        room = make_room(capacity=12)
        hit = make_booking(room=room, persons=12, starts_at=moment(MONDAY, 10))
        Bookable.objects.filter(pk=room.pk).update(capacity=10)
        close_week()

        assert offered(hit) == {}

    def test_a_place_that_is_not_booked_any_more(self):
        room = make_room()
        hit = make_booking(room=room, starts_at=moment(MONDAY, 10))
        Bookable.objects.filter(pk=room.pk).update(is_active=False)
        close_week()

        assert offered(hit) == {}

    def test_the_same_time_with_another_piece_is_not_offered(self):
        """The agreement ends and another one grants the same: one more laptop is free at that very hour."""
        laptops, agreement = make_things(2), make_agreement()
        hit = make_booking(room=laptops, agreement=agreement, starts_at=moment(MONDAY, 10))
        make_agreement(organization=agreement.organization)
        agreement.terminate(on=MONDAY - DAY, reason="zgodnie")

        assert offered(hit) == {hit.pk: moment(MONDAY + DAY, 10)}
