"""Signed links: one purpose, one moment of life, one use."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from bookings.models import Introduction
from bookings.signed import BROKEN, GONE, LATE, USED, DeadLink, link_for, read

pytestmark = pytest.mark.django_db


def subject() -> Introduction:
    return Introduction.make(name="Felicja Próbna", email="felicja@example.org", client="192.0.2.7")


def token_of(introduction: Introduction) -> str:
    return link_for(introduction, "code", until=timezone.now() + timedelta(hours=1))


def opened(token: str, *, purpose: str = "code", late: int = 0) -> DeadLink:
    with pytest.raises(DeadLink) as dead:
        read(token, purpose, Introduction.objects.all(), at=timezone.now() + timedelta(hours=late))
    return dead.value


def test_a_link_leads_to_what_it_was_made_for():
    _, wanted = subject(), subject()

    assert read(token_of(wanted), "code", Introduction.objects.all(), at=timezone.now()) == wanted


def test_a_link_that_is_not_ours_is_not_found():
    token = token_of(subject())

    told = {opened(wrong).told for wrong in (token[:-1], f"x{token}", "żółć", "", ".", f"{token}.x")}

    assert told == {BROKEN}
    assert opened("x").status == 404


def test_a_link_for_one_purpose_opens_no_other():
    assert opened(token_of(subject()), purpose="seat").told == BROKEN


def test_a_late_link_says_so():
    dead = opened(token_of(subject()), late=2)

    assert (dead.told, dead.status) == (LATE, 410)


def test_a_link_that_was_used_says_so():
    introduction = subject()
    token = token_of(introduction)
    Introduction.objects.update(key=uuid.uuid4())

    assert opened(token).told == USED


def test_a_link_to_what_was_erased_says_so():
    introduction = subject()
    token = token_of(introduction)
    introduction.delete()

    assert opened(token).told == GONE
