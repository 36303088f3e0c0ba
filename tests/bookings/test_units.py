"""The units of what is booked ahead stay where they are: in admin, and in PostgreSQL."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bookings.admin.places import BookableForm
from bookings.models import Bookable, Booking, Resource
from tests.factories import make_booking, make_room, make_things

pytestmark = pytest.mark.django_db
CONSTRAINT = "bookable_units_stay_while_booked"


def form(bookable: Bookable, units: list[Resource], **fields: object) -> BookableForm:
    told = {
        "kind": bookable.kind,
        "name": bookable.name,
        "slug": bookable.slug,
        "capacity": bookable.capacity,
        "takes": bookable.takes,
        "confirmed_by": "portal",
        "minutes_before": 0,
        "minutes_after": 0,
        "units": [unit.pk for unit in units],
    }
    from django.forms import modelform_factory

    return modelform_factory(Bookable, BookableForm, fields="__all__")(told | fields, instance=bookable)


def refused(act) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    return refusal.value.__cause__.diag.constraint_name


class TestTheForm:
    def test_a_booked_room_keeps_its_unit(self):
        room = make_room("Sala mała")
        booking = make_booking(room=room)

        found = form(room, [Resource.objects.create(name="Inna")]).errors["units"]

        day = timezone.localtime(booking.ends_at)
        assert found == [
            f"Są przyszłe rezerwacje, ostatnia {day:%d.%m.%Y}: do tego dnia nie można zmienić jednostek"
            " (Inna, Sala mała). Można przenieść rezerwacje albo wpisać nową salę."
        ]

    def test_a_hall_that_is_booked_takes_no_further_room(self):
        hall, other = make_room(), make_room()
        make_booking(room=hall)

        assert "units" in form(hall, [*hall.units.all(), *other.units.all()]).errors

    def test_a_new_piece_of_booked_equipment_may_come_and_a_free_one_go(self):
        laptops = make_things(3)
        booking = make_booking(room=laptops)
        held = booking.allocations.get().resource
        new = Resource.objects.create(name="Laptop nowy")

        assert form(laptops, [held, new]).errors == {}
        assert "units" in form(laptops, [new]).errors

    def test_what_a_booking_takes_is_not_changed_under_it(self):
        laptops = make_things(2)
        make_booking(room=laptops)

        assert "takes" in form(laptops, list(laptops.units.all()), takes="all").errors

    def test_over_or_cancelled_bookings_stand_in_nobodys_way(self):
        room, other = make_room(), [Resource.objects.create(name="Inna")]
        make_booking(room=room).cancel()
        over = make_booking(room=room)
        ended = timezone.now() - timedelta(days=1)
        Booking.objects.filter(pk=over.pk).update(starts_at=ended - timedelta(hours=1), ends_at=ended)

        assert form(room, other).errors == {}


class TestPostgresql:
    def test_a_held_unit_is_not_taken_out(self):
        room = make_room()
        make_booking(room=room)

        assert refused(room.units.clear) == CONSTRAINT

    def test_a_booked_hall_gets_no_further_room(self):
        hall = make_room()
        make_booking(room=hall)

        assert refused(lambda: hall.units.add(make_room().units.get())) == CONSTRAINT

    def test_a_row_turned_to_another_unit_is_seen_too(self):
        room, other = make_room(), Resource.objects.create(name="Inna")
        make_booking(room=room)

        def turn() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE bookings_bookable_units SET resource_id = %s WHERE bookable_id = %s",
                    [other.pk, room.pk],
                )

        assert refused(turn) == CONSTRAINT

    def test_a_new_hall_may_be_made_of_booked_rooms(self):
        room, hall = make_room(), make_room()
        make_booking(room=room)

        hall.units.add(room.units.get())

        assert hall.units.count() == 2

    def test_a_new_piece_of_booked_equipment_may_come(self):
        laptops = make_things(1)
        make_booking(room=laptops)

        laptops.units.add(Resource.objects.create(name="Laptop nowy"))

        assert laptops.units.count() == 2
