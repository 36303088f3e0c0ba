"""Every mail, letter and document with real cases: nothing in them is unfilled, and nothing is Python."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from itertools import chain

import pytest
from django.conf import settings
from django.core import mail
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from agreements import letters
from agreements import pdf as papers_of_cases
from agreements.mail_kinds import Mail as OfCases
from agreements.models import Agreement, ChangeRequest, Service
from agreements.tasks import case_mail
from bookings import pdf as papers_of_bookings
from bookings.day_sheet import day_sheet
from bookings.mail_kinds import Mail as OfBookings
from bookings.models import Closure, Decision, Reminder
from bookings.models.closures import Choice
from bookings.participants import seats_mail
from bookings.tasks import series_mail
from jcop.delivery import deliver
from jcop.mail_kinds import KINDS
from jcop.mail_kinds import Mail as OfAccounts
from jcop.models import Centre, Message
from jcop.models.messages import post
from organizations import pdf as papers_of_organizations
from organizations.mail_kinds import Mail as OfOrganizations
from organizations.models import AccessRequest
from tests.bookings.advising import make_advice, make_adviser, make_visit
from tests.bookings.duties import make_desk, make_duty
from tests.factories import (
    make_agreement,
    make_booking,
    make_closure,
    make_event,
    make_guest,
    make_organization,
    make_promotion,
    make_request,
    make_room,
    make_series,
    make_user,
    moment,
    next_monday,
    occasion,
    working_monday,
)
from tests.files import pdf
from tests.printed import printing_faults
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ACCOUNT_MAILS = sorted(
    path.relative_to(settings.BASE_DIR / "templates").as_posix()
    for folder in ("account", "mfa")
    for path in (settings.BASE_DIR / "templates" / folder / "email").glob("[!_]*")
    if not path.name.startswith("base_")
)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def lived(shared_world: object) -> World:
    """The world, and whatever has to happen for each kind of mail to be written."""
    world = World()
    agreement = make_agreement(services=("sala", "dyzury", "doradztwo"))
    of_cases(world)
    of_bookings(agreement)
    of_series(agreement)
    of_events(agreement)
    of_advice(world)
    return world


def written_by(writer: Callable[[Message], Message.State]) -> list[TextChoices]:
    return [kind for kind in (*OfCases, *OfBookings) if KINDS[kind].write is writer]


def of_cases(world: World) -> None:
    agreement, clerk = world.agreement, make_user(groups=("Referat",))
    for kind in written_by(case_mail):
        to = clerk if KINDS[kind].is_personal else None
        for request in (world.request, world.called, make_request(state="submitted")):
            post(kind, request, to=to)
    in_part = make_request(state="under_examination", services=("sala", "doradztwo"))
    in_part.accept(by=clerk, services=Service.objects.filter(code="sala"), reason="nie ma doradcy")
    post(OfCases.NEW_SET_AWAITED, in_part)
    post(OfCases.DIGEST, to=clerk)
    post(OfCases.CHANGE_DRAFTED, agreement, parts=[world.change])
    drafted = make_agreement(services=("sala",))
    draft = drafted.draft_amendment(by=clerk, changes="zakres", services=Service.objects.filter(code="sala"))
    drafted.withdraw_draft(draft=draft, reason="pomyłka w zakresie")
    drafted.terminate(on=timezone.localdate() + DAY, reason="wniosek organizacji").go_on(reason="pomyłka")
    asking()
    post(OfCases.BOX_LENT, world.agreement, parts=world.agreement.box_loans.all())
    post(OfCases.MAIL_ARRIVED, world.mail)
    post(OfCases.MAIL_MISTAKEN, world.mail, parts=[world.organization])
    today = timezone.localdate()
    ending, short = (make_agreement(valid_until=today + WEEK) for _ in range(2))
    for one in (agreement, ending):
        post(OfCases.AGREEMENT_CONCLUDED, one)
    post(OfCases.AGREEMENT_ENDS, ending)
    short.amend(
        by=clerk,
        signed_on=today,
        valid_from=today,
        changes="zakres",
        services=Service.objects.filter(code="sala"),
        valid_until=today + WEEK,
    )
    short.terminate(on=today + DAY, reason="wniosek organizacji")
    for state, kind in (("approved", "APPROVED"), ("returned", "RETURNED")):
        post(OfCases[f"PROMOTION_{kind}"], make_promotion(state=state))
    make_promotion().take_down(by=clerk, reason="nieaktualne")
    for keeper in world.organization.memberships.filter(role="keeper"):
        post(OfOrganizations.ACCESS_ASKED, world.asked, to=keeper.user)
    asked = {"organization": world.organization, "message": "prezes"}
    for answer in ("grant", "decline"):
        getattr(AccessRequest.ask(by=make_user(), **asked), answer)(by=clerk)
    deserted = make_organization()
    deserted.memberships.all().delete()
    for organization in (world.organization, deserted):
        post(OfOrganizations.MEMBER_GONE, organization, to=organization)
    make_organization().suspend(reason="brak zarządu")
    make_organization().close(reason="koniec działalności")
    make_organization(verified=True).suspend(reason="kontrola").resume(reason="po kontroli")
    world.locked_out.reset_second_factor(by=clerk, reason="zgubiony telefon")


def asking() -> None:
    """Each kind of request about an agreement, waiting, closed by the office and taken back."""
    for close in (
        lambda _: None,
        lambda asked: asked.decline(reason="brak sali"),
        lambda asked: asked.recall(),
    ):
        for kind in ChangeRequest.Kind:
            agreement = make_agreement(valid_until=timezone.localdate() + WEEK)
            by = agreement.organization.registered_by
            asked = agreement.ask(kind=kind, by=by, form_key=uuid.uuid4(), text="prosimy o dyżury")
            close(asked)


def of_bookings(agreement: Agreement) -> None:
    """Each stage of a booking of a room, of a duty and of an organisation's advice."""
    makers = (
        lambda: make_booking(agreement=agreement, room=make_room(confirmed_by="worker")),
        lambda: make_duty(make_desk(), agreement),
        lambda: make_advice(
            agreement=agreement, adviser=make_adviser(confirmed_by="worker"), starts_at=moment(monday, 10)
        ),
    )
    monday = working_monday()
    for make in makers:
        make().refuse(reason="malowanie sali")
        make().cancel(reason="choroba")
        make().cancel()
        booking = make().confirm()
        post(OfBookings.BOOKING_MOVED, booking)
        proposed(make()).decline()
        proposed(make(), note="").accept()
        waiting = proposed(make())
        post(OfBookings.BOOKING_PROPOSED, waiting)
        post(OfBookings.BOOKING_PROPOSAL_ENDS, waiting)
        post(OfBookings.BOOKING_LAPSED, booking)
        Reminder.record([booking])
    Reminder.record([make_booking(agreement=agreement) for _ in range(2)])
    settled(make_booking(agreement=agreement))


def proposed(booking: object, note: str = "sala jest zajęta") -> object:
    starts_at = booking.starts_at + WEEK
    return booking.propose(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        answer_until=timezone.localdate() + DAY,
        note=note,
        exception_reason="za zgodą Centrum",
    )


def settled(*bookings: object) -> None:
    """An act of the office that hits them, with each decision that there is."""
    Closure.settle(
        kind="hoursperiod",
        told="W poniedziałek Centrum jest nieczynne.",
        reason="inwentaryzacja",
        by=make_user(groups=("Pracownik Centrum",)),
        decisions=[
            Decision(
                booking,
                choice,
                frozenset({"closed"}),
                booking.starts_at + 2 * WEEK if choice == Choice.PROPOSE else None,
            )
            for booking, choice in zip(bookings, Choice.values, strict=False)
        ],
    )


def of_series(agreement: Agreement) -> None:
    series = make_series(agreement=agreement)
    for kind in written_by(series_mail):
        if kind != OfBookings.SERIES_REFUSED:  # Told with its reason by the verb.
            post(kind, series)
    series.dates.first().skip(reason="ferie")
    make_series(agreement=agreement, room=make_room(confirmed_by="worker")).refuse(reason="remont")


def of_events(agreement: Agreement) -> None:
    """A place, an offer, a turn in the queue, of an organisation and of a guest."""
    event = make_event(capacity=2)
    organization = agreement.organization
    for party in ({"organization": organization}, {"guest": make_guest()}):
        seats = [event.sign_up(names=[""], **party)[0] for _ in range(2 if "organization" in party else 1)]
        told = {"to": party.get("organization") or party["guest"], "parts": seats}
        for kind in (*written_by(seats_mail), OfBookings.SEATS_OFFERED):
            post(kind, event, **told)
        post(OfBookings.SEATS_AHEAD, event, **told, due_on=timezone.localdate(event.starts_at) + DAY)
    event.move_date(event.dates.get(), occasion(make_room("Sala przeniesiona"), event.starts_at + DAY))
    called_off = make_event()
    called_off.sign_up(names=["Jan"], organization=organization)
    called_off.cancel(reason="choroba prowadzącej")
    event.all_seats.first().cancel()
    event.set_places(
        capacity=3,
        signup_opens_at=event.signup_opens_at,
        signup_closes_at=event.signup_closes_at,
        per_organization=3,
        offer_hours=48,
    )


def of_advice(world: World) -> None:
    """A founder's talk in each stage, and what an act of the office makes of it."""
    monday = working_monday()
    at = moment(monday, 10)

    def visit() -> object:
        return make_visit(adviser=make_adviser(confirmed_by="worker"), starts_at=at).booking

    visit().refuse(reason="urlop")
    visit().cancel()
    visit().cancel(reason="choroba")
    booking = visit().confirm()
    post(OfBookings.BOOKING_MOVED, booking)
    Reminder.record([booking])
    waiting = proposed(visit())
    post(OfBookings.BOOKING_PROPOSED, waiting)
    post(OfBookings.BOOKING_PROPOSAL_ENDS, waiting)
    proposed(visit()).decline()
    settled(*(visit() for _ in Choice.values))
    settled(*(make_booking(agreement=world.agreement) for _ in Choice.values))
    cancelled = make_closure(visit(), make_booking(agreement=world.agreement)).consequences.all()
    Closure.resume(cancelled, told="Centrum wznawia działalność od 1 marca 2027 r.", by=make_user())


def sent(world: World) -> Iterator[tuple[str, str, str]]:
    """Every message that the world asked for, delivered: its kind, subject and text."""
    for message in Message.objects.waiting().order_by("pk"):
        before = len(mail.outbox)
        Message.objects.filter(pk=message.pk).update(not_before=timezone.now() - DAY)
        deliver(message.pk)
        message.refresh_from_db()
        assert message.state != Message.State.FAILED, f"{message.reference}: {message.problem}"
        assert not message.problem, f"{message.reference}: {message.problem}"
        for one in mail.outbox[before:]:
            yield message.kind, one.subject, one.body


def test_every_kind_of_mail_says_everything_it_begins_to_say(lived: World, case):
    kinds = set()

    for number, (kind, subject, text) in enumerate(sent(lived)):
        kinds.add(kind)
        with case(kind, number):
            assert printing_faults(subject) + printing_faults(text) == [], text
            begun = re.match(r"(?:Dotyczy: .+\n\n)?Szanowni Państwo,\n\n(.)", text)
            assert begun[1].islower(), text

    assert set(KINDS) - kinds == {OfAccounts.ACCOUNT_CODE, OfAccounts.ACCOUNT_NOTICE}


def test_every_mail_of_an_account_says_everything_it_begins_to_say(case):
    now = timezone.now()
    values = {
        "centre": Centre.objects.get(),
        "email": "zofia@example.org",
        "code": "ABCD-EFGH",
        "code_minutes": 15,
        "timestamp": now,
        "ip": "192.0.2.7",
        "from_email": "a@example.org",
        "to_email": "b@example.org",
        "deleted_email": "c@example.org",
        "undo_days": 7,
        "undo_until": now + WEEK,
        "undo_url": "https://portal.example/u/",
        "signup_url": "https://portal.example/s/",
        "password_reset_url": "https://portal.example/r/",
        "site_url": "https://portal.example",
    }

    for template in ACCOUNT_MAILS:
        with case(template):
            text = render_to_string(template, values)
            is_html = template.endswith(".html")
            assert printing_faults(plain(text) if is_html else text, is_plain=not is_html) == []


def test_every_letter_of_the_office_says_everything_it_begins_to_say(lived: World, case):
    said = {"reason": "brak podpisu", "until": timezone.localdate(), "defects": ["Brak podpisu."], "days": 7}
    templates = (settings.BASE_DIR / "templates/agreements/letters").glob("*.txt")

    for template in templates:
        with case(template.stem):
            text = letters.draft(
                template.stem, lived.request, **said, correction=lived.called.open_correction
            )
            assert printing_faults(text) == []


def plain(html: str) -> str:
    """The words of a document as they are read: lines joined, each block on a line of its own."""
    body = html[html.index("<body") :]
    return " ".join(
        unescape(strip_tags(re.sub(r"</?(p|li|td|th|h\d|div|dt|dd|br)\b[^>]*>", "\n", body))).split(" ")
    )


def test_every_document_says_everything_it_begins_to_say(lived: World, case, monkeypatch):
    printed: dict[str, str] = {}
    monkeypatch.setattr("jcop.pdf.render_html", lambda html: printed.setdefault(html, html) and pdf())
    papers_of_cases.set_pdf(lived.request.versions.first())
    papers_of_cases.change_set_pdf(lived.change)
    for kind in ("agreement", "declarations", "amendment", "renewal"):
        text = papers_of_cases.sample_html(kind, papers_of_cases.shipped_text(kind))
        printed[text] = text
    for letter in lived.called.letters.all():
        papers_of_cases.letter_pdf(letter)
    papers_of_cases.register_pdf(
        timezone.localdate().year,
        Agreement.objects.select_related("organization"),
        [3, 5],
        timezone.localdate(),
    )
    for kind in papers_of_cases.BLANKS:
        papers_of_cases.blank_pdf(kind, Service.objects.offered())
    pages = [
        papers_of_bookings.day_sheet_html(day_sheet(next_monday())),
        papers_of_bookings.advice_card_html(lived.visit),
        papers_of_bookings.attendance_html(lived.event),
        papers_of_bookings.protocol_html(lived.handover),
        papers_of_organizations.letter_html(lived.letter),
    ]

    for number, html in enumerate(chain(printed, pages)):
        with case(number, re.search(r"<title>\s*(.*?)\s*</title>", html)[1]):
            assert printing_faults(plain(html), is_plain=False) == []
