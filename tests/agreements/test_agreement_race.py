"""Many approvers at once, and an agreement that ends while somebody uses it."""

import threading
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agreements.models import Agreement, ChangeRequest, Right, ServiceRequest
from bookings.models import Booking
from organizations.models import Organization
from tests.bookings.test_race import race
from tests.factories import make_agreement, make_organization, make_request, make_user
from tests.walked import make_booking

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 20


def test_twenty_approvals_at_once_take_twenty_numbers_without_gap_or_repeat():
    approver, today = make_user(), timezone.localdate()
    accepted = ServiceRequest.State.ACCEPTED
    waiting = [
        make_request(organization=make_organization(verified=True), state=accepted).agreement
        for _ in range(RIVALS)
    ]

    results = race(lambda n: waiting[n].conclude(by=approver, signed_on=today).number, RIVALS)

    assert sorted(results, key=str) == sorted((f"{n}/{today.year}" for n in range(1, RIVALS + 1)), key=str)


def test_of_twenty_who_type_one_number_one_gets_it_and_the_others_are_told_beside_it():
    approver, today = make_user(), timezone.localdate()
    accepted = ServiceRequest.State.ACCEPTED
    waiting = [
        make_request(organization=make_organization(verified=True), state=accepted).agreement
        for _ in range(RIVALS)
    ]

    results = race(lambda n: waiting[n].conclude(by=approver, number="7", signed_on=today), RIVALS)

    assert Counter(type(result) for result in results) == {Agreement: 1, ValidationError: RIVALS - 1}
    refusals = [result for result in results if isinstance(result, ValidationError)]
    assert all(list(refusal.message_dict) == ["number"] for refusal in refusals)
    assert Agreement.objects.filter(number="7").count() == 1


def test_a_number_that_is_being_cancelled_is_given_to_nobody_else():
    today, approver = timezone.localdate(), make_user()
    agreement = make_agreement()
    number = agreement.number
    accepted = ServiceRequest.State.ACCEPTED
    waiting = [
        make_request(organization=make_organization(verified=True), state=accepted).agreement
        for _ in range(RIVALS)
    ]

    def act(n: int) -> Agreement:
        if n == RIVALS:
            return Agreement.objects.get(pk=agreement.pk).annul(reason="pomyłka")
        return waiting[n].conclude(by=approver, number=number, signed_on=today)

    *rivals, row = race(act, RIVALS + 1)

    assert {type(result) for result in rivals} == {ValidationError}
    assert list(Agreement.objects.filter(number=number)) == [row]
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=make_agreement().pk).update(number=number)


def test_two_renewals_at_once_give_one():
    today = timezone.localdate()
    agreement = make_agreement(valid_until=today + timedelta(days=5))
    approver = make_user()

    results = race(lambda n: Agreement.objects.get(pk=agreement.pk).renew(by=approver, signed_on=today), 6)

    assert Counter(type(result) for result in results) == {Agreement: 1, ValidationError: 5}
    assert Agreement.objects.filter(renews=agreement).count() == 1


ROUNDS = 25


@pytest.mark.parametrize(("locks", "wrong"), [(True, 0), (False, ROUNDS)])
def test_a_right_is_read_under_the_organisations_lock_or_it_is_read_wrong(locks: bool, wrong: int):
    """While a termination is being written, somebody asks for the right, as a booking does."""
    today = timezone.localdate()
    found: list[bool] = []
    for _ in range(ROUNDS):
        agreement = make_agreement(valid_from=today - timedelta(days=1))

        def ask(_: int, mine: Agreement = agreement) -> None:
            with transaction.atomic():
                if locks:
                    Organization.objects.locked(mine.organization_id)
                found.append(Agreement.objects.of(mine.organization).granting(Right.ROOM, today).exists())

        rival = threading.Thread(target=race, args=(ask, 1))
        with transaction.atomic():
            agreement.terminate(on=today - timedelta(days=1), reason="koniec")
            rival.start()
            rival.join(timeout=0.1 if locks else None)
        rival.join()

    assert (len(found), sum(found)) == (ROUNDS, wrong)


def test_an_agreement_that_ended_yesterday_grants_nothing_in_a_direct_call():
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    agreement = make_agreement(valid_from=today - timedelta(days=9), valid_until=yesterday)

    with pytest.raises(ValidationError) as refusal:
        make_booking(agreement=agreement)

    assert refusal.value.code == "no_right"
    assert Booking.objects.count() == 0


@pytest.mark.parametrize("locks", [True, False])
def test_of_two_windows_one_asks_whether_or_not_the_verb_locks(locks: bool):
    """The constraint alone lets one request of a kind wait; under the lock the others read why."""
    agreement = make_agreement()
    by = agreement.organization.registered_by

    def ask(_: int) -> ChangeRequest:
        if locks:
            words = {"by": by, "form_key": uuid.uuid4()}
            return Agreement.objects.get(pk=agreement.pk).ask(kind="notice", **words)
        return ChangeRequest.objects.create(agreement=agreement, kind="notice", asked_by=by)

    results = race(ask, 6)

    refused = ValidationError if locks else IntegrityError
    assert Counter(type(result) for result in results) == {ChangeRequest: 1, refused: 5}
    assert ChangeRequest.objects.waiting().count() == 1
