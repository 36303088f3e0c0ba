"""What a suspension and the house rules mean for bookings: a clear refusal, and nothing else stops."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from agreements.models import Agreement, ServiceRequest
from bookings.models import Booking
from jcop.models import HoursPeriod, HouseRules
from jcop.models.house_rules import Use
from jcop.opening.hours import Span
from tests.factories import (
    make_agreement,
    make_hours,
    make_request,
    make_room,
    make_things,
    moment,
    next_monday,
)
from tests.walked import make_booking

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 9, 1), 9)
MONDAY = date(2026, 9, 14)
DAY = timedelta(days=1)
STOPPED = "Działalność Centrum jest zawieszona do odwołania: nie przyjmujemy rezerwacji na ten dzień."
State = Booking.State


@pytest.fixture
def agreement() -> Agreement:
    make_hours(date(2026, 1, 1), opens=8, closes=18)
    return make_agreement(valid_from=date(2026, 1, 1))


def book(agreement: Agreement, day: date = MONDAY, **fields: object) -> Booking:
    return make_booking(**{"agreement": agreement, "starts_at": moment(day, 10), "at": NOW} | fields)


def suspend(first: date = MONDAY, until: date | None = None, at: object = NOW) -> HoursPeriod:
    return HoursPeriod.suspend(valid_from=first, valid_until=until, reason="remont", contact="Referat", at=at)


def refused(agreement: Agreement, **fields: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        book(agreement, **fields)
    return refusal.value.message_dict


class TestTheSuspendedCentre:
    def test_takes_no_new_bookings_from_its_first_day_on(self, agreement: Agreement):
        suspend()

        before = book(agreement, MONDAY - 3 * DAY)

        assert before.state == State.CONFIRMED
        assert refused(agreement) == {"day": [STOPPED]}
        assert refused(agreement, room=make_things(2)) == {"day": [STOPPED]}

    def test_takes_them_again_after_its_last_day(self, agreement: Agreement):
        suspend(until=MONDAY + DAY)

        assert book(agreement, MONDAY + 2 * DAY).state == State.CONFIRMED
        assert refused(agreement, day=MONDAY + DAY)["day"][0].startswith(
            "Działalność Centrum jest zawieszona do 15 września 2026 r.:"
        )

    def test_takes_them_on_days_that_were_opened_after_it(self, agreement: Agreement):
        suspend()
        HoursPeriod.plan(
            MONDAY, MONDAY + DAY, [[Span(time(10), time(12))]] * 7, at=NOW + timedelta(minutes=1)
        )

        assert book(agreement).state == State.CONFIRMED
        assert book(agreement, room=make_room(), starts_at=moment(MONDAY, 15)).state == State.REQUESTED
        assert refused(agreement, day=MONDAY + 2 * DAY) == {"day": [STOPPED]}

    def test_takes_them_again_once_it_is_resumed(self, agreement: Agreement):
        suspend().resume(on=MONDAY, at=NOW)

        assert book(agreement).state == State.CONFIRMED

    def test_keeps_what_was_confirmed_but_confirms_nothing_that_waits(self, agreement: Agreement):
        confirmed = book(agreement)
        waiting = book(agreement, room=make_room(confirmed_by="worker"))
        suspend()

        with pytest.raises(ValidationError, match="Działalność Centrum jest zawieszona"):
            waiting.confirm(at=NOW)

        confirmed.refresh_from_db()
        waiting.refresh_from_db()
        assert (confirmed.state, waiting.state) == (State.CONFIRMED, State.REQUESTED)
        assert waiting.refuse(reason="zawieszenie").state == State.REFUSED

    def test_still_takes_requests_and_their_terms_run(self):
        suspend(date(2026, 1, 1), at=moment(date(2026, 1, 1), 9))

        request = make_request(at=NOW)

        assert (request.state, request.due_on) == (ServiceRequest.State.SUBMITTED, date(2026, 9, 15))

    def test_tells_it_beside_the_field_when_it_is_suspended_under_the_visitors_eyes(self, as_user):
        make_hours()
        agreement = make_agreement()
        client, room, day = as_user(agreement.organization.registered_by), make_room(), next_monday()
        path = reverse("bookings:book", args=[agreement.organization.key])
        form = client.get(path).context["form"]
        HoursPeriod.suspend(valid_from=day, valid_until=None, reason="remont", contact="Referat")

        response = client.post(
            path,
            {
                "form_key": form.initial["form_key"],
                "bookable": room.pk,
                "day": day.isoformat(),
                "starts_at": "10:00",
                "ends_at": "11:00",
                "quantity": 1,
                "purpose": "meeting",
                "persons": 3,
            },
        )

        assert response.context["form"].errors == {"day": [STOPPED]}
        assert f'value="{day.isoformat()}"' in response.content.decode()
        assert "działalność Centrum będzie zawieszona" in response.content.decode()


class TestHouseRules:
    def rules(self, persons: int, use: str = Use.ROOM, **fields: object) -> HouseRules:
        values = {"title": "Zasady", "body": "jedna", "valid_from": MONDAY, "valid_until": MONDAY + 6 * DAY}
        rules = HouseRules.objects.create(**values | fields)
        rules.limits.create(use=use, persons=persons)
        return rules

    @pytest.mark.parametrize("offset", [0, 6])
    def test_limit_persons_while_they_are_in_force(self, agreement: Agreement, offset: int):
        self.rules(2)
        day = MONDAY + offset * DAY

        assert refused(agreement, day=day, persons=3) == {
            "persons": ["Zasady w Centrum („Zasady”) dopuszczają w tym dniu najwyżej osób: 2."]
        }
        assert book(agreement, day, persons=2).persons == 2

    @pytest.mark.parametrize("offset", [-3, 7])
    def test_limit_nobody_before_and_after(self, agreement: Agreement, offset: int):
        self.rules(2)

        assert book(agreement, MONDAY + offset * DAY, persons=3).persons == 3

    def test_limit_one_kind_of_use_only(self, agreement: Agreement):
        self.rules(1, Use.ADVICE)

        assert book(agreement, persons=3).persons == 3

    def test_that_overlap_hold_together_and_the_strictest_decides(self, agreement: Agreement):
        self.rules(5)
        self.rules(2, valid_until=None)

        assert "najwyżej osób: 2." in refused(agreement, persons=4)["persons"][0]

    def test_of_2020_are_an_archived_example_that_limits_nothing_now(self, client, agreement: Agreement):
        rules = HouseRules.objects.archived(MONDAY).get()

        assert {limit.use: limit.persons for limit in rules.limits.all()} == {"advice": 1, "duty": 2}
        assert [
            HouseRules.objects.strictest(use, date(2020, 9, 15)).persons for use in ("advice", "duty")
        ] == [1, 2]
        assert HouseRules.objects.strictest("duty", MONDAY) is None
        assert rules.title in client.get("/zasady/").content.decode()
        assert rules.title not in client.get("/sale/").content.decode()

    def test_name_the_uses_that_bookings_have(self):
        assert set(Use.values) == set(Booking.Kind.values) - {Booking.Kind.BLOCK}

    @pytest.mark.parametrize("where", ["/sale/", "/godziny-otwarcia/", "book"])
    def test_are_shown_where_people_book_and_enter(self, as_user, where: str):
        agreement = make_agreement()
        self.rules(2, valid_from="2026-01-01", valid_until=None, title="Zasady zimowe")
        client = as_user(agreement.organization.registered_by)
        path = reverse("bookings:book", args=[agreement.organization.key]) if where == "book" else where

        html = client.get(path).content.decode()

        assert "Zasady zimowe" in html
        assert "sala: najwyżej osób: 2" in html
