"""Every act that takes the ground from bookings shows them before it is saved."""

from collections.abc import Callable
from datetime import time

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agreements.models import Service
from bookings.models import Booking, Closure
from jcop.models import HoursPeriod, HouseRules, NonWorkingDay, User
from jcop.opening.hours import Span
from tests.bookings.closing import DAY, MONDAY, decided, on_monday, state
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    moment,
)
from tests.jcop.clerk import make_worker
from tests.two_windows import sent_back

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = Booking.State


@pytest.fixture
def worker() -> User:
    make_hours()
    return make_worker()


class TestOtherActs:
    def test_a_suspension_of_the_centre(self, as_user: Callable, worker: User):
        booking = on_monday(make_agreement(), 10)
        client, url = as_user(worker), reverse("admin:jcop_hoursperiod_suspension")
        told = {"valid_from": MONDAY, "valid_until": MONDAY, "reason": "remont", "contact": "Referat"}

        page = client.post(url, {**told, "running": ""})
        assert not HoursPeriod.objects.suspensions().exists()
        client.post(url, decided(page))

        assert HoursPeriod.objects.suspensions().exists()
        assert "zawieszona" in Closure.objects.get().told
        assert state(booking) == State.CANCELLED

    def test_hours_that_are_taken_back(self, as_user: Callable, worker: User):
        evening = HoursPeriod.plan(MONDAY, MONDAY, [[Span(time(18), time(21))]] * 7)
        booking = on_monday(make_agreement(), 19)
        client = as_user(worker)
        url = reverse("admin:jcop_hoursperiod_move", args=[evening.pk, "withdraw"])

        page = client.post(url)
        evening.refresh_from_db()
        assert evening.withdrawn_at is None
        assert [hit.obstacles for hit in page.context["form"].hits] == ["poza godzinami otwarcia"]
        client.post(url, decided(page, **{"skutki-choice": "propose"}))

        evening.refresh_from_db()
        assert evening.withdrawn_at is not None
        assert state(booking) == State.PROPOSED
        assert booking.starts_at == moment(MONDAY, 17)

    def test_an_early_end_of_an_agreement_told_once(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        agreement = make_agreement()
        before, after = (
            on_monday(agreement, 10),
            make_booking(agreement=agreement, starts_at=moment(MONDAY + 7 * DAY, 10)),
        )
        client = as_user(make_worker("Zatwierdzający"))
        url = reverse("admin:agreements_agreement_move", args=[agreement.pk, "terminate"])
        end = MONDAY + 3 * DAY

        page = client.post(url, {"mode": "agreed", "on": end, "reason": "zgodnie"})
        agreement.refresh_from_db()
        assert agreement.terminated_on is None
        assert [hit.booking.pk for hit in page.context["form"].hits] == [after.pk]
        client.post(url, decided(page, **{"skutki-choice": "propose"}))

        run_jobs()
        agreement.refresh_from_db()
        assert agreement.terminated_on == end
        assert len([sent for sent in mail.outbox if "Powód rozwiązania: zgodnie" in sent.body]) == 1
        assert "rozwiązane" not in "".join(sent.subject for sent in mail.outbox)
        assert (state(before), state(after)) == (State.CONFIRMED, State.PROPOSED)
        assert after.starts_at == moment(end, 10)

    def test_an_amendment_that_takes_the_rooms_away_told_once(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        agreement = make_agreement()
        booking = on_monday(agreement, 10)
        client = as_user(make_worker("Zatwierdzający"))
        url = reverse("admin:agreements_agreement_move", args=[agreement.pk, "amend"])
        today = timezone.localdate()

        page = client.post(
            url,
            {
                "signed_on": today,
                "valid_from": today,
                "changes": "bez sal",
                "services": [Service.objects.get(code="sprzet-i-internet").pk],
            },
        )
        client.post(url, decided(page))
        run_jobs()

        assert agreement.amendments.count() == 1
        assert state(booking) == State.CANCELLED
        assert [sent.subject for sent in mail.outbox if "aneks" in sent.subject + sent.body] == [
            "[JCOP] Zmiana, która dotyczy Państwa rezerwacji (1)"
        ]

    def test_a_suspended_organisation_that_is_resumed_has_its_kept_booking(
        self, as_user: Callable, worker: User
    ):
        booking = on_monday(make_agreement(), 10)
        organization = booking.organization
        client = as_user(make_worker("Zatwierdzający"))
        url = reverse("admin:organizations_organization_move", args=[organization.pk, "suspend"])

        page = client.post(url, {"reason": "brak zarządu"})
        assert page.context["form"].hits[0].starts_at is None
        client.post(url, decided(page, **{"skutki-choice": "keep"}))

        organization.refresh_from_db()
        assert organization.state == "suspended"
        assert not Booking.objects.in_conflict(timezone.now()).exists()
        organization.resume(reason="jest zarząd")
        assert state(booking) == State.CONFIRMED

    def test_a_closed_account_told_with_what_becomes_of_its_box(
        self, as_user: Callable, worker: User, run_jobs: Callable
    ):
        booking = on_monday(make_agreement(), 10)
        client = as_user(make_worker("Zatwierdzający"))
        url = reverse("admin:organizations_organization_move", args=[booking.organization_id, "close"])

        client.post(url, decided(client.post(url, {"reason": "koniec działalności"})))
        run_jobs()

        (told,) = [sent for sent in mail.outbox if "jest zamknięte" in sent.body]
        assert "skrzynkę kontaktową, oddaje ją z dniem zamknięcia" in told.body

    def test_a_room_that_is_switched_off(self, as_user: Callable, worker: User):
        booking = on_monday(make_agreement(), 10)
        room = booking.items.get().bookable
        client, url = as_user(worker), reverse("admin:bookings_bookable_change", args=[room.pk])
        told = {**sent_back(client.get(url)), "is_active": []}

        page = client.post(url, told)
        room.refresh_from_db()
        assert room.is_active
        assert [hit.obstacles for hit in page.context["form"].hits] == ["tego nie można już rezerwować"]
        client.post(url, decided(page))

        room.refresh_from_db()
        assert not room.is_active
        assert state(booking) == State.CANCELLED
        assert Closure.objects.get().told == f"{room.name}: nie można już rezerwować."

    def test_rules_that_allow_fewer_persons(self, as_user: Callable, worker: User):
        booking = on_monday(make_agreement(), 10)
        Booking.objects.update(persons=4)
        client, url = as_user(worker), reverse("admin:jcop_houserules_add")
        told = {
            **sent_back(client.get(url)),
            "title": "Zasady",
            "body": "–",
            "valid_from": MONDAY,
            "valid_until": "",
            "limits-0-use": "room",
            "limits-0-persons": 2,
        }

        page = client.post(url, told)
        assert not HouseRules.objects.filter(title="Zasady").exists()
        client.post(url, decided(page))

        assert HouseRules.objects.get(title="Zasady").limits.get().persons == 2
        assert state(booking) == State.CANCELLED
        assert "sala: najwyżej osób: 2" in Closure.objects.get().told

    def test_a_day_off_that_the_office_enters(self, as_user: Callable, worker: User):
        booking = on_monday(make_agreement(), 10)
        client, url = as_user(make_worker("Referat")), reverse("admin:jcop_nonworkingday_add")
        told = {"day": MONDAY, "name": "święto miasta", "is_off": "on"}

        page = client.post(url, told)
        assert not NonWorkingDay.objects.filter(day=MONDAY).exists()
        client.post(url, decided(page))

        assert NonWorkingDay.objects.filter(day=MONDAY).exists()
        assert state(booking) == State.CANCELLED

    def test_hours_that_the_administrator_deletes(self, as_user: Callable, worker: User):
        evening = HoursPeriod.plan(MONDAY, MONDAY, [[Span(time(18), time(21))]] * 7)
        booking = on_monday(make_agreement(), 19)
        root = make_worker()
        User.objects.filter(pk=root.pk).update(is_superuser=True)
        client = as_user(root)
        url = reverse("admin:jcop_hoursperiod_delete", args=[evening.pk])

        page = client.post(url, {"post": "yes"})
        assert HoursPeriod.objects.filter(pk=evening.pk).exists()
        client.post(url, decided(page, **{"skutki-choice": "later"}))

        assert not HoursPeriod.objects.filter(pk=evening.pk).exists()
        assert list(Booking.objects.in_conflict(timezone.now())) == [booking]
