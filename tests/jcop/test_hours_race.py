"""Several clerks at once: one suspension, one withdrawal, and nobody publishes over hours unseen."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from jcop.models import HoursPeriod
from jcop.rules import violation_message
from tests.bookings.test_race import race
from tests.factories import make_hours
from tests.jcop.clerk import WEEK, make_worker, week_ahead
from tests.signed_in import sign_in_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]
RIVALS = 8


def test_of_many_suspensions_at_once_one_stands_and_the_others_are_told():
    today = timezone.localdate()

    results = race(
        lambda n: HoursPeriod.suspend(
            valid_from=today + timedelta(days=n), valid_until=None, reason="remont", contact=""
        ),
        RIVALS,
    )

    assert HoursPeriod.objects.suspensions().count() == 1
    assert Counter(isinstance(result, HoursPeriod) for result in results) == {True: 1, False: RIVALS - 1}
    told = {
        violation_message(result) if isinstance(result, IntegrityError) else result.messages[0]
        for result in results
        if not isinstance(result, HoursPeriod)
    }
    assert told == {"Działalność Centrum jest już w tym czasie zawieszona."}


def test_what_many_withdraw_at_once_is_withdrawn_once():
    period = make_hours()

    results = race(lambda n: HoursPeriod.objects.get(pk=period.pk).withdraw(), RIVALS)

    assert Counter(type(result) for result in results) == {type(None): 1, ValidationError: RIVALS - 1}


def test_of_clerks_who_publish_one_week_at_once_only_the_first_saw_what_was_there():
    monday = week_ahead()
    path = f"{WEEK}?od={monday}"
    worker = make_worker()
    desks = [Client() for _ in range(3)]
    for desk in desks:
        sign_in_at_once(desk, worker)
    seen = re.search(r'name="seen" value="(\w+)"', desks[0].get(path).content.decode())[1]

    results = race(lambda n: desks[n].post(path, {"seen": seen, "day_0": f"{n + 8}:00-18:00"}).status_code, 3)

    assert Counter(results) == {302: 1, 200: 2}
    assert [results.index(302) + 8] == [span.opens.hour for span in HoursPeriod.objects.get().spans.all()]
