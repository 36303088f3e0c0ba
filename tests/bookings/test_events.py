"""Events of the Centre: their times and places, their publication and their end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from bookings.models import Allocation, Booking, Event, EventDate
from jcop.models import HouseRules, Message
from jcop.moves import IllegalMove
from tests.factories import (
    make_booking,
    make_hours,
    make_organization,
    make_room,
    moment,
    next_monday,
    occasion,
)
from tests.walked import make_event

pytestmark = pytest.mark.django_db


def refusal(told: str | None = None):
    return pytest.raises(ValidationError, match=told)


def test_an_event_holds_its_room_from_the_draft_on_and_is_nameless_until_it_is_published():
    event = make_event(published=False, title="Warsztaty")
    booking = event.dates.get().booking

    before = booking.public_title
    event.publish()
    booking.refresh_from_db()

    assert (booking.kind, booking.state, booking.allocations.count()) == ("training", "confirmed", 1)
    assert (before, booking.public_title) == ("", "Warsztaty")


def test_a_room_that_is_taken_is_told_beside_the_place_and_nothing_is_left():
    room = make_room()
    booking = make_booking(room=room)

    with refusal() as refused:
        make_event(room=room, starts_at=booking.starts_at)

    assert list(refused.value.error_dict) == ["place"]
    assert not Event.objects.exists()
    assert Booking.objects.count() == 1


def test_an_event_and_a_booking_keep_each_other_out_of_the_room():
    room = make_room()
    event = make_event(room=room)

    with refusal("zajęty"):
        make_booking(room=room, starts_at=event.starts_at)


def test_the_same_form_twice_gives_one_event():
    first = make_event()

    again = Event.draft(by=None, occasion=occasion(make_room(), first.starts_at), form_key=first.form_key)

    assert again == first
    assert EventDate.objects.count() == 1


def test_a_time_outside_the_hours_needs_a_reason_and_then_stands_in_no_queue():
    make_hours()
    room, evening = make_room(), moment(next_monday(), 19)
    unexplained = occasion(room, evening)
    words = {"title": "Wernisaż", "description": "Opis."}

    with refusal() as refused:
        Event.draft(
            by=None,
            occasion=type(unexplained)(unexplained.things, evening, evening + timedelta(hours=1)),
            **words,
        )
    event = Event.draft(by=None, occasion=unexplained, **words)

    assert list(refused.value.error_dict) == ["exception_reason"]
    assert event.dates.get().booking.despite == ["hours"]
    assert not Booking.objects.in_conflict(timezone.now()).exists()


def test_no_more_places_than_the_room_has():
    with refusal("ma miejsc: 12"):
        make_event(capacity=13, room=make_room(capacity=12))


def test_no_more_places_than_the_rules_of_the_house_let_in():
    rules = HouseRules.objects.create(title="Zasady", body="a", valid_from=timezone.localdate())
    rules.limits.create(use="training", persons=2)

    with refusal("najwyżej osób: 2"):
        make_event(capacity=3)


def test_an_event_in_the_past_cannot_be_prepared():
    with refusal() as refused:
        make_event(starts_at=timezone.now() - timedelta(hours=1))

    assert list(refused.value.error_dict) == ["day"]


def test_a_second_day_belongs_to_the_event_and_stretches_it():
    event = make_event()
    later = event.starts_at + timedelta(days=1)

    event.add_date(occasion(make_room(), later, hours=3))

    event.refresh_from_db()
    assert (event.ends_at, event.dates.count()) == (later + timedelta(hours=3), 2)


def test_one_of_two_days_can_be_dropped_but_not_the_last():
    event = make_event()
    event.add_date(occasion(make_room(), event.starts_at + timedelta(days=1)))
    first, second = event.times

    event.drop_date(first)

    assert event.starts_at == second.booking.starts_at
    assert Allocation.objects.count() == 1
    with refusal("jedyny termin"):
        event.drop_date(second)


def test_moving_an_event_frees_the_old_room_and_takes_the_new_one():
    old, new = make_room(), make_room("Sala B")
    event = make_event(room=old)
    start = event.starts_at + timedelta(days=1)

    event.move_date(event.dates.get(), occasion(new, start))

    assert (event.starts_at, event.place) == (start, "Sala B")
    assert make_booking(room=old, starts_at=start - timedelta(days=1)).allocations.exists()


def test_an_event_moved_before_the_end_of_signing_up_ends_it_with_its_beginning():
    event = make_event()
    sooner = event.starts_at - timedelta(days=3)

    event.move_date(event.dates.get(), occasion(make_room(), sooner))

    assert event.signup_closes_at == sooner


def test_an_event_moved_earlier_and_back_lets_people_sign_up_as_long_as_before():
    event = make_event()
    closes, starts = event.signup_closes_at, event.starts_at
    date = event.dates.get()
    event.move_date(date, occasion(make_room(), starts - timedelta(days=3)))

    event.move_date(date, occasion(make_room(), starts))

    event.refresh_from_db()
    assert (event.signup_closes_at, event.signup_cut_from) == (closes, None)


def test_the_bookings_of_an_event_are_for_as_many_as_it_has_places():
    event = make_event(capacity=3)

    event.set_places(
        capacity=8,
        signup_opens_at=event.signup_opens_at,
        signup_closes_at=event.signup_closes_at,
        per_organization=3,
        offer_hours=48,
    )

    assert event.dates.get().booking.persons == 8


def test_a_date_that_has_begun_stays_with_its_event():
    event = make_event()
    event.add_date(occasion(make_room(), event.starts_at + timedelta(days=1)))
    first, _ = event.times

    with refusal("już się zaczął"):
        event.drop_date(first, at=first.booking.starts_at)

    assert event.dates.count() == 2


def test_what_is_held_for_an_event_is_never_held_without_it():
    date = make_event().dates.get()
    date.delete()

    with pytest.raises(IntegrityError, match="held for no event"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_date_of_an_event_is_moved_and_cancelled_by_the_event_only():
    booking = make_event(title="Wernisaż").dates.get().booking
    later = booking.starts_at + timedelta(days=1)

    with refusal("należy do wydarzenia „Wernisaż”"):
        booking.cancel(reason="pomyłka")
    with refusal("należy do wydarzenia „Wernisaż”"):
        booking.reschedule(starts_at=later, ends_at=later + timedelta(hours=1))


def test_a_cancelled_event_gives_its_places_back_and_stays_announced():
    event = make_event()

    event.cancel(reason="choroba prowadzącej")

    assert not Allocation.objects.exists()
    assert event.dates.get().booking.state == "cancelled"
    assert list(Event.objects.announced()) == [event]
    with pytest.raises(IllegalMove):
        event.cancel(reason="jeszcze raz")


def test_a_cancelled_draft_tells_nobody_and_was_never_announced():
    event = make_event(published=False)

    event.cancel(reason="nie dojdzie do skutku")

    assert not Message.objects.filter(kind__startswith="event_").exists()
    assert not Event.objects.announced().exists()


def test_what_is_over_is_neither_published_nor_cancelled():
    event = make_event(published=False)

    with refusal("już minął"):
        event.publish(at=event.starts_at)
    event.publish()
    with refusal("już się odbyło"):
        event.cancel(reason="późno", at=event.ends_at)


def test_a_change_of_words_troubles_nobody(run_jobs):
    event = make_event(title="Szkolenie")
    event.sign_up(organization=make_organization(), names=["Jan Próbny"])
    run_jobs()

    event.describe(title="Szkolenie z RODO")

    assert event.dates.get().booking.public_title == "Szkolenie z RODO"
    assert run_jobs() == []
