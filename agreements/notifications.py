"""Mails about requests and agreements. Each is named after what happened, and tells one person."""

from typing import TYPE_CHECKING

from django.utils import timezone

from jcop.mail import send_notice
from jcop.models import Centre
from organizations.notifications import tell

if TYPE_CHECKING:
    from agreements.models import Agreement, ChangeDraft, MailItem, Notice, Promotion


def case_notice(notice: "Notice", agreement: "Agreement | None" = None) -> None:
    """To the clerk whom it names, else to the person who filed, by whatever way there is."""
    request = notice.request
    subject = request or agreement
    assert subject is not None, f"{notice.event} tells of no case"
    template = f"agreements/email/{notice.event}"
    context = {
        "organization": subject.organization,
        "request": request,
        "agreement": agreement,
        "correction": request and request.open_correction,
        "centre": Centre.objects.get(),
    }
    if notice.clerk:
        send_notice(template, to=notice.clerk.email, key=notice.key, context=context)
    else:
        person = request.prepared_by if request else None
        tell(template, subject.organization, person=person, key=notice.key, context=context)


def change_drafted(notice: "Notice", draft: "ChangeDraft") -> None:
    tell(
        "agreements/email/change_drafted",
        draft.agreement.organization,
        person=None,
        key=notice.key,
        context={"draft": draft, "agreement": draft.agreement, "centre": Centre.objects.get()},
    )


def mail_arrived(notice: "Notice", item: "MailItem") -> None:
    tell(
        "agreements/email/mail_arrived",
        item.organization,
        person=None,
        key=notice.key,
        context={"item": item},
    )


PROMOTION_NEWS = {
    "approved": "promotion_approved",
    "returned": "promotion_returned",
    "withdrawn": "promotion_taken_down",
}


def promotion_decided(promotion: "Promotion") -> None:
    """What the office said of an announcement: each decision is told once, by its moment."""
    if (news := PROMOTION_NEWS.get(promotion.state)) is None:
        return
    assert promotion.decided_at is not None
    tell(
        f"agreements/email/{news}",
        promotion.organization,
        person=promotion.sent_by,
        key=f"{news}.{promotion.pk}.{promotion.decided_at:%Y%m%d%H%M%S%f}",
        context={"promotion": promotion},
    )


def digest(notice: "Notice", queues: list[tuple[str, int]]) -> None:
    """One mail each working morning with what waits; nothing is sent when nothing waits."""
    assert notice.clerk is not None
    context = {"queues": queues, "centre": Centre.objects.get(), "day": timezone.localdate()}
    send_notice("agreements/email/digest", to=notice.clerk.email, key=notice.key, context=context)
