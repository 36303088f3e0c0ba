"""The way back from a changed address: a signed link in the mail to the old one, good once, for some days."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from jcop.models import User
from jcop.models.people import UNDONE

BROKEN = (
    "Odnośnik jest niepełny albo zmieniony. Proszę skopiować go w całości z wiadomości, którą wysłaliśmy."
)
LATE = "Odnośnik już wygasł."
GONE = "Tego konta już nie ma."


@dataclass(frozen=True)
class Change:
    """The account of `user` had `address` until `changed_at` (whole milliseconds)."""

    user: User
    address: str
    changed_at: datetime


def way_back(user: User, address: str, at: datetime) -> dict[str, Any]:
    """For the mail to the old address: the link, how many days it works, and until when."""
    token = _signer().sign_object([user.pk, address, round(at.timestamp() * 1000)])
    path = reverse("account_restore_address", args=[token])
    days = settings.ADDRESS_UNDO_DAYS
    return {
        "undo_url": f"{settings.SITE_URL}{path}",
        "undo_days": days,
        "undo_until": at + timedelta(days=days),
    }


def read(token: str, at: datetime) -> Change:
    """The change that a link undoes; ValidationError with the reason why it undoes none."""
    try:
        pk, address, milliseconds = _signer().unsign_object(token)
    except BadSignature as error:
        raise ValidationError(BROKEN, code="broken") from error
    changed_at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    if at >= changed_at + timedelta(days=settings.ADDRESS_UNDO_DAYS):
        raise ValidationError(LATE, code="late")
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise ValidationError(GONE, code="gone")
    if user.has_undone(changed_at):
        raise ValidationError(UNDONE, code="used")
    return Change(user, address, changed_at)


def _signer() -> Signer:
    return Signer(salt="jcop.addresses", sep=".")
