"""Another time: proposed by the office, accepted with one click, lapsing only after a warning."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from agreements.models import Agreement
from bookings.models import Booking
from bookings.tasks import watch_proposals
from jcop.models import Message
from jcop.moves import IllegalMove
from tests.factories import make_agreement, make_booking, make_hours, make_room, moment

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)  # a Tuesday
MONDAY = date(2026, 9, 7)
TUESDAY = date(2026, 9, 8)
TEN, NEW = moment(MONDAY, 10), moment(TUESDAY, 12)
HOUR = timedelta(hours=1)
FRIDAY = date(2026, 9, 4)
State = Booking.State


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1))
    return make_agreement(valid_from=date(2026, 1, 1))


def request_room(agreement: Agreement, **fields: object) -> Booking:
    room = fields.pop("room", None) or make_room(confirmed_by="worker")
    return make_booking(agreement=agreement, room=room, starts_at=TEN, at=NOW, **fields)


def propose(booking: Booking, **fields: object) -> Booking:
    told: dict = {"starts_at": NEW, "ends_at": NEW + HOUR, "answer_until": FRIDAY, "at": NOW}
    return booking.propose(**told | fields)


def span(booking: Booking) -> tuple[datetime, datetime]:
    during = booking.allocations.get().during
    return during.lower, during.upper


class TestProposing:
    def test_the_new_time_is_held_and_the_asked_one_is_kept_and_free(self, agreement: Agreement):
        booking = request_room(agreement)
        room = booking.items.get().bookable

        propose(booking, note="Rano malujemy.")

        booking.refresh_from_db()
        assert (booking.state, booking.starts_at, booking.ends_at) == (State.PROPOSED, NEW, NEW + HOUR)
        assert (booking.asked_starts_at, booking.asked_ends_at) == (TEN, TEN + HOUR)
        assert (booking.office_note, booking.answer_until) == ("Rano malujemy.", FRIDAY)
        assert span(booking) == (NEW, NEW + HOUR)
        assert make_booking(agreement=agreement, room=room, starts_at=TEN, at=NOW).holds is True

    def test_a_second_proposal_keeps_what_was_asked_first(self, agreement: Agreement):
        booking = propose(request_room(agreement))

        propose(booking, starts_at=NEW + HOUR, ends_at=NEW + 2 * HOUR)

        assert (booking.asked_starts_at, booking.starts_at) == (TEN, NEW + HOUR)
        assert booking.sequence == 2

    def test_a_time_that_overlaps_its_own_can_be_proposed(self, agreement: Agreement):
        booking = propose(request_room(agreement, hours=2), starts_at=TEN + HOUR, ends_at=TEN + 3 * HOUR)

        assert span(booking) == (TEN + HOUR, TEN + 3 * HOUR)

    def test_another_room_can_be_proposed_and_the_asked_one_is_remembered(self, agreement: Agreement):
        booking, other = request_room(agreement), make_room()
        asked = booking.items.get().bookable

        propose(booking, starts_at=TEN, ends_at=TEN + HOUR, place=other)

        item = booking.items.get()
        assert (item.bookable, item.asked_bookable) == (other, asked)
        assert booking.allocations.get().resource == other.units.get()

    def test_a_taken_time_cannot_be_proposed_whatever_the_reason(self, agreement: Agreement):
        booking = request_room(agreement)
        room = booking.items.get().bookable
        make_booking(agreement=agreement, room=room, starts_at=NEW, at=NOW)

        with pytest.raises(ValidationError) as refused:
            propose(booking, exception_reason="pilne")

        booking.refresh_from_db()
        assert (refused.value.code, booking.state, span(booking)) == (
            "taken",
            State.REQUESTED,
            (TEN, TEN + HOUR),
        )

    @pytest.mark.parametrize("until", [date(2026, 9, 1), TUESDAY])
    def test_there_is_a_day_to_answer_before_the_new_time(self, agreement: Agreement, until: date):
        with pytest.raises(ValidationError, match="Dzień odpowiedzi to najwcześniej jutro"):
            propose(request_room(agreement), answer_until=until)

    def test_the_same_time_is_no_proposal(self, agreement: Agreement):
        with pytest.raises(ValidationError, match="ten sam termin"):
            propose(request_room(agreement), starts_at=TEN, ends_at=TEN + HOUR)

    def test_a_rule_is_passed_with_a_reason_that_is_kept(self, agreement: Agreement):
        booking = request_room(agreement)
        early = moment(date(2026, 9, 3), 10)
        told = {"starts_at": early, "ends_at": early + HOUR, "answer_until": date(2026, 9, 2)}

        with pytest.raises(ValidationError) as refused:
            propose(booking, **told)
        propose(booking, **told, exception_reason="Uzgodniono telefonicznie.")

        assert refused.value.message_dict == {
            "exception_reason": [
                "Rezerwujemy z wyprzedzeniem: najbliższy możliwy dzień to 04.09.2026."
                " Aby mimo to zapisać, proszę podać powód odstępstwa."
            ]
        }
        assert (booking.starts_at, booking.exception_reason) == (early, "Uzgodniono telefonicznie.")

    def test_what_has_begun_is_not_proposed_elsewhere(self, agreement: Agreement):
        with pytest.raises(ValidationError, match="już się zaczęła"):
            propose(request_room(agreement), at=TEN)

    def test_the_agreement_is_never_passed(self, agreement: Agreement):
        booking = request_room(agreement)
        agreement.terminate(on=MONDAY, reason="koniec")

        with pytest.raises(ValidationError) as refused:
            propose(booking, exception_reason="pilne")

        assert refused.value.code == "no_right"


class TestAnswering:
    def test_accepting_confirms_the_new_time(self, agreement: Agreement):
        booking = propose(request_room(agreement)).accept(at=NOW)

        booking.refresh_from_db()
        assert (booking.state, booking.answer_until, span(booking)) == (
            State.CONFIRMED,
            None,
            (NEW, NEW + HOUR),
        )

    def test_declining_gives_everything_up(self, agreement: Agreement):
        booking = propose(request_room(agreement)).decline()

        assert (booking.state, booking.allocations.count(), booking.items.count()) == (State.DECLINED, 0, 1)

    @pytest.mark.parametrize("verb", ["accept", "decline"])
    def test_there_is_nothing_to_answer_before_a_proposal(self, agreement: Agreement, verb: str):
        with pytest.raises(IllegalMove):
            getattr(request_room(agreement), verb)()

    def test_a_time_that_has_passed_cannot_be_accepted(self, agreement: Agreement):
        booking = propose(request_room(agreement))

        with pytest.raises(ValidationError, match="już minął"):
            booking.accept(at=NEW)

    def test_the_office_cannot_confirm_for_the_organisation(self, agreement: Agreement):
        with pytest.raises(IllegalMove):
            propose(request_room(agreement)).confirm()

    def test_an_ended_agreement_gives_no_right_to_accept(self, agreement: Agreement):
        booking = propose(request_room(agreement))
        agreement.terminate(on=MONDAY, reason="koniec")

        with pytest.raises(ValidationError) as refused:
            booking.accept(at=NOW)

        assert refused.value.code == "no_right"


def watch(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(day, 8))
    watch_proposals.func(timestamp=0)


class TestLapsing:
    def test_it_is_reminded_of_the_working_day_before_and_lapses_after(
        self, agreement: Agreement, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable
    ):
        booking = propose(request_room(agreement))
        found = []
        for day in (2, 3, 4, 5):
            watch(monkeypatch, date(2026, 9, day))
            booking.refresh_from_db()
            found.append((day, booking.state, booking.warned_at is not None))

        assert found == [
            (2, State.PROPOSED, False),
            (3, State.PROPOSED, True),
            (4, State.PROPOSED, True),
            (5, State.LAPSED, True),
        ]
        run_jobs()
        about = Message.objects.about(booking).order_by("pk").values_list("kind", flat=True)
        assert list(about)[-2:] == ["booking_proposal_ends", "booking_lapsed"]
        assert booking.allocations.count() == 0

    def test_a_job_that_slept_warns_before_it_gives_up(
        self, agreement: Agreement, monkeypatch: pytest.MonkeyPatch
    ):
        booking = propose(request_room(agreement))
        states = []
        for day in (6, 7):
            watch(monkeypatch, date(2026, 9, day))
            booking.refresh_from_db()
            states.append(booking.state)

        assert states == [State.PROPOSED, State.LAPSED]

    def test_a_request_never_lapses(self, agreement: Agreement, monkeypatch: pytest.MonkeyPatch):
        booking = request_room(agreement)

        watch(monkeypatch, date(2026, 10, 5))

        booking.refresh_from_db()
        assert (booking.state, booking.allocations.count()) == (State.REQUESTED, 1)

    def test_an_answer_after_the_query_is_not_overruled(self, agreement: Agreement):
        booking = propose(request_room(agreement))
        booking.warn(at=NOW)
        Booking.objects.get(pk=booking.pk).accept(at=NOW)

        assert booking.lapse(at=moment(date(2026, 9, 5), 8)) is False
        assert booking.state == State.CONFIRMED


def test_the_mails_say_what_was_asked_and_what_is_offered(agreement: Agreement, run_jobs: Callable):
    booking = propose(request_room(agreement), note="Rano malujemy.")

    run_jobs()

    offer = mail.outbox[-1]
    assert offer.subject == "[JCOP] Rezerwacja 7 września – proponujemy inny termin"
    for told in [
        "7\N{NO-BREAK SPACE}września",
        "8\N{NO-BREAK SPACE}września",
        "Rano malujemy.",
        booking.get_absolute_url(),
    ]:
        assert told in offer.body
    message = Message.objects.about(booking).get(kind="booking_proposed")
    assert f"{message.reference}@" in offer.extra_headers["Message-ID"]


@pytest.mark.parametrize(
    ("act", "state", "told"),
    [
        ("przyjmij", State.CONFIRMED, "Termin jest przyjęty, a rezerwacja potwierdzona."),
        ("odrzuc", State.DECLINED, "Propozycja jest odrzucona. Można wybrać inny termin."),
    ],
)
def test_the_organisation_answers_with_one_click(as_user, act: str, state: str, told: str):
    booking = make_booking(room=make_room(confirmed_by="worker"))
    later = booking.starts_at + timedelta(days=1)
    until = booking.starts_at.date() - timedelta(days=1)
    booking.propose(starts_at=later, ends_at=later + HOUR, answer_until=until)
    client = as_user(booking.organization.registered_by)
    page = client.get(booking.get_absolute_url()).content.decode()

    response = client.post(f"{booking.get_absolute_url()}{act}/", follow=True)

    booking.refresh_from_db()
    assert "Proponujemy inny termin" in page
    assert [str(message) for message in response.context["messages"]] == [told]
    assert booking.state == state
