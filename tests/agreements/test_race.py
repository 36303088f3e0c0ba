"""Many clerks and many forms at once: numbers without gap or repeat, one decision."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from agreements.models import Agreement, Attachment, ServiceRequest
from agreements.numbering import next_number
from jcop.moves import IllegalMove
from tests.bookings.test_race import race
from tests.factories import make_attachment, make_request, make_user

pytestmark = pytest.mark.django_db(transaction=True)
RIVALS = 20
DECIDING = 8
FILING, CONNECTIONS = 100, 16


class Changed(Exception):
    """The transaction of this thread is rolled back after it took its number."""


def test_numbers_have_neither_gap_nor_repeat_when_every_third_is_rolled_back():
    def take(n: int) -> int:
        with transaction.atomic():
            number = next_number("request", 2026)
            if n % 3 == 0:
                raise Changed
            return number

    results = race(take, RIVALS)

    numbers = sorted(result for result in results if isinstance(result, int))
    assert Counter(type(result) for result in results) == {int: 13, Changed: 7}
    assert numbers == list(range(1, 14))


def test_a_hundred_filed_at_once_are_numbered_without_gap_though_every_third_is_rolled_back():
    drafts = [make_request(state=ServiceRequest.State.DRAFT) for _ in range(FILING)]

    def file(n: int) -> int | None:
        try:
            with transaction.atomic():
                number = drafts[n].submit().number
                if n % 3 == 0:
                    raise Changed
                return number
        except Changed:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as clerks:
        numbers = [number for number in clerks.map(file, range(FILING)) if number]

    kept = FILING - len(range(0, FILING, 3))
    assert sorted(numbers) == list(range(1, kept + 1))
    stored = ServiceRequest.objects.filed().order_by("number").values_list("number", flat=True)
    assert list(stored) == list(range(1, kept + 1))


def test_of_eight_decisions_at_once_one_is_made_and_written_down_once():
    request, approver = make_request(state=ServiceRequest.State.UNDER_EXAMINATION), make_user()

    def decide(n: int) -> ServiceRequest:
        mine = ServiceRequest.objects.get(pk=request.pk)
        return mine.accept(by=approver) if n % 2 else mine.refuse(by=approver, reason=f"powód {n}")

    results = race(decide, DECIDING)

    outcomes = Counter(type(result) for result in results)
    assert outcomes == {ServiceRequest: 1, IllegalMove: DECIDING - 1}
    states = list(request.events.order_by("pgh_id").values_list("state", flat=True))
    assert states[:-1] == ["draft", "submitted", "under_examination"]
    request.refresh_from_db()
    assert states[-1] == request.state
    abandoned = request.state == ServiceRequest.State.REFUSED
    assert (Agreement.objects.get(request=request).state == Agreement.State.ABANDONED) == abandoned


def test_of_two_files_attached_at_once_only_one_is_the_last_allowed(settings, files):
    settings.ATTACHMENT_MAX_COUNT = 2
    request = make_request(state=ServiceRequest.State.DRAFT)
    make_attachment(request=request)

    results = race(lambda _: make_attachment(request=request), 2)

    assert Counter(type(result) for result in results) == {Attachment: 1, ValidationError: 1}
    assert request.attachments.count() == 2


def test_a_file_attached_while_the_request_is_filed_comes_first_or_not_at_all(files):
    request = make_request(state=ServiceRequest.State.DRAFT)

    def act(n: int) -> object:
        mine = ServiceRequest.objects.get(pk=request.pk)
        return make_attachment(request=mine) if n else mine.submit()

    filed, attached = race(act, 2)

    assert filed.state == ServiceRequest.State.SUBMITTED
    assert request.attachments.count() == isinstance(attached, Attachment)
    assert isinstance(attached, Attachment | ValidationError)
