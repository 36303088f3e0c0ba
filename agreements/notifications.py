"""Mails about requests and agreements. To whom each goes is said in docs/messages.md."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from agreements.mail_kinds import Mail
from jcop.mail import send_notice
from jcop.models import Centre, Message
from organizations.models import Organization
from organizations.notifications import tell

if TYPE_CHECKING:
    from agreements.models import Agreement, ChangeDraft, ChangeRequest, MailItem, Promotion, ServiceRequest
    from jcop.models import User

TO_OFFICE = {Mail.LAST_DAY, Mail.OVERDUE, Mail.REQUEST_WITHDRAWN}
OF_TERM = {Mail.LAST_DAY, Mail.OVERDUE, Mail.TERM_PASSED, Mail.TERM_MOVED}
# What asks the organisation for something, or says that its case goes on; of a closed one that is not true.
OF_LIVE = {*OF_TERM, Mail.CORRECTION_ENDS, Mail.NEW_SET_AWAITED}
# What each mail says of a request about an agreement; it is sent while that is so.
ASKED = {Mail.CHANGE_ASKED: "asked", Mail.CHANGE_DECLINED: "declined", Mail.CHANGE_RECALLED: "withdrawn"}


def case_mail(message: Message, request: "ServiceRequest") -> Message.State:
    """To the clerk whom it names, else to the organisation, with the letter or message that it is about.

    Of a term only while it runs: the case may have been decided or called since, the organisation closed.
    """
    correction, organization = request.open_correction, request.organization
    is_over = {
        **dict.fromkeys(OF_TERM, not (request.is_undecided and request.due_on)),
        Mail.CORRECTION_ENDS: not (correction and correction.due_on),
        Mail.NEW_SET_AWAITED: not request.awaits_new_set,
    }
    is_closed = organization.state == Organization.State.CLOSED
    if is_over.get(Mail(message.kind)) or (is_closed and message.kind in OF_LIVE):
        return message.State.WITHDRAWN
    context: dict[str, Any] = {
        "request": request,
        "agreement": None,
        "correction": correction,
        "wishes": request.wishes.select_related("service"),
        "letter": request.letters.filter(pk__in=message.parts).first(),
        "written": request.messages.filter(pk__in=message.parts).first(),
    }
    template = f"agreements/email/{message.kind}"
    if message.kind in TO_OFFICE:
        context |= {"organization": organization, "centre": Centre.objects.get()}
        return send_notice(template, to=message.recipient.email, message=message, context=context)
    whose = Organization.objects.filter(pk__in=message.parts) if message.kind == Mail.REQUEST_MISTAKEN else []
    return tell(
        template,
        next(iter(whose), organization),
        persons=[request.prepared_by],
        message=message,
        context=context,
        posted="agreements/email/letter_posted" if message.kind == Mail.LETTER_ISSUED else "",
    )


def agreement_mail(message: Message, agreement: "Agreement") -> Message.State:
    """Of an end only while it stands: an aneks may have taken it away, or whoever had ended it.

    Of a cancelled number only that it is cancelled.
    """
    if (message.kind == Mail.AGREEMENT_ANNULLED) != (agreement.state == agreement.State.ANNULLED):
        return message.State.WITHDRAWN
    if not agreement.number:
        return message.State.WITHDRAWN
    ended = {Mail.AGREEMENT_TERMINATED: True, Mail.AGREEMENT_GOES_ON: False}.get(Mail(message.kind))
    if ended is not None and ended != bool(agreement.terminated_on):
        return message.State.WITHDRAWN
    if message.kind == Mail.AGREEMENT_ENDS and (agreement.valid_until is None or agreement.terminated_on):
        return message.State.WITHDRAWN
    services = list(
        {grant.service.pk: grant.service for grant in agreement.grants.select_related("service")}.values()
    )
    return tell(
        f"agreements/email/{message.kind}",
        agreement.organization,
        persons=_filers(agreement),
        message=message,
        context={
            "agreement": agreement,
            "amendments": [turn for turn in agreement.amendments_in_turn() if turn[0].pk in message.parts],
            "services": services,
            "books": any(service.is_booked for service in services),
        },
    )


def _filers(agreement: "Agreement") -> list["User | None"]:
    """Whoever filed the request that it came of; a renewal and what the office entered have none."""
    of = agreement.number_of or agreement
    return [of.request.prepared_by] if of.request else []


def change_mail(message: Message, draft: "ChangeDraft") -> Message.State:
    """That an aneks or a renewal is to be signed, unless it was withdrawn; and that it was."""
    is_annulled = draft.agreement.state == draft.agreement.State.ANNULLED
    if message.kind == Mail.CHANGE_DRAFTED and (draft.withdrawn_at or is_annulled):
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        draft.agreement.organization,
        persons=_filers(draft.agreement),
        message=message,
        context={"draft": draft, "agreement": draft.agreement},
    )


def asking_mail(message: Message, asked: "ChangeRequest") -> Message.State:
    """That the organisation asks something of its agreement, takes that back, or asked in vain."""
    if asked.state != ASKED[Mail(message.kind)]:
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        asked.agreement.organization,
        persons=[asked.asked_by],
        message=message,
        context={"asked": asked, "agreement": asked.agreement},
    )


def box_lent(message: Message, agreement: "Agreement") -> Message.State:
    """That a box is theirs, unless the loan was called off before anybody was told."""
    for loan in agreement.box_loans.filter(pk__in=message.parts).select_related("box"):
        return tell(
            "agreements/email/box_lent",
            agreement.organization,
            persons=_filers(agreement),
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
        message=message,
        context={"item": item},
    )


def mail_mistaken(message: Message, item: "MailItem") -> Message.State:
    """To whom it was noted for by mistake: nothing is to be collected."""
    return tell(
        "agreements/email/mail_mistaken",
        Organization.objects.get(pk__in=message.parts),
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
        persons=[promotion.sent_by],
        message=message,
        context={"promotion": promotion},
    )


def digest(message: Message, queues: list[tuple[str, int]]) -> Message.State:
    """One mail each working morning with what waits."""
    context = {"queues": queues, "centre": Centre.objects.get(), "day": timezone.localdate()}
    return send_notice(
        "agreements/email/digest", to=message.recipient.email, message=message, context=context
    )
