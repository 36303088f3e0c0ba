"""The organisation's side of what changes or ends an agreement, and how the office closes it."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.changes import ChangeRequest
from jcop.models import User
from jcop.models.messages import post
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.agreements import Agreement

K = ChangeRequest.Kind


@transaction.atomic
def ask(
    agreement: "Agreement",
    *,
    kind: str,
    by: User,
    form_key: uuid.UUID,
    text: str = "",
    day: date | None = None,
) -> ChangeRequest:
    """Ask the office for an aneks or a renewal, or say that the organisation gives notice.

    The same form sent twice gives the first.
    """
    Organization.objects.locked(agreement.organization_id)
    if sent := agreement.change_requests.filter(form_key=form_key).first():
        return sent
    agreement.refresh_from_db()
    if kind not in agreement.kinds_to_ask:
        raise ValidationError(agreement.why_not_ask(kind), code="illegal_move")
    if kind == K.AMENDMENT and not text.strip():
        raise ValidationError({"text": "Proszę napisać, co aneks ma zmienić."})
    _refuse_day(agreement, kind, day)
    asked = ChangeRequest(
        agreement_id=agreement.pk, kind=kind, text=text.strip(), day=day, form_key=form_key, asked_by=by
    )
    asked.full_clean(exclude=["agreement", "asked_by"])
    asked.save()
    post(Mail.CHANGE_ASKED, agreement, parts=[asked])
    return asked


def _refuse_day(agreement: "Agreement", kind: str, day: date | None) -> None:
    if day is None:
        return
    last = agreement.valid_until
    if kind == K.RENEWAL and last and day <= last:
        raise ValidationError({"day": f"Proszę podać dzień po {last:%d.%m.%Y}: do tego dnia obowiązuje."})
    if kind != K.RENEWAL and last and day > last:
        raise ValidationError({"day": f"Porozumienie wygasa już {last:%d.%m.%Y}."})
    if day < (first := max(timezone.localdate(), agreement.valid_from or date.min)):
        raise ValidationError({"day": f"Proszę podać dzień nie wcześniejszy niż {first:%d.%m.%Y}."})


def decline_request(agreement: "Agreement", *, asked: ChangeRequest, reason: str) -> ChangeRequest:
    return asked.decline(reason=reason)
