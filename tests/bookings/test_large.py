"""The large demonstration is as lawful as the small one: real verbs, every guard on."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agreements.models import Agreement
from bookings.models import Booking
from organizations.models import Organization
from tests.bookings.judging import Judge
from tests.factories import make_room

pytestmark = pytest.mark.django_db


def test_a_large_demonstration_has_what_was_asked_for_and_is_in_order(capsys):
    call_command("demo", organizations=2, bookings=100)

    many = Booking.objects.filter(items__bookable__slug__startswith="zmyslona-")
    assert many.count() == 2 * 90, "whole days"
    assert many.values("organization").distinct().count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Judge(list(Agreement.objects.all())).look()
    assert "180 of 180 bookings" in capsys.readouterr().err


def test_a_large_demonstration_is_made_once():
    make_room(slug="zmyslona-1")

    with pytest.raises(CommandError, match="large already"):
        call_command("demo", bookings=90)

    assert not Organization.objects.exists(), "refused before anything was built"
