"""Steps of the database over rows that the older version allowed, there and back.

An upgrade finds mails in the queue: what the older version had asked for is sent by this one, once.
"""

import json
from datetime import date

import pytest
from django.core import mail
from django.utils import timezone

from agreements.models import Declaration, DocumentText, Grant, Service
from bookings.models import Closure, ClosureMessage, Event, Introduction, Seat
from jcop.models import Centre, Message, MessageText
from organizations.models import Invitation
from tests.factories import (
    make_agreement,
    make_booking,
    make_event,
    make_guest,
    make_organization,
    make_request,
    make_series,
    make_user,
)
from tests.mailing import run_due
from tests.migrating import Crossing, Steps, sql

pytestmark = pytest.mark.django_db
crossing = Crossing(
    [
        ("bookings", "0004_lists_in_order"),
        ("agreements", "0003_orphan_files"),
        ("organizations", "0003_traces"),
        ("jcop", "0004_traces"),
    ]
)
CODES = {"kod@example.org", "pozno@example.org", "a@example.org", "b@example.org"}


@pytest.fixture(scope="module")
def crossed(shared_world) -> dict[str, Steps]:
    return crossing.go()


def forget_mails() -> None:
    """As the older version left it: cases that tell nobody yet."""
    Message.objects.all().delete()
    sql("DELETE FROM procrastinate_jobs")


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


@crossing.refused
def test_two_numbers_that_become_the_same_are_named_before_anything_is_done() -> Steps:
    club = make_organization(name="Klub A", legal_form="sports_club", krs=None, register_number="W/901")
    other = make_organization(name="Klub B", legal_form="sports_club", krs=None, register_number="W/902")
    renumber = "UPDATE organizations_organization SET register_number = %s WHERE id = %s"

    yield
    sql(renumber, "w 901", other.pk)

    words = yield
    done = {name for (name,) in sql("SELECT name FROM django_migrations WHERE app <> 'jcop'")}
    sql(renumber, "W/902", other.pk)

    yield
    assert f"Klub A (number W/901, row {club.pk}); Klub B (number w 901, row {other.pk})." in words
    assert not {"0006_calendars", "0005_grant_once_a_day", "0006_register_authorities"} & done


@crossing
def test_days_that_were_granted_twice_are_granted_once() -> Steps:
    agreement = make_agreement()
    service = Service.objects.get(code="dyzury")
    agreement.grants.filter(service=service).delete()

    yield
    for first, last in (("2026-01-01", "2026-06-30"), ("2026-05-01", None), ("2025-01-01", "2025-03-31")):
        sql(
            "INSERT INTO agreements_grant (agreement_id, service_id, valid_from, valid_until)"
            " VALUES (%s, %s, %s, %s)",
            agreement.pk,
            service.pk,
            first,
            last,
        )

    yield
    grants = Grant.objects.filter(agreement=agreement, service=service).order_by("valid_from")
    assert list(grants.values_list("valid_from", "valid_until")) == [
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2026, 1, 1), None),
    ]


@crossing
def test_a_title_in_two_lines_of_any_kind_becomes_one_line() -> Steps:
    event = make_event(title="Kurs")

    yield
    sql("UPDATE bookings_event SET title = %s WHERE id = %s", "Kurs\u2028pierwszej\npomocy", event.pk)

    yield
    assert Event.objects.get(pk=event.pk).title == "Kurs pierwszej pomocy"


@crossing
def test_an_older_version_keeps_the_places_of_a_family_and_the_end_of_an_invitation() -> Steps:
    guest = make_guest(email="rodzic@example.org")
    seats = make_event().sign_up(guest=guest, names=["Anna Zmyślona", "Jan Zmyślony"])
    invitation = Invitation.objects.create(
        organization=make_organization(), email="x@example.org", invited_by=make_user()
    )
    invitation.decline()

    yield
    yield
    kept = Seat.objects.filter(pk__in=[seat.pk for seat in seats])
    assert list(kept.order_by("person_no").values_list("state", "guest")) == [
        ("taken", guest.pk),
        ("taken", None),
    ]
    assert Invitation.objects.get(pk=invitation.pk).revoked_at == invitation.declined_at


@crossing
def test_the_party_of_agreements_is_declined_for_an_older_version_and_back() -> Steps:
    party = Centre.objects.get().party

    yield
    older = sql("SELECT party FROM jcop_centre")
    sql("UPDATE jcop_centre SET postal_code = '44-200', city = 'Rybnik'")

    yield
    centre = Centre.objects.get()
    assert older == [
        ("Gminą Miasta Jastrzębie-Zdrój, którą reprezentuje Prezydent Miasta albo osoba upoważniona",)
    ]
    assert centre.party == party
    assert centre.unit_address == "al. Piłsudskiego 60, 44-200 Rybnik"


@crossing
def test_that_no_fees_are_taken_is_one_statement_with_others_for_an_older_version() -> Steps:
    made = make_request().declarations.create(
        declaration=Declaration.objects.current().get(code="cele"), made_at=timezone.now()
    )
    now = list(Declaration.objects.current().values_list("text", "only_without_fees"))

    yield
    older = sql("SELECT text, version FROM agreements_declaration WHERE is_current ORDER BY position, code")
    text, _ = older[1]
    sql(
        "INSERT INTO agreements_documenttext (kind, version, body) VALUES ('declarations', 1, '<p>stare</p>')"
    )

    yield
    assert text.endswith(
        "bez agitacji politycznej i praktyk religijnych, i nie będzie pobierać opłat od uczestników."
    )
    assert [version for _, version in older] == [1, 2, 1, 1]
    assert list(Declaration.objects.current().values_list("text", "only_without_fees")) == now
    made.refresh_from_db()
    assert (made.declaration.text, made.declaration.version) == (now[1][0], 1)
    assert not DocumentText.objects.exists()
    history = sql("SELECT body FROM agreements_documenttextevent WHERE kind = 'declarations'")
    assert history == [("<p>stare</p>",)]


@crossing
def test_what_an_older_version_queued_is_sent_by_this_one() -> Steps:
    booking, series, request = make_booking(), make_series(), make_request()
    seats = make_event().sign_up(guest=make_guest(email="gosc@example.org"), names=[""])
    asked = Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")

    apps = yield
    notices = apps.get_model("agreements", "Notice").objects
    notice = notices.create(event="request_submitted", key="request_submitted.1", request_id=request.pk)
    queue("booking_made", booking_id=booking.pk)
    queue("series_made", status="doing", series_id=series.pk)
    queue("send_notice", notice_id=notice.pk)
    queue("seats_given", seat_ids=[seat.pk for seat in seats])
    queue("guest_code", introduction_id=asked.pk, code="987654")
    account = {"subject": "Hasło zmienione", "text": "Hasło zmieniono.", "html": ""}
    queue("send_mail", to="zofia@example.org", message_id="<1@x>", **account)

    yield
    sql("UPDATE procrastinate_jobs SET status = 'todo'")
    run_due()
    assert sorted(sent.to[0] for sent in mail.outbox if sent.to[0] not in CODES) == sorted(
        [
            booking.made_by.email,
            series.made_by.email,
            request.prepared_by.email,
            "gosc@example.org",
            "gosia@example.org",
            "zofia@example.org",
        ]
    )
    assert [sent.to for sent in mail.outbox if "987654" in sent.body] == [["gosia@example.org"]]
    assert not Message.objects.exclude(state__in=["sent", "failed"]).exists()
    assert not MessageText.objects.exists()


@crossing
def test_what_an_older_version_gave_up_waits_for_the_desk() -> Steps:
    request, booking, clerk = make_request(), make_booking(), make_user()
    act = Closure.objects.create(kind="hoursperiod", told="zamknięte", reason="remont", decided_by=clerk)
    closed = act.messages.create(organization=booking.organization)

    apps = yield
    notices = apps.get_model("agreements", "Notice").objects
    lost = notices.create(event="overdue", key="a", request_id=request.pk, clerk_id=clerk.pk, problem="x")
    queue("send_notice", status="failed", notice_id=lost.pk)
    queue("booking_made", status="failed", booking_id=booking.pk)
    queue("closure_told", status="failed", message_id=closed.pk)
    sent = notices.create(
        event="request_submitted", key="b", request_id=request.pk, sent_at=request.submitted_at
    )

    yield
    run_due()
    settled = Message.objects.filter(state="failed") | Message.objects.filter(settled_at=sent.sent_at)
    rows = {(row.kind, row.state, row.settled_at == sent.sent_at) for row in settled}
    assert rows == {
        ("overdue", "failed", False),
        ("booking_made", "failed", False),
        ("closure_told", "failed", False),
        ("request_submitted", "sent", True),
    }
    assert Message.objects.get(kind="overdue").recipient == clerk
    assert ClosureMessage.objects.to_call().get() == closed
    assert not {arguments["message_id"] for _, arguments in jobs()} & {row.pk for row in settled}
    assert not [sent for sent in mail.outbox if clerk.email in sent.to or booking.made_by.email in sent.to]


@crossing
def test_of_a_code_of_an_older_version_nothing_stays_after_its_end() -> Steps:
    guests = [
        Introduction.make(name="Gosia Próbna", email=f"{name}@example.org", client="192.0.2.7")
        for name in ("a", "b")
    ]

    yield
    letter = {"text": "Kod: ABCD-EFGH", "html": "", "message_id": "<1@x>"}
    for status in ("todo", "failed"):
        for subject in ("logowania", "ustawienia nowego hasła", "potwierdzenia adresu e-mail"):
            queue("send_mail", status, to="kod@example.org", subject=f"[JCOP] Kod do {subject}", **letter)
        queue("guest_code", status, introduction_id=guests[0].pk, code="123456")
    queue("send_mail", to="pozno@example.org", subject="[JCOP] Kod do logowania", **letter)
    late = "(SELECT max(id) FROM procrastinate_jobs)"
    sql(f"UPDATE procrastinate_events SET at = at - interval '4 minutes' WHERE job_id = {late}")
    sql("UPDATE bookings_introduction SET made_at = made_at - interval '1 hour' WHERE id = %s", guests[1].pk)
    queue("guest_code", introduction_id=guests[1].pk, code="654321")

    yield
    codes = Message.objects.exclude(ends_at=None)
    # Queued when this transaction began; a guest's code is of the moment at which it was asked for.
    [(queued_at,)] = sql("SELECT now()")
    asked_at = Introduction.objects.latest("made_at").made_at
    spans = [row.ends_at - (asked_at if row.kind == "guest_code" else queued_at) for row in codes]
    ends = [round(span.total_seconds() / 60) for span in spans]
    # The last one is of the person whom `test_what_an_older_version_queued…` has asked.
    assert sorted(ends) == [3, 3, 15, 30, 30]
    assert MessageText.objects.filter(message__in=codes).count() == len(ends)


@crossing
def test_going_back_gives_the_older_version_its_jobs() -> Steps:
    forget_mails()
    booking, request, event = make_booking(), make_request(), make_event()
    event.sign_up(guest=make_guest(), names=[""])
    event.cancel(reason="choroba")
    asked = Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")
    seat = event.all_seats.get()
    sql("DELETE FROM procrastinate_jobs WHERE queue_name <> 'mail'")

    apps = yield
    notices, messages = apps.get_model("agreements", "Notice"), apps.get_model("bookings", "EventMessage")
    notice, message = notices.objects.get(request_id=request.pk), messages.objects.get()
    queued = jobs()
    notices.objects.all().delete()
    messages.objects.all().delete()
    sql("DELETE FROM procrastinate_jobs")

    yield
    assert notice.key == f"request_submitted.{request.pk}"
    assert ("booking_made", {"booking_id": booking.pk}) in queued
    assert ("send_notice", {"notice_id": notice.pk}) in queued
    assert ("seats_given", {"seat_ids": [seat.pk]}) in queued
    assert ("event_told", {"message_id": message.pk}) in queued
    [code] = [arguments for task, arguments in queued if task == "guest_code"]
    assert (code["introduction_id"], len(code["code"])) == (asked.pk, 6)
    tasks = {task for task, _ in queued}
    assert tasks == {"booking_made", "event_told", "guest_code", "seats_given", "send_notice"}
