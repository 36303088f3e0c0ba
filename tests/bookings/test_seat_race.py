"""Many connections after the last places of an event: under its lock, and past it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from bookings.models import Event
from bookings.models.event_table import EventTable
from jcop.models import Message
from tests.bookings.test_race import deadlocks, race
from tests.factories import make_event, make_guest, make_organization

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS, PLACES = 20, 3
GUARDS = {
    "seat_place_once": "UNIQUE (event_id, place_no)",
    "seat_queue_once": "UNIQUE (event_id, queue_no)",
}


def compete(capacity: int = PLACES, rivals: int = RIVALS) -> tuple[Event, list[object]]:
    """Organisations and guests in turn, each after one place of the same event, at the same moment."""
    event = make_event(capacity=capacity)
    parties = [
        {"organization": make_organization()} if number % 2 else {"guest": make_guest()}
        for number in range(rivals)
    ]
    results = race(lambda n: Event.objects.get(pk=event.pk).sign_up(names=[""], **parties[n]), rivals)
    return event, results


def on_places(event: Event) -> list[int]:
    return sorted(event.all_seats.on_places().values_list("place_no", flat=True))


def test_exactly_as_many_as_there_are_places_get_one_and_the_rest_wait_in_order():
    before = deadlocks()

    event, results = compete()

    assert [result for result in results if isinstance(result, BaseException)] == []
    assert on_places(event) == [1, 2, 3]
    waiting = list(event.all_seats.waiting().values_list("queue_no", "signed_up_at"))
    assert [number for number, _ in waiting] == list(range(1, RIVALS - PLACES + 1))
    assert [moment for _, moment in waiting] == sorted(moment for _, moment in waiting)
    assert max(event.all_seats.taken().values_list("signed_up_at", flat=True)) <= waiting[0][1]
    assert deadlocks() == before


def test_two_at_once_after_the_last_place_are_one_with_it_and_one_first_in_line():
    event, _ = compete(capacity=1, rivals=2)

    assert sorted(event.all_seats.values_list("state", "place_no", "queue_no")) == [
        ("taken", 1, None),
        ("waiting", None, 1),
    ]


@pytest.fixture
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody only reads the event, and then gives places by what they saw."""

    def read(self: EventTable, *sources: str) -> None:
        self.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")

    monkeypatch.setattr(EventTable, "_locked", read)


@contextmanager
def without_constraints(event: type[Event]) -> Iterator[None]:
    table = event._meta.get_field("seats").related_model._meta.db_table
    with connection.cursor() as cursor:
        for name in GUARDS:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            for name, rule in GUARDS.items():
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")


def test_without_the_lock_the_constraint_is_the_last_judge(without_the_lock):
    event, results = compete()

    refused = [result for result in results if isinstance(result, IntegrityError)]
    assert len(set(on_places(event))) == len(on_places(event)) <= PLACES
    assert {refusal.__cause__.diag.constraint_name for refusal in refused} <= set(GUARDS)
    assert refused


def test_without_lock_and_constraint_more_get_a_place_than_there_are(without_the_lock):
    with without_constraints(Event):
        event, _ = compete()

        given = on_places(event)

    assert len(given) > PLACES


def test_the_same_form_sent_at_once_gives_one_seat():
    event, organization, key = make_event(), make_organization(), uuid4()

    results = race(
        lambda _: Event.objects.get(pk=event.pk).sign_up(names=[""], organization=organization, form_key=key),
        rivals=6,
    )

    assert {seats[0].pk for seats in results} == {event.all_seats.get().pk}


def test_a_place_given_up_by_many_at_once_is_offered_to_as_many_in_order():
    event = make_event(capacity=5)
    seats = [event.sign_up(organization=make_organization(), names=[""])[0] for _ in range(10)]
    before = deadlocks()

    race(lambda n: seats[n].cancel(), rivals=5)

    offered = event.all_seats.filter(state="offered").order_by("queue_no").values_list("pk", flat=True)
    assert list(offered) == [seat.pk for seat in seats[5:]]
    assert on_places(event) == [1, 2, 3, 4, 5]
    assert deadlocks() == before


def test_one_offer_is_accepted_or_given_up_never_both():
    event = make_event(capacity=1)
    taken, waits = (event.sign_up(organization=make_organization(), names=[""])[0] for _ in range(2))
    taken.cancel()
    waits.refresh_from_db()
    same = type(waits).objects.get(pk=waits.pk)

    results = race(lambda n: waits.accept() if n else same.cancel(), rivals=2)

    waits.refresh_from_db()
    assert waits.state == "cancelled"
    assert all(isinstance(result, ValidationError | type(waits)) for result in results)


def test_a_late_offer_and_its_answer_at_once_leave_one_holder():
    event = make_event(capacity=1)
    taken, first, second = (event.sign_up(organization=make_organization(), names=[""])[0] for _ in range(3))
    taken.cancel()
    first.refresh_from_db()
    late = first.offered_until + timedelta(seconds=1)

    race(lambda n: first.accept(at=late) if n else event.move_up(at=late), rivals=2)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("lapsed", "offered")


def test_fewer_places_and_signing_up_at_once_never_leave_more_persons_than_places():
    event = make_event(capacity=6)
    parties = [make_organization() for _ in range(6)]

    def act(number: int) -> object:
        mine = Event.objects.get(pk=event.pk)
        if number < 6:
            return mine.sign_up(organization=parties[number], names=[""])
        return mine.set_places(
            capacity=3,
            signup_opens_at=event.signup_opens_at,
            signup_closes_at=event.signup_closes_at,
            per_organization=3,
            offer_hours=48,
        )

    results = race(act, rivals=7)

    event.refresh_from_db()
    held = on_places(event)
    refused = isinstance(results[6], ValidationError)
    assert (event.capacity, len(held) <= event.capacity) == (6 if refused else 3, True)
    assert event.all_seats.live(timezone.now()).count() == 6


def test_a_cancelled_event_and_signing_up_at_once_leave_nobody_untold():
    """Whoever was first under the lock: signed up and told, or refused."""
    event = make_event(capacity=6)
    parties = [make_organization() for _ in range(5)]

    def act(number: int) -> object:
        mine = Event.objects.get(pk=event.pk)
        if number == 5:
            return mine.cancel(reason="awaria")
        return mine.sign_up(organization=parties[number], names=[""])

    results = race(act, rivals=6)

    seats = event.all_seats.count()
    assert Message.objects.about(event).filter(kind="event_cancelled").count() == seats
    assert sum(isinstance(result, ValidationError) for result in results) == 5 - seats
    assert timezone.now() >= Event.objects.get(pk=event.pk).cancelled_at
