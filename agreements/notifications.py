"""Mails about requests and agreements. Each is named after what happened, and tells one person."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from agreements.mail_kinds import Mail
from jcop.mail import send_notice
from jcop.models import Centre, Message
from organizations.models import Organization
from organizations.notifications import tell

if TYPE_CHECKING:
    from agreements.models import Agreement, ChangeDraft, ChangeRequest, MailItem, Promotion, ServiceRequest

TO_OFFICE = {Mail.LAST_DAY, Mail.OVERDUE, Mail.REQUEST_WITHDRAWN}
OF_TERM = {Mail.LAST_DAY, Mail.OVERDUE, Mail.TERM_PASSED, Mail.TERM_MOVED}
# They say to whoever filed that something came; everything else of a case touches the organisation.
RECEIPTS = {Mail.REQUEST_SUBMITTED, Mail.CORRECTION_RECEIVED, Mail.SET_RECEIVED}
# What each mail says of a request about an agreement; it is sent while that is so.
ASKED = {Mail.CHANGE_ASKED: "asked", Mail.CHANGE_DECLINED: "declined", Mail.CHANGE_RECALLED: "withdrawn"}
# What answers the act of whoever filed; the rest is the organisation's.
TO_FILER = {Mail.AGREEMENT_CONCLUDED, Mail.AGREEMENT_TERMINATED, Mail.AGREEMENT_GOES_ON}


def case_mail(message: Message, request: "ServiceRequest") -> Message.State:
    """To the clerk whom it names, else to the person who filed, by whatever way there is.

    Of a term only while it runs: the case may have been decided or called since.
    """
    if message.kind in OF_TERM and not (request.is_undecided and request.due_on):
        return message.State.WITHDRAWN
    correction = request.open_correction
    if message.kind == Mail.CORRECTION_ENDS and not (correction and correction.due_on):
        return message.State.WITHDRAWN
    if message.kind == Mail.NEW_SET_AWAITED and not request.awaits_new_set:
        return message.State.WITHDRAWN
    context = _context(
        request, request=request, correction=correction, wishes=request.wishes.select_related("service")
    )
    template = f"agreements/email/{message.kind}"
    if message.kind in TO_OFFICE:
        return send_notice(template, to=message.recipient.email, message=message, context=context)
    return tell(
        template,
        request.organization,
        person=request.prepared_by,
        message=message,
        context=context,
        is_of_all=message.kind not in RECEIPTS,
    )


def agreement_mail(message: Message, agreement: "Agreement") -> Message.State:
    """Of an end only while it stands: an aneks may have taken it away, or whoever had ended it."""
    ended = {Mail.AGREEMENT_TERMINATED: True, Mail.AGREEMENT_GOES_ON: False}.get(Mail(message.kind))
    if ended is not None and ended != bool(agreement.terminated_on):
        return message.State.WITHDRAWN
    if message.kind == Mail.AGREEMENT_ENDS and (agreement.valid_until is None or agreement.terminated_on):
        return message.State.WITHDRAWN
    request = agreement.request if message.kind in TO_FILER else None
    services = list(
        {grant.service.pk: grant.service for grant in agreement.grants.select_related("service")}.values()
    )
    return tell(
        f"agreements/email/{message.kind}",
        agreement.organization,
        person=request.prepared_by if request else None,
        message=message,
        context=_context(
            agreement,
            request=request,
            agreement=agreement,
            amendments=[turn for turn in agreement.amendments_in_turn() if turn[0].pk in message.parts],
            services=services,
            books=any(service.is_booked for service in services),
        ),
        is_of_all=True,
    )


def _context(subject: "ServiceRequest | Agreement", **more: Any) -> dict[str, Any]:
    nothing = {"request": None, "agreement": None, "correction": None}
    return {**nothing, "organization": subject.organization, "centre": Centre.objects.get(), **more}


def change_mail(message: Message, draft: "ChangeDraft") -> Message.State:
    """That an aneks or a renewal is to be signed, unless it was withdrawn; and that it was."""
    if message.kind == Mail.CHANGE_DRAFTED and draft.withdrawn_at:
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        draft.agreement.organization,
        person=None,
        message=message,
        context={"draft": draft, "agreement": draft.agreement, "centre": Centre.objects.get()},
        is_of_all=True,
    )


def asking_mail(message: Message, asked: "ChangeRequest") -> Message.State:
    """That the organisation asks something of its agreement, takes that back, or asked in vain."""
    if asked.state != ASKED[Mail(message.kind)]:
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        asked.agreement.organization,
        person=asked.asked_by,
        message=message,
        context={"asked": asked, "agreement": asked.agreement},
        is_of_all=True,
    )


def box_lent(message: Message, agreement: "Agreement") -> Message.State:
    """That a box is theirs, unless the loan was called off before anybody was told."""
    for loan in agreement.box_loans.filter(pk__in=message.parts).select_related("box"):
        return tell(
            "agreements/email/box_lent",
            agreement.organization,
            person=None,
            message=message,
            context={"agreement": agreement, "loan": loan},
        )
    return message.State.WITHDRAWN


def mail_arrived(message: Message, item: "MailItem") -> Message.State:
    """To whom it was noted for, unless that was a mistake and nobody has been written to yet."""
    if message.person is None and message.recipient != item.organization:
        return message.State.WITHDRAWN
    return tell(
        "agreements/email/mail_arrived",
        item.organization,
        person=None,
        message=message,
        context={"item": item},
    )


def mail_mistaken(message: Message, item: "MailItem") -> Message.State:
    """To whom it was noted for by mistake: nothing is to be collected."""
    return tell(
        "agreements/email/mail_mistaken",
        Organization.objects.get(pk__in=message.parts),
        person=None,
        message=message,
        context={"item": item},
    )


def promotion_decided(message: Message, promotion: "Promotion") -> Message.State:
    """What the office said of an announcement, unless it stands otherwise by now."""
    if promotion.NEWS.get(promotion.State(promotion.state)) != message.kind:
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        promotion.organization,
        person=promotion.sent_by,
        message=message,
        context={"promotion": promotion},
    )


def digest(message: Message, queues: list[tuple[str, int]]) -> Message.State:
    """One mail each working morning with what waits."""
    context = {"queues": queues, "centre": Centre.objects.get(), "day": timezone.localdate()}
    return send_notice(
        "agreements/email/digest", to=message.recipient.email, message=message, context=context
    )
