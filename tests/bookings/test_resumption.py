"""The end of a suspension: whose bookings it cancelled is shown, and told once, if the office says so."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse

from bookings.models import Booking, Closure, ClosureMessage
from jcop.models import HoursPeriod, Message, User
from jcop.opening.wording import full_date
from tests.bookings.advising import make_adviser, make_guest, make_visit
from tests.bookings.closing import DAY, MONDAY, decided, on_monday, state
from tests.factories import make_agreement, make_booking, make_hours, moment
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
SUSPENSION = reverse("admin:jcop_hoursperiod_suspension")


@pytest.fixture
def worker() -> User:
    make_hours()
    return make_worker()


def suspended(client: object, **choices: str) -> HoursPeriod:
    """The Centre is suspended from the Monday on; what it hits is cancelled unless chosen otherwise."""
    form = {"valid_from": MONDAY, "valid_until": "", "reason": "remont", "contact": "Referat", "running": ""}
    page = client.post(SUSPENSION, form)
    client.post(SUSPENSION, decided(page, **choices))
    return HoursPeriod.objects.suspensions().get()


def resumed(client: object, period: HoursPeriod, day: object = MONDAY + 2 * DAY) -> object:
    return client.post(SUSPENSION, {"on": day, "running": period.pk})


def listed(page: object) -> list[Booking]:
    return [row.booking for row in page.context["form"].resumption.cancelled]


class TestTheEndOfASuspension:
    def test_shows_whose_bookings_it_cancelled_and_tells_each_once(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        agreement, client = make_agreement(), as_user(worker)
        first, second = (
            on_monday(agreement, 10),
            make_booking(agreement=agreement, starts_at=moment(MONDAY + 7 * DAY, 10)),
        )
        make_booking(agreement=agreement, starts_at=moment(MONDAY, 14)).cancel()
        guest = make_guest()
        visit = make_visit(adviser=make_adviser(), guest=guest, starts_at=moment(MONDAY, 11)).booking
        period = suspended(client)
        run_jobs()
        mail.outbox.clear()

        page = resumed(client, period)
        period.refresh_from_db()
        assert period.valid_until is None
        assert listed(page) == [first, second, visit]
        assert agreement.organization.name in page.content.decode()
        client.post(SUSPENSION, decided(page, **{"skutki-tell": "tak"}))
        run_jobs()

        period.refresh_from_db()
        assert period.valid_until == MONDAY + DAY
        assert sorted((sent.to, sent.subject) for sent in mail.outbox) == sorted(
            [
                ([first.made_by.email], "[JCOP] Centrum znów pracuje – można rezerwować na nowo"),
                ([guest.email], "[JCOP] Centrum znów pracuje – można umówić poradę na nowo"),
            ]
        )
        told = f"Centrum wznawia działalność od {full_date(MONDAY + 2 * DAY)}"
        assert all(told in sent.body for sent in mail.outbox)
        assert ClosureMessage.objects.get(closure__kind="resumption").state == "sent"

    def test_tells_nobody_without_the_act(self, as_user: Callable, worker: User, run_jobs: Callable):
        client = as_user(worker)
        on_monday(make_agreement(), 10)
        period = suspended(client)

        page = resumed(client, period)
        undecided = client.post(SUSPENSION, decided(page))
        client.post(SUSPENSION, decided(page, **{"skutki-tell": "nie"}))
        run_jobs()

        period.refresh_from_db()
        assert undecided.context["form"].errors["tell"] == ["Proszę zdecydować, czy ich zawiadomić."]
        assert period.valid_until == MONDAY + DAY
        assert not Closure.objects.filter(kind="resumption").exists()
        assert not Message.objects.filter(kind="centre_resumed").exists()

    def test_shows_nobody_who_kept_the_booking_or_may_not_book(self, as_user: Callable, worker: User):
        client = as_user(worker)
        kept, cancelled = (on_monday(make_agreement(), hour) for hour in (10, 12))
        period = suspended(client, **{f"skutki-booking_{kept.pk}": "keep"})
        cancelled.organization.suspend(reason="brak zarządu")

        response = resumed(client, period)

        assert (state(kept), state(cancelled)) == (Booking.State.CONFIRMED, Booking.State.CANCELLED)
        assert response.status_code == 302

    def test_is_also_when_it_is_taken_back(self, as_user: Callable, worker: User):
        client = as_user(worker)
        booking = on_monday(make_agreement(), 10)
        period = suspended(client)
        url = reverse("admin:jcop_hoursperiod_move", args=[period.pk, "withdraw"])

        page = client.post(url)
        client.post(url, decided(page, **{"skutki-tell": "tak"}))

        period.refresh_from_db()
        assert period.withdrawn_at is not None
        assert listed(page) == [booking]
        assert state(booking) == Booking.State.CANCELLED
        assert Closure.objects.get(kind="resumption").told.startswith("Zawieszenie działalności Centrum")

    def test_is_told_of_what_was_cancelled_later_in_the_queue_of_conflicts(
        self, as_user: Callable, worker: User
    ):
        client = as_user(worker)
        booking = on_monday(make_agreement(), 10)
        period = suspended(client, **{"skutki-choice": "later"})
        queue = reverse("admin:bookings_booking_conflicts")
        seen = client.get(queue).context["form"].fingerprint
        client.post(queue, {"skutki-seen": seen, "skutki-choice": "cancel", "skutki-reason": "remont"})

        page = resumed(client, period)

        assert state(booking) == Booking.State.CANCELLED
        assert listed(page) == [booking]


def test_one_booking_is_told_of_one_end_only(as_user: Callable, worker: User):
    client = as_user(worker)
    agreement = make_agreement()
    booking = on_monday(agreement, 10)
    period = suspended(client)
    cancelled = booking.consequences.all()
    Closure.resume(cancelled, told="Centrum znów pracuje.", by=worker)

    response = resumed(client, period)

    assert response.status_code == 302
    assert Closure.objects.filter(kind="resumption").count() == 1
