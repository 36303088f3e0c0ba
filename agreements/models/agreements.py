import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse

from agreements.models.asking import Asking
from agreements.models.renewing import Renewing
from agreements.models.signing import Signing
from jcop.models import SHOWN
from jcop.rules import Ruled


@pghistory.track(exclude=["handed_over_to"])
class Agreement(Ruled, Asking):
    """A porozumienie lets one organisation use the Centre for a stated period.

    The fields and verbs stand by phase: `concluding` (up to the number), `signing` (its paper), `ending`,
    `renewing`, `drafting` (the paper of both changes) and `asking` (what its organisation asks for);
    `registering` holds the questions to the register.
    """

    class Meta:
        triggers = [SHOWN]
        verbose_name = "porozumienie"
        verbose_name_plural = "porozumienia"
        ordering = ["-pk"]
        permissions = [
            ("conclude_agreement", "Może zatwierdzić porozumienie"),
            ("file_agreement", "Może odnotować podpisy, skan, wydanie egzemplarza i uwagi"),
            ("end_agreement", "Może rozwiązać albo anulować porozumienie"),
        ]
        indexes = [
            models.Index(
                name="agreement_in_force",
                fields=["organization", "valid_from"],
                condition=Q(state="concluded"),
            ),
            models.Index(name="agreement_by_signing", fields=["signed_on"]),
        ]
        constraints = [
            *Signing.Meta.constraints,
            *Renewing.Meta.constraints,
            models.CheckConstraint(
                name="agreement_state_known",
                condition=Q(state__in=["prepared", "received", "concluded", "abandoned", "annulled"]),
            ),
            models.CheckConstraint(
                name="agreement_concluded_whole",
                condition=Q(
                    state__in=["concluded", "annulled"],
                    signed_on__isnull=False,
                    valid_from__isnull=False,
                    concluded_at__isnull=False,
                    concluded_by__isnull=False,
                )
                & ~Q(number="")
                & ~Q(party_name="")
                | Q(
                    state__in=["prepared", "received", "abandoned"],
                    number="",
                    signed_on=None,
                    valid_from=None,
                    valid_until=None,
                    terminated_on=None,
                    concluded_at=None,
                    concluded_by=None,
                ),
                violation_error_message="Zawarte porozumienie ma numer, datę i początek obowiązywania.",
            ),
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=(Q(valid_until=None) | Q(valid_until__gte=F("valid_from")))
                & (Q(terminated_on=None) | Q(terminated_on__gte=F("valid_from"))),
                violation_error_message="Porozumienie nie może kończyć się przed początkiem.",
            ),
            models.CheckConstraint(
                name="agreement_ended_has_reason",
                condition=Q(terminated_on=None) & ~Q(state="annulled") | ~Q(end_reason=""),
                violation_error_message="Podaj powód.",
            ),
            models.CheckConstraint(
                name="agreement_end_mode_known",
                condition=Q(end_mode="", noticed_on=None)
                | Q(
                    terminated_on__isnull=False,
                    end_mode__in=["by_org", "by_city", "agreed", "breach", "notice"],
                ),
            ),
            models.CheckConstraint(
                name="agreement_number_set_aside",
                condition=Q(number_of=None) | Q(state="annulled", request=None),
            ),
            models.UniqueConstraint(
                F("number"),
                ExtractYear("signed_on"),
                name="agreement_number_once",
                condition=~Q(number=""),
                violation_error_message="Porozumienie o tym numerze w tym roku już istnieje.",
            ),
            # The target of the composite foreign key of bookings: an agreement of this organisation.
            models.UniqueConstraint(name="agreement_of_organization", fields=["id", "organization"]),
        ]

    def __str__(self) -> str:
        return f"porozumienie nr {self.number}" if self.number else "porozumienie (bez numeru)"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.organization.key, self.pk])
