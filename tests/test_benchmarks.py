"""The data of `make bench` are what its table says they are; nothing here measures time."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Allocation, Booking, BookingItem
from tests.benchmarks.data_set import DataSet

pytestmark = pytest.mark.django_db


@pytest.fixture
def data() -> DataSet:
    return DataSet()


def test_every_room_has_nine_bookings_on_every_day(data):
    data.grow(1_080)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    allocated = Allocation.objects.values_list("resource", "during")
    per_room_day = Counter((room, timezone.localdate(during.lower)) for room, during in allocated)
    assert len(per_room_day) == 10 * 12
    assert set(per_room_day.values()) == {9}
    assert Booking.objects.filter(holds=True).count() == BookingItem.objects.count() == data.size == 1_080


def test_the_measured_week_is_full_and_does_not_change_with_the_size(client, data):
    path = f"/kalendarz/{data.rooms[0].slug}/?tydzien={data.monday}"
    pages, counts = [], []

    for size in (990, 1_170):
        data.grow(size)
        with CaptureQueriesContext(connection) as statements:
            pages.append(sorted(set(re.findall(r"Spotkanie \d+", client.get(path).content.decode()))))
        counts.append(len(statements))

    assert Booking.objects.count() == 1_170
    assert len(pages[0]) == 7 * 9
    assert pages[0] == pages[1]
    assert counts[0] == counts[1] <= 6


def test_free_half_hours_are_free(data):
    data.grow(990)

    slots = [*data.slots, *data.bare_slots]

    assert len({(slot.room.pk, slot.starts_at) for slot in slots}) == len(slots) == 480
    for slot in slots[::40]:
        assert (
            not Allocation.objects.filter(resource__bookables=slot.room)
            .during(slot.starts_at, slot.ends_at)
            .exists()
        )
