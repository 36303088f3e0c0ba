"""Two organisations after overlapping series: each date has one winner and nobody dies."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from bookings.models import Allocation, Booking, Series, Thing
from jcop.models import Centre
from tests.bookings.test_race import deadlocks, race
from tests.factories import (
    make_agreement,
    make_plan,
    make_room,
    make_series,
    make_things,
    moment,
    next_monday,
)
from tests.walked import make_booking

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 8


def test_one_of_many_claims_the_series_and_nothing_is_half_booked():
    room, agreements = make_room(), [make_agreement() for _ in range(RIVALS)]
    plans = [make_plan(agreement=one, room=room, count=10) for one in agreements]
    before = deadlocks()

    results = race(lambda n: Series.claim(plans[n], by=None), rivals=RIVALS)

    refusals = [result for result in results if isinstance(result, ValidationError)]
    assert sum(isinstance(result, Series) for result in results) == 1
    assert [len(refusal.error_dict) for refusal in refusals] == [10] * (RIVALS - 1)
    assert Allocation.objects.count() == Booking.objects.count() == 10
    assert deadlocks() == before


def test_series_that_cross_in_two_rooms_with_shared_laptops_have_one_winner_for_each_date():
    """Half of the rivals begin a week later, and name room and laptops in the other order."""
    Centre.objects.update(horizon_days=200)
    room, laptops = make_room(), make_things(1)
    plans = [
        make_plan(
            agreement=make_agreement(),
            room=(room, laptops)[n % 2],
            extras=(Thing((laptops, room)[n % 2]),),
            first_on=next_monday() + timedelta(weeks=n % 2),
            count=6,
        )
        for n in range(RIVALS)
    ]
    before = deadlocks()

    results = race(lambda n: Series.claim(plans[n], by=None), rivals=RIVALS)

    assert {type(result) for result in results} == {Series, ValidationError}
    assert sum(isinstance(result, Series) for result in results) == 1
    assert Allocation.objects.count() == 12
    assert deadlocks() == before


def test_a_series_and_single_bookings_of_its_dates_never_share_one():
    room, agreements = make_room(), [make_agreement() for _ in range(RIVALS)]
    plan = make_plan(agreement=agreements[0], room=room, count=RIVALS - 1)

    def act(number: int) -> object:
        if number == 0:
            return Series.claim(plan, by=None)
        day = next_monday() + timedelta(weeks=number - 1)
        return make_booking(room=room, agreement=agreements[number], starts_at=moment(day, 11))

    before = deadlocks()
    results = race(act, rivals=RIVALS)

    spans = list(Allocation.objects.order_by("during").values_list("during", flat=True))
    assert all(one.upper <= after.lower for one, after in pairwise(spans))
    assert isinstance(results[0], Series) != any(isinstance(result, Booking) for result in results[1:])
    assert deadlocks() == before


def test_confirming_and_calling_off_a_series_at_once_leaves_nothing_half_done():
    series = make_series(room=make_room(confirmed_by="worker"), count=10)
    before = deadlocks()

    results = race(
        lambda n: (
            Series.objects.get(pk=series.pk).confirm() if n else Series.objects.get(pk=series.pk).cancel()
        ),
        rivals=2,
    )

    assert isinstance(results[0], Series)
    assert set(series.bookings(*Booking.State.values).values_list("state", flat=True)) == {"cancelled"}
    assert not Allocation.objects.exists()
    assert deadlocks() == before


def test_the_same_form_sent_at_once_gives_one_series():
    plan, key = make_plan(count=5), "5f0c7f0e-1111-4222-8333-444455556666"

    results = race(lambda n: Series.claim(plan, by=None, form_key=key), rivals=6)

    assert {type(result) for result in results} == {Series}
    assert Booking.objects.count() == 5
