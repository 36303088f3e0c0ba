"""Mails about requests and agreements, one function for each thing that they are about.

To whom each goes is said in docs/messages.md.
"""

from typing import Any

from django.utils import timezone

from agreements import reminders
from agreements.mail_kinds import Mail
from agreements.models import Agreement, ChangeDraft, ChangeRequest, MailItem, Promotion, ServiceRequest
from jcop.mail import send_notice
from jcop.mail_kinds import sends
from jcop.models import Centre, Message, User
from organizations.models import Organization
from organizations.notifications import tell

TO_OFFICE = {Mail.LAST_DAY, Mail.OVERDUE, Mail.REQUEST_WITHDRAWN}
OF_TERM = {Mail.LAST_DAY, Mail.OVERDUE, Mail.TERM_PASSED, Mail.TERM_MOVED}
# What asks the organisation for something, or says that its case goes on; of a closed one that is not true.
OF_LIVE = {*OF_TERM, Mail.CORRECTION_ENDS, Mail.NEW_SET_AWAITED}
# What each mail says of a request about an agreement; it is sent while that is so.
ASKED = {Mail.CHANGE_ASKED: "asked", Mail.CHANGE_DECLINED: "declined", Mail.CHANGE_RECALLED: "withdrawn"}


@sends(
    Mail.REQUEST_SUBMITTED,
    Mail.CORRECTION_RECEIVED,
    Mail.SET_RECEIVED,
    Mail.TERM_BEGUN,
    Mail.TERM_MOVED,
    Mail.REQUEST_ACCEPTED,
    Mail.NEW_SET_AWAITED,
    Mail.LETTER_ISSUED,
    Mail.MESSAGE_SENT,
    Mail.CORRECTION_ENDS,
    Mail.TERM_PASSED,
    Mail.WITHDRAWAL_NOTED,
    Mail.REQUEST_MENDED,
    Mail.REQUEST_MISTAKEN,
    receipts={Mail.REQUEST_SUBMITTED, Mail.CORRECTION_RECEIVED, Mail.SET_RECEIVED},
)
@sends(Mail.LAST_DAY, Mail.OVERDUE, Mail.REQUEST_WITHDRAWN, is_personal=True)
def case_mail(message: Message) -> Message.State:
    """To the clerk whom it names, else to the organisation, with the letter or message that it is about.

    Of a term only while it runs: the case may have been decided or called since, the organisation closed.
    """
    request: ServiceRequest = message.subject
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


@sends(
    Mail.AGREEMENT_CONCLUDED,
    Mail.AGREEMENT_TERMINATED,
    Mail.AGREEMENT_GOES_ON,
    Mail.AGREEMENT_ANNULLED,
    Mail.AGREEMENT_AMENDED,
    Mail.AGREEMENT_ENDS,
)
def agreement_mail(message: Message) -> Message.State:
    """Of an end only while it stands: an aneks may have taken it away, or whoever had ended it.

    Of a cancelled number only that it is cancelled.
    """
    agreement: Agreement = message.subject
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


def _filers(agreement: Agreement) -> list[User | None]:
    """Whoever filed the request that it came of; a renewal and what the office entered have none."""
    of = agreement.number_of or agreement
    return [of.request.prepared_by] if of.request else []


@sends(Mail.CHANGE_DRAFTED, Mail.CHANGE_WITHDRAWN)
def change_mail(message: Message) -> Message.State:
    """That an aneks or a renewal is to be signed, unless it was withdrawn; and that it was."""
    draft = ChangeDraft.objects.filter(pk__in=message.parts).first()
    if draft is None:
        return message.State.WITHDRAWN
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


@sends(Mail.CHANGE_ASKED, Mail.CHANGE_DECLINED, Mail.CHANGE_RECALLED)
def asking_mail(message: Message) -> Message.State:
    """That the organisation asks something of its agreement, takes that back, or asked in vain."""
    asked = ChangeRequest.objects.filter(pk__in=message.parts, state=ASKED[Mail(message.kind)]).first()
    if asked is None:
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        asked.agreement.organization,
        persons=[asked.asked_by],
        message=message,
        context={"asked": asked, "agreement": asked.agreement},
    )


@sends(Mail.BOX_LENT)
def box_lent(message: Message) -> Message.State:
    """That a box is theirs, unless the loan was called off before anybody was told."""
    agreement: Agreement = message.subject
    for loan in agreement.box_loans.filter(pk__in=message.parts).select_related("box"):
        return tell(
            "agreements/email/box_lent",
            agreement.organization,
            persons=_filers(agreement),
            message=message,
            context={"agreement": agreement, "loan": loan},
        )
    return message.State.WITHDRAWN


@sends(Mail.MAIL_ARRIVED)
def mail_arrived(message: Message) -> Message.State:
    """To whom it was noted for, unless that was a mistake and nobody has been written to yet."""
    item: MailItem = message.subject
    if message.person is None and message.recipient != item.organization:
        return message.State.WITHDRAWN
    return tell(
        "agreements/email/mail_arrived",
        item.organization,
        message=message,
        context={"item": item},
    )


@sends(Mail.MAIL_MISTAKEN)
def mail_mistaken(message: Message) -> Message.State:
    """To whom it was noted for by mistake: nothing is to be collected."""
    return tell(
        "agreements/email/mail_mistaken",
        Organization.objects.get(pk__in=message.parts),
        message=message,
        context={"item": message.subject},
    )


@sends(
    Mail.PROMOTION_APPROVED,
    Mail.PROMOTION_RETURNED,
    Mail.PROMOTION_TAKEN_DOWN,
    optional={Mail.PROMOTION_APPROVED},
    receipts={Mail.PROMOTION_APPROVED},
)
def promotion_decided(message: Message) -> Message.State:
    """What the office said of an announcement, unless it stands otherwise by now."""
    promotion: Promotion = message.subject
    if promotion.NEWS.get(promotion.State(promotion.state)) != message.kind:
        return message.State.WITHDRAWN
    return tell(
        f"agreements/email/{message.kind}",
        promotion.organization,
        persons=[promotion.sent_by],
        message=message,
        context={"promotion": promotion},
    )


@sends(Mail.DIGEST, is_personal=True)
def digest(message: Message) -> Message.State:
    """One mail each working morning with what waits."""
    day = timezone.localdate()
    context = {"queues": reminders.waiting(day), "centre": Centre.objects.get(), "day": day}
    return send_notice(
        "agreements/email/digest", to=message.recipient.email, message=message, context=context
    )
