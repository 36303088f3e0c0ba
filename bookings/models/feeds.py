import secrets
from datetime import datetime
from typing import Self

from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from jcop.models import User
from jcop.rules import Ruled
from organizations.models import Organization

BYTES = 16


class FeedSecretQuerySet(models.QuerySet["FeedSecret"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)


class FeedSecret(Ruled):
    """The secret address under which one person's programs read bookings, until it is renewed.

    It is the person's: of one organisation or, without one, of all the person acts for; whoever leaves
    an organisation takes no address along. The table keeps the half that names the row, the other half
    is its signature: a copy of the database alone opens no calendar.
    """

    user = models.ForeignKey("jcop.User", on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        verbose_name="organizacja",
    )
    key = models.CharField(max_length=30, unique=True)
    renewed_at = models.DateTimeField("utworzono", default=timezone.now)

    objects = FeedSecretQuerySet.as_manager()

    class Meta:
        verbose_name = "adres kalendarza"
        verbose_name_plural = "adresy kalendarzy"
        constraints = [
            models.UniqueConstraint(
                name="feed_secret_one_each", fields=["user", "organization"], nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"kalendarz {self.pk}"

    @property
    def secret_path(self) -> str:
        """Opens the calendar to whoever has it; not the row's address, which anything generic shows."""
        return reverse("bookings:private_feed", args=[_signer().sign(self.key)])

    @classmethod
    def open(cls, secret: str) -> Self | None:
        """The row that a secret opens, while its person may still read what it shows."""
        try:
            key = _signer().unsign(secret)
        except BadSignature:
            return None
        found = cls._base_manager.select_related("user", "organization").filter(key=key).first()
        return found if found and found.user.is_active and found.organizations().exists() else None

    @classmethod
    @transaction.atomic
    def renew(cls, *, user: User, organization: Organization | None, at: datetime | None = None) -> Self:
        """Give the person a new address; the old one opens nothing from now on."""
        fields = {"key": secrets.token_urlsafe(BYTES), "renewed_at": at or timezone.now()}
        found, _ = cls._base_manager.update_or_create(user=user, organization=organization, defaults=fields)
        return found

    def organizations(self) -> models.QuerySet[Organization]:
        """Whose bookings it shows: only organisations of which the person is a member now."""
        mine = Organization.objects.filter(memberships__user=self.user)
        return mine.filter(pk=self.organization_id) if self.organization_id else mine


def _signer() -> Signer:
    return Signer(salt="bookings.feed", sep=".")
