"""The rules of a booking, each with its sentence, on days that never move."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from bookings.models import Allocation, Bookable, Booking
from jcop.models import Centre, HoursPeriod, NonWorkingDay
from jcop.moves import IllegalMove
from tests.factories import make_agreement, make_hours, make_room, make_things, moment
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
MONDAY = date(2026, 9, 7)
TEN = moment(MONDAY, 10)
HOUR = timedelta(hours=1)
State = Booking.State


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1), opens=8, closes=18)
    return make_agreement(valid_from=date(2026, 1, 1))


def book(agreement: Agreement, **fields: object) -> Booking:
    return make_booking(**{"agreement": agreement, "starts_at": TEN, "at": NOW} | fields)


def refusal(agreement: Agreement, **fields: object) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        book(agreement, **fields)
    assert not Booking.objects.exists()
    return refused.value


def test_whoever_books_is_written_to_at_once(agreement: Agreement, run_jobs, mailoutbox):
    booking = book(agreement)

    run_jobs()

    about = [sent.to for sent in mailoutbox if "potwierdzona" in sent.subject]
    assert about == [[booking.made_by.email]]


def test_a_room_in_opening_hours_is_confirmed_at_once(agreement: Agreement):
    room = make_room()

    booking = book(agreement, room=room, persons=5)

    booking.refresh_from_db()
    assert (booking.state, booking.agreement, booking.kind) == (State.CONFIRMED, agreement, "room")
    assert (booking.starts_at, booking.ends_at) == (TEN, TEN + HOUR)
    assert [item.bookable for item in booking.items.all()] == [room]
    assert booking.allocations.get().resource == room.units.get()


class TestNoticeAndHorizon:
    @pytest.mark.parametrize(("day", "first"), [(3, "04.09.2026"), (2, "04.09.2026")])
    def test_too_soon_names_the_first_possible_day(self, agreement: Agreement, day: int, first: str):
        found = refusal(agreement, starts_at=moment(date(2026, 9, day), 10))

        assert found.message_dict == {
            "day": [f"Rezerwujemy z wyprzedzeniem: najbliższy możliwy dzień to {first}."]
        }

    def test_the_third_working_day_is_soon_enough(self, agreement: Agreement):
        assert book(agreement, starts_at=moment(date(2026, 9, 4), 10)).state == State.CONFIRMED

    def test_a_day_off_of_the_office_is_no_working_day(self, agreement: Agreement):
        NonWorkingDay.objects.create(day=date(2026, 9, 4), name="Święto miasta")

        found = refusal(agreement, starts_at=moment(date(2026, 9, 4), 10))

        assert "07.09.2026" in found.messages[0]

    def test_the_last_day_of_the_horizon_can_be_booked(self, agreement: Agreement):
        last = moment(date(2026, 12, 2), 10)

        assert book(agreement, starts_at=last).state == State.CONFIRMED

    def test_the_day_after_it_cannot(self, agreement: Agreement):
        found = refusal(agreement, starts_at=moment(date(2026, 12, 3), 10))

        assert found.message_dict == {"day": ["Rezerwować można najdalej do 02.12.2026."]}

    def test_the_office_sets_both(self, agreement: Agreement):
        Centre.objects.update(notice_days=0, horizon_days=1)

        assert book(agreement, starts_at=moment(date(2026, 9, 1), 10)).state == State.CONFIRMED
        with pytest.raises(ValidationError, match=r"najdalej do 02\.09\.2026"):
            book(agreement, starts_at=moment(date(2026, 9, 3), 10))

    def test_the_past_is_over_even_without_notice(self, agreement: Agreement):
        Centre.objects.update(notice_days=0)

        found = refusal(agreement, starts_at=moment(date(2026, 9, 1), 9))

        assert found.message_dict == {"starts_at": ["Ten termin już minął."]}


class TestSizeAndLength:
    def test_a_room_holds_as_many_as_it_has_seats(self, agreement: Agreement):
        assert book(agreement, room=make_room(capacity=12), persons=12).persons == 12

    def test_one_more_is_too_many(self, agreement: Agreement):
        make_room(capacity=13)

        found = refusal(agreement, room=make_room("Sala mała", capacity=12), persons=13)

        assert found.message_dict == {"persons": ["Sala mała mieści najwyżej 12 osób."]}

    def test_twelve_hours_are_the_longest(self, agreement: Agreement):
        assert book(agreement, starts_at=moment(MONDAY, 8), hours=12).state == State.REQUESTED

    def test_thirteen_are_too_long(self, agreement: Agreement):
        found = refusal(agreement, starts_at=moment(MONDAY, 8), hours=13)

        assert found.message_dict == {
            "ends_at": [
                "Jedna rezerwacja może trwać najwyżej 12 godz.: przy tym początku najdalej do"
                " 07.09.2026, godz. 20:00."
            ]
        }

    @pytest.mark.parametrize("hours", [0, -1])
    def test_an_end_comes_after_its_beginning(self, agreement: Agreement, hours: int):
        found = refusal(agreement, hours=hours)

        assert found.message_dict == {"ends_at": ["Koniec musi być późniejszy niż początek."]}

    def test_what_is_no_longer_offered_cannot_be_booked(self, agreement: Agreement):
        found = refusal(agreement, room=make_room("Sala dawna", is_active=False))

        assert found.message_dict == {"bookable": ["Sala dawna nie jest już do rezerwacji."]}


class TestTheRight:
    @pytest.mark.parametrize(
        ("ends", "code"),
        [({"valid_until": MONDAY}, None), ({"valid_until": MONDAY - timedelta(days=1)}, "no_right")],
    )
    def test_lasts_to_the_agreements_last_day(self, ends: dict, code: str | None):
        make_hours(date(2026, 1, 1))
        agreement = make_agreement(valid_from=date(2026, 1, 1), **ends)

        if code is None:
            assert book(agreement).state == State.CONFIRMED
        else:
            assert refusal(agreement).code == code

    def test_begins_on_its_first_day(self):
        agreement = make_agreement(valid_from=MONDAY + timedelta(days=1))

        assert refusal(agreement).code == "no_right"

    def test_is_for_what_was_granted(self):
        agreement = make_agreement(valid_from=date(2026, 1, 1), services=("sprzet-i-internet",))

        assert refusal(agreement).code == "no_right"

    def test_is_lost_by_a_suspended_organisation(self, agreement: Agreement):
        agreement.organization.suspend(reason="wyjaśnienia")

        assert refusal(agreement).code == "suspended"

    def test_is_judged_by_the_warsaw_day_of_the_beginning(self):
        agreement = make_agreement(valid_from=date(2026, 1, 1), valid_until=MONDAY)

        booking = book(agreement, starts_at=moment(MONDAY, 23), hours=2)

        assert booking.state == State.REQUESTED


class TestWhoConfirms:
    @pytest.mark.parametrize(
        ("hour", "state"),
        [(7, State.REQUESTED), (8, State.CONFIRMED), (17, State.CONFIRMED), (18, State.REQUESTED)],
    )
    def test_the_worker_confirms_what_is_outside_opening_hours(
        self, agreement: Agreement, hour: int, state: str
    ):
        assert book(agreement, starts_at=moment(MONDAY, hour)).state == state

    def test_the_worker_confirms_where_the_room_asks_for_it(self, agreement: Agreement):
        assert book(agreement, room=make_room(confirmed_by="worker")).state == State.REQUESTED

    def test_the_worker_confirms_on_a_holiday(self, agreement: Agreement):
        assert book(agreement, starts_at=moment(date(2026, 11, 11), 10)).state == State.REQUESTED

    def test_the_worker_confirms_where_no_hours_are_known(self, agreement: Agreement):
        HoursPeriod.objects.all().delete()

        assert book(agreement).state == State.REQUESTED


class TestTime:
    def test_a_taken_time_is_refused_with_its_sentence(self, agreement: Agreement):
        room = make_room()
        book(agreement, room=room)

        with pytest.raises(ValidationError) as refused:
            book(agreement, room=room, starts_at=TEN + HOUR / 2)

        assert refused.value.code == "taken"
        assert refused.value.messages == [
            "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."
        ]

    @pytest.mark.parametrize(
        ("before", "after", "gap", "free"),
        [(0, 0, 0, True), (0, 15, 15, True), (0, 15, 14, False), (10, 15, 25, True), (10, 15, 24, False)],
    )
    def test_between_two_uses_lies_the_first_ones_after_and_the_seconds_before(
        self, agreement: Agreement, before: int, after: int, gap: int, free: bool
    ):
        room = make_room(minutes_before=before, minutes_after=after)
        book(agreement, room=room)
        second = TEN + HOUR + timedelta(minutes=gap)

        if free:
            assert book(agreement, room=room, starts_at=second).allocations.count() == 1
        else:
            with pytest.raises(ValidationError, match="zajęty"):
                book(agreement, room=room, starts_at=second)

    @pytest.mark.parametrize(
        ("starts", "told"),
        [
            (timedelta(hours=1), "zajęty przerwą między użyciami (Sala A): można zacząć od 11:30."),
            (-timedelta(hours=1), "zajęty przerwą między użyciami (Sala A): można skończyć do 9:30."),
            (timedelta(minutes=59), "już zajęty"),
        ],
    )
    def test_where_only_the_break_stands_in_the_way_it_is_named(
        self, agreement: Agreement, starts: timedelta, told: str
    ):
        room = make_room("Sala A", minutes_before=10, minutes_after=20)
        book(agreement, room=room)

        with pytest.raises(ValidationError, match=re.escape(told)) as refused:
            book(agreement, room=room, starts_at=TEN + starts)

        assert refused.value.code == "taken"

    def test_buffers_are_those_of_the_moment_of_booking(self, agreement: Agreement):
        room = make_room(minutes_after=15)
        booking = book(agreement, room=room)

        Bookable.objects.filter(pk=room.pk).update(minutes_after=60)

        span = booking.allocations.get().during
        assert (span.lower, span.upper) == (TEN, TEN + HOUR + timedelta(minutes=15))
        assert (booking.starts_at, booking.ends_at) == (TEN, TEN + HOUR)

    def test_a_hall_takes_all_its_rooms(self, agreement: Agreement):
        left, right, hall = make_room(), make_room(), make_room()
        hall.units.set([left.units.get(), right.units.get()])
        book(agreement, room=hall)

        with pytest.raises(ValidationError, match="zajęty"):
            book(agreement, room=left)

        assert Allocation.objects.count() == 2

    def test_a_room_without_units_cannot_be_taken(self, agreement: Agreement):
        room = make_room()
        room.units.clear()

        assert refusal(agreement, room=room).code == "taken"


class TestQuantity:
    def test_as_many_pieces_as_asked_are_taken(self, agreement: Agreement):
        laptops = make_things(3)

        booking = book(agreement, room=laptops, quantity=2)

        assert booking.allocations.count() == 2
        assert str(booking.items.get()) == "Laptop × 2"

    def test_more_than_are_left_are_refused_with_their_number(self, agreement: Agreement):
        laptops = make_things(3)
        book(agreement, room=laptops, quantity=2)

        with pytest.raises(ValidationError) as refused:
            book(agreement, room=laptops, quantity=2)

        assert refused.value.message_dict == {
            "quantity": ["Laptop: wolnych sztuk w tym czasie 1 (proszono o 2)."]
        }
        assert book(agreement, room=laptops, quantity=1).allocations.count() == 1


class TestVerbs:
    def requested(self, agreement: Agreement) -> Booking:
        return book(agreement, room=make_room(confirmed_by="worker"))

    def test_confirming_keeps_what_is_held(self, agreement: Agreement):
        booking = self.requested(agreement).confirm(at=NOW)

        assert (booking.state, booking.allocations.count()) == (State.CONFIRMED, 1)

    def test_confirming_needs_an_agreement_still_in_force(self, agreement: Agreement):
        booking = self.requested(agreement)
        agreement.terminate(on=MONDAY - timedelta(days=1), reason="koniec")

        with pytest.raises(ValidationError) as refused:
            booking.confirm(at=NOW)

        assert refused.value.code == "no_right"
        assert Booking.objects.get().state == State.REQUESTED

    def test_confirming_is_refused_to_a_suspended_organisation(self, agreement: Agreement):
        booking = self.requested(agreement)
        agreement.organization.suspend(reason="wyjaśnienia")

        with pytest.raises(ValidationError) as refused:
            booking.confirm(at=NOW)

        assert refused.value.code == "suspended"

    def test_refusing_gives_the_time_back_and_keeps_what_was_asked(self, agreement: Agreement):
        booking = self.requested(agreement).refuse(reason=" malowanie ")

        assert (booking.state, booking.end_reason) == (State.REFUSED, "malowanie")
        assert (booking.allocations.count(), booking.items.count()) == (0, 1)

    def test_refusing_needs_a_reason(self, agreement: Agreement):
        booking = self.requested(agreement)

        with pytest.raises(ValidationError, match="Podaj powód odmowy"):
            booking.refuse(reason=" ")

        assert booking.allocations.count() == 1

    def test_cancelling_lets_a_rival_in(self, agreement: Agreement):
        room = make_room()
        book(agreement, room=room).cancel(at=NOW)

        assert book(agreement, room=room).state == State.CONFIRMED

    def test_what_has_begun_cannot_be_cancelled(self, agreement: Agreement):
        booking = book(agreement)

        with pytest.raises(ValidationError) as refused:
            booking.cancel(at=TEN)

        assert (refused.value.code, booking.allocations.count()) == ("past", 1)

    @pytest.mark.parametrize("verb", ["confirm", "refuse", "cancel"])
    def test_a_cancelled_booking_stays_cancelled(self, agreement: Agreement, verb: str):
        booking = self.requested(agreement)
        Booking.objects.get(pk=booking.pk).cancel(at=NOW)
        told = {"confirm": {}, "refuse": {"reason": "powód"}, "cancel": {"at": NOW}}[verb]

        with pytest.raises(IllegalMove, match="stan zmienił się na „odwołana”"):
            getattr(booking, verb)(**told)

    def test_the_history_tells_every_state(self, agreement: Agreement):
        booking = self.requested(agreement).confirm(at=NOW).cancel(at=NOW)

        states = booking.events.order_by("pgh_id").values_list("state", flat=True)

        assert list(states) == ["requested", "confirmed", "cancelled"]


class TestQueues:
    def test_the_worker_sees_what_waits(self, agreement: Agreement):
        waiting = book(agreement, room=make_room(confirmed_by="worker"))
        book(agreement)

        assert list(Booking.objects.awaiting_worker()) == [waiting]

    def test_a_booking_is_past_from_the_moment_it_ends(self, agreement: Agreement):
        booking = book(agreement)
        ends: datetime = TEN + HOUR

        assert list(Booking.objects.upcoming(ends - timedelta(seconds=1))) == [booking]
        assert list(Booking.objects.upcoming(ends)) == []
        assert list(Booking.objects.past(ends)) == [booking]
