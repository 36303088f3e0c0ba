"""Rows as they would break one rule each, past the verbs and the forms."""

import uuid
from datetime import date, time

from django.db import connection, models
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models import (
    Amendment,
    Box,
    BoxLoan,
    CaseLetter,
    ChangeDraft,
    ChangeRequest,
    Collector,
    Correction,
    Declaration,
    DocumentText,
    IssuedDocument,
    MadeDeclaration,
    MailItem,
    Service,
    SignedScan,
)
from bookings.models import (
    Bookable,
    BookableHours,
    Closure,
    Guest,
    Handover,
    Introduction,
    RulesAcceptance,
    Seat,
    SeriesDate,
    WantedTimesSettled,
)
from jcop.models import (
    Announcement,
    HoursPeriod,
    HoursSpan,
    HouseRules,
    Message,
    MessageText,
    WorkerDuty,
)
from jcop.models.messages import post
from jcop.opening.hours import Span
from organizations.models import AccessRequest, Invitation
from tests.bookings.advising import make_adviser
from tests.factories import (
    make_agreement,
    make_booking,
    make_closure,
    make_event,
    make_guest,
    make_hours,
    make_organization,
    make_request,
    make_room,
    make_series,
    make_user,
    numbers,
)
from tests.files import pdf, upload


def change(row: models.Model, **fields: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def without(row: models.Model, *constraints: str) -> models.Model:
    """Drop those constraints that would speak first; the rollback brings them back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in constraints:
            cursor.execute(f"ALTER TABLE {row._meta.db_table} DROP CONSTRAINT {name} CASCADE")
    return row


def again(row: models.Model, **fields: object) -> None:
    """Insert the same row once more."""
    row.pk = None
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def resumed_twice() -> None:
    cancelled = make_closure().consequences.all()
    for _ in range(2):
        Closure.resume(cancelled, told="Centrum znów pracuje.", by=make_user())


def twice(model: type[models.Model], **fields: object) -> None:
    for _ in range(2):
        model.objects.create(**fields)


def own_hours(room: Bookable | None = None, **fields: object) -> None:
    told = {"weekday": 0, "opens": time(8), "closes": time(12)}
    BookableHours.objects.create(bookable=room or make_room(), **told | fields)


def own_hours_twice() -> None:
    room = make_room()
    for opens in (8, 11):
        own_hours(room, opens=time(opens))


def two_advisers_of_one_account() -> None:
    user = make_user()
    for _ in range(2):
        make_adviser(user=user)


def guest(**fields: object) -> None:
    told = {"email": "gosia@example.org"}
    now = timezone.now()
    Guest.objects.create(**told | {"confirmed_at": now, "purge_on": now.date()} | fields)


def introduction() -> Introduction:
    return Introduction.make(name="Gosia Próbna", email="gosia@example.org", client="192.0.2.7")


def message(**fields: object) -> Message:
    return post(Mail.REQUEST_SUBMITTED, make_request(), **fields)


def message_text() -> MessageText:
    introduction()
    return MessageText.objects.get()


def seat(*, of_guest: bool = False, waiting: bool = False) -> Seat:
    """Of an event with three places: one that is taken, or the first turn in the queue."""
    event = make_event(capacity=1 if waiting else 3)
    if waiting:
        event.sign_up(organization=make_organization(), names=[""])
    party = {"guest": make_guest()} if of_guest else {"organization": make_organization()}
    return event.sign_up(names=[""], **party)[0]


def same_event_with_two_capacities() -> None:
    """The key is there for the references to it; a second id would have to be inserted by hand."""
    event = without(make_event(), "bookings_event_pkey")
    columns = [field.column for field in event._meta.concrete_fields if field.name != "form_key"]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO bookings_event (form_key, {names}) SELECT %s, {names} FROM bookings_event"
            " WHERE id = %s",
            [uuid.uuid4(), event.pk],
        )


def rules_accepted_twice() -> None:
    rules = HouseRules.objects.create(title="Zasady", valid_from="2026-01-01")
    twice(RulesAcceptance, organization=make_organization(), rules=rules, version="1")


def wanted_times_settled_somehow() -> None:
    wish = make_agreement().request.wishes.first()
    WantedTimesSettled.objects.create(wish=wish, outcome="unknown", settled_by=make_user())


def organization_without_number() -> None:
    change(make_organization(), krs=None)


def same_number_twice() -> None:
    first, second = make_agreement(), make_agreement()
    change(second, number=first.number)


def same_krs_twice() -> None:
    make_organization(krs=make_organization().krs)


def number_twice(field: str, number: str) -> None:
    for _ in range(2):
        change(make_organization(), **{field: number})


def access_request() -> AccessRequest:
    return AccessRequest.ask(organization=make_organization(), by=make_user(), message="prezes")


def invitation() -> Invitation:
    organization = make_organization()
    by = organization.registered_by
    return Invitation.send(organization=organization, email="ewa@example.org", role="user", by=by)


def same_register_number_twice() -> None:
    for number in ("W/1", "w 1"):
        make_organization(legal_form="sports_club", krs=None, register_number=number)


def same_request_number_twice() -> None:
    first, second = make_request(), make_request()
    change(second, number=first.number, year=first.year)


def same_spans() -> None:
    period = make_hours()
    HoursSpan.objects.create(period=period, weekday=0, opens=time(17), closes=time(19))


def two_suspensions() -> None:
    twice(
        HoursPeriod, kind="suspension", valid_from="2026-06-01", reason="remont", published_at=timezone.now()
    )


def duty() -> WorkerDuty:
    duty = WorkerDuty.objects.create(month=date(2026, 6, 1))
    duty.set_week([[Span(time(15), time(18))], *[[]] * 6])
    return duty


def issued(**fields: object) -> IssuedDocument:
    request = make_request()
    values = {"request": request, "kind": "set", "text_version": "1", "content": b"", "sha256": "0" * 64}
    return IssuedDocument.objects.create(**values | {"version": request.versions.get()} | fields)


def second_part() -> None:
    whole = issued()
    for _ in range(2):
        IssuedDocument.objects.create(part_of=whole, kind="request", content=b"", sha256="0" * 64)


def change_draft() -> ChangeDraft:
    services = Service.objects.filter(code="sala")
    return make_agreement().draft_amendment(by=make_user(), changes="zakres", services=services)


def change_request() -> ChangeRequest:
    agreement = make_agreement()
    by = agreement.organization.registered_by
    return agreement.ask(kind="notice", by=by, form_key=uuid.uuid4())


def declared_twice() -> None:
    request, declaration = make_request(), Declaration.objects.all()[0]
    twice(MadeDeclaration, request=request, declaration=declaration, made_at=timezone.now())


def correction() -> Correction:
    return make_request(state="awaiting_correction").corrections.get()


def second_correction() -> None:
    found = correction()
    letter = CaseLetter.issue(request=found.request, kind="call", body="Pismo.", by=found.letter.issued_by)
    again(found, letter=letter)


def agreement_of_another() -> None:
    change(make_booking(), agreement=make_agreement())


def allocation_of_released_booking() -> None:
    booking = make_booking()
    change(booking, state="cancelled")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS allocation_of_holding_booking IMMEDIATE")


def same_time_taken() -> None:
    change(make_booking().allocations.get(), resource=make_booking().allocations.get().resource)


def span_turned_open() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bookings_allocation SET during = tstzrange(lower(during), upper(during), '[]')"
            " WHERE booking_id = %s",
            [make_booking().pk],
        )


def handover() -> Handover:
    booking = make_booking().confirm()
    return booking.hand_over(by=None, receiver="Jan Odbiorca", keys="klucz", due_at=booking.ends_at)


def same_id_in_two_states() -> None:
    """The key is there for the references to it; a second id would have to be inserted by hand."""
    booking = without(make_booking(), "bookings_booking_pkey")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bookings_booking (id, form_key, kind, state, starts_at, ends_at, purpose, persons,"
            " public_title, made_at, end_reason, organization_id, agreement_id)"
            " SELECT id, %s, kind, state, starts_at, ends_at, purpose, persons, public_title, made_at,"
            " end_reason, organization_id, agreement_id FROM bookings_booking WHERE id = %s",
            [uuid.uuid4(), booking.pk],
        )


def series_date() -> SeriesDate:
    return make_series().dates.first()


def same_agreement_twice() -> None:
    agreement = without(make_agreement(), "agreements_agreement_pkey")
    agreement.request, agreement.number = None, "inny"
    agreement.save(force_insert=True)


def amendment() -> Amendment:
    agreement, today = make_agreement(), timezone.localdate()
    services = Service.objects.filter(code="sala")
    said = {"signed_on": today, "valid_from": today, "changes": "zakres", "services": services}
    return agreement.amend(by=agreement.concluded_by, **said)


def renewed_twice() -> None:
    today = timezone.localdate()
    agreement = make_agreement(valid_until=today)
    renewal = agreement.renew(by=agreement.concluded_by, signed_on=today)
    again(renewal, number="inny")


def signed_scan() -> SignedScan:
    agreement = make_agreement()
    return agreement.attach_scan(by=agreement.concluded_by, upload=upload(pdf(), "skan.pdf"))


def loan() -> BoxLoan:
    agreement = make_agreement(services=("skrzynka",))
    box = Box.objects.create(number=next(numbers))
    return box.lend(agreement=agreement, on=timezone.localdate(), by=agreement.concluded_by)


def mail_item() -> MailItem:
    found = loan()
    return MailItem.note(by=found.lent_by, kind="letter", on=timezone.localdate(), box=found.box)


def document_text() -> DocumentText:
    return DocumentText.draft(kind="agreement", body="<p>treść</p>")


def same_collector_twice() -> None:
    twice(Collector, organization=make_organization(), name="Jan Odbiorca")


def unknown_state_of_request() -> None:
    others = "request_decided_iff_decision", "request_numbered_iff_submitted"
    change(without(make_request(), *others), state="unknown")


def unknown_state_of_agreement() -> None:
    agreement = make_request().agreement
    change(without(agreement, "agreement_concluded_whole"), state="unknown")


def replaced_by_itself() -> None:
    notice = Announcement.objects.first()
    change(notice, replaced_by=notice)
