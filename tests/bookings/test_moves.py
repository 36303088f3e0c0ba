"""Thousands of random moves, each followed by every question that must have one answer.

`MOVES=1000` asks for that many random lives of fifty moves; `make race` does so after its races.
"""

import os
import uuid

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from agreements.models import Agreement
from bookings.models import Allocation
from tests.bookings.judging import Judge
from tests.bookings.moves import World
from tests.bookings.moves_together import AllMoves
from tests.factories import make_agreement, make_booking, make_room, make_user

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("MOVES", "8"))


def live(lives: int = LIVES) -> None:
    """Let random lives run; the same ones each time, unless a number was asked for."""
    run_state_machine_as_test(
        AllMoves,
        settings=settings(
            max_examples=lives,
            stateful_step_count=50,
            derandomize="MOVES" not in os.environ,
            # A life is not shortened after it failed: that takes minutes, and its last moves tell enough.
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_moves_of_all_roles_leave_everything_in_order():
    AllMoves.world = World()

    live()


@pytest.mark.parametrize(
    ("tampered", "told"),
    [
        ("UPDATE bookings_booking SET state = 'no_show' WHERE state = 'requested'", "is no move"),
        ("UPDATE bookings_booking SET starts_at = starts_at - interval '1 hour'", "holds"),
    ],
)
def test_the_judge_sees_what_no_verb_has_done(tampered, told):
    make_booking(room=make_room(confirmed_by="worker"))
    judge = Judge([])
    judge.look()

    with connection.cursor() as cursor:
        cursor.execute(tampered)

    with pytest.raises(AssertionError, match=told):
        judge.look()


def test_the_judge_sees_a_request_about_what_is_over():
    agreement = make_agreement()
    agreement.ask(kind="notice", by=make_user(), form_key=uuid.uuid4())

    Agreement.objects.filter(pk=agreement.pk).update(state="annulled", end_reason="pomyłka")

    with pytest.raises(AssertionError, match="was ended"):
        Judge([]).look()


def test_the_judge_sees_a_booking_without_a_right():
    booking = make_booking()
    judge = Judge([booking.agreement])
    judge.taken(booking, timezone.now(), by_worker=False)

    booking.agreement.terminate(on=timezone.localdate(), reason="koniec")

    with pytest.raises(AssertionError, match="no agreement in force"):
        judge.taken(booking, timezone.now(), by_worker=False)
    assert Allocation.objects.filter(booking=booking).exists(), "what is booked stands until it is decided"
