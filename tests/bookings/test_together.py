"""A room and equipment in one booking: all of it is taken, or none."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from bookings.models import Allocation, Booking, Thing
from tests.factories import make_agreement, make_hours, make_room, make_things, moment
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
TEN = moment(date(2026, 9, 7), 10)
HOUR = timedelta(hours=1)


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1), opens=8, closes=18)
    return make_agreement(valid_from=date(2026, 1, 1))


def book(agreement: Agreement, *extras: Thing, **fields: object) -> Booking:
    told = {"agreement": agreement, "starts_at": TEN, "at": NOW, "extras": extras}
    return make_booking(**told | fields)


def test_two_laptops_with_a_room_take_two_free_pieces(agreement: Agreement):
    laptops, room = make_things(3), make_room()
    book(agreement, room=laptops)

    booking = book(agreement, Thing(laptops, 2), room=room)

    taken = {allocation.resource for allocation in booking.allocations.all()}
    assert taken == {room.units.get(), *laptops.units.order_by("pk")[1:]}
    assert [str(item) for item in booking.items.order_by("pk")] == [str(room), "Laptop × 2"]
    assert (booking.kind, booking.state) == ("room", Booking.State.CONFIRMED)


def test_each_thing_keeps_its_own_buffers(agreement: Agreement):
    laptops, room = make_things(1), make_room(minutes_after=15)

    booking = book(agreement, Thing(laptops), room=room)

    ends = {item.resource.name: item.during.upper for item in booking.allocations.select_related("resource")}
    assert ends == {room.name: TEN + HOUR + timedelta(minutes=15), "Laptop 1": TEN + HOUR}


def test_without_the_equipment_the_room_is_not_taken_either(agreement: Agreement):
    laptops = make_things(2)

    with pytest.raises(ValidationError) as refused:
        book(agreement, Thing(laptops, 3))

    assert refused.value.message_dict == {
        "quantity": ["Laptop: wolnych sztuk w tym czasie 2 (proszono o 3)."]
    }
    assert (Booking.objects.count(), Allocation.objects.count()) == (0, 0)


def test_the_agreement_grants_both(agreement: Agreement):
    rooms_only = make_agreement(valid_from=date(2026, 1, 1), services=("sala",))

    with pytest.raises(ValidationError) as refused:
        book(rooms_only, Thing(make_things(1)))

    assert refused.value.code == "no_right"


def test_a_thing_that_the_worker_confirms_makes_the_whole_wait(agreement: Agreement):
    camera = make_things(1, "Kamera")
    camera.confirmed_by = "worker"
    camera.save()

    assert book(agreement, Thing(camera)).state == Booking.State.REQUESTED


def test_moving_takes_the_equipment_along(agreement: Agreement):
    laptops = make_things(2)
    booking = book(agreement, Thing(laptops, 2))

    booking.reschedule(starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, at=NOW)

    assert {allocation.during.lower for allocation in booking.allocations.all()} == {TEN + HOUR}
    assert booking.allocations.count() == 3


def test_a_hall_and_one_of_its_rooms_are_not_booked_together(agreement: Agreement):
    part, hall = make_room(), make_room()
    hall.units.add(part.units.get())

    with pytest.raises(ValidationError, match="zajęty"):
        book(agreement, Thing(part), room=hall)


def test_the_form_asks_for_equipment_beside_the_room(as_user):
    make_hours()
    agreement = make_agreement()
    laptops, room = make_things(3), make_room()
    day = make_booking(agreement=agreement).starts_at.date()
    form = {
        "form_key": uuid.uuid4(),
        "bookable": room.pk,
        "day": day,
        "starts_at": "10:00",
        "ends_at": "12:00",
        "quantity": 1,
        "purpose": "meeting",
        "persons": 4,
    }
    client = as_user(agreement.organization.registered_by)
    path = f"/panel/{agreement.organization.key}/rezerwacje/nowa/"

    too_many = client.post(path, form | {f"extra_{laptops.pk}": 9})
    twice = client.post(path, form | {"bookable": laptops.pk, f"extra_{laptops.pk}": 1})
    booked = client.post(path, form | {f"extra_{laptops.pk}": 2}, follow=True)

    assert "Laptop: wolnych sztuk w tym czasie 3 (proszono o 9)." in too_many.content.decode()
    assert list(twice.context["form"].errors) == [f"extra_{laptops.pk}"]
    assert [str(item) for item in booked.context["items"].order_by("pk")] == [str(room), "Laptop × 2"]
