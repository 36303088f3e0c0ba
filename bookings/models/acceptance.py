"""An organisation accepts the rules of the Centre once for each version of them."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils import timezone

from jcop.models import HouseRules, User
from organizations.models import Organization


def version_of(rules: HouseRules) -> str:
    """The version is the wording: another title or body is another version."""
    return hashlib.sha256(f"{rules.title}\n{rules.body}".encode()).hexdigest()


class AcceptanceQuerySet(models.QuerySet["RulesAcceptance"]):
    def missing(self, organization: Organization, rules: Iterable[HouseRules]) -> list[HouseRules]:
        """Those of `rules` whose present wording the organisation has not accepted yet."""
        wanted = list(rules)
        if not wanted:
            return []
        known = set(self.filter(organization=organization).values_list("rules", "version"))
        return [one for one in wanted if (one.pk, version_of(one)) not in known]

    def accept(self, organization: Organization, rules: Iterable[HouseRules], by: User) -> None:
        """Note who accepted what; twice is once."""
        for one in rules:
            self.get_or_create(
                organization=organization,
                rules=one,
                version=version_of(one),
                defaults={"accepted_by": by},
            )


def rules_to_accept(organization: Organization, today: date) -> list[HouseRules]:
    """What the organisation has to accept before it books."""
    return RulesAcceptance.objects.missing(organization, HouseRules.objects.not_over(today))


class RulesAcceptance(models.Model):
    """The organisation has accepted this wording of the rules."""

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="accepted_rules"
    )
    rules = models.ForeignKey("jcop.HouseRules", on_delete=models.CASCADE, related_name="acceptances")
    version = models.CharField("wersja (skrót treści)", max_length=64)
    accepted_at = models.DateTimeField("zaakceptowano", default=timezone.now, editable=False)
    accepted_by = models.ForeignKey(
        "jcop.User",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="kto",
    )

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        verbose_name = "akceptacja zasad"
        verbose_name_plural = "akceptacje zasad"
        constraints = [
            models.UniqueConstraint(
                name="rules_accepted_once",
                fields=["organization", "rules", "version"],
                violation_error_message="Te zasady są już zaakceptowane.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.rules}"
