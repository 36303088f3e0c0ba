"""Statutory terms: the law's cases, then properties that hold for every day to 2100."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import ServiceRequest
from jcop.centre.calendars import office_day_off
from jcop.models import NonWorkingDay
from jcop.opening.workdays import deadline, statutory_day_off, term, workdays_after
from tests.factories import make_request

SATURDAY, SUNDAY = 5, 6
days = st.dates(min_value=date(2026, 1, 1), max_value=date(2100, 12, 1))


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        pytest.param("2026-11-09", "2026-11-23", id="a holiday inside the term moves nothing"),
        pytest.param("2026-03-23", "2026-04-07", id="Easter Monday"),
        pytest.param("2026-04-17", "2026-05-04", id="1 May, Saturday, 3 May on a Sunday"),
        pytest.param("2026-12-10", "2026-12-28", id="Christmas Eve to Sunday"),
        pytest.param("2027-03-15", "2027-03-30", id="Easter Monday of 2027"),
        pytest.param("2026-10-28", "2026-11-12", id="Independence Day"),
        pytest.param("2026-03-21", "2026-04-07", id="Easter Saturday to Easter Monday"),
        pytest.param("2026-05-21", "2026-06-05", id="Corpus Christi"),
        pytest.param("2026-04-10", "2026-04-24", id="no reason to move"),
        pytest.param("2026-12-17", "2026-12-31", id="New Year's Eve is a working day"),
        pytest.param("2026-03-20", "2026-04-03", id="Good Friday is a working day"),
        pytest.param("2025-04-18", "2025-05-02", id="2 May is a working day"),
    ],
)
def test_fourteen_days_end_on(filed: str, due: str):
    assert deadline(date.fromisoformat(filed), 14) == date.fromisoformat(due)


def test_a_call_to_cure_delivered_on_4_november_ends_after_independence_day():
    assert deadline(date(2026, 11, 4), 7) == date(2026, 11, 12)


def test_a_set_completed_anew_restarts_the_fourteen_days():
    assert deadline(date(2026, 11, 16), 14) == date(2026, 11, 30)


@pytest.mark.django_db
def test_the_day_of_filing_is_the_one_in_warsaw_and_not_in_utc():
    request = make_request(state=ServiceRequest.State.DRAFT)

    request.submit(at=datetime(2026, 10, 27, 23, 30, tzinfo=UTC))

    assert request.submitted_on == date(2026, 10, 28)
    assert request.due_on == date(2026, 11, 12)


def test_a_moved_term_names_every_day_it_moved_over():
    counted = term(date(2026, 12, 10), 14)

    assert counted.nominal_end == date(2026, 12, 24)
    assert counted.skipped == (
        (date(2026, 12, 24), "Wigilia Bożego Narodzenia"),
        (date(2026, 12, 25), "Boże Narodzenie (pierwszy dzień)"),
        (date(2026, 12, 26), "Boże Narodzenie (drugi dzień)"),
        (date(2026, 12, 27), "niedziela"),
    )
    assert counted.end == date(2026, 12, 28)
    assert counted.is_shifted


def test_a_saturday_that_is_no_holiday_is_skipped_as_saturday():
    counted = term(date(2026, 6, 6), 14)

    assert counted.skipped == ((date(2026, 6, 20), "sobota"), (date(2026, 6, 21), "niedziela"))


def test_a_term_that_need_not_move_explains_nothing():
    counted = term(date(2026, 11, 9), 14)

    assert counted.skipped == ()
    assert not counted.is_shifted


def test_a_term_of_no_days_ends_on_its_start():
    assert deadline(date(2026, 6, 1), 0) == date(2026, 6, 1)


def test_a_term_cannot_have_a_negative_number_of_days():
    with pytest.raises(ValueError, match="-1 days"):
        term(date(2026, 6, 1), -1)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, "01-01 01-06 04-05 04-06 05-01 05-03 05-24 06-04 08-15 11-01 11-11 12-24 12-25 12-26"),
        (2027, "01-01 01-06 03-28 03-29 05-01 05-03 05-16 05-27 08-15 11-01 11-11 12-24 12-25 12-26"),
    ],
)
def test_the_statutory_days_of_a_year_are_the_fourteen_of_the_act(year: int, expected: str):
    first = date(year, 1, 1)
    found = [first + timedelta(days=n) for n in range(365)]

    named = [f"{day:%m-%d}" for day in found if statutory_day_off(day) not in (None, "niedziela")]

    assert " ".join(named) == expected


@given(days, st.integers(min_value=0, max_value=60))
def test_no_term_ends_on_a_saturday_a_sunday_or_a_holiday(start: date, length: int):
    end = deadline(start, length)

    assert end.weekday() not in (SATURDAY, SUNDAY)
    assert statutory_day_off(end) is None


@given(days)
def test_fourteen_days_never_get_shorter_nor_more_than_five_longer(start: date):
    assert timedelta(0) <= deadline(start, 14) - (start + timedelta(days=14)) <= timedelta(days=5)


def test_no_nominal_end_to_2100_moves_by_more_than_five_days():
    day, longest = date(2026, 1, 1), 0

    while day.year <= 2100:
        longest = max(longest, len(term(day, 0).skipped))
        day += timedelta(days=1)

    assert longest == 5


@given(days)
def test_every_skipped_day_follows_the_last_and_has_a_reason(start: date):
    counted = term(start, 14)

    assert [day for day, _ in counted.skipped] == [
        counted.nominal_end + timedelta(days=n) for n in range((counted.end - counted.nominal_end).days)
    ]
    assert all(reason for _, reason in counted.skipped)


@given(days, st.integers(min_value=0, max_value=30))
def test_a_later_start_never_ends_earlier(start: date, length: int):
    assert deadline(start, length) <= deadline(start + timedelta(days=1), length)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-11-06", 1, "2026-11-09"),
        ("2026-11-06", 3, "2026-11-12"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-04-03", 2, "2026-04-08"),
        ("2026-11-07", 1, "2026-11-09"),
        ("2026-11-06", 0, "2026-11-06"),
    ],
)
def test_working_days_after_pass_over_weekends_and_holidays(start: str, count: int, expected: str):
    assert workdays_after(date.fromisoformat(start), count) == date.fromisoformat(expected)


@given(days, st.integers(min_value=1, max_value=15))
def test_so_many_working_days_lie_between(start: date, count: int):
    end = workdays_after(start, count)

    between = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    working = [day for day in between if day.weekday() < SATURDAY and statutory_day_off(day) is None]
    assert (len(working), working[-1]) == (count, end)


@pytest.mark.django_db
class TestTheOfficesOwnDays:
    def test_an_added_day_moves_the_term_and_is_named(self):
        NonWorkingDay.objects.create(day=date(2026, 11, 12), name="Nowe święto")

        counted = term(date(2026, 10, 28), 14, office_day_off())

        assert counted.skipped[-1] == (date(2026, 11, 12), "Nowe święto")
        assert counted.end == date(2026, 11, 13)

    def test_a_struck_day_moves_nothing(self):
        NonWorkingDay.objects.create(day=date(2026, 11, 11), is_off=False)

        assert deadline(date(2026, 10, 28), 14, office_day_off()) == date(2026, 11, 11)

    def test_a_struck_holiday_on_a_sunday_is_still_a_sunday(self):
        NonWorkingDay.objects.create(day=date(2026, 11, 1), is_off=False)

        assert office_day_off()(date(2026, 11, 1)) == "niedziela"

    def test_the_other_days_are_the_librarys(self):
        day_off = office_day_off()

        assert day_off(date(2026, 12, 24)) == "Wigilia Bożego Narodzenia"
        assert day_off(date(2026, 11, 12)) is None

    def test_a_filed_request_is_counted_with_them(self):
        NonWorkingDay.objects.create(day=date(2026, 11, 12), name="Nowe święto")

        request = make_request(at=datetime(2026, 10, 28, 10, tzinfo=UTC))

        assert request.due_on == date(2026, 11, 13)
