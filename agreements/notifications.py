"""Mails about requests and agreements. Each is named after what happened, and tells one person."""

from typing import TYPE_CHECKING

from django.utils import timezone

from jcop.mail import send_notice
from jcop.models import Centre, User

if TYPE_CHECKING:
    from agreements.models import Agreement, Notice, ServiceRequest


def case_notice(notice: "Notice", agreement: "Agreement | None" = None) -> None:
    """To the clerk whom it names, else to the person who filed, else to the organisation."""
    subject = notice.request or agreement
    assert subject is not None, f"{notice.event} tells of no case"
    request = notice.request
    to = notice.clerk.email if notice.clerk else applicant(subject)
    context = {
        "organization": subject.organization,
        "request": request,
        "agreement": agreement,
        "correction": request and request.open_correction,
        "centre": Centre.objects.get(),
    }
    if to:
        send_notice(f"agreements/email/{notice.event}", to=to, key=notice.key, context=context)


def applicant(subject: "ServiceRequest | Agreement") -> str:
    """Address of the person who filed, while that account lives, else of the organisation, else none."""
    request: ServiceRequest | None = getattr(subject, "request", None) or subject  # type: ignore[assignment]
    person = getattr(request, "prepared_by", None)
    return person.email if person and person.is_active else subject.organization.email


def digest(notice: "Notice", queues: list[tuple[str, int]]) -> None:
    """One mail each working morning with what waits; nothing is sent when nothing waits."""
    clerk: User | None = notice.clerk
    assert clerk is not None
    context = {"queues": queues, "centre": Centre.objects.get(), "day": timezone.localdate()}
    send_notice("agreements/email/digest", to=clerk.email, key=notice.key, context=context)
