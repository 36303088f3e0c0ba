"""The worker's pages: moves of one booking, a booking by telephone, a block."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Bookable, Booking
from jcop.opening.workdays import statutory_day_off
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    moment,
    next_monday,
)
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
BEHALF, BLOCK = reverse("admin:bookings_booking_on_behalf"), reverse("admin:bookings_booking_block")
State = Booking.State


@pytest.fixture
def desk(as_user) -> Client:
    return as_user(make_worker())


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement()


def a_day() -> date:
    day = next_monday()
    while statutory_day_off(day):
        day += timedelta(days=7)
    return day


def move(booking: Booking, verb: str) -> str:
    return reverse("admin:bookings_booking_move", args=[booking.pk, verb])


def moves_of(desk: Client, booking: Booking) -> list[str]:
    page = desk.get(reverse("admin:bookings_booking_change", args=[booking.pk]))
    return [found["url"].rstrip("/").rpartition("/")[2] for found in page.context["moves"]]


def told(room: Bookable, **fields: object) -> dict[str, object]:
    form = {"form_key": uuid.uuid4(), "bookable": room.pk, "day": a_day(), "quantity": 1}
    return {**form, "starts_at": "10:00", "ends_at": "12:00", **fields}


class TestMoves:
    def test_each_state_offers_its_moves(self, desk: Client, agreement: Agreement):
        booking = make_booking(agreement=agreement, room=make_room(confirmed_by="worker"))
        offered = {"requested": moves_of(desk, booking)}
        later = booking.starts_at + timedelta(days=1)
        until = timezone.localdate() + timedelta(days=2)
        booking.propose(starts_at=later, ends_at=later + timedelta(hours=1), answer_until=until)
        offered["proposed"] = moves_of(desk, booking)
        booking.accept()
        ago = timezone.now() - timedelta(days=1)
        Booking.objects.filter(pk=booking.pk).update(starts_at=ago, ends_at=ago + timedelta(hours=1))
        offered["over"] = moves_of(desk, booking)

        assert offered == {
            "requested": ["confirm", "propose", "reschedule", "refuse", "cancel"],
            "proposed": ["propose", "accept", "decline", "cancel"],
            "over": ["record_use", "record_no_show", "hand_over"],
        }

    def test_another_time_is_proposed_on_a_page_that_starts_with_the_present_one(
        self, desk: Client, agreement: Agreement
    ):
        booking = make_booking(agreement=agreement, starts_at=moment(a_day(), 10))
        until = timezone.localdate() + timedelta(days=2)

        initial = desk.get(move(booking, "propose")).context["form"].initial
        response = desk.post(
            move(booking, "propose"),
            {"day": a_day(), "starts_at": "13:00", "ends_at": "14:30", "answer_until": until, "note": "Tak."},
        )

        booking.refresh_from_db()
        assert (initial["day"], f"{initial['starts_at']:%H:%M}") == (a_day(), "10:00")
        assert response.status_code == 302
        assert (booking.state, booking.starts_at) == (State.PROPOSED, moment(a_day(), 13))
        assert booking.office_note == "Tak."

    def test_a_refusal_stands_beside_its_field_and_what_was_typed_is_kept(
        self, desk: Client, agreement: Agreement
    ):
        booking = make_booking(agreement=agreement, starts_at=moment(a_day(), 10))
        form = {"day": timezone.localdate(), "starts_at": "23:58", "ends_at": "23:59", "note": "Dziś?"}

        response = desk.post(move(booking, "reschedule"), form)

        assert list(response.context["form"].errors) == ["exception_reason"]
        assert "Dziś?" in response.content.decode()

    def test_what_came_of_it_is_noted(self, desk: Client, agreement: Agreement):
        booking = make_booking(agreement=agreement, room=make_room(confirmed_by="worker")).confirm()
        ago = timezone.now() - timedelta(days=1)
        Booking.objects.filter(pk=booking.pk).update(starts_at=ago, ends_at=ago + timedelta(hours=1))

        empty = desk.post(move(booking, "record_use"), {"persons_came": ""})
        desk.post(move(booking, "record_use"), {"persons_came": 7, "damage": "Pęknięta szyba."})

        booking.refresh_from_db()
        assert list(empty.context["form"].errors) == ["persons_came"]
        assert (booking.state, booking.persons_came, booking.damage) == (
            State.TOOK_PLACE,
            7,
            "Pęknięta szyba.",
        )


class TestEntering:
    def test_a_booking_by_telephone(self, desk: Client, agreement: Agreement):
        said = {"organization": agreement.organization_id, "channel": "phone", "purpose": "meeting"}

        response = desk.post(BEHALF, told(make_room(), **said, persons=3))

        booking = Booking.objects.get()
        assert response.url == reverse("admin:bookings_booking_change", args=[booking.pk])
        assert (booking.organization, booking.channel, booking.state) == (
            agreement.organization,
            "phone",
            State.CONFIRMED,
        )

    def test_only_organisations_with_an_agreement_can_be_chosen(self, desk: Client, agreement: Agreement):
        ended = make_agreement(
            valid_from=date(2020, 1, 1), valid_until=timezone.localdate() - timedelta(days=1)
        )

        form = desk.get(BEHALF).context["form"]
        response = desk.post(BEHALF, told(make_room(), organization=ended.organization_id))

        assert list(form.fields["organization"].queryset) == [agreement.organization]
        assert "organization" in response.context["form"].errors

    def test_a_broken_rule_asks_for_a_reason(self, desk: Client, agreement: Agreement):
        said = {"organization": agreement.organization_id, "channel": "phone", "purpose": "meeting"}
        form = told(make_room(capacity=2), **said, persons=3)

        refused = desk.post(BEHALF, form)
        desk.post(BEHALF, form | {"exception_reason": "Dostawią krzesło."})

        assert list(refused.context["form"].errors) == ["exception_reason"]
        assert Booking.objects.get().exception_reason == "Dostawią krzesło."

    def test_a_block_for_a_week(self, desk: Client):
        last = a_day() + timedelta(days=6)

        desk.post(BLOCK, told(make_room(), until_day=last, reason="Malowanie."))

        booking = Booking.objects.get()
        assert (booking.kind, booking.ends_at) == ("block", moment(last, 12))
        assert moves_of(desk, booking) == ["reschedule", "cancel"]

    def test_a_block_over_a_booking_is_refused_above_the_form(self, desk: Client, agreement: Agreement):
        room = make_room()
        make_booking(agreement=agreement, room=room, starts_at=moment(a_day(), 11))

        response = desk.post(BLOCK, told(room, reason="Malowanie."))

        assert response.context["form"].non_field_errors() == [
            "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."
        ]

    def test_the_same_block_sent_twice_is_one(self, desk: Client):
        form = told(make_room(), reason="Malowanie.")

        first, second = (desk.post(BLOCK, form) for _ in range(2))

        assert first.url == second.url
        assert Booking.objects.count() == 1
