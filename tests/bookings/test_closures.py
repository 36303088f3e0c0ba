"""A closure shows what it hits before it is saved, and tells each organisation once."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking, Closure, ClosureMessage, Consequence, Obstacle
from jcop.models import HoursPeriod, Message, User
from jcop.ops.delivery import deliver
from organizations.models import Organization
from tests.bookings.closing import CLOSED, DAY, MONDAY, WEEK, on_monday, plan, post, row, state
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_organization,
    make_room,
    moment,
)
from tests.jcop.clerk import make_worker
from tests.mailing import REFUSES, WORKS

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = Booking.State


@pytest.fixture
def worker() -> User:
    make_hours()
    return make_worker()


class TestBeforeItIsSaved:
    def test_the_clerk_sees_every_booking_and_nothing_is_changed(self, as_user: Callable, worker: User):
        first, second = make_agreement(), make_agreement()
        hit = [on_monday(first, 10), on_monday(second, 12), on_monday(first, 9)]
        make_booking(agreement=first, starts_at=moment(MONDAY + DAY, 10))

        page = plan(as_user(worker))

        shown = [entry.booking for entry in page.context["form"].hits]
        assert {booking.pk for booking in shown} == {booking.pk for booking in hit}
        assert HoursPeriod.objects.count() == 1
        assert {state(booking) for booking in hit} == {State.CONFIRMED}
        html = page.content.decode()
        assert "Jeszcze nie zapisano" in html
        assert first.organization.name in html
        assert "Centrum jest tego dnia nieczynne" in html

    def test_a_closure_that_hits_nothing_is_saved_at_once(self, as_user: Callable, worker: User):
        make_booking(starts_at=moment(MONDAY + DAY, 10))

        response = plan(as_user(worker))

        assert response.status_code == 302
        assert HoursPeriod.objects.filter(kind="override").count() == 1
        assert not Closure.objects.exists()

    def test_a_block_of_the_office_is_no_booking_that_is_hit(self, as_user: Callable, worker: User):
        Booking.block(
            by=worker,
            bookable=make_room(),
            starts_at=moment(MONDAY, 9),
            ends_at=moment(MONDAY, 12),
            reason="malowanie",
        )

        assert plan(as_user(worker)).status_code == 302

    def test_a_decision_and_a_reason_are_asked_for_beside_their_fields(self, as_user: Callable, worker: User):
        booking = on_monday(make_agreement(), 10)
        client = as_user(worker)
        page = plan(client)

        undecided = post(client, page, **{"skutki-choice": "", "skutki-reason": "x"})
        unexplained = post(client, page, **{"skutki-reason": ""})

        assert undecided.context["form"].errors == {"choice": ["Proszę zdecydować, co z tymi rezerwacjami."]}
        assert unexplained.context["form"].errors == {
            "reason": ["Proszę podać powód: przeczyta go każda z tych organizacji."]
        }
        assert 'value="inwentaryzacja"' in unexplained.content.decode()
        assert state(booking) == State.CONFIRMED
        assert HoursPeriod.objects.count() == 1

    def test_a_booking_made_meanwhile_is_shown_before_anything_is_saved(
        self, as_user: Callable, worker: User
    ):
        client, agreement = as_user(worker), make_agreement()
        first = on_monday(agreement, 10)
        page = plan(client)
        second = on_monday(agreement, 12)

        again = post(client, page)

        assert "W międzyczasie lista się zmieniła." in again.content.decode()
        assert {entry.booking.pk for entry in again.context["form"].hits} == {first.pk, second.pk}
        assert (state(first), state(second)) == (State.CONFIRMED, State.CONFIRMED)
        assert post(client, again).status_code == 302
        assert (state(first), state(second)) == (State.CANCELLED, State.CANCELLED)

    def test_a_forged_choice_is_a_sentence(self, as_user: Callable, worker: User):
        booking = on_monday(make_agreement(), 10)
        client = as_user(worker)

        page = post(client, plan(client), **{row(booking): "delete"})

        assert list(page.context["form"].errors) == [f"booking_{booking.pk}"]
        assert state(booking) == State.CONFIRMED

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_asks_as_much_of_the_database_for_many(
        self, as_user: Callable, worker: User, rows: int, django_assert_num_queries: Callable
    ):
        for _ in range(rows):
            on_monday(make_agreement(), 10)
        client = as_user(worker)
        url = f"{WEEK}?od={MONDAY}"
        sent = {**CLOSED, "seen": client.get(url).context["form"].initial["seen"]}

        with django_assert_num_queries(55):
            page = client.post(url, sent)

        assert len(page.context["form"].hits) == rows


class TestWhatIsDecided:
    def test_is_done_with_the_act_together(self, as_user: Callable, worker: User):
        agreement = make_agreement()
        kept, cancelled, moved = (on_monday(agreement, hour) for hour in (9, 11, 13))
        client = as_user(worker)

        response = post(
            client,
            plan(client),
            **{
                row(kept): "keep",
                row(moved): "propose",
                "skutki-keep_reason": "klucze odbierze zarząd",
            },
        )

        assert response.status_code == 302
        assert HoursPeriod.objects.filter(kind="override").count() == 1
        assert [state(one) for one in (kept, cancelled, moved)] == [
            State.CONFIRMED,
            State.CANCELLED,
            State.PROPOSED,
        ]
        assert kept.exception_reason == "zostaje mimo przeszkody: klucze odbierze zarząd"
        assert [Obstacle.of(cause) for cause in kept.despite] == [Obstacle.CLOSED]
        assert cancelled.end_reason == "inwentaryzacja"
        assert (moved.starts_at, moved.asked_starts_at) == (moment(MONDAY + DAY, 13), moment(MONDAY, 13))
        assert not Booking.objects.in_conflict(timezone.now()).exists()
        closure = Closure.objects.get()
        assert (closure.kind, closure.reason, closure.decided_by) == (
            "hoursperiod",
            "inwentaryzacja",
            worker,
        )
        assert "nieczynn" in closure.told

    def test_one_choice_holds_for_all(self, as_user: Callable, worker: User):
        bookings = [on_monday(make_agreement(), 10) for _ in range(3)]
        client = as_user(worker)

        post(client, plan(client), **{"skutki-choice": "propose"})

        assert {state(booking) for booking in bookings} == {State.PROPOSED}

    def test_two_bookings_of_one_room_are_offered_different_times(self, as_user: Callable, worker: User):
        room = make_room(minutes_after=30)
        bookings = [on_monday(make_agreement(), hour, room=room, hours=2) for hour in (9, 12, 15)]
        client = as_user(worker)

        post(client, plan(client), **{"skutki-choice": "propose"})

        assert {state(booking) for booking in bookings} == {State.PROPOSED}
        spans = sorted((booking.starts_at, booking.ends_at) for booking in bookings)
        assert all(end + timedelta(minutes=30) <= start for (_, end), (start, _) in itertools.pairwise(spans))

    def test_what_has_no_free_time_stays_in_the_queue_and_the_page_says_so(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        agreement = make_agreement(valid_until=MONDAY)
        HoursPeriod.plan(timezone.localdate(), MONDAY - DAY, [()] * 7)
        booking = on_monday(agreement, 10)
        client = as_user(worker)
        page = plan(client)

        post(client, page, **{"skutki-choice": "propose"})
        run_jobs()

        assert "brak – trafi do kolejki konfliktów" in page.content.decode()
        assert state(booking) == State.CONFIRMED
        assert Consequence.objects.get().choice == "none_free"
        assert list(Booking.objects.in_conflict(timezone.now())) == [booking]
        assert "Nie znaleźliśmy wolnego terminu." in mail.outbox[-1].body

    def test_what_is_left_for_later_is_told_to_nobody_and_stands_in_the_queue(
        self, as_user: Callable, worker: User
    ):
        booking = on_monday(make_agreement(), 10)
        client = as_user(worker)

        response = post(client, plan(client), **{"skutki-choice": "later", "skutki-reason": ""})

        assert response.status_code == 302
        assert not ClosureMessage.objects.exists()
        assert list(Booking.objects.in_conflict(timezone.now())) == [booking]


def ten_bookings() -> list[Organization]:
    """Ten bookings of three organisations on the Monday."""
    agreements = [make_agreement() for _ in range(3)]
    for number in range(10):
        on_monday(agreements[number % 3], 8 + number)
    return [agreement.organization for agreement in agreements]


class TestMessages:
    def test_a_closure_over_ten_bookings_of_three_organisations_sends_three(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        organizations = ten_bookings()
        client = as_user(worker)
        page = plan(client)
        run_jobs()
        mail.outbox.clear()

        post(client, page)
        done = run_jobs()

        assert done == ["send_message"] * 3
        assert {sent.cc[0]: sent.body.count("Termin został odwołany.") for sent in mail.outbox} == dict(
            zip([organization.email for organization in organizations], [4, 3, 3], strict=True)
        )
        assert set(ClosureMessage.objects.values_list("state", flat=True)) == {"sent"}

    def test_tell_the_person_who_booked_and_the_organisation(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        booking = on_monday(make_agreement(), 10)
        client = as_user(worker)
        page = plan(client)
        run_jobs()
        mail.outbox.clear()

        post(client, page, **{"skutki-choice": "propose"})
        run_jobs()

        letter = mail.outbox[0]
        assert (letter.to, letter.cc) == ([booking.made_by.email], [booking.organization.email])
        assert letter.subject == "[JCOP] Zmiana, która dotyczy Państwa rezerwacji (1)"
        assert "Powód: inwentaryzacja" in letter.body
        assert "Proponujemy: " in letter.body
        assert booking.get_absolute_url() in letter.body

    def test_a_job_that_runs_twice_sends_one(self, as_user: Callable, worker: User, run_jobs: Callable):
        on_monday(make_agreement(), 10)
        client = as_user(worker)
        page = plan(client)
        run_jobs()
        mail.outbox.clear()
        post(client, page)
        message = ClosureMessage.objects.get()

        run_jobs()
        Message.objects.about(message).update(state="waiting", settled_at=None)
        deliver(Message.objects.about(message).get().pk)

        assert len(mail.outbox) == 1

    def test_given_up_waits_for_a_call_until_it_is_sent_again(
        self, as_user: Callable, worker: User, run_jobs: Callable, settings
    ):
        on_monday(make_agreement(), 10)
        client = as_user(worker)
        page = plan(client)
        run_jobs()
        mail.outbox.clear()
        settings.EMAIL_BACKEND = REFUSES
        post(client, page)
        run_jobs()
        to_call = ClosureMessage.objects.to_call().get()

        settings.EMAIL_BACKEND = WORKS
        Message.objects.about(to_call).get().resend()
        run_jobs()

        to_call.refresh_from_db()
        assert (to_call.state, Message.objects.about(to_call).get().state) == ("sent", "sent")
        assert len(mail.outbox) == 1

    def test_a_worker_that_dies_after_the_mail_leaves_no_note_that_belies_it(
        self, as_user: Callable, worker: User, run_jobs: Callable, settings
    ):
        """What was handed over and not noted is handed over again, under the same Message-ID."""
        on_monday(make_agreement(), 10)
        client = as_user(worker)
        page = plan(client)
        run_jobs()
        mail.outbox.clear()
        post(client, page)
        closure_message = ClosureMessage.objects.get()
        message = Message.objects.about(closure_message).get()

        message.write()
        closure_message.refresh_from_db()
        before = closure_message.state
        deliver(message.pk)

        closure_message.refresh_from_db()
        message.refresh_from_db()
        assert (before, closure_message.state, message.state) == ("waiting", "sent", "sent")
        assert len({sent.message()["Message-ID"] for sent in mail.outbox}) == 1

    def test_without_an_address_wait_for_a_call_that_the_worker_ticks_off(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        organization = make_organization(verified=True, email="", phone="32 123 45 67")
        on_monday(make_agreement(organization=organization), 10)
        organization.memberships.all().delete()
        client = as_user(worker)
        page = plan(client)
        run_jobs()
        mail.outbox.clear()

        post(client, page)

        assert run_jobs() == []
        message = ClosureMessage.objects.to_call().get()
        listed = client.get(f"{reverse('admin:bookings_closuremessage_changelist')}?kolejka=zadzwon")
        assert "32 123 45 67" in listed.content.decode()
        shown = client.get(reverse("admin:bookings_closuremessage_change", args=[message.pk]))
        assert "odwołana" in shown.content.decode()
        client.post(
            reverse("admin:bookings_closuremessage_move", args=[message.pk, "mark_called"]),
            {"note": "wiedzą"},
        )
        message.refresh_from_db()
        assert (message.state, message.called_by, message.note) == ("called", worker, "wiedzą")
        assert mail.outbox == []
