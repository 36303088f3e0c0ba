"""Every mail as the person reads it: to whom, how it speaks, what its subject keeps to itself."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.test import override_settings
from django.urls import resolve

from agreements.models import ServiceRequest
from jcop.mail_kinds import KINDS
from jcop.models import Message
from jcop.ops.delivery import deliver
from tests.factories import (
    make_agreement,
    make_booking,
    make_organization,
    make_request,
    make_room,
    make_user,
)
from tests.rows import run_enqueued, undone

pytestmark = pytest.mark.django_db
NAME = "Stowarzyszenie „Zażółć” & Przyjaciele"
STATE = ServiceRequest.State


def organization() -> object:
    by = make_user("zofia@example.org")
    return make_organization(name=NAME, verified=True, by=by, email="biuro@example.org")


def request_in(state: str) -> ServiceRequest:
    return make_request(organization=organization(), state=state)


def booking(**fields: object) -> object:
    return make_booking(agreement=make_agreement(organization=organization()), **fields)


EVENTS: dict[str, tuple[Callable[[], object], str, str]] = {
    "request_submitted": (
        lambda: request_in(STATE.SUBMITTED),
        r"\[JCOP\] Zapotrzebowanie nr 1/\d{4} – złożone",
        "nie zmienia się, gdy podpisany komplet wpłynie później. Bez kompletu nie można",
    ),
    "request_accepted": (
        lambda: request_in(STATE.ACCEPTED),
        r"\[JCOP\] Zapotrzebowanie nr 1/\d{4} – rozpatrzone pozytywnie",
        "Porozumienie czeka teraz na podpis Miasta",
    ),
    "letter_issued": (
        lambda: request_in(STATE.REFUSED),
        r"\[JCOP\] Zapotrzebowanie nr 1/\d{4} – nowe pismo do Państwa",
        "Ta wiadomość e-mail nie jest doręczeniem pisma.",
    ),
    "message_sent": (
        lambda: request_in(STATE.SUBMITTED).answer_applicant(by=make_user(), text="Proszę o telefon."),
        r"\[JCOP\] Zapotrzebowanie nr 1/\d{4} – nowa wiadomość",
        "czeka na Państwa wiadomość od Referatu",
    ),
    "agreement_concluded": (
        lambda: make_agreement(organization=organization()),
        r"\[JCOP\] Porozumienie nr 1/\d{4} – zawarte",
        "zostało zawarte",
    ),
    "booking_made": (
        lambda: booking(room=make_room(confirmed_by="worker")),
        r"\[JCOP\] Rezerwacja \d+ \w+ – czeka na potwierdzenie",
        "czeka na potwierdzenie pracownika Centrum",
    ),
    "booking_confirmed": (
        lambda: booking(room=make_room(confirmed_by="worker")).confirm(),
        r"\[JCOP\] Rezerwacja \d+ \w+ – potwierdzona",
        "rezerwacja jest potwierdzona.",
    ),
    "booking_refused": (
        lambda: booking(room=make_room(confirmed_by="worker")).refuse(reason="malowanie sali"),
        r"\[JCOP\] Rezerwacja \d+ \w+ – odmowa",
        "Powód: malowanie sali",
    ),
    "booking_cancelled": (
        lambda: booking().cancel(reason="choroba"),
        r"\[JCOP\] Rezerwacja \d+ \w+ – odwołana",
        "rezerwacja została odwołana. Powód: choroba",
    ),
}


def mail_of(event: str) -> EmailMultiAlternatives:
    """The mail that the event's own job sends."""
    EVENTS[event][0]()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'documents'")
    run_enqueued()
    return [sent for sent in mail.outbox if re.fullmatch(EVENTS[event][1], sent.subject)][-1]


@pytest.fixture(scope="module")
def mails(shared_world: object) -> dict[str, EmailMultiAlternatives]:
    """The mail of each event: every story is lived once, and undone before the next."""
    sent = {}
    with override_settings(SITE_URL="https://portal.example"):
        for event in EVENTS:
            with undone():
                sent[event] = mail_of(event)
    return sent


@pytest.mark.parametrize("event", EVENTS)
def test_a_mail_tells_the_person_concerned_and_its_subject_tells_nobody_else(event: str, mails):
    sent = mails[event]

    copies = [] if KINDS[event].is_receipt else ["biuro@example.org"]
    assert (sent.to, sent.cc) == (["zofia@example.org"], copies)
    assert EVENTS[event][2] in sent.body


@pytest.mark.parametrize("event", EVENTS)
def test_a_mail_speaks_formally_and_names_the_organisation_as_it_writes_itself(event: str, mails):
    sent = mails[event]

    assert sent.body.startswith(f"Dotyczy: {NAME}\n\nSzanowni Państwo,\n\n")
    assert "\nZ wyrazami szacunku\nJastrzębskie Centrum Organizacji Pozarządowych\n" in sent.body
    assert "tel. 32 47 19 555, cop@um.jastrzebie.pl" in sent.body
    assert not re.search(r"&\w+;|\n{4}|None|<", sent.body)


@pytest.mark.parametrize("event", EVENTS)
def test_a_mail_leads_to_a_page_of_the_portal(event: str, mails):
    sent = mails[event]

    [link] = re.findall(r"https?://\S+", sent.body)
    assert link.startswith("https://portal.example/panel/")
    assert resolve(link.removeprefix("https://portal.example")).namespaces in (["agreements"], ["bookings"])


@pytest.mark.parametrize("event", EVENTS)
def test_the_second_form_of_a_mail_says_the_same_with_a_link_to_press(event: str, mails):
    sent = mails[event]

    (html, kind), *_ = [(part.content, part.mimetype) for part in sent.alternatives]
    assert kind == "text/html"
    assert "Stowarzyszenie „Zażółć” &amp; Przyjaciele" in html
    [link] = re.findall(r"https?://\S+", sent.body)
    assert f'href="{link}"' in html


@pytest.mark.parametrize("event", EVENTS)
def test_a_mail_says_to_machines_that_nobody_wrote_it(event: str, mails):
    assert mails[event].message()["Auto-Submitted"] == "auto-generated"


def test_mails_are_made_at_one_place_only():
    makes_mail = re.compile(
        r"EmailMultiAlternatives\(|EmailMessage\(|import send_mail|mail_admins|AdminEmailHandler"
    )
    makers = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for app in ("agreements", "bookings", "jcop", "organizations")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if makes_mail.search(path.read_text())
    ]

    assert makers == ["jcop/mail.py"]


def test_no_two_kinds_of_mail_have_one_subject():
    kinds: dict[str, list[str]] = {}
    for path in sorted((settings.BASE_DIR / "templates").glob("*/email/*.txt")):
        if path.match("mfa/email/*_subject.txt"):
            kinds.setdefault(path.read_text().strip(), []).append(path.name)
        for subject in re.findall(r"{% block subject %}(.+){% endblock subject %}", path.read_text()):
            kinds.setdefault(subject, []).append(path.name)

    assert [names for names in kinds.values() if len(names) > 1] == []


def test_a_mail_that_is_repeated_carries_the_same_message_id(run_jobs):
    request_in(STATE.SUBMITTED)
    make_booking(agreement=make_agreement())

    for _ in range(2):
        Message.objects.update(state="waiting", settled_at=None)
        for message in Message.objects.order_by("pk"):
            deliver(message.pk)

    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    half = len(ids) // 2
    assert ids[:half] == ids[half:]
    assert len(set(ids)) == half == Message.objects.count()
    first = Message.objects.earliest("pk")
    assert ids[0] == f"<request_submitted.{first.pk}@um.jastrzebie.pl>"


def test_a_person_whose_account_is_closed_is_not_written_to(run_jobs):
    request = request_in(STATE.SUBMITTED)
    request.prepared_by.is_active = False
    request.prepared_by.save()

    run_jobs()

    assert [sent.to for sent in mail.outbox] == [[request.organization.email]]


def test_without_any_address_a_letter_waits_and_nothing_is_sent(run_jobs):
    request = make_request(organization=make_organization(email=""))
    request.organization.memberships.all().delete()

    run_jobs()

    assert mail.outbox == []
    message = Message.objects.get()
    assert (message.state, request.organization.letters.get().key) == ("on_paper", message.reference)


def test_what_is_rolled_back_enqueues_nothing(run_jobs):
    savepoint = transaction.savepoint()
    make_request()

    transaction.savepoint_rollback(savepoint)

    assert run_jobs() == []
    assert mail.outbox == []


def test_what_is_committed_enqueues_each_mail_once(run_jobs):
    make_request(state=STATE.ACCEPTED)

    assert run_jobs() == ["prepare_set", "send_message", "send_message", "send_message"]
