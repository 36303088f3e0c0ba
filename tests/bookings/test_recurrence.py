"""The days of a series and its hours, without a database."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.recurrence import LAST, MOST, ORDINALS, ClockChange, Rule, instants
from jcop.opening.hours import WARSAW

TUESDAY = date(2027, 1, 5)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)

days = st.dates(date(2020, 1, 1), date(2090, 12, 31))
rhythms = st.one_of(
    st.tuples(st.just("weekly"), st.none()), st.tuples(st.just("monthly"), st.sampled_from(list(ORDINALS)))
)
ends = st.one_of(
    st.tuples(st.none(), st.integers(1, 1000)),
    st.tuples(st.integers(0, 5000), st.none()),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    first_on, (frequency, ordinal), (until, count) = draw(days), draw(rhythms), draw(ends)
    until_on = None if until is None else first_on + timedelta(days=until)
    return Rule(first_on, frequency, draw(st.integers(1, 12)), ordinal, until_on, count)


@given(rules())
def test_a_rule_names_only_its_own_days_in_order_and_never_many_more_than_a_series_holds(rule: Rule):
    found = rule.days()

    assert found == sorted(set(found))
    assert len(found) <= MOST + 1
    assert rule.count is None or len(found) == min(rule.count, MOST + 1)
    for day in found:
        assert rule.first_on <= day
        assert rule.until_on is None or day <= rule.until_on
        assert day.weekday() == rule.first_on.weekday()


@given(rules())
def test_the_days_of_a_rule_are_exactly_as_far_apart_as_it_says(rule: Rule):
    found = rule.days()

    for day, after in pairwise(found):
        if rule.frequency == "weekly":
            assert after - day == timedelta(weeks=rule.every)
        else:
            assert (after.year - day.year) * 12 + after.month - day.month == rule.every


@given(rules())
def test_a_day_of_the_month_is_the_nth_or_the_last_of_its_weekday(rule: Rule):
    for day in rule.days() if rule.frequency == "monthly" else []:
        if rule.ordinal == LAST:
            assert (day + timedelta(days=7)).month != day.month
        else:
            assert (day.day - 1) // 7 + 1 == rule.ordinal


def test_a_second_wednesday_before_the_first_day_belongs_to_the_past():
    rule = Rule(date(2027, 1, 20), "monthly", ordinal=2, count=2)

    assert rule.days() == [date(2027, 2, 10), date(2027, 3, 10)]


def test_every_fourth_week_reaches_the_29th_of_february():
    rule = Rule(date(2028, 1, 4), every=4, until_on=date(2028, 2, 29))

    assert rule.days() == [date(2028, 1, 4), date(2028, 2, 1), date(2028, 2, 29)]


def test_the_end_of_all_dates_is_no_trouble():
    assert Rule(date(8999, 12, 1), "monthly", 12, LAST, count=60).days() == [date(8999, 12, 29)]
    assert Rule(date.max, count=60).days() == []
    assert Rule(date.max, "monthly", ordinal=4, count=60).days() == []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Rule(TUESDAY, count=1), "co tydzień we wtorki od 5 stycznia 2027 r., 1 raz"),
        (Rule(TUESDAY, every=2, count=12), "co 2 tygodnie we wtorki od 5 stycznia 2027 r., 12 razy"),
        (
            Rule(TUESDAY, every=5, until_on=date(2027, 6, 30)),
            "co 5 tygodni we wtorki od 5 stycznia 2027 r. do 30 czerwca 2027 r.",
        ),
        (
            Rule(TUESDAY, "monthly", ordinal=2, count=6),
            "w drugi wtorek co miesiąc od 5 stycznia 2027 r., 6 razy",
        ),
        (
            Rule(TUESDAY + timedelta(days=1), "monthly", 3, LAST, count=4),
            "w ostatnią środę co 3 miesiące od 6 stycznia 2027 r., 4 razy",
        ),
    ],
)
def test_a_rule_reads_as_people_say_it(rule: Rule, told: str):
    assert str(rule) == told


def test_the_hours_of_a_series_are_those_on_the_wall_in_winter_and_in_summer():
    winter, _ = instants(TUESDAY, time(10), time(12))
    summer, _ = instants(date(2027, 7, 6), time(10), time(12))

    assert (winter.astimezone(WARSAW).hour, summer.astimezone(WARSAW).hour) == (10, 10)
    assert (winter.utcoffset(), summer.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


@pytest.mark.parametrize(
    ("day", "starts", "ends", "told"),
    [
        (SPRING, time(2), time(4), "Tego dnia zmienia się czas i godziny 2:00 nie ma."),
        (SPRING, time(1), time(2, 30), "Tego dnia zmienia się czas i godziny 2:30 nie ma."),
        (AUTUMN, time(2), time(4), "Tego dnia zmienia się czas i godzina 2:00 jest dwa razy."),
        (AUTUMN, time(1), time(2, 59), "Tego dnia zmienia się czas i godzina 2:59 jest dwa razy."),
    ],
)
def test_an_hour_that_the_clock_skips_or_repeats_is_named(day: date, starts: time, ends: time, told: str):
    with pytest.raises(ClockChange) as refusal:
        instants(day, starts, ends)

    assert str(refusal.value) == f"{told} Proszę wybrać inną."


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 1), (AUTUMN, 3)])
def test_hours_around_the_change_of_clocks_last_as_long_as_they_last(day: date, hours: int):
    starts_at, ends_at = instants(day, time(1), time(3))

    assert ends_at.timestamp() - starts_at.timestamp() == hours * 3600
