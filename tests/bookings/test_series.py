"""Series: claimed whole or not at all, and changed date by date or as one."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Allocation, Bookable, Booking, Plan, Series, Slot, Thing
from bookings.recurrence import MOST
from jcop.models import Centre, HoursPeriod
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_plan,
    make_room,
    make_things,
    moment,
    next_monday,
)
from tests.walked import make_series

pytestmark = pytest.mark.django_db
State = Booking.State
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def far_horizon() -> None:
    """Two years ahead, so that sixty weeks can be booked."""
    Centre.objects.update(horizon_days=800)


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement()


def monday(number: int = 0) -> date:
    return next_monday() + number * WEEK


def slot(day: date, starts: int, place: Bookable, hours: int = 2) -> Slot:
    return Slot(day, time(starts), time(starts + hours), place)


def told(refusal: ValidationError) -> dict[str, list[str]]:
    return refusal.message_dict


def states(series: Series) -> list[str]:
    """The state of each date, or why it has no booking."""
    dates = series.dates.select_related("booking")
    return [one.booking.state if one.booking else one.reason for one in dates]


class TestClaim:
    def test_every_date_is_booked_at_the_same_hour_of_the_wall(self, agreement: Agreement):
        series = make_series(agreement=agreement, count=30)

        bookings = [one.booking for one in series.dates.select_related("booking")]
        assert [b.starts_at for b in bookings] == [moment(monday(n), 10) for n in range(30)]
        assert {b.starts_at.astimezone(UTC).hour for b in bookings} == {8, 9}
        assert Allocation.objects.count() == 30

    def test_a_room_takes_its_laptops_along_every_time(self, agreement: Agreement):
        laptops = make_things(3)

        series = make_series(agreement=agreement, extras=(Thing(laptops, 2),))

        first = series.dates.get(number=2).booking
        assert [str(item) for item in first.items.order_by("pk")][1] == "Laptop × 2"
        assert Allocation.objects.count() == 9

    def test_one_taken_date_stops_everything_and_is_named(self, agreement: Agreement):
        plan = make_plan(agreement=agreement)
        make_booking(room=plan.things[0].bookable, starts_at=moment(monday(1), 11))

        with pytest.raises(ValidationError) as refusal:
            Series.claim(plan, by=None)

        assert told(refusal.value) == {
            monday(1).isoformat(): ["Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."]
        }
        assert (Series.objects.count(), Booking.objects.count()) == (0, 1)

    def test_what_was_not_chosen_stays_with_its_reason_and_what_was_moved_stands_elsewhere(
        self, agreement: Agreement
    ):
        plan, other = make_plan(agreement=agreement, count=4), make_room()
        room = plan.things[0].bookable
        make_booking(room=room, starts_at=moment(monday(1), 11))
        days = {monday(0): slot(monday(0), 10, room), monday(2): slot(monday(2), 15, other)}

        series = Series.claim(plan, by=None, chosen=days)

        moved = series.dates.get(day=monday(2)).booking
        assert states(series) == [
            State.CONFIRMED,
            "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę.",
            State.CONFIRMED,
            "Pominięty przy rezerwowaniu serii.",
        ]
        assert (moved.starts_at, moved.items.get().bookable) == (moment(monday(2), 15), other)

    def test_no_date_lies_past_the_agreement(self):
        make_hours()
        plan = make_plan(agreement=make_agreement(valid_until=monday(1)))

        verdicts = plan.judged(plan.slots(), timezone.now())

        assert [found.sentence for found in verdicts] == [
            "",
            "",
            "Żadne porozumienie Państwa organizacji nie daje w tym dniu prawa do tej rezerwacji.",
        ]

    def test_the_next_agreement_carries_the_dates_that_the_first_no_longer_does(self):
        make_hours()
        first = make_agreement(valid_until=monday(0))
        second = make_agreement(organization=first.organization, valid_from=monday(1))

        series = make_series(agreement=first)

        carried = [one.booking.agreement for one in series.dates.all()]
        assert carried == [first, second, second]

    def test_dates_outside_opening_hours_wait_for_the_worker(self, agreement: Agreement):
        series = make_series(agreement=agreement, starts=19)

        assert states(series) == [State.REQUESTED] * 3

    def test_a_suspension_and_the_horizon_are_obstacles(self, agreement: Agreement):
        HoursPeriod.objects.create(
            kind="suspension", valid_from=monday(1), valid_until=monday(1), reason="remont"
        ).publish()
        Centre.objects.update(horizon_days=(monday(1) - timezone.localdate()).days)
        plan = make_plan(agreement=agreement)

        codes = [found.sentence.partition(":")[0] for found in plan.judged(plan.slots(), timezone.now())]

        assert codes[0] == ""
        assert codes[1].startswith("Działalność Centrum jest zawieszona do")
        assert codes[2].startswith("Rezerwować można najdalej do")

    def test_an_hour_that_is_skipped_or_repeated_is_an_obstacle(self, agreement: Agreement):
        sunday = date(2027, 3, 14)
        plan = replace(make_plan(agreement=agreement, first_on=sunday), starts=time(2, 30), ends=time(4))

        found = plan.judged(plan.slots(), moment(date(2027, 2, 1), 10))

        assert [one.sentence for one in found] == [
            "",
            "",
            "Tego dnia zmienia się czas i godziny 2:30 nie ma. Proszę wybrać inną.",
        ]

    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"count": 1000}, "count", f"Seria ma najwyżej {MOST} terminów"),
            ({"until_on": date(2099, 1, 1)}, "until_on", f"Seria ma najwyżej {MOST} terminów"),
            ({"until_on": date(2026, 1, 1)}, "until_on", "W tym okresie nie ma żadnego takiego dnia."),
            ({"hours": -1}, "ends_at", "Koniec musi być późniejszy niż początek."),
        ],
    )
    def test_an_impossible_series_is_refused_beside_its_field(
        self, agreement: Agreement, changes: dict, field: str, sentence: str
    ):
        with pytest.raises(ValidationError) as refusal:
            make_series(agreement=agreement, **changes)

        assert list(told(refusal.value)) == [field]
        assert told(refusal.value)[field][0].startswith(sentence)
        assert not Booking.objects.exists()

    def test_the_same_form_sent_twice_gives_one_series(self, agreement: Agreement):
        plan, key = make_plan(agreement=agreement), "5f0c7f0e-1111-4222-8333-444455556666"

        first, second = (Series.claim(plan, by=None, form_key=key) for _ in range(2))

        assert first == second
        assert Booking.objects.count() == 3

    @pytest.mark.parametrize("forged", ["day", "other_day", "kind"])
    def test_a_forged_choice_is_refused(self, agreement: Agreement, forged: str):
        plan = make_plan(agreement=agreement)
        room, laptop = plan.things[0].bookable, make_things(1)
        chosen = {
            "day": {monday(7): slot(monday(7), 10, room)},
            "other_day": {monday(1): slot(monday(7), 10, room)},
            "kind": {monday(1): slot(monday(1), 10, laptop)},
        }[forged]

        with pytest.raises(ValidationError, match="Wybrano termin, którego w tej serii nie ma"):
            Series.claim(plan, by=None, chosen=chosen)

        assert not Booking.objects.exists()

    def test_nothing_chosen_is_told(self, agreement: Agreement):
        with pytest.raises(ValidationError, match="co najmniej jeden termin"):
            Series.claim(make_plan(agreement=agreement), by=None, chosen={})

    @pytest.mark.parametrize("count", [1, MOST])
    def test_the_number_of_statements_does_not_grow_with_the_dates(
        self, agreement: Agreement, count: int, django_assert_num_queries
    ):
        plan = make_plan(agreement=agreement, extras=(Thing(make_things(3), 2),), count=count)

        with django_assert_num_queries(22):
            series = Series.claim(plan, by=None)

        assert series.dates.count() == count


class TestTheWhole:
    @pytest.fixture
    def series(self, agreement: Agreement) -> Series:
        return make_series(agreement=agreement, room=make_room(confirmed_by="worker"))

    def test_it_is_confirmed_at_once_with_one_message(self, series: Series, run_jobs, mailoutbox):
        series.confirm()

        assert states(series) == [State.CONFIRMED] * 3
        assert run_jobs() == ["send_message"]
        assert len(mailoutbox) == 1
        assert mailoutbox[0].body.count("godz.\xa010:00–12:00, Sala") == 3

    def test_it_is_confirmed_whole_or_not_and_the_obstacle_is_named(self, series: Series):
        HoursPeriod.objects.create(
            kind="suspension", valid_from=monday(1), valid_until=monday(1), reason="remont"
        ).publish()

        with pytest.raises(ValidationError, match="Nie można potwierdzić całej serii"):
            series.confirm()

        assert states(series) == [State.REQUESTED] * 3

    def test_an_agreement_that_ended_confirms_nothing(self, series: Series, agreement: Agreement):
        Agreement.objects.filter(pk=agreement.pk).update(valid_until=monday(1))

        with pytest.raises(ValidationError, match="porozumienie nie obowiązuje"):
            series.confirm()

    def test_it_is_refused_with_a_reason_and_its_times_are_free(self, series: Series):
        with pytest.raises(ValidationError, match="Podaj powód odmowy"):
            series.refuse(reason=" ")
        series.refuse(reason="Remont sali.")

        assert states(series) == [State.REFUSED] * 3
        assert not Allocation.objects.exists()

    def test_a_second_answer_is_told_that_nothing_waits(self, series: Series):
        series.confirm()

        with pytest.raises(ValidationError, match="żaden termin nie czeka"):
            series.confirm()
        with pytest.raises(ValidationError, match="żaden termin nie czeka"):
            series.refuse(reason="późno")

    def test_a_date_that_is_over_is_not_confirmed_with_the_others(self, series: Series):
        series.confirm(at=moment(monday(1), 0))

        assert states(series) == [State.REQUESTED, State.CONFIRMED, State.CONFIRMED]

    def test_only_its_future_is_called_off(self, series: Series, run_jobs):
        series.confirm()
        run_jobs()
        series.cancel(reason="Koniec projektu.", at=moment(monday(1), 11))

        assert states(series) == [State.CONFIRMED, State.CONFIRMED, State.CANCELLED]
        assert Allocation.objects.count() == 2
        assert run_jobs() == ["send_message"]
        with pytest.raises(ValidationError, match="nie ma już terminów"):
            series.cancel(at=moment(monday(1), 11))

    def test_its_future_moves_to_other_hours_and_another_room(self, series: Series):
        room = make_room()
        series.reschedule(starts=time(11), ends=time(13), place=room, at=moment(monday(0), 11))

        bookings = [one.booking for one in series.dates.all()]
        assert [timezone.localtime(b.starts_at).hour for b in bookings] == [10, 11, 11]
        assert [b.items.get().bookable == room for b in bookings] == [False, True, True]
        assert [b.state for b in bookings] == [State.REQUESTED] * 3
        assert Allocation.objects.filter(resource=room.units.get()).count() == 2
        assert (series.starts, series.things[0].bookable) == (time(11), room)

    def test_confirmed_dates_moved_outside_opening_hours_wait_again(self, agreement: Agreement):
        series = make_series(agreement=agreement)

        series.reschedule(starts=time(19), ends=time(20))

        assert states(series) == [State.REQUESTED] * 3

    def test_a_taken_date_stops_the_move_and_the_others_can_go_without_it(self, series: Series):
        room = series.things[0].bookable
        make_booking(room=room, starts_at=moment(monday(1), 13))

        with pytest.raises(ValidationError) as refusal:
            series.reschedule(starts=time(12), ends=time(14))
        series.reschedule(starts=time(12), ends=time(14), days=[monday(0), monday(2)])

        assert list(told(refusal.value)) == [monday(1).isoformat()]
        hours = [timezone.localtime(one.booking.starts_at).hour for one in series.dates.all()]
        assert hours == [12, 10, 12]

    def test_overlapping_its_own_old_hours_is_no_obstacle(self, series: Series):
        series.reschedule(starts=time(11), ends=time(13))

        assert Allocation.objects.count() == 3

    @pytest.mark.parametrize("verb", ["confirm", "cancel", "reschedule"])
    @pytest.mark.parametrize("count", [1, MOST])
    def test_an_act_takes_as_many_statements_for_sixty_dates_as_for_one(
        self, agreement: Agreement, verb: str, count: int, django_assert_max_num_queries
    ):
        series = make_series(agreement=agreement, room=make_room(confirmed_by="worker"), count=count)
        told = {"reschedule": {"starts": time(11), "ends": time(13), "place": make_room()}}.get(verb, {})

        with django_assert_max_num_queries(28):
            getattr(series, verb)(**told)


def test_a_plan_is_only_a_look(agreement: Agreement, django_assert_num_queries):
    plan: Plan = make_plan(agreement=agreement, count=MOST)

    with django_assert_num_queries(10):
        plan.judged(plan.slots(), timezone.now())

    assert not Booking.objects.exists()


def test_the_rights_of_all_days_are_those_of_each_day(agreement: Agreement):
    other = make_agreement(
        organization=agreement.organization,
        valid_from=monday(1),
        valid_until=monday(3),
        services=("sala",),
    )
    agreement.terminate(on=monday(2), reason="koniec")

    for day in (monday(n) + timedelta(days=d) for n in range(5) for d in (-1, 0, 1)):
        for right in ("room", "equipment"):
            rows = Agreement.objects.by_right().filter(right=right)
            found = {a.pk for a in rows if a.granted_from <= day <= (a.granted_until or date.max)}
            assert found == set(Agreement.objects.granting(right, day).values_list("pk", flat=True))
    assert other.grants.exists()
