"""The desk looks after mails that did not leave: counted, with the reason, sent again."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from bookings.models import Introduction
from jcop.models import Message, User
from tests.factories import make_request, make_user
from tests.mailing import REFUSES, WORKS, run_due, states

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture(autouse=True)
def empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def staff(*groups: str) -> User:
    user = make_user(groups=groups)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def test_the_desk_counts_what_did_not_leave_and_sends_it_again(as_user: Callable, settings):
    make_request()
    settings.EMAIL_BACKEND = REFUSES
    run_due()
    settings.EMAIL_BACKEND = WORKS
    desk = as_user(staff("Referat"))
    message = Message.objects.get()

    first = desk.get("/admin/").content.decode()
    listed = desk.get("/admin/jcop/message/").content.decode()
    desk.post(f"/admin/jcop/message/{message.pk}/czynnosc/resend/")
    run_due()

    assert "<strong>1</strong> niewysłana wiadomość e-mail" in first
    assert "złożono zapotrzebowanie" in listed
    assert "serwer odbiorcy odrzucił wiadomość: proszę sprawdzić adres e-mail" in listed
    assert states() == {"sent": 1}


def test_many_are_sent_again_at_once_and_a_dead_code_is_not(as_user: Callable, settings):
    make_request()
    Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")
    settings.EMAIL_BACKEND = REFUSES
    run_due()
    settings.EMAIL_BACKEND = WORKS
    keys = list(Message.objects.values_list("pk", flat=True))

    page = as_user(staff("Pracownik Centrum")).post(
        "/admin/jcop/message/", {"action": "resend_all", "_selected_action": keys}, follow=True
    )
    run_due()

    assert "1 z 2 wybranych. Pominięto: 1. Ponownie można wysłać" in page.content.decode()
    assert states() == {"sent": 1, "failed": 1}


def test_what_was_sent_is_passed_over_with_the_reason_and_an_empty_queue_says_so(as_user: Callable):
    make_request()
    run_due()
    desk = as_user(staff("Pracownik Centrum"))
    keys = list(Message.objects.values_list("pk", flat=True))

    empty = desk.get("/admin/jcop/message/").content.decode()
    page = desk.post(
        "/admin/jcop/message/?kolejka=wszystkie",
        {"action": "resend_all", "_selected_action": keys},
        follow=True,
    )

    assert "Wszystkie wiadomości wyszły" in empty
    told = "0 z 1 wybranych. Pominięto: 1. Ponownie można wysłać tylko wiadomość niewysłaną,"
    assert told in page.content.decode()


def test_the_list_tells_whose_a_mail_is_and_no_name_of_a_guest(as_user: Callable, settings):
    request = make_request()
    Introduction.make(name="Gosia Zasiana", email="gosia@example.org", client="192.0.2.7")
    settings.EMAIL_BACKEND = REFUSES
    run_due()

    page = as_user(staff("Referat")).get("/admin/jcop/message/").content.decode()

    assert request.organization.name in page
    assert f"/admin/agreements/servicerequest/{request.pk}/change/" in page
    assert "prośba o kod" in page
    assert "Zasiana" not in page
    assert "gosia@example.org" not in page


def test_a_mail_that_waits_or_was_sent_offers_no_move(as_user: Callable):
    make_request()
    message = Message.objects.get()

    page = as_user(staff("Referat")).get(f"/admin/jcop/message/{message.pk}/change/").content.decode()

    assert "do wysłania" in page
    assert "czynnosc/resend" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_mails_as_for_one(
    as_user: Callable, rows: int, settings, django_assert_max_num_queries
):
    for _ in range(rows):
        make_request()
    settings.EMAIL_BACKEND = REFUSES
    run_due()
    desk = as_user(staff("Referat"))
    desk.get("/admin/jcop/message/")

    with django_assert_max_num_queries(14):
        page = desk.get("/admin/jcop/message/")

    assert page.context["cl"].result_count == rows
