"""Many connections after one slot: through the verb, and past it."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.models import Allocation, Booking, Closure, Event, Thing
from tests.factories import (
    make_agreement,
    make_hours,
    make_room,
    make_things,
    moment,
    next_monday,
    occasion,
    working_monday,
)
from tests.jcop.clerk import make_worker
from tests.signed_in import sign_in_at_once
from tests.walked import make_booking

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 20


def race(act: Callable[[int], object], rivals: int = RIVALS) -> list[BaseException | object]:
    """Let `rivals` threads, each with a connection of its own, act at the same moment."""
    start = threading.Barrier(rivals)
    results: list[BaseException | object] = [None] * rivals

    def run(number: int) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            results[number] = act(number)
        except BaseException as error:  # noqa: BLE001 - the test looks at every outcome
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_one_slot_has_one_winner_and_clear_refusals():
    room = make_room()
    agreements = [make_agreement() for _ in range(RIVALS)]
    starts_at = moment(next_monday(), 10)
    before = deadlocks()

    results = race(lambda n: make_booking(room=room, agreement=agreements[n], starts_at=starts_at))

    winners = [result for result in results if isinstance(result, Booking)]
    refusals = [result for result in results if isinstance(result, ValidationError)]
    assert (len(winners), len(refusals)) == (1, RIVALS - 1)
    assert {refusal.code for refusal in refusals} == {"taken"}
    assert Allocation.objects.count() == 1
    assert deadlocks() == before


def test_three_pieces_have_three_winners():
    laptops = make_things(3)
    agreements = [make_agreement() for _ in range(RIVALS)]
    starts_at = moment(next_monday(), 10)

    results = race(lambda n: make_booking(room=laptops, agreement=agreements[n], starts_at=starts_at))

    assert sum(isinstance(result, Booking) for result in results) == 3
    assert sum(isinstance(result, ValidationError) for result in results) == RIVALS - 3
    assert Allocation.objects.values("resource").distinct().count() == 3


def test_the_same_form_sent_at_once_gives_one_booking():
    room, agreement = make_room(), make_agreement()
    key = "5f0c7f0e-1111-4222-8333-444455556666"

    results = race(lambda n: make_booking(room=room, agreement=agreement, form_key=key), rivals=6)

    assert {type(result) for result in results} == {Booking}
    assert len({result.pk for result in results}) == 1


def test_the_same_form_of_the_worker_sent_at_once_makes_one_block_and_one_event(case):
    times = {"starts_at": moment(next_monday(), 10), "ends_at": moment(next_monday(), 12)}
    words = {"title": "Kurs", "description": "Opis.", "at": timezone.now(), "by": None}
    block = {**times, "bookable": make_room(), "reason": "malowanie", "by": None}
    hosted = occasion(make_room(), times["starts_at"])
    for number, (name, verb) in enumerate(
        {
            "block": lambda key: Booking.block(form_key=key, **block),
            "event": lambda key: Event.draft(form_key=key, occasion=hosted, **words),
        }.items()
    ):
        with case(name):
            key = UUID(int=number)

            results = race(lambda _, verb=verb, key=key: verb(key), rivals=6)

            assert [result for result in results if isinstance(result, BaseException)] == []
            assert len({result.pk for result in results}) == 1


@pytest.mark.parametrize("guarded", [True, False])
def test_plain_inserts_past_the_verb_need_the_constraint(guarded: bool):
    """An import that forgets every lock: the constraint is the last judge, and without it fails."""
    room = make_room()
    resource = room.units.get()
    starts_at = moment(next_monday(), 10)
    rivals = [make_booking(starts_at=starts_at) for _ in range(RIVALS)]
    during = Allocation.objects.first().during
    drop = "ALTER TABLE bookings_allocation DROP CONSTRAINT allocation_one_at_a_time"
    restore = (
        "ALTER TABLE bookings_allocation ADD CONSTRAINT allocation_one_at_a_time"
        " EXCLUDE USING gist (resource_id WITH =, during WITH &&)"
    )
    if not guarded:
        with connection.cursor() as cursor:
            cursor.execute(drop)

    try:
        results = race(
            lambda n: Allocation.objects.create(resource=resource, booking=rivals[n], during=during)
        )
        taken = Allocation.objects.filter(resource=resource)
        if guarded:
            assert taken.count() == 1
            outcomes = Counter(type(result) for result in results)
            # Rivals that wait for each other inside the check may be ended as a deadlock: still no row.
            assert outcomes[Allocation] == 1
            assert all(_is_refusal(result) for result in results if not isinstance(result, Allocation))
        else:
            assert taken.count() > 1
    finally:
        if not guarded:
            Allocation.objects.filter(resource=resource).delete()
            with connection.cursor() as cursor:
                cursor.execute(restore)


def _is_refusal(error: object) -> bool:
    cause = getattr(error, "__cause__", None)
    return isinstance(error, IntegrityError) or isinstance(cause, psycopg.errors.DeadlockDetected)


def test_a_booking_waits_for_the_end_of_its_agreement_and_is_refused():
    monday, room, agreement = next_monday(), make_room(), make_agreement()
    results: list[object] = []

    def book() -> None:
        results.extend(race(lambda n: make_booking(room=room, agreement=agreement), rivals=1))

    rival = threading.Thread(target=book)
    with transaction.atomic():
        agreement.terminate(on=monday - timedelta(days=1), reason="koniec")
        rival.start()
        rival.join(timeout=0.5)
        assert rival.is_alive(), "the booking did not wait for the organisation's lock"
    rival.join()

    assert [error.code for error in results] == ["no_right"]


def test_confirming_and_cancelling_at_once_leave_nothing_held_by_a_cancelled_booking():
    bookings = [make_booking(room=make_room(confirmed_by="worker")) for _ in range(10)]

    def act(number: int) -> object:
        booking = Booking.objects.get(pk=bookings[number // 2].pk)
        return booking.confirm() if number % 2 else booking.cancel()

    before = deadlocks()
    results = race(act)

    for number, booking in enumerate(bookings):
        booking.refresh_from_db()
        confirmed, cancelled = results[2 * number + 1], results[2 * number]
        assert isinstance(cancelled, Booking), cancelled
        assert isinstance(confirmed, Booking | ValidationError), confirmed
        assert (booking.state, booking.allocations.count()) == (Booking.State.CANCELLED, 0)
    assert deadlocks() == before


def test_a_proposal_and_bookings_of_the_same_time_have_one_winner():
    room, agreements = make_room(), [make_agreement() for _ in range(RIVALS)]
    slot = moment(next_monday(), 12)
    asked = make_booking(agreement=agreements[0], starts_at=moment(next_monday(), 10))
    hour, until = timedelta(hours=1), next_monday() - timedelta(days=1)

    def act(number: int) -> object:
        if number:
            return make_booking(room=room, agreement=agreements[number], starts_at=slot)
        booking = Booking.objects.get(pk=asked.pk)
        return booking.propose(starts_at=slot, ends_at=slot + hour, answer_until=until, place=room)

    before = deadlocks()
    results = race(act)

    assert sum(isinstance(result, Booking) for result in results) == 1
    assert {result.code for result in results if not isinstance(result, Booking)} == {"taken"}
    assert Allocation.objects.filter(resource=room.units.get()).count() == 1
    assert asked.allocations.count() == 1
    assert deadlocks() == before


def test_moves_across_each_other_wait_in_one_order():
    """Each booking moves to where the other stands: one at most gets there, and nobody dies."""
    rooms, hour = [make_room(), make_room()], timedelta(hours=1)
    starts_at = moment(next_monday(), 10)
    bookings = [make_booking(room=room, starts_at=starts_at) for room in rooms]
    before = deadlocks()

    results = race(
        lambda n: Booking.objects.get(pk=bookings[n].pk).reschedule(
            starts_at=starts_at, ends_at=starts_at + hour, place=rooms[1 - n]
        ),
        rivals=2,
    )

    assert {result.code for result in results} == {"taken"}
    assert Allocation.objects.count() == 2
    assert deadlocks() == before


def test_rooms_with_shared_laptops_have_as_many_winners_as_laptops():
    """Each rival has a room of its own and wants one of three laptops with it: nobody half-books."""
    laptops, rooms = make_things(3), [make_room() for _ in range(RIVALS)]
    agreements = [make_agreement() for _ in range(RIVALS)]
    before = deadlocks()

    results = race(lambda n: make_booking(room=rooms[n], agreement=agreements[n], extras=[Thing(laptops)]))

    assert sum(isinstance(result, Booking) for result in results) == 3
    assert sum(isinstance(result, ValidationError) for result in results) == RIVALS - 3
    assert Allocation.objects.count() == 6
    assert deadlocks() == before


def closing() -> Client:
    """A worker at the planner."""
    client = Client()
    sign_in_at_once(client, make_worker())
    return client


def close(client: Client, day: date) -> HttpResponse:
    """Publish a closed day, cancelling what it hits; decided once, as whoever clicks through would."""
    url = f"{reverse('admin:jcop_hoursperiod_week')}?od={day}"
    hours = {"day_0": "nieczynne", **dict.fromkeys([f"day_{n}" for n in range(1, 7)], "")}
    told = {**hours, "reason": "awaria", "note": ""}
    told["seen"] = client.get(url).context["form"].initial["seen"]
    page = client.post(url, told)
    while page.status_code == 200:
        seen = page.context["form"].fingerprint
        decided = {"skutki-seen": seen, "skutki-choice": "cancel", "skutki-reason": "awaria"}
        page = client.post(url, {**told, **decided})
    return page


@pytest.mark.ignore_template_errors
def test_a_booking_made_while_its_day_is_closed_stands_in_the_queue():
    """Its transaction is open while the closure is saved: nobody can have seen it."""
    make_hours()
    day, agreement = working_monday(), make_agreement()
    client = closing()
    made, closed = threading.Event(), threading.Event()

    def book() -> Booking:
        with transaction.atomic():
            booking = make_booking(agreement=agreement, starts_at=moment(day, 10))
            made.set()
            assert closed.wait(60)
        return booking

    def shut() -> HttpResponse:
        assert made.wait(60)
        page = close(client, day)
        closed.set()
        return page

    booking, page = race(lambda n: (book, shut)[n](), rivals=2)

    assert page.status_code == 302
    assert not Closure.objects.exists()
    assert list(Booking.objects.in_conflict(timezone.now())) == [booking]


@pytest.mark.ignore_template_errors
def test_closures_and_bookings_at_once_lose_nobody_and_lock_nobody_out():
    make_hours()
    day, room = working_monday(), make_room()
    agreements = [make_agreement() for _ in range(6)]
    first = [make_booking(agreement=one, starts_at=moment(day, 8 + n)) for n, one in enumerate(agreements)]
    client, before = closing(), deadlocks()

    def act(number: int) -> object:
        if number == 6:
            return close(client, day)
        return make_booking(agreement=agreements[number], room=room, starts_at=moment(day, 8 + number))

    results = race(act, rivals=7)

    made = [result for result in results if isinstance(result, Booking)]
    assert results[6].status_code == 302
    standing = set(Booking.objects.in_conflict(timezone.now())) | set(
        Booking.objects.filter(state__in=["cancelled", "requested"])
    )
    assert {booking.pk for booking in [*first, *made]} == {booking.pk for booking in standing}
    assert deadlocks() == before
