"""The Centre's time from the database: verbs, sentences of what differs, statements and milliseconds."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jcop.centre.timetable import Timetable
from jcop.models import HoursPeriod, NonWorkingDay, WorkerDuty
from jcop.opening.duties import DutyDay, duty_days
from jcop.opening.hours import ONE_DAY, WARSAW, Span
from tests.factories import make_hours

pytestmark = pytest.mark.django_db
AT = datetime(2027, 1, 4, 12, tzinfo=UTC)
MONDAY = date(2027, 3, 22)
SPAN, LATE = Span(time(10), time(18)), Span(time(15), time(18))
OPEN = [[SPAN]] * 7
YEAR = date(2027, 1, 1), date(2027, 12, 31)


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def plan(first: date, days: int, week: list = OPEN, at: datetime = AT, **told: object) -> HoursPeriod:
    return HoursPeriod.plan(first, first + (days - 1) * ONE_DAY, week, at=at, **told)


def suspend(first: date, until: date | None = None, at: datetime = AT) -> HoursPeriod:
    return HoursPeriod.suspend(valid_from=first, valid_until=until, reason="remont", contact="Referat", at=at)


def table(first: date = MONDAY, weeks: int = 4) -> Timetable:
    return Timetable.of_weeks(first, weeks)


class TestPlanning:
    def test_publishes_days_with_their_hours_at_once(self):
        week = [[SPAN], [], [Span(time(8), time(9)), LATE], *[[]] * 4]

        period = plan(MONDAY, 3, week, note="dopisek", is_by_phone=True)

        days = table().days[:4]
        assert [day.spans for day in days] == [(SPAN,), (), (Span(time(8), time(9)), LATE), ()]
        assert [day.is_known for day in days] == [True, True, True, False]
        assert (period.published_at, days[0].period.note, days[0].is_by_phone) == (AT, "dopisek", True)

    def test_what_is_planned_last_holds(self):
        plan(MONDAY, 2, [[SPAN]] * 7)
        plan(MONDAY, 7, [[LATE]] * 7, at=AT + timedelta(hours=1))

        assert [day.spans for day in table().days[:7]] == [(LATE,)] * 7

    def test_of_days_that_are_over_is_refused(self):
        with pytest.raises(ValidationError, match="Te dni już minęły"):
            plan(date(2027, 1, 1), 3)

        assert not HoursPeriod.objects.exists()

    def test_is_taken_back_once_and_the_rest_holds_again(self):
        make_hours(date(2027, 1, 1), opens=8, closes=9)
        period = plan(MONDAY, 5)

        period.withdraw(at=AT)

        assert table().on(MONDAY).spans == (Span(time(8), time(9)),)
        with pytest.raises(ValidationError, match="już wycofane"):
            period.withdraw()

    def test_what_is_over_cannot_be_published_later(self):
        draft = HoursPeriod.objects.create(
            kind="override", valid_from=date(2027, 1, 1), valid_until=date(2027, 1, 3)
        )

        with pytest.raises(ValidationError, match="Te dni już minęły"):
            draft.publish(at=AT)


class TestSuspension:
    def test_says_both_that_it_holds_and_which_days_were_opened_after_it(self):
        make_hours(date(2027, 1, 1))
        suspend(date(2027, 1, 5))
        week = [[SPAN], [LATE], [LATE], [Span(time(8, 30), time(18))], [], [], []]
        plan(MONDAY, 5, week, at=AT + timedelta(days=1))

        found = table(date(2027, 3, 15)).suspension(date(2027, 3, 15))

        assert plain(found.sentence) == "Działalność Centrum jest zawieszona do odwołania."
        assert [plain(text) for text in found.opened] == [
            "W dniach 22–26 marca 2027 r. Centrum jest czynne: w poniedziałek 22 marca w godz. 10:00–18:00;"
            " we wtorek 23 marca i w środę 24 marca w godz. 15:00–18:00;"
            " w czwartek 25 marca w godz. 8:30–18:00; w piątek 26 marca – nieczynne."
        ]

    def test_hides_what_was_opened_before_it(self):
        plan(MONDAY, 5, at=AT - timedelta(days=1))
        suspend(date(2027, 1, 5))

        found = table()

        assert found.suspension(MONDAY).opened == []
        assert [day.is_suspended for day in found.days[:5]] == [True] * 5

    def test_that_is_announced_says_from_when_to_when(self):
        suspend(date(2027, 4, 1), date(2027, 4, 30))

        found = table().suspension(MONDAY)

        assert plain(found.sentence) == (
            "Od 1 kwietnia 2027 r. działalność Centrum będzie zawieszona do 30 kwietnia 2027 r."
        )
        assert (found.is_in_force, found.resumes_on) == (False, date(2027, 5, 1))

    def test_is_ended_by_one_act(self):
        make_hours(date(2027, 1, 1))
        suspension = suspend(date(2027, 1, 5))

        suspension.resume(on=MONDAY + ONE_DAY)

        days = table().days[:3]
        assert [day.is_suspended for day in days] == [True, False, False]
        assert table(MONDAY + 7 * ONE_DAY).suspension(MONDAY + 7 * ONE_DAY) is None

    def test_is_taken_back_when_it_ends_before_it_begins(self):
        suspension = suspend(MONDAY)

        suspension.resume(on=MONDAY, at=AT)

        suspension.refresh_from_db()
        assert (suspension.withdrawn_at, suspension.valid_until) == (AT, None)
        assert not HoursPeriod.objects.suspensions().exists()

    def test_cannot_be_resumed_twice(self):
        suspension = suspend(date(2027, 1, 5))
        suspension.resume(on=date(2027, 2, 1))

        with pytest.raises(ValidationError, match="ktoś ją już wznowił"):
            suspension.resume(on=MONDAY)

    @pytest.mark.parametrize(
        ("first", "until"),
        [(MONDAY, None), (date(2027, 1, 1), MONDAY), (date(2027, 2, 1), date(2027, 2, 3))],
    )
    def test_cannot_be_doubled(self, first: date, until: date | None):
        suspend(date(2027, 1, 15), MONDAY + 9 * ONE_DAY)

        with pytest.raises(ValidationError, match="już w tym czasie zawieszona"):
            suspend(first, until)
        with pytest.raises(IntegrityError), transaction.atomic():
            HoursPeriod.objects.create(
                kind="suspension", valid_from=first, valid_until=until, reason="x", published_at=AT
            )

    def test_may_follow_another(self):
        suspend(date(2027, 1, 15), MONDAY)

        suspend(MONDAY + ONE_DAY)

        assert HoursPeriod.objects.suspensions().count() == 2

    def test_of_days_that_are_over_is_refused(self):
        with pytest.raises(ValidationError, match="Ten dzień już minął"):
            suspend(date(2027, 1, 1), date(2027, 1, 3))

    def test_with_its_days_reversed_is_told_so(self):
        with pytest.raises(ValidationError) as refusal:
            suspend(MONDAY, MONDAY - ONE_DAY)

        assert refusal.value.messages == ["Ostatni dzień jest wcześniejszy niż pierwszy."]


class TestWhatDiffers:
    def told(self, today: date = MONDAY) -> list[str]:
        return [plain(change.sentence) for change in table(MONDAY).special(today)]

    def test_tells_a_statutory_day_by_its_name(self):
        make_hours(date(2027, 1, 1))

        assert self.told() == [
            "W niedzielę 28 marca 2027 r. Centrum jest nieczynne: Niedziela Wielkanocna.",
            "W poniedziałek 29 marca 2027 r. Centrum jest nieczynne: Poniedziałek Wielkanocny.",
        ]

    def test_leaves_out_a_statutory_day_on_a_weekday_that_is_closed_anyway(self):
        make_hours(date(2027, 1, 1))
        HoursPeriod.objects.get().spans.filter(weekday=6).delete()

        assert self.told() == [
            "W poniedziałek 29 marca 2027 r. Centrum jest nieczynne: Poniedziałek Wielkanocny."
        ]

    def test_tells_a_month_once_by_its_weekdays_and_its_exception_beside_it(self):
        HoursPeriod.plan(date(2027, 9, 1), date(2027, 9, 30), [[LATE]] * 5 + [[], []], at=AT)
        plan(date(2027, 9, 10), 1, [[]] * 7, reason="szkolenie")

        found = Timetable.of_weeks(date(2027, 9, 1), 5).special(date(2027, 9, 1))

        assert [plain(change.sentence) for change in found] == [
            "We wrześniu 2027 r. Centrum jest czynne: od poniedziałku do piątku w godz. 15:00–18:00;"
            " w soboty i w niedziele – nieczynne.",
            "W piątek 10 września 2027 r. Centrum jest nieczynne.",
        ]
        assert found[1].period.reason == "szkolenie"

    def test_leaves_out_what_is_over_and_what_something_newer_replaced(self):
        plan(MONDAY, 3)
        plan(MONDAY + ONE_DAY, 1, [[]] * 7, at=AT + timedelta(hours=1))

        assert self.told(MONDAY + ONE_DAY) == [
            "We wtorek 23 marca 2027 r. Centrum jest nieczynne.",
            "W środę 24 marca 2027 r. Centrum jest czynne w godz. 10:00–18:00.",
        ]

    def test_survives_a_suspension_in_the_middle_of_a_planned_week(self):
        plan(MONDAY, 5)
        suspend(MONDAY + ONE_DAY, MONDAY + 2 * ONE_DAY, at=AT + timedelta(hours=1))

        assert self.told()[:2] == [
            "W poniedziałek 22 marca 2027 r. Centrum jest czynne w godz. 10:00–18:00.",
            "W dniach 25–26 marca 2027 r. Centrum jest czynne: w czwartek 25 marca i w piątek 26 marca"
            " w godz. 10:00–18:00.",
        ]

    def test_a_closed_day_has_the_reason_and_an_open_day_has_none(self):
        plan(MONDAY, 2, [[SPAN], *[[]] * 6], reason="inwentaryzacja")

        assert [day.reason for day in table().days[:2]] == ["", "inwentaryzacja"]

    def test_a_statutory_day_closed_by_a_plan_keeps_its_name(self):
        plan(date(2027, 3, 29), 1, [[]] * 7)

        assert table(date(2027, 3, 29)).days[0].reason == "Poniedziałek Wielkanocny"


def test_a_duty_falls_away_where_the_centre_is_closed():
    month = WorkerDuty.objects.create(month=date(2027, 3, 1))
    month.set_week([[LATE], [LATE], *[[]] * 5])
    make_hours(date(2027, 1, 1))
    plan(date(2027, 3, 23), 1, [[]] * 7, reason="szkolenie")

    found = duty_days([month], table(MONDAY, 2).days)

    assert found == [
        DutyDay(date(2027, 3, 22), (LATE,)),
        DutyDay(date(2027, 3, 23), (LATE,), "Centrum nieczynne: szkolenie"),
        DutyDay(date(2027, 3, 29), (LATE,), "Centrum nieczynne: Poniedziałek Wielkanocny"),
        DutyDay(date(2027, 3, 30), (LATE,)),
    ]


def test_the_hours_of_a_month_of_duty_are_replaced_as_a_whole():
    duty = WorkerDuty.objects.create(month=date(2027, 9, 1))
    duty.set_week([[LATE]] * 5 + [[], []])
    first = list(duty.spans.values_list("pk", flat=True))

    duty.set_week([[LATE]] * 5 + [[], []])
    same = list(duty.spans.values_list("pk", flat=True))
    duty.set_week([[SPAN]] + [[]] * 6)

    assert same == first
    assert duty.week == ((SPAN,), (), (), (), (), (), ())


def test_now_looks_past_midnight_and_months():
    make_hours(date(2027, 1, 1))

    now = table(date(2027, 12, 27)).now(datetime(2027, 12, 31, 19, tzinfo=WARSAW))

    assert (now.state, now.until) == ("closed", datetime(2028, 1, 2, 8, tzinfo=WARSAW))


class TestAYear:
    def fill(self) -> None:
        """Two hundred periods: patterns, months, weeks, single days and a suspension."""
        rows = [("pattern", date(2026, 1, 1), None), ("pattern", date(2027, 7, 1), None)]
        rows += [("override", date(2027, m, 1), date(2027, m, 28)) for m in range(1, 13)]
        rows += [
            ("override", start, start + timedelta(days=n % 7))
            for n, start in ((n, YEAR[0] + timedelta(days=2 * n)) for n in range(185))
        ]
        rows += [("suspension", date(2027, 10, 1), date(2027, 10, 20))]
        assert len(rows) == 200
        for number, (kind, first, last) in enumerate(rows):
            period = HoursPeriod.objects.create(
                kind=kind, valid_from=first, valid_until=last, reason="x", published_at=AT + timedelta(number)
            )
            for weekday in range(5):
                period.spans.create(weekday=weekday, opens=time(8), closes=time(16))
        for n in range(5):
            NonWorkingDay.objects.create(day=YEAR[0] + timedelta(days=40 * n), name="wolne")

    def test_with_two_hundred_periods_takes_three_statements(self, django_assert_num_queries):
        self.fill()
        assert Timetable.between(*YEAR).days  # the library's statutory days of the year are read once

        with django_assert_num_queries(3):
            found = Timetable.between(*YEAR).days

        assert len(found) == 365

    @pytest.mark.parametrize("weeks", [1, 53])
    def test_takes_three_statements_whatever_is_asked(self, weeks: int, django_assert_num_queries):
        make_hours(date(2027, 1, 1))

        with django_assert_num_queries(3):
            found = table(MONDAY, weeks)
            found.now(AT + timedelta(days=80))
            found.suspension(MONDAY)
            found.special(MONDAY)
