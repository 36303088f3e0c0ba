"""When the Centre is open: the ranking rule by rule, the edges of spans, both changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from random import Random

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jcop.models import HoursPeriod
from jcop.opening.hours import (
    WARSAW,
    Day,
    Period,
    Span,
    days_between,
    hours_on,
    now_at,
    openings,
    state_at,
    week_of,
)
from jcop.opening.workdays import statutory_day_off
from tests.factories import make_hours

DAY = date(2026, 6, 10)  # a Wednesday without a holiday
CORPUS_CHRISTI = date(2026, 6, 4)
AT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def all_week(opens: int, closes: int) -> tuple[tuple[int, Span], ...]:
    return tuple((weekday, Span(time(opens), time(closes))) for weekday in range(7))


def period(kind: str, opens: int = 8, *, days: int | None = None, **fields: object) -> Period:
    """Covers DAY and CORPUS_CHRISTI; recognised in results by the hour at which it opens."""
    first = fields.pop("first", date(2026, 6, 1))
    values = {
        "valid_from": first,
        "valid_until": first + timedelta(days=days - 1) if days else None,
        "published_at": AT,
        "reason": "",
        "spans": all_week(opens, opens + 1),
    }
    return Period(kind=kind, **values | fields)


def pattern(opens: int = 8, **fields: object) -> Period:
    return period(Period.PATTERN, opens, **fields)


def override(opens: int, days: int, **fields: object) -> Period:
    return period(Period.OVERRIDE, opens, days=days, **fields)


def suspension(**fields: object) -> Period:
    return period(Period.SUSPENSION, 0, **{"reason": "remont"} | fields)


def opening(day: date, *periods: Period) -> int | None:
    """The hour at which `day` opens, None when it is closed; both orders of `periods` must agree."""
    found = hours_on(day, periods)
    assert found == hours_on(day, periods[::-1])
    assert found.is_known
    return found.spans[0].opens.hour if found.spans else None


def test_the_pattern_holds_where_nothing_else_is_said():
    assert opening(DAY, pattern(8)) == 8


def test_of_two_patterns_the_one_that_began_later_holds():
    assert opening(DAY, pattern(8, first=date(2026, 1, 1)), pattern(9, first=date(2026, 5, 1))) == 9


def test_of_two_patterns_from_one_day_the_one_published_later_holds():
    assert opening(DAY, pattern(8), pattern(9, published_at=AT + timedelta(days=1))) == 9


def test_a_long_override_beats_the_pattern():
    assert opening(DAY, pattern(8), override(9, days=30)) == 9


def test_of_long_overrides_the_shortest_holds_even_when_it_is_older():
    newer = AT + timedelta(days=9)

    assert opening(DAY, override(9, days=30, published_at=newer), override(10, days=20)) == 10


def test_of_overrides_of_one_length_the_newest_holds():
    assert (
        opening(DAY, override(9, days=30), override(10, days=30, published_at=AT + timedelta(days=1))) == 10
    )


def test_of_short_overrides_the_newest_holds_even_when_it_is_longer():
    newer = AT + timedelta(days=1)

    assert (
        opening(DAY, override(9, days=3, first=DAY), override(10, days=7, first=DAY, published_at=newer))
        == 10
    )


def test_a_statutory_day_off_beats_a_long_override():
    assert opening(CORPUS_CHRISTI, pattern(8), override(9, days=8)) is None
    assert hours_on(CORPUS_CHRISTI, [pattern(8)]).reason == statutory_day_off(CORPUS_CHRISTI)


def test_an_override_of_seven_days_beats_a_statutory_day_off():
    assert opening(CORPUS_CHRISTI, pattern(8), override(9, days=7)) == 9


def test_an_ordinary_sunday_does_not_overrule_hours_entered_for_sundays():
    sunday = date(2026, 6, 14)

    assert opening(sunday, pattern(8)) == 8


def test_a_suspension_beats_the_pattern_and_shows_its_reason():
    assert opening(DAY, pattern(8), suspension()) is None
    assert hours_on(DAY, [pattern(8), suspension()]).reason == "remont"


def test_a_suspension_beats_a_short_override_published_before_it():
    before = AT - timedelta(days=1)

    assert opening(DAY, suspension(), override(9, days=7, first=DAY, published_at=before)) is None


def test_an_override_published_after_the_suspension_beats_it():
    after = AT + timedelta(days=1)

    assert opening(DAY, suspension(), override(9, days=30, published_at=after)) == 9


def test_a_suspension_published_later_ends_what_an_override_had_opened():
    opened, closed = AT + timedelta(days=1), AT + timedelta(days=2)
    periods = [suspension(), override(9, days=30, published_at=opened), suspension(published_at=closed)]

    assert opening(DAY, *periods) is None


def test_a_suspension_on_a_holiday_gives_its_own_reason():
    assert hours_on(CORPUS_CHRISTI, [pattern(8), suspension()]).reason == "remont"


@pytest.mark.parametrize("kind", [Period.PATTERN, Period.OVERRIDE, Period.SUSPENSION])
def test_what_is_not_published_does_not_count(kind: str):
    draft = period(kind, 9, days=7, first=DAY, published_at=None)

    assert opening(DAY, pattern(8), draft) == 8
    assert hours_on(DAY, [draft]) == Day(DAY, is_known=False)


def test_both_ends_of_a_period_belong_to_it():
    short = override(9, days=3, first=DAY)

    found = [opening(DAY + timedelta(days=n), pattern(8), short) for n in (-1, 0, 2, 3)]

    assert found == [8, 9, 9, 8]


def test_nothing_entered_is_unknown_and_not_closed():
    day = hours_on(DAY, [])

    assert (day.is_known, day.is_closed) == (False, False)
    assert state_at(datetime(2026, 6, 10, 12, tzinfo=WARSAW), day) == "unknown"


def test_a_weekday_without_hours_is_closed_and_known():
    only_mondays = pattern(spans=((0, Span(time(8), time(9))),))

    assert hours_on(DAY, [only_mondays]) == Day(DAY)
    assert hours_on(DAY, [only_mondays]).is_closed


def test_spans_of_a_day_come_in_order():
    late, early = Span(time(15), time(18)), Span(time(8), time(10))

    assert hours_on(DAY, [pattern(spans=((2, late), (2, early)))]).spans == (early, late)


def test_a_week_runs_from_monday_to_sunday():
    week = week_of(DAY, [pattern()])

    assert [day.date for day in week] == [date(2026, 6, 8) + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize(
    ("clock", "state"),
    [
        (time(7, 59, 59), "closed"),
        (time(8), "open"),
        (time(9, 59, 59, 999999), "open"),
        (time(10), "closed"),
        (time(12), "open"),
        (time(13), "closed"),
    ],
)
def test_a_span_is_open_from_its_first_moment_and_no_longer_at_its_last(clock: time, state: str):
    day = Day(DAY, (Span(time(8), time(10)), Span(time(12), time(13))))

    assert state_at(datetime.combine(DAY, clock, WARSAW), day) == state


class TestTheAnswerAtTheDoor:
    week = [
        Day(DAY, (Span(time(8), time(10)), Span(time(12), time(13)))),
        Day(DAY + timedelta(days=1), reason="inwentaryzacja"),
        Day(DAY + timedelta(days=2), (Span(time(9), time(11)),)),
    ]

    def at(self, hour: int) -> datetime:
        return datetime.combine(DAY, time(hour), WARSAW)

    def test_open_until_the_end_of_the_span(self):
        now = now_at(self.at(9), self.week)

        assert (now.state, now.until) == ("open", self.at(10))

    def test_closed_until_the_next_span_of_the_day(self):
        now = now_at(self.at(10), self.week)

        assert (now.state, now.until) == ("closed", self.at(12))

    def test_closed_until_the_next_day_with_hours(self):
        now = now_at(self.at(13), self.week)

        assert (now.state, now.until) == ("closed", self.at(9) + timedelta(days=2))

    def test_closed_with_no_opening_in_sight_and_its_reason(self):
        now = now_at(self.at(9), [Day(DAY, reason="remont"), Day(DAY + timedelta(days=1))])

        assert (now.state, now.until, now.reason) == ("closed", None, "remont")

    def test_unknown_promises_nothing(self):
        now = now_at(self.at(9), [Day(DAY, is_known=False), *self.week[1:]])

        assert (now.state, now.until) == ("unknown", None)

    def test_an_unknown_day_between_hides_what_comes_after_it(self):
        now = now_at(self.at(9), [Day(DAY), Day(DAY + timedelta(days=1), is_known=False), self.week[2]])

        assert (now.state, now.until) == ("closed", None)


CLOCK_CHANGES = [
    (date(2026, 3, 29), 23),
    (date(2026, 10, 25), 25),
    (date(2027, 3, 28), 23),
    (date(2027, 10, 31), 25),
]


@pytest.mark.parametrize(("sunday", "length"), CLOCK_CHANGES)
def test_each_instant_of_a_day_when_the_clock_changes_has_the_answer_of_its_clock(sunday: date, length: int):
    day = Day(sunday, (Span(time(1), time(4)),))
    midnight = datetime.combine(sunday, time(), WARSAW).astimezone(UTC)

    instants = [midnight + timedelta(minutes=15 * n) for n in range(length * 4)]
    states = [state_at(instant, day) for instant in instants]

    assert instants[-1].astimezone(WARSAW).time() == time(23, 45)
    assert states.count("open") == (length - 24 + 3) * 4
    assert all(now_at(instant, [day]).state == state for instant, state in zip(instants, states, strict=True))


@pytest.mark.parametrize(("sunday", "length"), CLOCK_CHANGES)
def test_an_ordinary_opening_on_such_a_day_lasts_as_long_as_ever(sunday: date, length: int):
    day = Day(sunday, (Span(time(10), time(18)),))

    [(starts, ends)] = openings([day])

    assert ends.astimezone(UTC) - starts.astimezone(UTC) == timedelta(hours=8)
    assert starts.astimezone(WARSAW).time() == time(10)


quarters = st.integers(min_value=0, max_value=95).map(lambda n: time(n // 4, n % 4 * 15))
spans = st.tuples(quarters, quarters).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Span(*pair))
published = st.none() | st.integers(min_value=0, max_value=5).map(lambda n: AT + timedelta(days=n))
periods = st.builds(
    Period,
    kind=st.sampled_from([Period.PATTERN, Period.OVERRIDE, Period.SUSPENSION]),
    valid_from=st.dates(min_value=date(2026, 3, 1), max_value=date(2026, 4, 5)),
    valid_until=st.none() | st.dates(min_value=date(2026, 4, 5), max_value=date(2026, 12, 31)),
    published_at=published,
    reason=st.just("powód"),
    spans=st.lists(st.tuples(st.integers(min_value=0, max_value=6), spans), max_size=4).map(tuple),
)
instants = st.integers(min_value=0, max_value=230 * 24 * 4).map(
    lambda n: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=15 * n)
)


@given(st.lists(periods, max_size=6), instants)
def test_every_instant_has_one_answer_and_the_door_and_the_table_give_the_same(
    found: list[Period], moment: datetime
):
    today = moment.astimezone(WARSAW).date()
    week = [hours_on(today + timedelta(days=n), found) for n in range(7)]
    now = now_at(moment, week)

    assert now.state == state_at(moment, week[0])
    inside = [ends for starts, ends in openings(week[:1]) if starts <= moment < ends]
    assert (now.state == "open") == bool(inside)
    assert now.until is None or now.until > moment


@given(st.lists(periods, max_size=6), st.dates(min_value=date(2026, 3, 1), max_value=date(2026, 12, 31)))
def test_a_day_is_open_closed_or_unknown_and_only_one_of_them(found: list[Period], day: date):
    answer = hours_on(day, found)

    assert [bool(answer.spans), answer.is_closed, not answer.is_known].count(True) == 1


gaps_and_repeats = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28)]


@given(
    st.sampled_from(gaps_and_repeats), st.lists(spans, max_size=3), st.integers(min_value=-8, max_value=112)
)
def test_openings_are_the_instants_at_which_the_clock_stands_within_a_span(
    sunday: date, found: list[Span], quarter: int
):
    apart = [
        span for n, span in enumerate(sorted(found)) if all(span.opens >= s.closes for s in sorted(found)[:n])
    ]
    day = Day(sunday, tuple(apart))
    moment = datetime.combine(sunday, time(), WARSAW).astimezone(UTC) + timedelta(minutes=15 * quarter)
    is_today = moment.astimezone(WARSAW).date() == sunday

    inside = [starts for starts, ends in openings([day]) if starts <= moment < ends]

    assert bool(inside) == (is_today and state_at(moment, day) == "open")


def test_an_hour_that_is_left_out_opens_nothing_and_one_that_comes_twice_opens_twice():
    span = Span(time(2, 15), time(2, 45))

    spring, autumn = (list(openings([Day(day, (span,))])) for day in (date(2026, 3, 29), date(2026, 10, 25)))

    assert spring == []
    assert autumn == [
        (datetime(2026, 10, 25, 0, 15, tzinfo=UTC), datetime(2026, 10, 25, 0, 45, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), datetime(2026, 10, 25, 1, 45, tzinfo=UTC)),
    ]


@given(st.lists(periods, max_size=6), st.randoms(use_true_random=False), st.dates(DAY, date(2026, 12, 31)))
def test_the_order_of_periods_and_the_length_of_the_question_change_no_answer(
    found: list[Period], random: Random, day: date
):
    mixed = random.sample(found, len(found))

    together = days_between(date(2026, 2, 20), day, found)

    assert together[-1] == hours_on(day, mixed)
    assert together == [hours_on(answer.date, mixed) for answer in together]


@pytest.mark.django_db
class TestStoredHours:
    def test_only_published_periods_touch_a_day(self):
        published = make_hours(DAY)
        draft = HoursPeriod.objects.create(kind="pattern", valid_from=DAY)

        assert list(HoursPeriod.objects.touching(DAY, DAY)) == [draft, published]
        assert list(HoursPeriod.objects.published().touching(DAY, DAY)) == [published]
        assert list(HoursPeriod.objects.touching(DAY - timedelta(days=9), DAY - timedelta(days=1))) == []

    def test_a_period_becomes_a_plain_value_with_its_spans(self):
        period = make_hours(DAY, opens=8, closes=18).as_period()

        assert sorted(period.spans, key=itemgetter(0)) == list(all_week(8, 18))
        assert hours_on(DAY, [period]).spans == (Span(time(8), time(18)),)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_all_periods_are_read_in_two_statements(self, rows: int, django_assert_num_queries):
        for _ in range(rows):
            make_hours(DAY)

        with django_assert_num_queries(2):
            found = HoursPeriod.objects.published().touching(DAY, DAY).as_periods()

        assert len(found) == rows

    def test_publishing_is_done_once(self):
        period = HoursPeriod.objects.create(kind="pattern", valid_from=DAY)
        period.publish(at=AT)

        with pytest.raises(ValidationError, match="Te godziny są już ogłoszone"):
            period.publish()

        period.refresh_from_db()
        assert period.published_at == AT
