"""Somebody without an account: proved by a code, counted without telling, erased in time."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.forms import CodeForm, GuestForm
from bookings.models import Guest, Introduction
from bookings.models.guests import CODE_VALID, EXPIRED, MOST_TRIES, NO_TRIES_LEFT, TOO_MANY
from bookings.tasks import forget_guests
from jcop.models import Centre, MessageText
from jcop.rules import violations_reported_on
from tests.bookings.test_contacts import everywhere
from tests.bookings.test_race import race

pytestmark = pytest.mark.django_db
TOLD = {"name": "Felicja Wyciekła", "email": "felicja-wyciek@example.org", "client": "192.0.2.7"}


def code_of(introduction: Introduction) -> str:
    """As it waits to be sent."""
    text = MessageText.objects.get(message__in=introduction.mails.all())
    return re.search(r"^\d{6}$", text.body, re.MULTILINE)[0]


def wrong(introduction: Introduction) -> str:
    return f"{(int(code_of(introduction)) + 1) % 10**6:06}"


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ValidationError) as refusal:
        act()
    return refusal.value.messages[0]


def test_the_code_that_came_by_mail_makes_a_guest(run_jobs):
    introduction = Introduction.make(**TOLD)

    run_jobs()

    (sent,) = mail.outbox
    (code,) = re.findall(r"^\d{6}$", sent.body, re.MULTILINE)
    guest = introduction.answer(code)
    assert sent.to == [TOLD["email"]]
    assert code not in sent.subject
    assert guest.email == TOLD["email"]


def test_the_table_keeps_neither_the_code_nor_the_address_of_the_computer(run_jobs):
    introduction = Introduction.make(**TOLD)
    code = code_of(introduction)

    run_jobs()

    text = everywhere()
    assert (code in text.replace(str(introduction.key), ""), TOLD["client"] in text) == (False, False)


def test_a_wrong_code_says_how_many_tries_are_left_and_the_last_one_kills_the_code():
    introduction = Introduction.make(**TOLD)
    bad = wrong(introduction)

    told = [refused(lambda: introduction.answer(bad)) for _ in range(MOST_TRIES)]

    assert told == [
        *(f"Ten kod jest nieprawidłowy. Pozostało prób: {n}." for n in (4, 3, 2, 1)),
        NO_TRIES_LEFT,
    ]
    assert refused(lambda: introduction.answer(code_of(introduction))) == NO_TRIES_LEFT
    assert not Guest.objects.exists()


def test_a_late_code_is_refused():
    introduction = Introduction.make(**TOLD)

    told = refused(lambda: introduction.answer(code_of(introduction), at=introduction.made_at + CODE_VALID))

    assert told == EXPIRED


def test_a_form_with_a_wrong_code_keeps_the_try_counted():
    introduction = Introduction.make(**TOLD)

    form = CodeForm({"code": wrong(introduction)}, introduction=introduction)

    assert form.errors == {"code": ["Ten kod jest nieprawidłowy. Pozostało prób: 4."]}
    introduction.refresh_from_db()
    assert introduction.tries == 1


def test_a_code_is_read_with_the_spaces_that_people_type():
    introduction = Introduction.make(**TOLD)
    code = code_of(introduction)

    form = CodeForm({"code": f" {code[:3]} {code[3:]} "}, introduction=introduction)

    assert form.is_valid()
    assert form.guest.email == TOLD["email"]


def test_the_same_address_is_one_guest_whatever_the_name():
    first = Introduction.make(**TOLD)
    guest = first.answer(code_of(first))
    second = Introduction.make(**TOLD | {"name": "Felicja Nowa", "email": TOLD["email"].upper()})

    again = second.answer(code_of(second))

    assert again == guest


@pytest.mark.parametrize("is_known", [True, False])
def test_a_fourth_code_within_an_hour_is_refused_alike_for_known_and_unknown(is_known: bool):
    first = Introduction.make(**TOLD)
    if is_known:
        first.answer(code_of(first))
    for n in range(2):
        Introduction.make(**TOLD | {"client": f"192.0.2.{n}"})

    form = GuestForm({"name": TOLD["name"], "email": TOLD["email"]})
    assert form.is_valid()
    with violations_reported_on(form):
        form.introduce(client="192.0.2.99", wish={})

    assert form.errors == {"__all__": [TOO_MANY]}
    assert Introduction.objects.count() == 3


def test_an_hour_later_a_code_may_be_asked_for_again():
    at = timezone.now()
    for _ in range(3):
        Introduction.make(**TOLD, at=at)

    later = Introduction.make(**TOLD, at=at + timedelta(hours=1))

    assert later.email == TOLD["email"]


def test_a_class_behind_one_network_gets_its_codes_and_one_more_than_the_setting_is_refused(settings):
    for n in range(30):
        Introduction.make(**TOLD | {"email": f"ktos{n}@example.org"})
    settings.SIGN_UPS_PER_NETWORK = 30

    told = refused(lambda: Introduction.make(**TOLD | {"email": "ktos99@example.org"}))

    assert told == TOO_MANY
    assert Introduction.make(**TOLD | {"client": "192.0.2.8"}).pk


def test_of_a_generous_network_one_address_of_email_still_gets_few_codes(settings):
    settings.SIGN_UPS_PER_NETWORK = 1000
    for _ in range(3):
        Introduction.make(**TOLD)

    assert refused(lambda: Introduction.make(**TOLD)) == TOO_MANY


def test_a_guest_is_kept_until_the_set_time_after_the_last_use():
    introduction = Introduction.make(**TOLD)
    guest = introduction.answer(code_of(introduction))
    Centre.objects.update(guest_days=10)
    today = timezone.localdate()

    guest.keep_for(today + timedelta(days=5)).keep_for(today)

    guest.refresh_from_db()
    assert guest.purge_on == today + timedelta(days=15)


def test_nothing_is_found_anywhere_once_the_job_has_run(run_jobs):
    introduction = Introduction.make(**TOLD, wish={"about": "wyciek"})
    introduction.answer(code_of(introduction))
    run_jobs()
    assert "wyciek" in everywhere()
    Guest.objects.update(purge_on=timezone.localdate())
    Introduction.objects.update(made_at=timezone.now() - timedelta(days=1))

    forget_guests(0)

    text = everywhere()
    assert ("Wyciekła" in text, "wyciek" in text) == (False, False)


def test_a_guest_whose_time_has_not_come_stays():
    introduction = Introduction.make(**TOLD)
    guest = introduction.answer(code_of(introduction))

    forget_guests(0)

    assert list(Guest.objects.all()) == [guest]


@pytest.mark.django_db(transaction=True)
def test_the_right_code_sent_many_times_at_once_is_one_guest():
    introduction = Introduction.make(**TOLD)
    code = code_of(introduction)

    results = race(lambda n: Introduction.objects.get(pk=introduction.pk).answer(code), rivals=12)

    assert {type(result) for result in results} == {Guest}
    assert Guest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted():
    introduction = Introduction.make(**TOLD)
    bad = wrong(introduction)

    race(lambda n: Introduction.objects.get(pk=introduction.pk).answer(bad), rivals=12)

    introduction.refresh_from_db()
    assert introduction.tries == MOST_TRIES


@pytest.mark.django_db(transaction=True)
def test_codes_asked_for_at_once_keep_the_limit():
    results = race(lambda n: Introduction.make(**TOLD), rivals=12)

    assert sum(isinstance(result, Introduction) for result in results) == 3
    assert Introduction.objects.count() == 3
