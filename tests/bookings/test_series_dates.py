"""One date of a series: skipped, put back, changed; the others stay."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Allocation, Booking, Series, SeriesDate
from jcop.models import Centre, Message
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    make_series,
    moment,
    next_monday,
)

pytestmark = pytest.mark.django_db
State = Booking.State


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement()


def monday(number: int = 0) -> date:
    return next_monday() + timedelta(weeks=number)


def states(series: Series) -> list[str]:
    dates = series.dates.select_related("booking")
    return [one.booking.state if one.booking else one.reason for one in dates]


@pytest.fixture
def series(agreement: Agreement) -> Series:
    return make_series(agreement=agreement)


@pytest.fixture
def second(series: Series) -> SeriesDate:
    return series.dates.get(number=2)


def test_is_skipped_and_put_back(series: Series, second: SeriesDate, run_jobs, mailoutbox):
    booking = second.booking
    second.skip()
    booking.refresh_from_db()
    skipped = states(series)
    second.put_back(by=None)

    assert skipped == [State.CONFIRMED, "Pominięty na prośbę organizacji.", State.CONFIRMED]
    assert (booking.state, booking.allocations.count()) == (State.CANCELLED, 0)
    assert states(series) == [State.CONFIRMED] * 3
    assert second.booking != booking
    assert run_jobs() == ["send_message", "send_message"]
    assert Message.objects.about(second).filter(kind="series_date_changed", state="sent").count() == 2
    assert len(mailoutbox) == 2


def test_is_not_put_back_where_somebody_else_is_by_now(series: Series, second: SeriesDate):
    second.skip()
    make_booking(room=series.things[0].bookable, starts_at=moment(monday(1), 11))

    with pytest.raises(ValidationError, match="już zajęty"):
        second.put_back(by=None)

    second.refresh_from_db()
    assert second.booking is None


@pytest.mark.parametrize(
    ("rule", "told"),
    [({"weekly_hours": 1}, "najwyżej 1 godz. rezerwacji"), ({"notice_days": 90}, "z wyprzedzeniem")],
)
def test_is_not_put_back_past_a_rule(second: SeriesDate, rule: dict[str, int], told: str):
    second.skip()
    Centre.objects.update(**rule)

    with pytest.raises(ValidationError, match=told):
        second.put_back(by=None)
    assert not SeriesDate.objects.get(pk=second.pk).is_held


def test_called_off_by_itself_can_be_put_back_too(series: Series, second: SeriesDate):
    second.booking.cancel()
    second.refresh_from_db()
    second.put_back(by=None)

    assert states(series) == [State.CONFIRMED] * 3


def test_is_put_back_once(second: SeriesDate):
    with pytest.raises(ValidationError, match="już zarezerwowany"):
        second.put_back(by=None)


def test_is_skipped_once_and_not_after_it_began(second: SeriesDate):
    with pytest.raises(ValidationError, match="już się zaczął"):
        second.skip(at=moment(monday(1), 11))
    second.skip()
    with pytest.raises(ValidationError, match="już pominięty"):
        second.skip()


def test_is_changed_by_itself(series: Series, second: SeriesDate):
    place, tuesday = make_room(), monday(1) + timedelta(days=1)
    booking = second.booking
    second.change(day=tuesday, starts=time(14), ends=time(15), place=place)
    booking.refresh_from_db()

    assert (booking.starts_at, booking.items.get().bookable) == (moment(tuesday, 14), place)
    assert booking.items.get().asked_bookable == series.things[0].bookable
    assert (second.day, booking.sequence) == (monday(1), 1)
    assert Allocation.objects.filter(booking=booking).count() == 1


def test_changed_to_what_it_is_is_told(second: SeriesDate):
    with pytest.raises(ValidationError, match="ten sam termin"):
        second.change(day=monday(1), starts=time(10), ends=time(12))


def test_is_not_changed_into_another_of_its_series(second: SeriesDate):
    with pytest.raises(ValidationError, match="już zajęty"):
        second.change(day=monday(2), starts=time(11), ends=time(13))


def place_and_hours(date: SeriesDate) -> tuple[str, time, time]:
    starts_at, ends_at = map(timezone.localtime, (date.booking.starts_at, date.booking.ends_at))
    return str(date.booking.place), starts_at.time(), ends_at.time()


def test_is_put_back_where_the_series_stands_whatever_single_dates_were_moved(series: Series):
    room, other = series.things[0].bookable, make_room()
    series.dates.get(number=2).skip()
    series.reschedule(starts=time(14), ends=time(15), place=other, days=[monday(2)])

    series.dates.get(number=2).put_back(by=None)

    assert [place_and_hours(date) for date in series.dates.order_by("day")] == [
        (room.name, time(10), time(12)),
        (room.name, time(10), time(12)),
        (other.name, time(14), time(15)),
    ]


def test_is_put_back_where_most_of_the_series_was_moved(series: Series):
    other = make_room()
    series.reschedule(starts=time(14), ends=time(15), place=other, days=[monday(0), monday(2)])

    series.dates.get(number=2).skip()
    series.dates.get(number=2).put_back(by=None)

    assert place_and_hours(series.dates.get(number=2)) == (other.name, time(14), time(15))


def test_in_another_room_stays_there_when_the_series_changes_its_hours(series: Series, second: SeriesDate):
    room, other = series.things[0].bookable, make_room()
    second.change(day=monday(1), starts=time(10), ends=time(12), place=other)

    series.reschedule(starts=time(14), ends=time(15))

    assert [place_and_hours(date) for date in series.dates.order_by("day")] == [
        (room.name, time(14), time(15)),
        (other.name, time(14), time(15)),
        (room.name, time(14), time(15)),
    ]
