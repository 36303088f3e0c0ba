"""Reminders of bookings: found by state, each told once, one mail for an organisation."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import Booking, Reminder
from bookings.reminders import remind
from jcop.opening.workdays import statutory_day_off
from jcop.templatetags.polish import dzien_i_miesiac
from tests.factories import make_agreement, make_booking, make_hours, make_room, moment, next_monday

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_monday() -> date:
    """After an ordinary weekend, between ordinary days."""
    day = next_monday()
    while any(statutory_day_off(day + n * DAY) for n in (-4, -3, 0, 1)):
        day += 7 * DAY
    return day


@pytest.fixture
def agreement() -> Agreement:
    make_hours()
    return make_agreement()


def booked(agreement: Agreement, starts_at: datetime, **fields: object) -> Booking:
    booking = make_booking(agreement=agreement, starts_at=starts_at, **fields)
    Booking.objects.filter(pk=booking.pk).update(state="confirmed", made_at=timezone.now() - 3 * DAY)
    booking.refresh_from_db()
    return booking


@pytest.fixture
def told(run_jobs: Callable[[], list[str]]) -> Callable[..., list[str]]:
    """`told(at)` runs the hourly search at those moments; the texts of all reminders sent."""
    mail.outbox.clear()

    def ask(*moments: datetime) -> list[str]:
        for at in moments:
            remind(at)
            run_jobs()
        return [sent.body for sent in mail.outbox if "Przypomnienie" in sent.subject]

    return ask


def test_all_that_an_organisation_has_tomorrow_stands_in_one_mail(agreement: Agreement, told):
    day = a_monday() + DAY
    bookings = [booked(agreement, moment(day, hour), room=make_room(f"Sala {hour}")) for hour in (10, 12)]

    [text] = told(moment(day - DAY, 9))

    when = dzien_i_miesiac(day)
    assert f"{when} (wtorek), godz.\xa010:00–11:00: Sala 10" in text
    assert f"{when} (wtorek), godz.\xa012:00–13:00: Sala 12" in text
    assert "przypominamy o rezerwacjach:" in text
    assert all(booking.get_absolute_url() in text for booking in bookings)


def test_each_organisation_has_its_own_mail(agreement: Agreement, told):
    day, other = a_monday() + DAY, make_agreement()
    booked(agreement, moment(day, 10))
    booked(other, moment(day, 12))

    texts = told(moment(day - DAY, 9))

    assert sorted(text.split("\n")[0] for text in texts) == sorted(
        f"Dotyczy: {one.organization.name}" for one in (agreement, other)
    )


def test_every_hour_finds_it_and_it_goes_once(agreement: Agreement, told):
    day = a_monday() + DAY
    booked(agreement, moment(day, 10))

    texts = told(*[moment(day - DAY, hour) for hour in range(7, 22)], moment(day, 9))

    assert len(texts) == 1


def test_it_goes_by_day_only(agreement: Agreement, told):
    day = a_monday() + DAY
    booked(agreement, moment(day, 10))

    assert told(moment(day - DAY, 8), moment(day - DAY, 20)) == []


def test_monday_is_told_on_friday_while_somebody_answers_calls(agreement: Agreement, told):
    monday = a_monday()
    booked(agreement, moment(monday, 10))
    thursday = told(moment(monday - 4 * DAY, 12))

    friday = told(moment(monday - 3 * DAY, 9))

    assert (len(thursday), len(friday)) == (0, 1)


def test_of_several_missed_days_only_what_still_lies_ahead_is_told(agreement: Agreement, told):
    monday = a_monday()
    booked(agreement, moment(monday, 10), room=make_room("Sala miniona"))
    booked(agreement, moment(monday, 14), room=make_room("Sala dzisiejsza"))
    booked(agreement, moment(monday + DAY, 10), room=make_room("Sala jutrzejsza"))

    [text] = told(moment(monday, 12))

    assert [name for name in ("miniona", "dzisiejsza", "jutrzejsza") if f"Sala {name}" in text] == [
        "dzisiejsza",
        "jutrzejsza",
    ]


def test_what_was_moved_to_another_day_is_told_again(agreement: Agreement, told):
    day = a_monday() + DAY
    booking = booked(agreement, moment(day, 10))
    told(moment(day - DAY, 9))

    booking.reschedule(starts_at=moment(day + DAY, 10), ends_at=moment(day + DAY, 11))

    assert len(told(moment(day, 9))) == 2
    assert list(Reminder.objects.order_by("due_on").values_list("due_on", flat=True)) == [day, day + DAY]


@pytest.mark.parametrize("moved", [True, False])
def test_what_was_cancelled_or_moved_before_the_mail_left_is_not_told(
    agreement: Agreement, run_jobs, moved: bool
):
    day = a_monday() + DAY
    booking = booked(agreement, moment(day, 10))
    remind(moment(day - DAY, 9))
    if moved:
        booking.reschedule(starts_at=moment(day + DAY, 10), ends_at=moment(day + DAY, 11))
    else:
        booking.cancel()

    run_jobs()

    assert [sent.subject for sent in mail.outbox if "Przypomnienie" in sent.subject] == []


@pytest.mark.parametrize("state", ["requested", "cancelled"])
def test_only_what_is_confirmed_is_told(agreement: Agreement, told, state: str):
    day = a_monday() + DAY
    booking = booked(agreement, moment(day, 10))
    if state == "cancelled":
        booking.cancel()
    else:
        Booking.objects.update(state=state)

    assert told(moment(day - DAY, 9)) == []


def test_what_was_booked_the_same_day_needs_no_reminder_yet(agreement: Agreement, told):
    day = a_monday() + DAY
    booking = booked(agreement, moment(day, 10))
    Booking.objects.filter(pk=booking.pk).update(made_at=moment(day - DAY, 8))

    assert told(moment(day - DAY, 9)) == []


def test_the_reminder_goes_to_whoever_booked_it_all(agreement: Agreement, told):
    day = a_monday() + DAY
    booked(agreement, moment(day, 10))
    told(moment(day - DAY, 9))

    [sent] = [sent for sent in mail.outbox if "Przypomnienie" in sent.subject]

    assert sent.to == [agreement.organization.registered_by.email]
    when = dzien_i_miesiac(day).replace("\xa0", " ")
    assert sent.subject == f"[JCOP] Przypomnienie – 1 rezerwacja: {when}"
