"""An aneks or a renewal before it is signed: what is put before the parties, and the set that says it.

Both kinds of change are printed first; what was signed is then recorded by `amend` and `renew`.
"""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.changes import ChangeDraft
from agreements.models.concluding import refuse_dates, refuse_party
from agreements.models.renewing import first_renewed_day, refuse_amendment
from agreements.models.services import Service
from agreements.models.versions import party_words
from jcop.jobs import enqueue
from jcop.models import User
from jcop.models.messages import post
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement


@transaction.atomic
def draft_amendment(
    agreement: "Agreement",
    *,
    by: User,
    changes: str,
    services: Collection[Service],
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> ChangeDraft:
    """An aneks to sign. Without `valid_from` it says that it applies from the day it is concluded."""
    organization, today = _held(agreement), timezone.localdate()
    refuse_amendment(agreement, today, valid_from or today, valid_until)
    if not changes.strip():
        raise ValidationError({"changes": "Podaj, co zmienia aneks."})
    return _draft(
        agreement,
        ChangeDraft.Kind.AMENDMENT,
        by,
        organization,
        services,
        changes=changes.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
    )


@transaction.atomic
def draft_renewal(
    agreement: "Agreement", *, by: User, services: Collection[Service], valid_until: date | None = None
) -> ChangeDraft:
    """A new agreement to sign: it goes on where this one ends or, if late, from its conclusion."""
    organization, today = _held(agreement), timezone.localdate()
    first = first_renewed_day(agreement)
    refuse_dates(today, max(first, today), valid_until, today)
    return _draft(
        agreement,
        ChangeDraft.Kind.RENEWAL,
        by,
        organization,
        services,
        valid_from=first if first > today else None,
        valid_until=valid_until,
    )


@transaction.atomic
def withdraw_draft(agreement: "Agreement", *, draft: ChangeDraft, reason: str) -> ChangeDraft:
    """Take back what waits for signatures, with its earlier prints; nobody shall sign them."""
    Organization.objects.locked(agreement.organization_id)
    agreement.refresh_from_db()
    if draft not in agreement.drafts_to_sign:
        raise ValidationError("Ten projekt nie czeka już na podpis.", code="illegal_move")
    draft.withdrawn_at, draft.withdrawal_reason = timezone.now(), reason.strip()
    agreement.drafts.filter(kind=draft.kind, withdrawn_at=None).update(
        withdrawn_at=draft.withdrawn_at, withdrawal_reason=draft.withdrawal_reason
    )
    post(Mail.CHANGE_WITHDRAWN, agreement, parts=[draft])
    return draft


def _held(agreement: "Agreement") -> Organization:
    organization = Organization.objects.locked(agreement.organization_id)
    refuse_party(organization)
    agreement.refresh_from_db()
    return organization


def _draft(
    agreement: "Agreement",
    kind: str,
    by: User,
    organization: Organization,
    services: Collection[Service],
    *,
    valid_from: date | None,
    valid_until: date | None,
    changes: str = "",
) -> ChangeDraft:
    if not services:
        raise ValidationError({"services": "Wybierz co najmniej jedno świadczenie."})
    assert agreement.signed_on is not None
    content = {
        "organization": party_words(organization),
        "signatories": signatories(organization),
        "number": agreement.number,
        "signed_on": agreement.signed_on.isoformat(),
        "changes": changes,
        "services": [[service.code, service.name] for service in services],
        "valid_from": valid_from and valid_from.isoformat(),
        "valid_until": valid_until and valid_until.isoformat(),
    }
    draft = agreement.drafts.create(
        kind=kind, number=agreement.drafts.count() + 1, content=content, made_by=by
    )
    agreement.change_requests.settle(kind)
    enqueue("prepare_change_set", draft_id=draft.pk)
    post(Mail.CHANGE_DRAFTED, agreement, parts=[draft])
    return draft


def signatories(organization: Organization) -> list[dict[str, str]]:
    """A line for each required signature; with names only where nobody else could sign."""
    people: list[Any] = list(organization.representatives.all())
    lines = max(1, organization.signatures_required)
    if len(people) != lines:
        return [{"name": "", "function": ""}] * lines
    return [{"name": one.name, "function": one.function} for one in people]
