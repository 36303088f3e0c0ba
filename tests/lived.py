"""A world in which every kind of mail has been asked for, each with a real case."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from django.core import mail
from django.core.mail import EmailMessage
from django.db.models import TextChoices
from django.utils import timezone

from agreements.mail_kinds import Mail as OfCases
from agreements.models import Agreement, ChangeRequest, Service
from agreements.notifications import case_mail
from bookings.mail_kinds import Mail as OfBookings
from bookings.models import Closure, Decision, Reminder
from bookings.models.closures import Choice
from bookings.notifications import series_mail
from bookings.participants import seats_mail
from jcop.mail_kinds import KINDS
from jcop.models import Message
from jcop.models.messages import post
from jcop.ops.delivery import deliver
from organizations.mail_kinds import Mail as OfOrganizations
from organizations.models import AccessRequest, Organization
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
    occasion,
    working_monday,
)
from tests.world import World

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Sending(NamedTuple):
    """A message, the organisation that it concerns, and the mails that came of it."""

    message: Message
    organization: Organization | None
    mails: list[EmailMessage]


def sendings(most: int = 0) -> Iterator[Sending]:
    """Every message that waits, or so many of each kind, delivered; also those that come of them."""
    seen: Counter[str] = Counter()
    waiting, message = Message.objects.waiting().order_by("pk"), None
    while message := waiting.filter(pk__gt=message.pk if message else 0).first():
        before = len(mail.outbox)
        seen[message.kind] += 1
        if most and seen[message.kind] > most:
            continue
        Message.objects.filter(pk=message.pk).update(not_before=timezone.now() - DAY)
        deliver(message.pk)
        message.refresh_from_db()
        assert message.state != Message.State.FAILED, f"{message.reference}: {message.problem}"
        assert not message.problem, f"{message.reference}: {message.problem}"
        recipient = message.recipient
        organization = recipient if isinstance(recipient, Organization) else None
        yield Sending(message, organization, mail.outbox[before:])


def live() -> World:
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
    world.request.answer_applicant(by=clerk, text="Proszę o telefon w sprawie sali.")
    for kind in written_by(case_mail):
        if kind in {OfCases.LETTER_ISSUED, OfCases.MESSAGE_SENT}:  # Of their letter or message.
            continue
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
    make_agreement().annul(reason="pomyłka w numerze")
    for concluded in (agreement, ending):
        post(OfCases.AGREEMENT_CONCLUDED, concluded)
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
    for groups in ((), ("Referat",)):
        make_user(groups=groups).invite()


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
        whose = {"to": party.get("organization") or party["guest"], "parts": seats}
        for kind in (*written_by(seats_mail), OfBookings.SEATS_OFFERED):
            post(kind, event, **whose)
        post(OfBookings.SEATS_AHEAD, event, **whose, due_on=timezone.localdate(event.starts_at) + DAY)
    event.sign_up(names=[""], organization=make_organization())
    event.move_date(event.dates.get(), occasion(make_room("Sala przeniesiona"), event.starts_at + DAY))
    called_off = make_event()
    called_off.sign_up(names=["Jan"], organization=organization)
    called_off.cancel(reason="choroba prowadzącej")
    event.all_seats.first().cancel()
    event.set_places(
        capacity=4,
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
