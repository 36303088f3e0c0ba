"""Many bookings at once: COPY into the three tables, with every constraint and trigger on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple
from uuid import uuid4

from django.db import connection
from psycopg.types.range import TimestamptzRange

from agreements.models import Agreement
from bookings.models import Bookable, Booking, Resource

BOOKINGS = """
    COPY bookings_booking (id, organization_id, agreement_id, form_key, kind, state, starts_at, ends_at,
        purpose, persons, public_title, made_by_id, made_at, end_reason) FROM STDIN
"""
ITEMS = "COPY bookings_bookingitem (booking_id, bookable_id, quantity) FROM STDIN"
ALLOCATIONS = "COPY bookings_allocation (booking_id, resource_id, during) FROM STDIN"
# Triggers ask for this setting; while it is unset, each of them costs a caught exception. It turns none off.
IGNORED_TRIGGERS = "SELECT set_config('pgtrigger.ignore', '{}', true)"
FREE_ID = "SELECT COALESCE(max(id), 0) + 1 FROM bookings_booking"
NEXT_ID = "SELECT setval(pg_get_serial_sequence('bookings_booking', 'id'), max(id)) FROM bookings_booking"


class Use(NamedTuple):
    """One confirmed use of one room."""

    agreement: Agreement
    room: Bookable
    resource: Resource
    starts_at: datetime
    ends_at: datetime


def copy_in(uses: Iterable[Use]) -> None:
    """Write `uses` as bookings, each titled by its number, so that a page can be checked for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(IGNORED_TRIGGERS)
        cursor.execute(FREE_ID)
        numbered = list(zip(count(cursor.fetchone()[0]), uses, strict=False))
        # Whole before the first is sent: a row that asked the database for something would wait for ever.
        rows = [booking_row(number, use) for number, use in numbered]
        with cursor.copy(BOOKINGS) as copy:
            for row in rows:
                copy.write_row(row)
        with cursor.copy(ITEMS) as copy:
            for number, use in numbered:
                copy.write_row((number, use.room.pk, 1))
        with cursor.copy(ALLOCATIONS) as copy:
            for number, use in numbered:
                span = TimestamptzRange(use.starts_at, use.ends_at, "[)")
                copy.write_row((number, use.resource.pk, span))
        cursor.execute(NEXT_ID)


def booking_row(number: int, use: Use) -> tuple[object, ...]:
    """The values of BOOKINGS, in its order."""
    organization = use.agreement.organization
    return (
        number,
        organization.pk,
        use.agreement.pk,
        uuid4(),
        Booking.Kind.ROOM.value,
        Booking.State.CONFIRMED.value,
        use.starts_at,
        use.ends_at,
        Booking.Purpose.MEETING.value,
        8,
        f"Spotkanie {number}",
        organization.registered_by_id,
        use.starts_at - timedelta(days=12),
        "",
    )
