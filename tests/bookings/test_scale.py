"""What the desk asks of all bookings, by plans that stay quick however many there are."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Booking
from tests.factories import make_agreement, make_booking, make_room, moment, next_monday
from tests.jcop.clerk import make_worker

pytestmark = pytest.mark.django_db


def plans(statements: list[str]) -> list[str]:
    """How PostgreSQL would do each if it had to spare itself sorting and reading whole tables."""
    plans_of_all = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        for statement in statements:
            cursor.execute(f"EXPLAIN {statement}")
            plans_of_all.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans_of_all


def test_the_list_of_bookings_is_read_in_order_and_not_sorted():
    request = RequestFactory().get("/admin/bookings/booking/")
    request.user = make_worker()
    rows = admin.site.get_model_admin(Booking).get_changelist_instance(request).get_queryset(request)

    (plan,) = plans([str(rows[:100].query).replace("%s", "")])

    assert "booking_in_order" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("queue", "index"),
    [
        (lambda: Booking.objects.to_note(timezone.now()), "booking_to_note"),
        (Booking.objects.unanswered, "booking_proposed"),
    ],
)
def test_a_queue_of_the_first_page_is_counted_by_its_own_index(queue, index: str):
    with CaptureQueriesContext(connection) as captured:
        queue().count()

    (plan,) = plans([captured[0]["sql"]])

    assert index in plan


def test_conflicts_are_judged_by_the_items_of_bookings_to_come_alone():
    agreement, room = make_agreement(), make_room()
    for hour in range(3):
        make_booking(agreement=agreement, room=room, starts_at=moment(next_monday(), 10 + hour))
    later = timezone.now() - timedelta(days=1)

    with CaptureQueriesContext(connection) as captured:
        Booking.objects.obstacles(later)

    assert "hashed SubPlan" not in "\n".join(plans([each["sql"] for each in captured]))
