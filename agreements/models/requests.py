import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agreements.models.services import Service
from agreements.numbering import next_number
from jcop.calendars import office_day_off
from jcop.jobs import enqueue
from jcop.models import Centre, User
from jcop.moves import Stateful
from jcop.rules import Ruled
from jcop.workdays import Term, deadline, term
from organizations.models import Organization


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def filed(self) -> Self:
        return self.exclude(state=ServiceRequest.State.DRAFT)

    def unfinished(self) -> Self:
        """Drafts and cases without a result: what an organisation still has on its desk."""
        return self.filter(state__in=[ServiceRequest.State.DRAFT, *ServiceRequest.UNDECIDED])

    def awaiting_set(self) -> Self:
        return self.filter(state=ServiceRequest.State.SUBMITTED)

    def under_examination(self) -> Self:
        return self.filter(state=ServiceRequest.State.UNDER_EXAMINATION)

    def undecided(self) -> Self:
        return self.filter(state__in=ServiceRequest.UNDECIDED)

    def overdue(self, day: date) -> Self:
        return self.undecided().filter(due_on__lt=day)

    def by_due_date(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


@pghistory.track(exclude=["form_key"])
class ServiceRequest(Ruled, Stateful):
    """A zapotrzebowanie: what one organisation asks the Centre for, and what became of it."""

    class State(models.TextChoices):
        DRAFT = "draft", "wersja robocza"
        SUBMITTED = "submitted", "złożone"
        UNDER_EXAMINATION = "under_examination", "w trakcie rozpatrywania"
        ACCEPTED = "accepted", "rozpatrzone pozytywnie"
        REFUSED = "refused", "rozpatrzone negatywnie"
        WITHDRAWN = "withdrawn", "wycofane"

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", "osobiście"
        POST = "post", "poczta"
        E_DELIVERY = "e_delivery", "e-Doręczenia"

    UNDECIDED = (State.SUBMITTED, State.UNDER_EXAMINATION)
    SOURCES: ClassVar = {
        State.SUBMITTED: frozenset({State.DRAFT}),
        State.UNDER_EXAMINATION: frozenset({State.SUBMITTED}),
        State.ACCEPTED: frozenset({State.UNDER_EXAMINATION}),
        State.REFUSED: frozenset({State.SUBMITTED, State.UNDER_EXAMINATION}),
        State.WITHDRAWN: frozenset({State.DRAFT, State.SUBMITTED, State.UNDER_EXAMINATION}),
    }

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="requests",
        verbose_name="organizacja",
    )
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField("stan", max_length=20, choices=State, default=State.DRAFT, editable=False)
    year = models.PositiveSmallIntegerField(null=True, editable=False)
    number = models.PositiveIntegerField(null=True, editable=False)
    services = models.ManyToManyField(Service, through="RequestedService", related_name="+")
    prepared_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    prepared_at = models.DateTimeField("przygotowano", default=timezone.now, editable=False)
    submitted_at = models.DateTimeField("złożono w portalu", null=True, editable=False)
    submitted_on = models.DateField("data złożenia", null=True, editable=False)
    received_on = models.DateField("data wpływu kompletu", null=True, editable=False)
    received_channel = models.CharField(
        "sposób wpływu", max_length=10, choices=Channel, blank=True, editable=False
    )
    copies_received = models.PositiveSmallIntegerField("liczba egzemplarzy", null=True, editable=False)
    counts_from = models.DateField("termin liczony od", null=True, editable=False)
    due_on = models.DateField("termin rozpatrzenia", null=True, editable=False)
    decided_at = models.DateTimeField("rozpatrzono", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    refusal_reason = models.TextField("uzasadnienie odmowy", blank=True, editable=False)

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "zapotrzebowanie"
        verbose_name_plural = "zapotrzebowania"
        ordering = ["-pk"]
        permissions = [
            ("receive_servicerequest", "Może przyjąć podpisany komplet"),
            ("examine_servicerequest", "Może rozpatrzyć zapotrzebowanie"),
            ("refuse_servicerequest", "Może odmówić zawarcia porozumienia"),
        ]
        indexes = [
            models.Index(
                name="request_queue",
                fields=["due_on", "id"],
                condition=Q(state__in=["submitted", "under_examination"]),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="request_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "under_examination",
                        "accepted",
                        "refused",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="request_numbered_iff_submitted",
                condition=Q(state="draft", number=None, submitted_at=None, submitted_on=None)
                | Q(state="withdrawn")
                | Q(
                    state__in=["submitted", "under_examination", "accepted", "refused"],
                    number__isnull=False,
                    year__isnull=False,
                    submitted_at__isnull=False,
                    submitted_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="request_decided_iff_decision",
                condition=Q(
                    state__in=["accepted", "refused"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | Q(
                    state__in=["draft", "submitted", "under_examination", "withdrawn"],
                    decided_at=None,
                    decided_by=None,
                ),
            ),
            models.CheckConstraint(
                name="request_refusal_has_reason",
                condition=~Q(state="refused") | ~Q(refusal_reason=""),
                violation_error_message="Odmowa wymaga uzasadnienia.",
            ),
            models.CheckConstraint(
                name="request_received_whole",
                condition=Q(received_on=None, received_channel="", copies_received=None)
                | Q(
                    received_on__isnull=False,
                    copies_received__isnull=False,
                    copies_received__range=(1, 9),
                )
                & ~Q(received_channel=""),
            ),
            models.CheckConstraint(
                name="request_examined_after_receipt",
                condition=~Q(state__in=["under_examination", "accepted"]) | Q(received_on__isnull=False),
            ),
            models.UniqueConstraint(name="request_number_once", fields=["year", "number"]),
        ]

    def __str__(self) -> str:
        return f"zapotrzebowanie nr {self.reference}" if self.number else "zapotrzebowanie (robocze)"

    def get_absolute_url(self) -> str:
        return reverse("agreements:request", args=[self.organization.key, self.pk])

    @property
    def reference(self) -> str:
        return f"{self.number}/{self.year}" if self.number else ""

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def may_edit(self) -> bool:
        return self.state == self.State.DRAFT

    def term(self) -> Term | None:
        """The count of the deadline with every day skipped, for people to check."""
        if self.counts_from is None:
            return None
        return term(self.counts_from, Centre.objects.get().review_days, office_day_off())

    @classmethod
    @transaction.atomic
    def prepare(
        cls,
        *,
        organization: Organization,
        by: User,
        form_key: uuid.UUID,
        wishes: dict[Service, str],
    ) -> "ServiceRequest":
        """A draft with the chosen services; the same form sent twice gives the first draft."""
        organization = Organization.objects.locked(organization.pk)
        existing = cls.objects.of(organization).filter(form_key=form_key).first()
        if existing:
            return existing
        if not organization.may_start:
            raise ValidationError(
                "Organizacja jest zawieszona albo zamknięta i nie może składać zapotrzebowań.",
                code="suspended",
            )
        if not organization.may_agree:
            raise ValidationError(
                "Grupa bez rejestru nie może zawrzeć porozumienia. Z doradztwa można skorzystać bez niego.",
                code="no_capacity",
            )
        request = cls.objects.create(organization=organization, prepared_by=by, form_key=form_key)
        RequestedService.objects.bulk_create(
            RequestedService(request=request, service=service, details=details)
            for service, details in wishes.items()
        )
        return request

    @classmethod
    @transaction.atomic
    def file(
        cls,
        *,
        organization: Organization,
        by: User,
        form_key: uuid.UUID,
        wishes: dict[Service, str],
    ) -> "ServiceRequest":
        """Prepare and submit in one act; the same form sent twice gives the first request."""
        request = cls.prepare(organization=organization, by=by, form_key=form_key, wishes=wishes)
        return request.submit() if request.state == cls.State.DRAFT else request

    @transaction.atomic
    def submit(self, *, at: datetime | None = None) -> Self:
        """File the request: number, deadline, and the agreement and set that go with it."""
        from agreements.models.agreements import Agreement  # That module imports this one.

        at = at or timezone.now()
        today = timezone.localdate(at)
        if not self.services.exists():
            raise ValidationError("Wybierz co najmniej jedno świadczenie.", code="no_services")
        centre = Centre.objects.get()
        counts: dict[str, Any] = {}
        if centre.clock_starts == Centre.ClockStart.FILING:
            counts = self._counted_from(today, centre)
        Agreement.prepare(self)
        enqueue("prepare_set", request_id=self.pk)
        enqueue("request_submitted", request_id=self.pk)
        return self._move(
            self.State.SUBMITTED,
            submitted_at=at,
            submitted_on=today,
            year=today.year,
            number=next_number("request", today.year),
            **counts,
        )

    @transaction.atomic
    def receive_signed_set(self, *, on: date, channel: str, copies: int) -> Self:
        """Note the signed set that reached the office; the examination begins."""
        if on > timezone.localdate():
            raise ValidationError({"on": "Data wpływu nie może być z przyszłości."})
        if self.submitted_on and on < self.submitted_on:
            raise ValidationError({"on": "Komplet nie mógł wpłynąć przed złożeniem zapotrzebowania."})
        centre = Centre.objects.get()
        starts_now = centre.clock_starts == Centre.ClockStart.RECEIPT
        self._move(
            self.State.UNDER_EXAMINATION,
            received_on=on,
            received_channel=channel,
            copies_received=copies,
            **(self._counted_from(on, centre) if starts_now else {}),
        )
        self.agreement.receive()
        return self

    def _counted_from(self, day: date, centre: Centre) -> dict[str, Any]:
        return {"counts_from": day, "due_on": deadline(day, centre.review_days, office_day_off())}

    @transaction.atomic
    def accept(self, *, by: User, at: datetime | None = None) -> Self:
        self._move(self.State.ACCEPTED, decided_at=at or timezone.now(), decided_by=by)
        enqueue("request_accepted", request_id=self.pk)
        return self

    @transaction.atomic
    def refuse(self, *, by: User, reason: str, at: datetime | None = None) -> Self:
        """Refuse to conclude an agreement; the reasons are compulsory and told to the applicant."""
        if not reason.strip():
            raise ValidationError({"reason": "Odmowa wymaga uzasadnienia."})
        self._move(
            self.State.REFUSED,
            decided_at=at or timezone.now(),
            decided_by=by,
            refusal_reason=reason.strip(),
        )
        self.agreement.abandon()
        enqueue("request_refused", request_id=self.pk)
        return self

    @transaction.atomic
    def withdraw(self) -> Self:
        was_filed = self.state != self.State.DRAFT
        self._move(self.State.WITHDRAWN)
        if was_filed:
            self.agreement.abandon()
        return self


class RequestedService(Ruled):
    """One service chosen in a request, with what the organisation wrote about its need."""

    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="wishes")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    details = models.TextField("szczegóły", blank=True)

    class Meta:
        verbose_name = "wybrane świadczenie"
        verbose_name_plural = "wybrane świadczenia"
        ordering = ["service__position", "pk"]
        constraints = [models.UniqueConstraint(name="service_requested_once", fields=["request", "service"])]

    def __str__(self) -> str:
        return self.service.name
