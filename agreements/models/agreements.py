from datetime import date, datetime
from typing import ClassVar, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone

from agreements.models.notices import Notice
from agreements.models.requests import ServiceRequest
from agreements.models.services import Service
from jcop.models import Centre, User
from jcop.moves import Stateful
from jcop.rules import Ruled
from organizations.models import Organization
from organizations.models.querysets import OrganizationQuerySet


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def in_force(self, day: date) -> Self:
        """Concluded, begun, and neither expired nor terminated before `day` (dates are inclusive)."""
        return self.alias(last_day=Least("valid_until", "terminated_on")).filter(
            Q(last_day=None) | Q(last_day__gte=day),
            state=Agreement.State.CONCLUDED,
            valid_from__lte=day,
        )

    def parties(self) -> OrganizationQuerySet:
        """The organisations that have one of these agreements."""
        mine = self.filter(organization=models.OuterRef("pk"))
        return Organization.objects.filter(models.Exists(mine))

    def granting(self, right: str, day: date) -> Self:
        """In force on `day` and granting a service with that right on that day."""
        grants = Grant.objects.on(day).filter(service__right=right, agreement=models.OuterRef("pk"))
        return self.in_force(day).filter(models.Exists(grants))

    def proposed_number(self, year: int) -> str:
        """The next free number of the year by the office's pattern; staff may type another."""
        pattern = Centre.objects.get().agreement_number_pattern
        used = self.filter(signed_on__year=year).count()
        while True:
            used += 1
            number = pattern.replace("{n}", str(used)).replace("{rok}", str(year))
            if not self.filter(number=number).exists():
                return number

    def awaiting_signature(self) -> Self:
        """Signed by the organisation, the request accepted: the city's turn."""
        return self.filter(state=Agreement.State.RECEIVED, request__state=ServiceRequest.State.ACCEPTED)


@pghistory.track()
class Agreement(Ruled, Stateful):
    """A porozumienie lets one organisation use the Centre for a stated period."""

    class State(models.TextChoices):
        PREPARED = "prepared", "przygotowane"
        RECEIVED = "received", "podpisane przez organizację"
        CONCLUDED = "concluded", "zawarte"
        ABANDONED = "abandoned", "niezawarte"
        ANNULLED = "annulled", "anulowane"

    SOURCES: ClassVar = {
        State.PREPARED: frozenset({State.RECEIVED, State.ABANDONED}),
        State.RECEIVED: frozenset({State.PREPARED, State.ABANDONED}),
        State.CONCLUDED: frozenset({State.RECEIVED}),
        State.ABANDONED: frozenset({State.PREPARED, State.RECEIVED}),
        State.ANNULLED: frozenset({State.CONCLUDED}),
    }

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name="organizacja",
    )
    request = models.OneToOneField(
        ServiceRequest,
        on_delete=models.PROTECT,
        related_name="agreement",
        null=True,
        blank=True,
        editable=False,
        verbose_name="zapotrzebowanie",
    )
    state = models.CharField("stan", max_length=10, choices=State, default=State.PREPARED, editable=False)
    number = models.CharField("numer porozumienia", max_length=50, blank=True, editable=False)
    signed_on = models.DateField("data zawarcia", null=True, editable=False)
    valid_from = models.DateField("obowiązuje od", null=True, editable=False)
    valid_until = models.DateField("obowiązuje do", null=True, editable=False)
    terminated_on = models.DateField("rozwiązane z dniem", null=True, editable=False)
    end_reason = models.CharField("powód zakończenia", max_length=300, blank=True, editable=False)
    concluded_at = models.DateTimeField("zatwierdzono", null=True, editable=False)
    concluded_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zatwierdził(a)",
    )
    party_name = models.CharField("strona", max_length=400, blank=True, editable=False)
    party_address = models.CharField("adres strony", max_length=300, blank=True, editable=False)
    party_representation = models.TextField("reprezentacja strony", blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "porozumienie"
        verbose_name_plural = "porozumienia"
        ordering = ["-pk"]
        permissions = [
            ("conclude_agreement", "Może zatwierdzić porozumienie"),
            ("end_agreement", "Może rozwiązać albo anulować porozumienie"),
        ]
        indexes = [
            models.Index(
                name="agreement_in_force",
                fields=["organization", "valid_from"],
                condition=Q(state="concluded"),
            )
        ]
        constraints = [
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
            models.UniqueConstraint(
                name="agreement_number_once",
                fields=["number"],
                condition=~Q(number=""),
                violation_error_message="Porozumienie o tym numerze już istnieje.",
            ),
            # The target of the composite foreign key of bookings: an agreement of this organisation.
            models.UniqueConstraint(name="agreement_of_organization", fields=["id", "organization"]),
        ]

    def __str__(self) -> str:
        return f"porozumienie nr {self.number}" if self.number else "porozumienie (bez numeru)"

    def get_absolute_url(self) -> str:
        return reverse("agreements:agreement", args=[self.organization.key, self.pk])

    @property
    def last_day(self) -> date | None:
        return min((d for d in (self.valid_until, self.terminated_on) if d), default=None)

    @property
    def may_terminate(self) -> bool:
        return self.state == self.State.CONCLUDED and self.terminated_on is None

    def is_in_force(self, day: date) -> bool:
        return (
            self.state == self.State.CONCLUDED
            and self.valid_from is not None
            and self.valid_from <= day
            and (self.last_day is None or day <= self.last_day)
        )

    def status(self, day: date) -> str:
        """The state as people ask for it on `day`: obowiązujące, wygasłe, rozwiązane…"""
        if self.state != self.State.CONCLUDED:
            return self.get_state_display()
        if self.is_in_force(day):
            return "obowiązujące"
        if self.valid_from and day < self.valid_from:
            return "zawarte, jeszcze nie obowiązuje"
        return "rozwiązane" if self.terminated_on == self.last_day else "wygasłe"

    @classmethod
    def prepare(cls, request: ServiceRequest) -> "Agreement":
        """The agreement is made together with its request: the organisation files both at once."""
        return cls.objects.create(organization=request.organization, request=request)

    def receive(self) -> Self:
        return self._move(self.State.RECEIVED)

    def return_for_signature(self) -> Self:
        """What was signed is no longer what is asked for: the organisation signs a new set."""
        return self._move(self.State.PREPARED)

    def restore(self, *, is_received: bool) -> Self:
        """The case goes on: take up an agreement that was not to be, or one not concluded yet."""
        to = self.State.RECEIVED if is_received else self.State.PREPARED
        return self if self.state == to else self._move(to)

    def abandon(self) -> Self:
        return self._move(self.State.ABANDONED)

    @transaction.atomic
    def conclude(
        self,
        *,
        by: User,
        number: str,
        signed_on: date,
        valid_from: date | None = None,
        valid_until: date | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Sign for the city: number and date are given, the requested services are granted."""
        at = at or timezone.now()
        organization = Organization.objects.locked(self.organization_id)
        self._refuse_conclusion_of(organization, signed_on, timezone.localdate(at))
        self._move(
            self.State.CONCLUDED,
            number=number.strip(),
            signed_on=signed_on,
            valid_from=valid_from or signed_on,
            valid_until=valid_until,
            concluded_at=at,
            concluded_by=by,
            party_name=organization.name,
            party_address=organization.address,
            party_representation=organization.representation,
        )
        if self.request:
            Grant.objects.bulk_create(
                Grant(agreement=self, service=service, valid_from=valid_from or signed_on)
                for service in self.request.services.filter(
                    pk__in=self.request.wishes.filter(is_declined=False).values("service")
                )
            )
        Notice.post("agreement_concluded", request=self.request, subject=self.pk)
        return self

    def _refuse_conclusion_of(self, organization: Organization, signed_on: date, today: date) -> None:
        if not organization.is_verified:
            raise ValidationError(
                "Najpierw trzeba zweryfikować organizację: porównać jej dane z rejestrem.",
                code="unverified",
            )
        if self.request:
            if self.request.lock().state != ServiceRequest.State.ACCEPTED:
                raise ValidationError("Zapotrzebowanie nie jest rozpatrzone pozytywnie.", code="not_accepted")
            if self.request.received_on and signed_on < self.request.received_on:
                raise ValidationError({"signed_on": "Data zawarcia jest wcześniejsza niż wpływ kompletu."})
        if signed_on > today:
            raise ValidationError({"signed_on": "Data zawarcia nie może być z przyszłości."})

    @transaction.atomic
    def terminate(self, *, on: date, reason: str) -> Self:
        """End the agreement after the day `on`; it stays concluded, its dates say the rest."""
        Organization.objects.locked(self.organization_id)
        if self.valid_from and on < self.valid_from:
            raise ValidationError({"on": "Porozumienie nie może kończyć się przed początkiem."})
        changed = Agreement.objects.filter(pk=self.pk, state=self.State.CONCLUDED, terminated_on=None).update(
            terminated_on=on, end_reason=reason.strip()
        )
        if not changed:
            raise ValidationError("Tego porozumienia nie można rozwiązać.", code="illegal_move")
        self.terminated_on, self.end_reason = on, reason.strip()
        return self

    @transaction.atomic
    def annul(self, *, reason: str) -> Self:
        """Mark an agreement concluded by mistake; its number stays used."""
        Organization.objects.locked(self.organization_id)
        return self._move(self.State.ANNULLED, end_reason=reason.strip())


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, day: date) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Grant(Ruled):
    """One service that an agreement grants, from a date; bookings derive their right from it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="grants")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", verbose_name="świadczenie"
    )
    valid_from = models.DateField("od")
    valid_until = models.DateField("do", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "przyznane świadczenie"
        verbose_name_plural = "przyznane świadczenia"
        ordering = ["service__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Świadczenie kończy się wcześniej, niż się zaczyna.",
            )
        ]

    def __str__(self) -> str:
        return self.service.name
