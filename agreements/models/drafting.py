"""An aneks or a renewal before it is signed: what is put before the parties, and the set that says it."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.concluding import refuse_dates, refuse_party
from agreements.models.renewing import Renewing
from agreements.models.services import Service
from agreements.models.versions import party_words
from jcop.jobs import enqueue
from jcop.models import User
from jcop.models.messages import post
from organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ChangeDraft(models.Model):
    """A change of an agreement as it is to be signed. Its set is printed from this and from nothing else."""

    class Kind(models.TextChoices):
        AMENDMENT = "amendment", "aneks"
        RENEWAL = "renewal", "przedłużenie"

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("wydruk")
    content = models.JSONField("treść")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    made_at = models.DateTimeField("przygotowano", default=timezone.now, editable=False)

    withdrawn_at = models.DateTimeField("wycofano", null=True, editable=False)
    withdrawal_reason = models.CharField("powód wycofania", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "projekt zmiany porozumienia"
        verbose_name_plural = "projekty zmian porozumień"
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="change_draft_once", fields=["agreement", "number"]),
            models.CheckConstraint(
                name="change_draft_kind_known", condition=Q(kind__in=["amendment", "renewal"])
            ),
            models.CheckConstraint(
                name="change_draft_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                violation_error_message="Podaj powód.",
            ),
        ]

    def __str__(self) -> str:
        withdrawn = " (wycofany)" if self.withdrawn_at else ""
        return f"{self.get_kind_display()}, wydruk {self.number}{withdrawn}"

    def get_absolute_url(self) -> str:
        """Where its organisation takes the set to print."""
        return reverse(
            "agreements:change_set", args=[self.agreement.organization.key, self.agreement_id, self.pk]
        )

    @property
    def services(self) -> list[Service]:
        return list(Service.objects.filter(code__in=[code for code, _ in self.content["services"]]))

    def day(self, name: str) -> date | None:
        """A date of the content, `valid_from` or `valid_until`; None where it was left open."""
        written = self.content[name]
        return date.fromisoformat(written) if written else None


class Drafting(Renewing):
    """Both kinds of change are printed first; what was signed is then recorded by `amend` and `renew`."""

    drafts: "RelatedManager[ChangeDraft]"

    class Meta:
        abstract = True

    def draft_to_sign(self, kind: str) -> ChangeDraft | None:
        """The newest of that kind that nothing recorded has overtaken."""
        newest = self.drafts.filter(kind=kind, withdrawn_at=None).first()
        if newest is None:
            return None
        if kind == ChangeDraft.Kind.RENEWAL:
            return newest if self.may_renew else None
        overtaken = self.amendments.filter(recorded_at__gte=newest.made_at).exists()
        return newest if self.may_amend and not overtaken else None

    @property
    def drafts_to_sign(self) -> list[ChangeDraft]:
        return [draft for kind in ChangeDraft.Kind if (draft := self.draft_to_sign(kind))]

    @transaction.atomic
    def draft_amendment(
        self,
        *,
        by: User,
        changes: str,
        services: Collection[Service],
        valid_from: date | None = None,
        valid_until: date | None = None,
    ) -> ChangeDraft:
        """An aneks to sign. Without `valid_from` it says that it applies from the day it is concluded."""
        organization, today = self._held(), timezone.localdate()
        self._refuse_amendment(today, valid_from or today, valid_until)
        if not changes.strip():
            raise ValidationError({"changes": "Podaj, co zmienia aneks."})
        return self._draft(
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
        self, *, by: User, services: Collection[Service], valid_until: date | None = None
    ) -> ChangeDraft:
        """A new agreement to sign: it goes on where this one ends or, if late, from its conclusion."""
        organization, today = self._held(), timezone.localdate()
        first = self._first_renewed_day()
        refuse_dates(today, max(first, today), valid_until, today)
        return self._draft(
            ChangeDraft.Kind.RENEWAL,
            by,
            organization,
            services,
            valid_from=first if first > today else None,
            valid_until=valid_until,
        )

    @transaction.atomic
    def withdraw_draft(self, *, draft: ChangeDraft, reason: str) -> ChangeDraft:
        """Take back what waits for signatures, with its earlier prints; nobody shall sign them."""
        Organization.objects.locked(self.organization_id)
        self.refresh_from_db()
        if draft not in self.drafts_to_sign:
            raise ValidationError("Ten projekt nie czeka już na podpis.", code="illegal_move")
        draft.withdrawn_at, draft.withdrawal_reason = timezone.now(), reason.strip()
        self.drafts.filter(kind=draft.kind, withdrawn_at=None).update(
            withdrawn_at=draft.withdrawn_at, withdrawal_reason=draft.withdrawal_reason
        )
        post(Mail.CHANGE_WITHDRAWN, self, parts=[draft])
        return draft

    def _held(self) -> Organization:
        organization = Organization.objects.locked(self.organization_id)
        refuse_party(organization)
        self.refresh_from_db()
        return organization

    def _draft(
        self,
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
        assert self.signed_on is not None
        content = {
            "organization": party_words(organization),
            "signatories": signatories(organization),
            "number": self.number,
            "signed_on": self.signed_on.isoformat(),
            "changes": changes,
            "services": [[service.code, service.name] for service in services],
            "valid_from": valid_from and valid_from.isoformat(),
            "valid_until": valid_until and valid_until.isoformat(),
        }
        draft = self.drafts.create(kind=kind, number=self.drafts.count() + 1, content=content, made_by=by)
        self.change_requests.settle(kind)
        enqueue("prepare_change_set", draft_id=draft.pk)
        post(Mail.CHANGE_DRAFTED, self, parts=[draft])
        return draft


def signatories(organization: Organization) -> list[dict[str, str]]:
    """A line for each required signature; with names only where nobody else could sign."""
    people: list[Any] = list(organization.representatives.all())
    lines = max(1, organization.signatures_required)
    if len(people) != lines:
        return [{"name": "", "function": ""}] * lines
    return [{"name": one.name, "function": one.function} for one in people]
