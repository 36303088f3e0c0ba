"""An upgrade with mails in the queue: what the older version had asked for is sent by this one, once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from bookings.models import Closure, ClosureMessage, Introduction
from jcop.models import Message, MessageText
from tests.factories import (
    make_booking,
    make_event,
    make_guest,
    make_request,
    make_series,
    make_user,
)
from tests.mailing import run_due
from tests.migrating import migrate, sql

pytestmark = pytest.mark.django_db
OLDER = [
    ("bookings", "0004_lists_in_order"),
    ("agreements", "0003_orphan_files"),
    ("organizations", "0003_traces"),
    ("jcop", "0004_traces"),
]


def queue(task: str, status: str = "todo", **arguments: object) -> None:
    sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
        " VALUES ('mail', %s, %s::jsonb, %s)",
        task,
        json.dumps(arguments),
        status,
    )


def jobs() -> list[tuple[str, dict]]:
    rows = sql("SELECT task_name, args FROM procrastinate_jobs WHERE queue_name = 'mail' ORDER BY id")
    return [(task, json.loads(arguments)) for task, arguments in rows]


@pytest.fixture
def older() -> Callable[[], Any]:
    """The database as the older version left it, with cases that tell nobody yet."""

    def back() -> Any:
        Message.objects.all().delete()
        sql("DELETE FROM procrastinate_jobs")
        return migrate(OLDER)

    return back


def test_what_an_older_version_queued_is_sent_by_this_one(older):
    booking, series, request = make_booking(), make_series(), make_request()
    event = make_event()
    seats = event.sign_up(guest=make_guest(email="gosc@example.org"), names=[""])
    asked = Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")
    apps = older()
    notices = apps.get_model("agreements", "Notice").objects
    notice = notices.create(event="request_submitted", key="request_submitted.1", request_id=request.pk)
    queue("booking_made", booking_id=booking.pk)
    queue("series_made", status="doing", series_id=series.pk)
    queue("send_notice", notice_id=notice.pk)
    queue("seats_given", seat_ids=[seat.pk for seat in seats])
    queue("guest_code", introduction_id=asked.pk, code="123456")
    account = {"subject": "Hasło zmienione", "text": "Hasło zmieniono.", "html": ""}
    queue("send_mail", to="zofia@example.org", message_id="<1@x>", **account)

    migrate()
    sql("UPDATE procrastinate_jobs SET status = 'todo'")
    run_due()

    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
        [
            booking.made_by.email,
            series.made_by.email,
            request.prepared_by.email,
            "gosc@example.org",
            "gosia@example.org",
            "zofia@example.org",
        ]
    )
    assert [sent.to for sent in mail.outbox if "123456" in sent.body] == [["gosia@example.org"]]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert not MessageText.objects.exists()


def test_what_an_older_version_gave_up_waits_for_the_desk(older):
    request, booking, clerk = make_request(), make_booking(), make_user()
    act = Closure.objects.create(kind="hoursperiod", told="zamknięte", reason="remont", decided_by=clerk)
    closed = act.messages.create(organization=booking.organization)
    apps = older()
    notices = apps.get_model("agreements", "Notice").objects
    lost = notices.create(event="overdue", key="a", request_id=request.pk, clerk_id=clerk.pk, problem="x")
    queue("send_notice", status="failed", notice_id=lost.pk)
    queue("booking_made", status="failed", booking_id=booking.pk)
    queue("closure_told", status="failed", message_id=closed.pk)
    sent = notices.create(
        event="request_submitted", key="b", request_id=request.pk, sent_at=request.submitted_at
    )

    migrate()
    run_due()

    rows = {(row.kind, row.state, row.settled_at == sent.sent_at) for row in Message.objects.all()}
    assert rows == {
        ("overdue", "failed", False),
        ("booking_made", "failed", False),
        ("closure_told", "failed", False),
        ("request_submitted", "sent", True),
    }
    assert Message.objects.get(kind="overdue").recipient == clerk
    assert ClosureMessage.objects.to_call().get() == closed
    assert (jobs(), mail.outbox) == ([], [])


def test_of_a_code_of_an_older_version_nothing_stays_after_its_end(older):
    guests = [
        Introduction.make(name="Gosia Próbna", email=f"{name}@example.org", client="192.0.2.7")
        for name in ("a", "b")
    ]
    older()
    letter = {"text": "Kod: ABCD-EFGH", "html": "", "message_id": "<1@x>"}
    for status in ("todo", "failed"):
        for subject in ("logowania", "ustawienia nowego hasła", "potwierdzenia adresu e-mail"):
            queue("send_mail", status, to="z@example.org", subject=f"[JCOP] Kod do {subject}", **letter)
        queue("guest_code", status, introduction_id=guests[0].pk, code="123456")
    queue("send_mail", to="late@example.org", subject="[JCOP] Kod do logowania", **letter)
    late = "(SELECT max(id) FROM procrastinate_jobs)"
    sql(f"UPDATE procrastinate_events SET at = at - interval '4 minutes' WHERE job_id = {late}")
    sql("UPDATE bookings_introduction SET made_at = made_at - interval '1 hour' WHERE id = %s", guests[1].pk)
    queue("guest_code", introduction_id=guests[1].pk, code="654321")

    migrate()

    ends = [round((row.ends_at - row.asked_at).total_seconds() / 60) for row in Message.objects.all()]
    assert sorted(ends) == [3, 3, 15, 30]
    assert MessageText.objects.count() == len(jobs()) == len(ends)


def test_going_back_gives_the_older_version_its_jobs(older):
    booking, request, event = make_booking(), make_request(), make_event()
    event.sign_up(guest=make_guest(), names=[""])
    event.cancel(reason="choroba")
    asked = Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")
    seat = event.all_seats.get()

    sql("DELETE FROM procrastinate_jobs WHERE queue_name <> 'mail'")
    apps = migrate(OLDER)

    notice = apps.get_model("agreements", "Notice").objects.get(request_id=request.pk)
    message = apps.get_model("bookings", "EventMessage").objects.get()
    assert notice.key == f"request_submitted.{request.pk}"
    assert ("booking_made", {"booking_id": booking.pk}) in jobs()
    assert ("send_notice", {"notice_id": notice.pk}) in jobs()
    assert ("seats_given", {"seat_ids": [seat.pk]}) in jobs()
    assert ("event_told", {"message_id": message.pk}) in jobs()
    [code] = [arguments for task, arguments in jobs() if task == "guest_code"]
    assert (code["introduction_id"], len(code["code"])) == (asked.pk, 6)
    tasks = {task for task, _ in jobs()}
    assert tasks == {"booking_made", "event_told", "guest_code", "seats_given", "send_notice"}
