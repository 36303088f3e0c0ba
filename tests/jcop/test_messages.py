"""Mail when the mail server is away, refuses or comes back: nothing is lost, nothing is said twice."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from agreements.mail_kinds import Mail
from bookings.models import Introduction
from jcop.accounts.privacy import forget
from jcop.models import Message, MessageText, User
from jcop.models.messages import KEPT_FOR, post
from jcop.ops.delivery import take_up_lost
from jcop.retrying import LONGEST_PAUSE, MOST_TRIES, RETRIED_FOR, pause_after
from tests.factories import make_booking, make_event, make_guest, make_organization, make_request, make_user
from tests.mailing import FAULTY, IS_BUSY, NOBODY_LISTENS, REFUSES, WORKS, pass_time, run_due, states

pytestmark = pytest.mark.django_db
WEEKEND = timedelta(hours=64)  # From Friday at 16:00 to Monday at 8:00.
CODE_LIVES = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return


def mails_of_a_friday() -> list[Message]:
    """Of a case, a booking, an event and an account."""
    make_request()
    make_booking().cancel(reason="choroba")
    make_event().sign_up(guest=make_guest(), names=[""])
    user = make_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    user.reset_second_factor(by=make_user(), reason="utracony telefon")
    return list(Message.objects.waiting())


def test_a_mail_server_that_is_down_over_a_weekend_loses_nothing(settings):
    asked = mails_of_a_friday()
    settings.EMAIL_BACKEND = NOBODY_LISTENS
    waited = timedelta()
    while waited < WEEKEND:
        run_due()
        pass_time(LONGEST_PAUSE)
        waited += LONGEST_PAUSE
    during, failing = states(), Message.objects.failing().count()

    settings.EMAIL_BACKEND = WORKS
    run_due()

    assert (during, failing) == ({"waiting": len(asked)}, len(asked))
    assert states() == {"sent": len(asked)}
    sent = [message.message()["Message-ID"] for message in mail.outbox]
    assert sorted(sent) == sorted(f"<{message.reference}@um.jastrzebie.pl>" for message in asked)


def test_the_pauses_between_tries_grow_and_fill_three_days():
    pauses = [pause_after(tries) for tries in range(1, MOST_TRIES)]

    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=30), timedelta(hours=2))
    assert RETRIED_FOR <= sum(pauses, timedelta()) < RETRIED_FOR + LONGEST_PAUSE


def given_up_after_three_days(settings) -> Message:
    make_request()
    settings.EMAIL_BACKEND = NOBODY_LISTENS
    for _ in range(MOST_TRIES):
        run_due()
        pass_time(LONGEST_PAUSE)
    settings.EMAIL_BACKEND = WORKS
    return Message.objects.get()


def test_after_three_days_a_mail_is_given_up_with_its_reason_and_tried_no_more(settings):
    message = given_up_after_three_days(settings)

    run_due()

    assert (message.state, message.problem, message.tries) == ("failed", "unreachable", MOST_TRIES)
    assert mail.outbox == []


def test_what_was_given_up_is_sent_again_when_the_desk_says_so(settings):
    message = given_up_after_three_days(settings)

    message.resend()
    run_due()
    run_due()

    message.refresh_from_db()
    assert (message.state, message.problem, len(mail.outbox)) == ("sent", "", 1)
    with pytest.raises(ValidationError):
        message.resend()


@pytest.mark.parametrize(
    ("backend", "expected"), [(REFUSES, ("failed", "refused", 1)), (IS_BUSY, ("waiting", "unreachable", 1))]
)
def test_an_address_that_is_refused_for_good_is_given_up_at_once(settings, backend: str, expected: tuple):
    make_request()
    settings.EMAIL_BACKEND = backend

    run_due()

    message = Message.objects.get()
    assert (message.state, message.problem, message.tries) == expected


def test_an_error_that_is_not_the_servers_is_told_as_one_and_tried_again(settings):
    make_request()
    settings.EMAIL_BACKEND = FAULTY

    run_due()
    message = Message.objects.get()
    settings.EMAIL_BACKEND = WORKS
    pass_time(LONGEST_PAUSE)
    run_due()

    assert (message.state, message.problem) == ("waiting", "technical")
    assert states() == {"sent": 1}


def code_asked() -> Introduction:
    return Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")


def test_a_code_is_tried_until_it_dies_and_its_text_dies_with_it(settings):
    code_asked()
    settings.EMAIL_BACKEND = NOBODY_LISTENS
    for _ in range(MOST_TRIES):
        run_due()
        pass_time(timedelta(minutes=5))
    settings.EMAIL_BACKEND = WORKS

    run_due()

    message = Message.objects.get()
    assert (message.state, message.problem, message.may_be_resent) == ("failed", "expired", False)
    assert 5 < message.tries < 10
    assert not MessageText.objects.exists()
    assert mail.outbox == []


def test_a_code_that_would_be_tried_again_after_its_end_dies_at_once(settings):
    code_asked()
    Message.objects.update(ends_at=timezone.now() + pause_after(1) / 2)
    settings.EMAIL_BACKEND = NOBODY_LISTENS

    run_due()

    assert Message.objects.get().problem == "expired"
    assert not MessageText.objects.exists()


def test_a_code_that_died_while_no_worker_ran_is_not_sent(settings):
    code_asked()

    pass_time(CODE_LIVES)
    run_due()

    assert states() == {"failed": 1}
    assert not MessageText.objects.exists()
    assert mail.outbox == []


def test_a_code_that_was_refused_leaves_the_queue_of_the_desk_when_it_dies(settings):
    code_asked()
    settings.EMAIL_BACKEND = REFUSES
    run_due()
    queued = [(Message.objects.failed().count(), Message.objects.unsent_counts())]

    Message.objects.update(ends_at=timezone.now())

    queued.append((Message.objects.failed().count(), Message.objects.unsent_counts()))
    assert queued == [(1, (1, 0)), (0, (0, 0))]
    assert states() == {"failed": 1}


def everywhere(word: str) -> set[str]:
    """The tables that hold a word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = set()
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{word}%"])
            if cursor.fetchone()[0]:
                tables.add(table)
    return tables


def code_of_an_account(client) -> str:
    EmailAddress.objects.create(user=make_user("zofia@example.org"), email="zofia@example.org", verified=True)
    client.post("/konto/zaloguj/kod/", {"email": "zofia@example.org"})
    [text] = MessageText.objects.all()
    return re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]+)\s*$", text.body, re.MULTILINE)[1]


def test_a_code_stands_in_one_place_and_nowhere_once_it_was_sent(client):
    code = code_of_an_account(client)
    before = everywhere(code)

    run_due()

    assert before - {"django_session"} == {"jcop_messagetext"}
    assert everywhere(code) - {"django_session"} == set()
    assert code in mail.outbox[0].body
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_waits_goes_with_the_account(client):
    code_of_an_account(client)

    forget(User.objects.get(email="zofia@example.org"))
    run_due()

    assert everywhere("zofia@example.org") - {"django_session"} == set()
    assert (Message.objects.count(), mail.outbox) == (0, [])


def test_a_mail_whose_case_is_gone_is_withdrawn():
    post(Mail.REQUEST_SUBMITTED, make_request())
    Message.objects.update(subject_id=0)

    run_due()

    assert states() == {"withdrawn": 2}
    assert mail.outbox == []


def test_keepers_get_a_mail_each_and_only_who_was_refused_is_tried_again(settings):
    organization = make_organization(email="", by=make_user("opiekun@example.org"))
    organization.memberships.create(user=make_user("opiekunka@example.org"), role="keeper")
    request = make_request(organization=organization)
    request.prepared_by.memberships.filter(organization=organization).delete()
    Message.objects.update(recipient_id=organization.pk)
    mail.outbox.clear()

    run_due()

    addresses = sorted(address for message in mail.outbox for address in message.to)
    assert addresses == sorted(organization.memberships.values_list("user__email", flat=True))
    assert states() == {"forwarded": 1, "sent": len(addresses)}


def test_a_reminder_of_a_day_is_one_row_however_often_it_is_asked_for():
    request, day = make_request(), timezone.localdate()

    first = post(Mail.TERM_PASSED, request, due_on=day)
    second = post(Mail.TERM_PASSED, request, due_on=day)
    run_due()

    assert first == second
    assert Message.objects.filter(kind="term_passed", state="sent").count() == 1


def test_a_mail_is_not_sent_before_its_time():
    later = timedelta(hours=1)
    post(Mail.TERM_PASSED, make_request(), not_before=timezone.now() + later)

    run_due()
    early = states()
    pass_time(later)
    run_due()

    assert early == {"sent": 1, "waiting": 1}
    assert states() == {"sent": 2}


def test_a_mail_that_lost_its_job_gets_another_and_one_that_has_a_job_none():
    make_request()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    too_early = take_up_lost()
    pass_time(timedelta(hours=1))

    taken_up, again = take_up_lost(), take_up_lost()
    run_due()

    assert (too_early, taken_up, again) == (0, 1, 0)
    assert states() == {"sent": 1}


def test_mails_of_accounts_are_forgotten_after_a_month_and_those_of_cases_stay(client):
    code_of_an_account(client)
    make_request()
    run_due()

    kept = Message.objects.forget(timezone.now() + KEPT_FOR - timedelta(minutes=1))
    forgotten = Message.objects.forget(timezone.now() + KEPT_FOR + timedelta(minutes=1))

    assert (kept, forgotten) == (0, 1)
    assert Message.objects.get().kind == "request_submitted"
