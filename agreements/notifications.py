"""Mails about requests and agreements. Each function is named after what happened."""

from typing import TYPE_CHECKING

from jcop.models import User
from organizations.models import Organization
from organizations.notifications import tell

if TYPE_CHECKING:
    from agreements.models import Agreement, ServiceRequest


def request_submitted(request: "ServiceRequest") -> None:
    _tell("request_submitted", request.pk, request.prepared_by, request.organization, request=request)


def request_accepted(request: "ServiceRequest") -> None:
    _tell("request_accepted", request.pk, request.prepared_by, request.organization, request=request)


def request_refused(request: "ServiceRequest") -> None:
    _tell("request_refused", request.pk, request.prepared_by, request.organization, request=request)


def agreement_concluded(agreement: "Agreement") -> None:
    person = agreement.request.prepared_by if agreement.request else None
    _tell("agreement_concluded", agreement.pk, person, agreement.organization, agreement=agreement)


def _tell(event: str, pk: int, person: User | None, organization: Organization, **context: object) -> None:
    """To the person who filed, else to the organisation; with neither, a letter waits for the office."""
    template = f"agreements/email/{event}"
    tell(template, organization, person=person, key=f"{event}.{pk}", context=context)
