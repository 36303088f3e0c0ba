"""Nothing stands silently in a closed hour: what is in conflict, and where it is decided."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bookings.models import Bookable, Booking, Closure, Obstacle
from jcop.models import HoursPeriod, HouseRules, User
from jcop.opening.hours import Span
from tests.factories import (
    make_agreement,
    make_booking,
    make_hours,
    make_room,
    moment,
    working_monday,
)
from tests.jcop.clerk import make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
MONDAY = working_monday()
TEN, DAY = moment(MONDAY, 10), timedelta(days=1)
PAGE = reverse("admin:bookings_booking_conflicts")


@pytest.fixture
def worker() -> User:
    make_hours()
    return make_worker()


def close(day: object = MONDAY) -> HoursPeriod:
    """Past the page of consequences, as an import or a script would."""
    return HoursPeriod.plan(day, day, [()] * 7, reason="awaria")


def causes(booking: Booking) -> set[str]:
    return set(Booking.objects.obstacles(timezone.now()).get(booking.pk, ()))


def against(booking: Booking) -> set[str]:
    return {str(Obstacle.of(cause)) for cause in causes(booking)}


@pytest.mark.usefixtures("worker")
class TestAPlace:
    def test_that_is_booked_no_more(self):
        booking, other = make_booking(starts_at=TEN), make_booking(starts_at=TEN, room=make_room("Inna"))

        Bookable.objects.filter(pk=booking.items.get().bookable_id).update(is_active=False)

        assert (against(booking), against(other)) == ({"off"}, set())

    def test_that_holds_fewer(self):
        bookings = [make_booking(starts_at=TEN, room=make_room(f"Sala {n}"), persons=n) for n in (4, 5)]

        Bookable.objects.update(capacity=4)

        assert [against(booking) for booking in bookings] == [set(), {"crowd"}]

    @pytest.mark.parametrize(
        ("use", "first", "last", "is_hit"),
        [
            ("room", MONDAY, None, True),
            ("room", MONDAY, MONDAY, True),
            ("room", MONDAY + DAY, None, False),
            ("room", MONDAY - DAY, MONDAY - DAY, False),
            ("duty", MONDAY, None, False),
        ],
    )
    def test_where_the_rules_allow_fewer(self, use: str, first: date, last: date, is_hit: bool):
        booking, pair = make_booking(starts_at=TEN, persons=3), make_booking(starts_at=TEN + DAY, persons=2)
        rules = HouseRules.objects.create(title="Zasady", body="–", valid_from=first, valid_until=last)

        rules.limits.create(use=use, persons=2)

        assert (against(booking), against(pair)) == ({"crowd"} if is_hit else set(), set())

    def test_that_the_office_fills_beyond_its_seats_for_a_reason(self, worker: User):
        room = make_room(capacity=4)
        rules = HouseRules.objects.create(title="Zasady", body="–", valid_from=MONDAY)
        rules.limits.create(use="room", persons=3)
        office = {"by": worker, "is_by_office": True, "exception_reason": "za zgodą", "purpose": "meeting"}

        booking = Booking.request(
            organization=make_agreement().organization,
            bookable=room,
            starts_at=TEN,
            ends_at=TEN + timedelta(hours=1),
            persons=5,
            **office,
        )

        assert against(booking) == set()

    def test_is_asked_about_once_for_each_act(self):
        booking = make_booking(starts_at=TEN, persons=5)
        Bookable.objects.update(capacity=4)
        booking.keep(reason="umówione", against=causes(booking))
        kept = against(booking)

        Bookable.objects.update(capacity=3)

        assert (kept, against(booking)) == (set(), {"crowd"})


@pytest.mark.usefixtures("worker")
class TestABooking:
    def test_within_hours_and_rights_has_nothing_against_it(self):
        assert against(make_booking(starts_at=TEN)) == set()

    def test_on_a_closed_day_is_in_conflict(self):
        booking = make_booking(starts_at=TEN)
        close()

        assert against(booking) == {"closed"}

    def test_in_an_hour_that_was_cut_off_is_in_conflict(self):
        booking = make_booking(starts_at=moment(MONDAY, 15))
        HoursPeriod.plan(MONDAY, MONDAY, [[Span(time(8), time(15, 30))]] * 7)

        assert against(booking) == {"hours"}

    def test_that_fills_the_open_hours_to_the_minute_is_in_no_conflict(self):
        booking = make_booking(starts_at=moment(MONDAY, 8), hours=10)

        assert against(booking) == set()

    def test_of_days_whose_hours_nobody_knows_any_more_is_in_conflict(self):
        booking = make_booking(starts_at=TEN)
        HoursPeriod.objects.get().withdraw()

        assert against(booking) == {"unknown"}

    def test_while_the_centre_is_suspended_is_in_conflict(self):
        booking = make_booking(starts_at=TEN)
        HoursPeriod.suspend(valid_from=MONDAY, valid_until=None, reason="remont", contact="Referat")

        assert against(booking) == {"suspension"}

    def test_on_a_day_opened_during_the_suspension_is_in_none(self):
        booking = make_booking(starts_at=TEN)
        HoursPeriod.suspend(valid_from=MONDAY, valid_until=None, reason="remont", contact="Referat")
        HoursPeriod.plan(MONDAY, MONDAY, [[Span(time(8), time(18))]] * 7)

        assert against(booking) == set()

    def test_of_a_suspended_organisation_is_in_conflict(self):
        booking = make_booking(starts_at=TEN)
        booking.organization.suspend(reason="brak zarządu")

        assert against(booking) == {"organization"}

    def test_after_the_end_of_its_agreement_is_in_conflict(self):
        booking = make_booking(starts_at=TEN)
        booking.agreement.terminate(on=MONDAY - DAY, reason="zgodnie")

        assert against(booking) == {"agreement"}

    def test_on_the_last_day_of_its_agreement_is_in_none(self):
        booking = make_booking(starts_at=TEN)
        booking.agreement.terminate(on=MONDAY, reason="zgodnie")

        assert against(booking) == set()

    def test_of_a_thing_that_is_granted_no_more_is_in_conflict(self):
        booking = make_booking(starts_at=TEN)
        booking.agreement.grants.filter(service__code="sala").update(valid_until=MONDAY - DAY)

        assert against(booking) == {"agreement"}

    def test_that_is_over_cancelled_or_a_block_is_in_none(self):
        cancelled = make_booking(starts_at=TEN).cancel()
        begun = make_booking(starts_at=moment(MONDAY, 12))
        Booking.objects.filter(pk=begun.pk).update(starts_at=timezone.now() - timedelta(minutes=1))
        block = Booking.block(
            by=None,
            bookable=make_room(),
            starts_at=moment(MONDAY, 9),
            ends_at=moment(MONDAY, 10),
            reason="malowanie",
        )
        close()
        close(timezone.localdate())

        assert [against(one) for one in (cancelled, begun, block)] == [set(), set(), set()]


@pytest.mark.usefixtures("worker")
class TestWhoeverKnew:
    def test_is_not_asked_again_about_an_evening_that_was_asked_for_and_confirmed(self):
        booking = make_booking(starts_at=moment(MONDAY, 19))
        assert (booking.state, booking.despite, against(booking)) == ("requested", ["hours"], set())

        booking.confirm()

        assert against(booking) == set()
        assert booking.exception_reason == "poza godzinami otwarcia, za zgodą pracownika"

    def test_is_asked_again_when_that_day_is_closed_altogether(self):
        booking = make_booking(starts_at=moment(MONDAY, 19)).confirm()
        close()

        assert against(booking) == {"closed"}

    def test_of_a_closed_day_is_asked_again_when_the_agreement_ends(self):
        booking = make_booking(starts_at=TEN)
        close()
        booking.keep(reason="klucze ma zarząd", against=causes(booking))
        assert against(booking) == set()

        booking.agreement.terminate(on=MONDAY - DAY, reason="zgodnie")

        assert against(booking) == {"agreement"}

    def test_is_asked_again_by_a_second_closure_of_the_same_day(self):
        booking = make_booking(starts_at=TEN)
        close()
        booking.keep(reason="klucze ma zarząd", against=causes(booking))
        assert against(booking) == set()

        close()

        assert against(booking) == {"closed"}

    def test_is_asked_again_when_a_resumed_organisation_is_suspended_once_more(self, worker: User):
        booking = make_booking(starts_at=TEN)
        organization = booking.organization.suspend(reason="brak zarządu")
        booking.keep(reason="umówione", against=causes(booking))
        organization.resume(reason="jest zarząd")
        assert causes(booking) == set()

        organization.suspend(reason="znowu")

        assert against(booking) == {"organization"}

    def test_is_asked_again_when_the_agreement_ends_otherwise_than_was_known(self):
        booking = make_booking(starts_at=TEN)
        agreement = booking.agreement.terminate(on=MONDAY - DAY, reason="zgodnie")
        booking.keep(reason="umówione", against=causes(booking))
        assert causes(booking) == set()

        agreement.annul(reason="pomyłka")

        assert against(booking) == {"agreement"}

    def test_is_not_asked_with_each_new_week_about_an_evening_outside_the_usual_one(self):
        booking = make_booking(starts_at=moment(MONDAY, 19)).confirm()

        make_hours(MONDAY, opens=9, closes=17)

        assert against(booking) == set()

    def test_is_not_asked_about_an_evening_to_which_the_office_moved_it(self):
        booking = make_booking(starts_at=TEN)

        booking.reschedule(starts_at=moment(MONDAY, 19), ends_at=moment(MONDAY, 20))

        assert (booking.despite, against(booking)) == (["hours"], set())
        assert booking.exception_reason == "poza godzinami otwarcia, za zgodą pracownika"

    def test_says_why_a_booking_stays(self):
        booking = make_booking(starts_at=TEN)
        close()

        with pytest.raises(ValidationError, match="Podaj powód, dla którego rezerwacja zostaje"):
            booking.keep(reason=" ", against={"closed"})


class TestTheQueue:
    def test_stands_on_the_desk_and_as_a_filter(self, as_user: Callable, worker: User):
        booking, other = make_booking(starts_at=TEN), make_booking(starts_at=moment(MONDAY + DAY, 10))
        close()
        client = as_user(worker)

        desk = client.get(reverse("admin:index")).content.decode()
        listed = client.get(f"{reverse('admin:bookings_booking_changelist')}?kolejka=konflikty")

        assert "<strong>1</strong> rezerwacja w konflikcie z godzinami lub prawem" in desk
        assert list(listed.context["cl"].queryset) == [booking]
        assert other.pk != booking.pk

    def test_is_decided_row_by_row(self, as_user: Callable, worker: User):
        agreement = make_agreement()
        kept, cancelled, moved, left = (
            make_booking(agreement=agreement, starts_at=moment(MONDAY, hour)) for hour in (9, 11, 13, 15)
        )
        close()
        client = as_user(worker)
        form = client.get(PAGE).context["form"]

        response = client.post(
            PAGE,
            {
                "skutki-seen": form.fingerprint,
                "skutki-choice": "later",
                "skutki-reason": "awaria ogrzewania",
                f"skutki-booking_{kept.pk}": "keep",
                f"skutki-booking_{cancelled.pk}": "cancel",
                f"skutki-booking_{moved.pk}": "propose",
            },
        )

        assert response.status_code == 302
        for booking in (kept, cancelled, moved, left):
            booking.refresh_from_db()
        assert [one.state for one in (kept, cancelled, moved, left)] == [
            "confirmed",
            "cancelled",
            "proposed",
            "confirmed",
        ]
        assert list(Booking.objects.in_conflict(timezone.now())) == [left]
        assert Closure.objects.get().messages.count() == 1

    def test_says_when_it_is_empty(self, as_user: Callable, worker: User):
        html = as_user(worker).get(PAGE).content.decode()

        assert "Żadna rezerwacja nie jest w konflikcie" in html

    def test_is_not_decided_on_a_stale_page(self, as_user: Callable, worker: User):
        booking = make_booking(starts_at=TEN)
        period = close()
        client = as_user(worker)
        seen = client.get(PAGE).context["form"].fingerprint
        period.withdraw()

        page = client.post(
            PAGE, {"skutki-seen": seen, "skutki-choice": "cancel", "skutki-reason": "awaria"}, follow=True
        )

        booking.refresh_from_db()
        assert page.status_code == 200
        assert booking.state == "confirmed"

    @pytest.mark.parametrize("rows", [1, 3])
    def test_asks_as_much_of_the_database_for_many(
        self, as_user: Callable, worker: User, rows: int, django_assert_num_queries: Callable
    ):
        for _ in range(rows):
            make_booking(starts_at=TEN)
        close()
        client = as_user(worker)
        client.get(PAGE)

        with django_assert_num_queries(28):
            page = client.get(PAGE)

        assert len(page.context["form"].hits) == rows
