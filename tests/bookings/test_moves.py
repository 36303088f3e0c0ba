"""Thousands of random moves, each followed by every question that must have one answer.

`MOVES=1000` asks for that many random lives of fifty moves; `make race` does so after its races.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bookings.moves import Moves, World

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("MOVES", "25"))


def live(lives: int = LIVES) -> None:
    """Let random lives run; the same ones each time, unless a number was asked for."""
    run_state_machine_as_test(
        Moves,
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
    Moves.world = World()

    live()
