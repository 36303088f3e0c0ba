"""What PostgreSQL itself refuses, whatever path an import or a script takes past the verbs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.models import Allocation, Booking
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    make_things,
    moment,
    next_monday,
)

pytestmark = pytest.mark.django_db


@transaction.atomic
def judged(act: Callable[[], object]) -> None:
    act()
    judge()


def judge() -> None:
    """Let the deferred guards speak now, as they would at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def guard_against(act: Callable[[], object]) -> str:
    """The name of the guard that refuses `act`; the test fails when none does."""
    with pytest.raises(IntegrityError) as refusal:
        judged(act)
    return refusal.value.__cause__.diag.constraint_name


def sql(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def test_a_holding_booking_with_its_allocation_passes_every_guard():
    booking = make_booking()

    judge()

    assert booking.allocations.count() == 1


def test_a_holding_booking_needs_an_allocation():
    agreement, starts_at = make_agreement(), moment(next_monday(), 10)
    booking = Booking(
        organization=agreement.organization,
        agreement=agreement,
        kind=Booking.Kind.ROOM,
        state=Booking.State.CONFIRMED,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        purpose=Booking.Purpose.MEETING,
    )

    guard = guard_against(lambda: Booking.objects.bulk_create([booking]))

    assert guard == "booking_holding_needs_allocation"


def test_a_released_booking_cannot_be_brought_back_without_an_allocation():
    make_hours()
    booking = make_booking().cancel()
    judge()

    guard = guard_against(lambda: Booking.objects.filter(pk=booking.pk).update(state="confirmed"))

    assert guard == "booking_holding_needs_allocation"


@pytest.mark.parametrize("state", ["refused", "declined", "lapsed", "cancelled"])
def test_a_booking_that_gives_up_cannot_keep_its_allocation(state: str):
    booking = make_booking()

    guard = guard_against(
        lambda: Booking.objects.filter(pk=booking.pk).update(state=state, end_reason="powód")
    )

    assert guard == "allocation_of_holding_booking"


@pytest.mark.parametrize(("state", "came"), [("took_place", 5), ("no_show", None)])
def test_a_booking_that_is_over_keeps_its_allocation(state: str, came: int | None):
    booking = make_booking()

    Booking.objects.filter(pk=booking.pk).update(state=state, persons_came=came)

    judge()

    assert booking.allocations.count() == 1


def test_a_released_booking_cannot_be_given_an_allocation():
    allocation = make_booking().allocations.get()
    released = make_booking().cancel()

    def allot() -> None:
        Allocation.objects.bulk_create(
            [Allocation(resource=make_room().units.get(), booking=released, during=allocation.during)]
        )

    assert guard_against(allot) == "allocation_of_holding_booking"


def test_an_allocation_cannot_claim_that_it_does_not_hold():
    booking = make_booking()

    guard = guard_against(lambda: booking.allocations.update(holds=False))

    assert guard == "allocation_holds"


def test_the_last_allocation_of_a_holding_booking_stays():
    booking = make_booking()
    judge()  # as if committed: now only the guard of allocations can speak

    guard = guard_against(lambda: sql("DELETE FROM bookings_allocation WHERE booking_id = %s", booking.pk))

    assert guard == "booking_holding_needs_allocation"


def test_the_last_allocation_of_a_holding_booking_cannot_be_moved_to_another():
    booking, other = make_booking(), make_booking()
    judge()

    guard = guard_against(lambda: booking.allocations.update(booking=other))

    assert guard == "booking_holding_needs_allocation"


def test_one_of_two_allocations_may_go():
    things = make_things(2)
    booking = make_booking(room=things, quantity=2)

    booking.allocations.first().delete()

    judge()
    assert booking.allocations.count() == 1


@pytest.mark.parametrize(
    "span",
    [
        "[2026-12-01 10:00+01, 2026-12-01 11:00+01]",
        "(2026-12-01 10:00+01, 2026-12-01 11:00+01)",
        "empty",
        "[2026-12-01 10:00+01, 2026-12-01 10:00+01)",
        "[2026-12-01 10:00+01,)",
        "(,2026-12-01 10:00+01)",
        "(,)",
    ],
)
def test_a_span_is_half_open_bounded_and_not_empty(span: str):
    booking = make_booking()

    guard = guard_against(
        lambda: sql(
            "UPDATE bookings_allocation SET during = %s::tstzrange WHERE booking_id = %s",
            span,
            booking.pk,
        )
    )

    assert guard == "allocation_span_is_half_open_and_bounded"


def test_one_resource_is_taken_once_at_a_time():
    booking, rival = make_booking(), make_booking()
    taken = booking.allocations.get()

    guard = guard_against(lambda: rival.allocations.update(resource=taken.resource))

    assert guard == "allocation_one_at_a_time"


def test_two_bookings_may_touch():
    room, agreement, starts_at = make_room(), make_agreement(), moment(next_monday(), 10)

    make_booking(room=room, agreement=agreement, starts_at=starts_at)
    make_booking(room=room, agreement=agreement, starts_at=starts_at + timedelta(hours=1))

    judge()
    assert Allocation.objects.filter(resource=room.units.get()).count() == 2


def test_a_booking_cannot_use_the_agreement_of_another_organisation():
    booking, other = make_booking(), make_agreement()

    guard = guard_against(lambda: Booking.objects.filter(pk=booking.pk).update(agreement=other))

    assert guard == "booking_agreement_of_organization"


@pytest.mark.parametrize("kind", ["room", "equipment", "duty"])
@pytest.mark.parametrize("missing", ["agreement", "organization"])
def test_an_organisations_use_has_an_agreement(kind: str, missing: str):
    booking = make_booking()

    guard = guard_against(
        lambda: Booking.objects.filter(pk=booking.pk).update(
            kind=kind, public_title="pomoc", **{missing: None}
        )
    )

    assert guard == "booking_use_has_agreement"


@pytest.mark.parametrize("kind", ["advice", "training", "block"])
def test_advice_trainings_and_blocks_need_no_agreement(kind: str):
    booking = make_booking()

    Booking.objects.filter(pk=booking.pk).update(
        kind=kind, agreement=None, organization=None, exception_reason="powód"
    )

    judge()

    assert Booking.objects.get(pk=booking.pk).agreement is None


def test_holds_follows_the_state_and_cannot_be_written():
    booking = make_booking()

    with pytest.raises(Exception, match="generated column") as refusal, transaction.atomic():
        sql("UPDATE bookings_booking SET holds = false WHERE id = %s", booking.pk)

    assert refusal.value.__cause__.sqlstate == "428C9"
