"""What the office enters for the organisation, from paper or a telephone call, and how it mends a slip.

A slip is mended by a move with a reason. A mail that has not gone says the truth or is withdrawn.
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from agreements.mail_kinds import Mail
from agreements.models.attachments import Attachment
from agreements.models.deciding import given
from agreements.models.examining import refuse_future
from agreements.models.filing import NO_SERVICES, Answers, refuse_start
from agreements.models.services import Service
from agreements.models.states import UNDECIDED, RequestState
from agreements.models.versions import RequestVersion
from jcop.models import Centre, Message, User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.requests import ServiceRequest

S = RequestState
GONE = (Message.State.SENT, Message.State.ON_PAPER, Message.State.FORWARDED)


@transaction.atomic
def enter_paper(
    cls: type["ServiceRequest"],
    *,
    organization: Organization,
    by: User,
    wishes: Mapping[Service, Answers],
    on: date,
    channel: str,
    copies: int,
    receipt_number: str = "",
    case_sign: str = "",
    need: str = "",
    upload: File | None = None,
    form_key: uuid.UUID | None = None,
) -> "ServiceRequest":
    """Enter a request that came on paper, with its signed set; the term runs from its receipt."""
    refuse_future(on)
    request = cls.prepare(organization=organization, by=by, form_key=form_key or uuid.uuid4(), wishes=wishes)
    if request.state != S.DRAFT:
        return request
    request.is_paper = True
    request.prepared_by = None
    request.assigned_to, request.need = by, need.strip()
    request.save(update_fields=["is_paper", "prepared_by", "assigned_to", "need"])
    if upload:
        Attachment.attach(request=request, by=by, kind="signed_set", upload=upload)
    request.submit(on=on)
    return request.receive_signed_set(
        on=on, channel=channel, copies=copies, receipt_number=receipt_number, case_sign=case_sign
    )


@transaction.atomic
def set_case_sign(request: "ServiceRequest", *, case_sign: str) -> "ServiceRequest":
    """The sign that the office's own system gave; letters issued from now on bear it."""
    if request.lock().number is None:
        raise IllegalMove(request)
    return request._keep(case_sign=case_sign.strip())


@transaction.atomic
def mend(
    request: "ServiceRequest",
    *,
    reason: str,
    on: date,
    channel: str,
    copies: int,
    receipt_number: str = "",
    case_sign: str = "",
    mark: int | None = None,
    organization: Organization | None = None,
    services: Collection[Service] | None = None,
    need: str | None = None,
) -> "ServiceRequest":
    """Correct what was entered of the paper: of a request that came on it, also whose it is and for what.

    A term that runs from the receipt runs from the right day, unless the office has given a later one.
    """
    before = request.organization
    for pk in sorted({before.pk, organization.pk if organization else before.pk}):
        Organization.objects.locked(pk)
    if request._lock_in(UNDECIDED).organization_id != before.pk:
        raise IllegalMove(request)
    asked = not all(value is None for value in (organization, services, need))
    if not request.may_mend or (asked and not request.is_paper):
        raise IllegalMove(request)
    refuse_future(on)
    if not request.is_paper and request.submitted_on and on < request.submitted_on:
        raise ValidationError({"on": "Komplet nie mógł wpłynąć przed złożeniem zapotrzebowania."})
    is_anothers = organization is not None and organization != before
    if organization and is_anothers:
        _give_to(request, organization)
    if services is not None:
        _wish_for(request, services)
    if need is not None:
        request._keep(need=need.strip())
    newest = RequestVersion.of(request).number
    with pghistory.context(mended=given(reason)):
        request._keep(
            received_on=on,
            received_channel=channel,
            copies_received=copies,
            received_mark=newest if request.is_paper else mark or request.received_mark,
            receipt_number=receipt_number.strip(),
            case_sign=case_sign.strip(),
            **{"submitted_on": on} if request.is_paper else {},
            **_clock_from(request, on),
        )
    if is_anothers:
        _take_back_mail(request, before)
        post(Mail.SET_RECEIVED, request)
    elif _was_told(request, before):
        post(Mail.REQUEST_MENDED, request)
    return request


def _wish_for(request: "ServiceRequest", services: Collection[Service]) -> None:
    """What the paper asks for; what has left the offer since it was asked for stays asked for."""
    answers = {wish.service_id: wish.answers for wish in request.wishes.all()}
    added = [service for service in services if service.pk not in answers]
    if gone := [service.name for service in added if not service.is_offered]:
        raise ValidationError({"services": f"Tego już nie ma w ofercie: {', '.join(gone)}."})
    if not services:
        raise ValidationError({"services": NO_SERVICES})
    request.wish({service: answers.get(service.pk, {}) for service in services})


def _give_to(request: "ServiceRequest", organization: Organization) -> None:
    """The paper is another organisation's; what only the first may read must not go with it."""
    refuse_start(organization)
    if request.letters.exists() or request.messages.exists() or request.agreement.annulled_numbers.exists():
        raise ValidationError(
            {
                "organization": "W tej sprawie są już pisma albo wiadomości do innej organizacji. Proszę"
                " wycofać wpis jako pomyłkę urzędu i wprowadzić zapotrzebowanie od nowa."
            },
            code="written",
        )
    request._keep(organization=organization)
    request.agreement.give_to(organization)
    request.signatories.set(organization.representatives.all()[: organization.signatures_required])


def _clock_from(request: "ServiceRequest", on: date) -> dict[str, Any]:
    runs_from_receipt = request.is_paper or Centre.objects.get().clock_starts == Centre.ClockStart.RECEIPT
    if not runs_from_receipt or request.counts_from != request.received_on or request.extension_reason:
        return {}
    return request.counted_from(on)


def _was_told(request: "ServiceRequest", organization: Organization) -> bool:
    """Has the mail that the set came in left for this organisation?"""
    mails = Message.objects.about(request).filter(kind=Mail.SET_RECEIVED, state__in=GONE)
    return mails.filter(recipient_id=organization.pk).exists()


def _take_back_mail(request: "ServiceRequest", organization: Organization) -> None:
    """Nobody shall read any more that the set came in; whoever has read it is told."""
    if _was_told(request, organization):
        post(Mail.REQUEST_MISTAKEN, request, to=organization, parts=[organization])
    for mail in Message.objects.waiting().about(request).filter(kind=Mail.SET_RECEIVED):
        mail.settle(mail.State.WITHDRAWN)


@transaction.atomic
def withdraw_mistaken(request: "ServiceRequest", *, by: User, reason: str) -> "ServiceRequest":
    """The office entered it by mistake: it ends without a letter, and its number stays used."""
    request._lock_in(UNDECIDED)
    if not request.is_paper:
        raise IllegalMove(request)
    _take_back_mail(request, request.organization)
    return _withdraw(request, by, f"Wycofano jako pomyłkę urzędu. Powód: {given(reason)}", reason)


@transaction.atomic
def note_withdrawal(request: "ServiceRequest", *, by: User, reason: str) -> "ServiceRequest":
    """The organisation withdrew it by telephone or on paper; it reads that this was noted."""
    request._lock_in(UNDECIDED)
    post(Mail.WITHDRAWAL_NOTED, request)
    return _withdraw(request, by, f"Odnotowano wycofanie przez organizację. {given(reason)}", reason)


def _withdraw(request: "ServiceRequest", by: User, note: str, reason: str) -> "ServiceRequest":
    request._close_correction()
    request.agreement.abandon()
    request.notes.create(author=by, text=note)
    with pghistory.context(reason=reason.strip()):
        return request._move(S.WITHDRAWN)
