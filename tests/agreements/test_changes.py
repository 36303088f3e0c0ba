"""What changes an agreement that is in force, what carries it on, and what waits at the office."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements import reminders
from agreements.models import Agreement, Grant, Right, ServiceRequest
from jcop.models import Message
from tests.agreements.test_life import enter, refusal_of, services
from tests.factories import make_agreement, make_request, make_user, moment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Mode = Agreement.EndMode


class TestAmendment:
    def test_services_are_carried_over_as_grants_with_dates(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_from=today - 30 * DAY, services=("sala", "sprzet-i-internet"))

        amendment = agreement.amend(
            by=make_user(),
            signed_on=today,
            valid_from=today + DAY,
            changes="dyżury zamiast sprzętu",
            services=services("sala", "dyzury"),
        )

        granted = {
            grant.service.code: (grant.valid_from, grant.valid_until) for grant in agreement.grants.all()
        }
        assert granted == {
            "sala": (today - 30 * DAY, None),
            "sprzet-i-internet": (today - 30 * DAY, today),
            "dyzury": (today + DAY, None),
        }
        assert str(amendment) == "aneks nr 1"
        rows = Agreement.objects
        assert [rows.granting(Right.EQUIPMENT, today + n * DAY).count() for n in (0, 1)] == [1, 0]
        assert [rows.granting(Right.DUTY, today + n * DAY).count() for n in (0, 1)] == [0, 1]

    def test_amendments_count_within_their_agreement_and_may_move_the_end(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 10 * DAY)
        told = {"by": make_user(), "signed_on": today, "valid_from": today, "changes": "termin"}

        numbers = [
            agreement.amend(services=services("sala"), valid_until=until, **told).number
            for until in (today + 90 * DAY, None)
        ]

        agreement.refresh_from_db()
        assert (numbers, agreement.valid_until) == ([1, 2], None)

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"changes": " "}, "changes"),
            ({"services": []}, "services"),
            ({"signed_on": -1}, "signed_on"),
            ({"signed_on": 1}, "signed_on"),
            ({"valid_from": -1}, "valid_from"),
            ({"valid_from": 11}, "valid_from"),
            ({"valid_until": -1}, "valid_until"),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(self, told: dict, field: str):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 10 * DAY)
        told = {key: today + value * DAY if isinstance(value, int) else value for key, value in told.items()}
        usual = {"by": make_user(), "signed_on": today, "valid_from": today, "changes": "zakres"}

        refused = refusal_of(agreement.amend, **usual | {"services": services("sala")} | told)

        assert (list(refused), agreement.amendments.count()) == ([field], 0)

    def test_an_agreement_that_was_ended_is_not_amended(self):
        today = timezone.localdate()
        agreement = make_agreement().terminate(on=today + 40 * DAY, reason="koniec")
        told = {"signed_on": today, "valid_from": today, "changes": "zakres", "services": services("sala")}

        assert "nikt nie rozwiązał" in refusal_of(agreement.amend, by=make_user(), **told)[""][0]


class TestRenewal:
    def test_goes_on_with_the_same_services_on_the_day_after_the_last(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_until=today + 5 * DAY)

        renewal = agreement.renew(by=make_user(), signed_on=today, valid_until=today + 370 * DAY)

        assert (renewal.renews, agreement.renewal) == (agreement, renewal)
        assert (renewal.valid_from, renewal.valid_until) == (today + 6 * DAY, today + 370 * DAY)
        assert renewal.number != agreement.number
        for days, rows in [(5, [agreement]), (6, [renewal])]:
            assert list(Agreement.objects.granting(Right.ROOM, today + days * DAY)) == rows

    def test_late_begins_when_it_is_signed_and_not_before(self):
        today = timezone.localdate()
        agreement = make_agreement(valid_from=today - 30 * DAY, valid_until=today - 3 * DAY)

        renewal = agreement.renew(by=make_user(), signed_on=today)

        assert renewal.valid_from == today
        assert list(Agreement.objects.in_force(today - DAY)) == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda one: one.terminate(on=timezone.localdate() + 2 * DAY, reason="koniec"), "terminated"),
            (lambda one: one.annul(reason="pomyłka"), "not_concluded"),
            (lambda one: one.renew(by=make_user(), signed_on=timezone.localdate()), "renewed"),
            (lambda one: Agreement.objects.update(valid_until=None), "endless"),
        ],
    )
    def test_of_what_cannot_go_on_is_refused(self, change, code: str):
        agreement = make_agreement(valid_until=timezone.localdate() + 5 * DAY)
        change(agreement)
        before = Agreement.objects.count()

        with pytest.raises(ValidationError) as refusal:
            agreement.renew(by=make_user(), signed_on=timezone.localdate())

        assert (refusal.value.code, Agreement.objects.count()) == (code, before)


class TestWhatWaits:
    def test_a_copy_that_nobody_collects_for_a_week_is_waiting(self):
        agreement, today = make_agreement(), timezone.localdate()
        enter()

        by_day = [list(Agreement.objects.uncollected(today + n * DAY)) for n in (6, 7)]
        agreement.hand_over(on=today, to="Jan Drugi", copies=1)

        assert by_day == [[], [agreement]]
        assert list(Agreement.objects.uncollected(today + 7 * DAY)) == []

    def test_the_digest_names_both_queues(self):
        Agreement.objects.filter(pk=make_agreement().pk).update(concluded_at=timezone.now() - 8 * DAY)
        make_request(state=ServiceRequest.State.ACCEPTED)

        waiting = dict(reminders.waiting(timezone.localdate()))

        assert waiting["Porozumienia do podpisu przez Miasto"] == 1
        assert waiting["Egzemplarze nieodebrane od tygodnia"] == 1

    def test_before_the_end_the_organisation_is_told_twice_and_each_time_once(self):
        first = moment(date(2027, 3, 1), 9)
        end = date(2027, 3, 31)
        agreement = make_agreement(valid_until=end)

        told = []
        for days in (-1, 0, 0, 10, 23, 24, 25):
            reminders.remind(first + days * DAY)
            told.append(Message.objects.about(agreement).filter(kind="agreement_ends").count())

        # 28 February is a Sunday, 24 March the first day of the last week.
        assert told == [0, 1, 1, 1, 2, 2, 2]

    def test_what_is_renewed_or_endless_is_not_reminded_of(self):
        today = timezone.localdate()
        make_agreement()
        make_agreement(valid_until=today + 5 * DAY).renew(by=make_user(), signed_on=today)

        assert list(Agreement.objects.ending(today)) == []


def test_grants_of_a_day_are_read_from_their_dates():
    today = timezone.localdate()
    agreement = make_agreement(services=("sala", "dyzury"))
    Grant.objects.filter(agreement=agreement, service__code="dyzury").update(valid_from=today + DAY)

    assert [service.code for service in agreement.granted_on(today)] == ["sala"]
