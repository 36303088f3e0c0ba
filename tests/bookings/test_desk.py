"""The worker's side: moving, blocks, bookings by telephone, what came of a use, what waits too long."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Booking
from bookings.templatetags.bookings_tags import booking_queues
from jcop.moves import IllegalMove
from tests.factories import make_agreement, make_hours, make_room, make_things, make_user, moment, next_monday
from tests.jcop.clerk import make_worker
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
MONDAY = date(2026, 9, 7)
TEN = moment(MONDAY, 10)
HOUR = timedelta(hours=1)
State = Booking.State
CHANGELIST = reverse("admin:bookings_booking_changelist")


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1))
    return make_agreement(valid_from=date(2026, 1, 1))


def book(agreement: Agreement, **fields: object) -> Booking:
    return make_booking(**{"agreement": agreement, "starts_at": TEN, "at": NOW} | fields)


class TestMoving:
    def test_the_old_time_is_free_and_the_state_stays(self, agreement: Agreement, run_jobs: Callable):
        booking = book(agreement)
        room = booking.items.get().bookable

        booking.reschedule(starts_at=TEN + HOUR / 2, ends_at=TEN + 2 * HOUR, note="Jak uzgodniono.", at=NOW)
        run_jobs()

        booking.refresh_from_db()
        during = booking.allocations.get().during
        assert (booking.state, booking.sequence) == (State.CONFIRMED, 1)
        assert (during.lower, during.upper) == (TEN + HOUR / 2, TEN + 2 * HOUR)
        assert (mail.outbox[-1].subject, "Jak uzgodniono." in mail.outbox[-1].body) == (
            "[JCOP] Rezerwacja 7 września – przeniesiona",
            True,
        )
        assert book(agreement, room=room, hours=0.5).holds is True

    def test_it_stops_at_another_booking(self, agreement: Agreement):
        booking = book(agreement)
        book(agreement, room=booking.items.get().bookable, starts_at=TEN + HOUR)

        with pytest.raises(ValidationError) as refused:
            booking.reschedule(starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, at=NOW, exception_reason="x")

        assert refused.value.code == "taken"

    def test_equipment_cannot_become_a_room(self, agreement: Agreement):
        with pytest.raises(ValidationError, match="tego samego rodzaju"):
            book(agreement, room=make_things(1)).reschedule(
                starts_at=TEN, ends_at=TEN + HOUR, place=make_room(), at=NOW
            )

    def test_pieces_are_moved_together(self, agreement: Agreement):
        booking = book(agreement, room=make_things(3), quantity=2)

        booking.reschedule(starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, at=NOW)

        assert booking.allocations.count() == 2

    def test_what_is_given_up_is_not_moved(self, agreement: Agreement):
        booking = book(agreement).cancel(at=NOW)

        with pytest.raises(IllegalMove):
            booking.reschedule(starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, at=NOW)


class TestBlocks:
    def block(self, room: object, **fields: object) -> Booking:
        told = {"by": None, "bookable": room, "starts_at": TEN, "ends_at": TEN + HOUR, "reason": "malowanie"}
        return Booking.block(**told | fields)

    def test_it_takes_the_place_without_an_organisation(self, agreement: Agreement):
        room = make_room()

        block = self.block(room, ends_at=TEN + timedelta(days=3))

        with pytest.raises(ValidationError, match="zajęty"):
            book(agreement, room=room, starts_at=TEN + timedelta(days=2))
        assert (block.kind, block.state, block.organization) == ("block", State.CONFIRMED, None)

    def test_it_does_not_push_a_booking_out(self, agreement: Agreement):
        room = make_room()
        book(agreement, room=room)

        with pytest.raises(ValidationError, match="zajęty"):
            self.block(room)

    def test_it_needs_a_reason(self):
        with pytest.raises(ValidationError, match="Podaj powód blokady"):
            self.block(make_room(), reason=" ")

    def test_it_can_be_moved_and_cancelled_and_tells_nobody(self, run_jobs: Callable):
        block = self.block(make_room())

        block.reschedule(starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, at=NOW)
        block.cancel(at=NOW, reason="Pomalowane.")
        run_jobs()

        assert (block.state, block.allocations.count(), mail.outbox) == (State.CANCELLED, 0, [])

    def test_a_block_of_days_stands_on_each_of_them_in_the_calendar(self, client):
        self.block(make_room(), ends_at=moment(date(2026, 9, 9), 0), public_title="Malowanie")

        page = client.get("/kalendarz/?tydzien=2026-09-07")

        assert [[str(entry) for entry in day] for day in page.context["weeks"][0].days[:3]] == [
            ["10:00–24:00 niedostępne: Malowanie"],
            ["cały dzień niedostępne: Malowanie"],
            [],
        ]


class TestByTelephone:
    def call(self, agreement: Agreement, **fields: object) -> Booking:
        return book(agreement, is_by_office=True, channel="phone", **fields)

    def test_it_is_confirmed_at_once_and_the_channel_is_kept(self, agreement: Agreement):
        booking = self.call(agreement, room=make_room(confirmed_by="worker"))

        assert (booking.state, booking.channel, booking.exception_reason) == (State.CONFIRMED, "phone", "")

    def test_every_broken_rule_is_told_at_once(self, agreement: Agreement):
        with pytest.raises(ValidationError) as refused:
            self.call(agreement, room=make_room("Sala mała", capacity=3), persons=4, hours=13)

        assert refused.value.message_dict == {
            "exception_reason": [
                "Jedna rezerwacja może trwać najwyżej 12 godz.: przy tym początku najdalej do"
                " 07.09.2026, godz. 22:00. Sala mała mieści najwyżej 3 osoby."
                " Aby mimo to zapisać, proszę podać powód odstępstwa."
            ]
        }

    def test_a_reason_passes_the_rules_and_is_kept(self, agreement: Agreement):
        booking = self.call(agreement, starts_at=moment(date(2026, 9, 2), 10), exception_reason="Pilne.")

        assert (booking.state, booking.exception_reason) == (State.CONFIRMED, "Pilne.")

    def test_a_reason_that_was_not_needed_is_not_kept(self, agreement: Agreement):
        assert self.call(agreement, exception_reason="Na wszelki wypadek.").exception_reason == ""

    def test_neither_the_agreement_nor_another_booking_is_passed(self, agreement: Agreement):
        room = make_room()
        book(agreement, room=room)
        other = make_agreement(valid_from=date(2026, 1, 1), services=("sprzet-i-internet",))
        codes = []
        for rival in (agreement, other):
            with pytest.raises(ValidationError) as refused:
                self.call(rival, room=room, exception_reason="Pilne.")
            codes.append(refused.value.code)

        assert codes == ["taken", "no_right"]

    def test_an_organisation_cannot_pass_a_rule_by_itself(self, agreement: Agreement):
        with pytest.raises(ValidationError, match="z wyprzedzeniem"):
            book(agreement, starts_at=moment(date(2026, 9, 2), 10), exception_reason="Pilne.")


class TestAfterTheUse:
    def test_what_came_of_it_is_kept(self, agreement: Agreement):
        booking = book(agreement).record_use(persons_came=9, remarks="Cisza.", damage="Krzesło.", at=TEN)

        booking.refresh_from_db()
        assert (booking.state, booking.persons_came) == (State.TOOK_PLACE, 9)
        assert (booking.remarks, booking.damage, booking.holds) == ("Cisza.", "Krzesło.", True)

    def test_a_mistake_can_be_put_right_both_ways(self, agreement: Agreement):
        booking = book(agreement).record_no_show(at=TEN).record_use(persons_came=2, at=TEN)
        booking.record_no_show(remarks="Jednak nikt.", at=TEN)

        booking.refresh_from_db()
        assert (booking.state, booking.persons_came, booking.remarks) == (State.NO_SHOW, None, "Jednak nikt.")

    def test_it_has_to_begin_first(self, agreement: Agreement):
        with pytest.raises(ValidationError, match="jeszcze nie było"):
            book(agreement).record_use(persons_came=2, at=TEN - HOUR)

    def test_a_request_that_nobody_confirmed_did_not_take_place(self, agreement: Agreement):
        with pytest.raises(IllegalMove):
            book(agreement, room=make_room(confirmed_by="worker")).record_no_show(at=TEN)


class TestWhatWaits:
    @pytest.mark.parametrize(
        ("today", "worker", "office"),
        [
            (date(2026, 9, 2), 0, 0),
            (date(2026, 9, 3), 1, 0),
            (date(2026, 9, 4), 1, 0),
            (date(2026, 9, 6), 1, 0),
            (date(2026, 9, 7), 1, 1),
        ],
    )
    def test_two_working_days_lead_the_workers_list_and_four_the_referats(
        self, agreement: Agreement, today: date, worker: int, office: int
    ):
        book(agreement, room=make_room(confirmed_by="worker"))

        found = [Booking.objects.neglected(today, days).count() for days in (2, 4)]

        assert found == [worker, office]

    @pytest.mark.parametrize(
        ("group", "first", "size"),
        [
            ("Pracownik Centrum", "rezerwacji bez odpowiedzi od 2 dni roboczych", 15),
            ("Referat", "rezerwacji bez odpowiedzi Centrum od 4 dni roboczych", 5),
            ("Doradca", "rezerwacji do potwierdzenia", 4),
        ],
    )
    def test_each_group_has_its_queues(self, group: str, first: str, size: int):
        queues = booking_queues(make_user(groups=(group,)))

        assert (queues[0].label, len(queues)) == (first, size)

    @pytest.mark.parametrize("queue", ["potwierdzenie", "ponad-2-dni", "ponad-4-dni"])
    def test_the_longest_wait_stands_first(self, as_user, queue: str):
        agreement, room = make_agreement(), make_room(confirmed_by="worker")
        long_ago = timezone.now() - timedelta(days=20)
        made = [make_booking(agreement=agreement, room=make_room(confirmed_by="worker")) for _ in range(2)]
        made.append(make_booking(agreement=agreement, room=room, starts_at=moment(next_monday(), 8)))
        for number, booking in enumerate(made):
            Booking.objects.filter(pk=booking.pk).update(made_at=long_ago - timedelta(days=number))

        response = as_user(make_worker()).get(f"{CHANGELIST}?kolejka={queue}")

        assert list(response.context["cl"].queryset) == made[::-1]


class TestConfirming:
    def test_a_request_whose_time_is_over_is_not_confirmed(self, agreement: Agreement):
        booking = book(agreement, room=make_room(confirmed_by="worker"))

        with pytest.raises(ValidationError, match="Ten termin już minął"):
            booking.confirm(at=booking.ends_at)

        booking.refresh_from_db()
        assert booking.state == State.REQUESTED

    def test_every_reason_for_which_a_booking_stands_is_kept_whole(self, agreement: Agreement):
        booking = book(agreement)
        reasons = [f"{number} {'długi powód ' * 20}".strip() for number in range(5)]

        for reason in reasons:
            booking.keep(reason=reason, against=["closed"])

        booking.refresh_from_db()
        assert [reason in booking.exception_reason for reason in reasons] == [True] * 5
