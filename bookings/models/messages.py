"""What organisations are told of an act that hits their bookings: one mail each, or one call."""

from datetime import datetime
from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.closures import Closure
from bookings.models.consequences import Consequence
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.rules import Ruled
from organizations.models import Organization
from organizations.notifications import addresses_of


class ClosureMessageQuerySet(models.QuerySet["ClosureMessage"]):
    def to_call(self) -> Self:
        """Organisations that no mail reaches: somebody has to telephone."""
        return self.filter(state="to_call")

    def unheard(self) -> Self:
        """Neither a mail nor a call has reached the organisation yet."""
        return self.filter(state__in=["waiting", "to_call"])

    def whole(self) -> Self:
        return self.select_related("organization", "closure")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["note"])
class ClosureMessage(Ruled, Stateful):
    """What one organisation has to be told of an act: one mail, or one call where no address is known."""

    class State(models.TextChoices):
        WAITING = "waiting", "do wysłania"
        SENT = "sent", "wysłana"
        TO_CALL = "to_call", "zadzwoń"
        CALLED = "called", "przekazano telefonicznie"

    SOURCES: ClassVar = {
        State.SENT: frozenset({State.WAITING, State.TO_CALL}),
        State.TO_CALL: frozenset({State.WAITING}),
        State.CALLED: frozenset({State.TO_CALL}),
    }

    closure = models.ForeignKey(
        Closure, on_delete=models.CASCADE, related_name="messages", verbose_name="skutki"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="organizacja"
    )
    state = models.CharField("stan", max_length=10, choices=State, default=State.WAITING, editable=False)
    sent_at = models.DateTimeField("wysłano", null=True, editable=False)
    called_at = models.DateTimeField("zadzwoniono", null=True, editable=False)
    called_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zadzwonił(a)",
    )
    note = models.CharField("notatka z rozmowy", max_length=300, blank=True, editable=False)

    objects = ClosureMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "wiadomość o skutkach"
        verbose_name_plural = "wiadomości o skutkach zamknięć"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("call_closuremessage", "Może dzwonić do organizacji bez adresu e-mail")]
        constraints = [
            models.UniqueConstraint(
                name="closure_message_once",
                fields=["closure", "organization"],
                violation_error_message="Ta organizacja dostaje o tym już jedną wiadomość.",
            ),
            models.CheckConstraint(
                name="closure_message_whole",
                condition=Q(state__in=["waiting", "to_call"], sent_at=None, called_at=None, called_by=None)
                | Q(state="sent", sent_at__isnull=False, called_at=None, called_by=None)
                | Q(state="called", sent_at=None, called_at__isnull=False, called_by__isnull=False),
                violation_error_message="Wysłana ma czas wysłania, przekazana: kto i kiedy zadzwonił.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.closure}"

    @property
    def lines(self) -> models.QuerySet[Consequence]:
        """What is said: each booking of this organisation with what happens to it."""
        rows = self.closure.consequences.filter(booking__organization=self.organization_id)
        return rows.select_related("booking__organization").prefetch_related("booking__items__bookable")

    @property
    def bookers(self) -> models.QuerySet[User]:
        """Whoever made the bookings that the message is about."""
        made = self.closure.consequences.filter(booking__organization=self.organization_id)
        return User.objects.filter(pk__in=made.values("booking__made_by"))

    @classmethod
    def address(cls, closure: Closure, organization: Organization) -> "ClosureMessage":
        """Enqueue the mail in the transaction of the act; without any address it waits for a call."""
        message = cls.objects.create(closure=closure, organization=organization)
        if addresses_of(organization, message.bookers):
            post(Mail.CENTRE_RESUMED if closure.is_resumption else Mail.CLOSURE_TOLD, message)
            return message
        return message._move("to_call")

    def mark_called(self, *, by: User, note: str = "", at: datetime | None = None) -> Self:
        """The organisation was told by telephone."""
        call: dict[str, Any] = {"called_by": by, "called_at": at or timezone.now(), "note": note.strip()}
        return self._move("called", **call)

    def mark_sent(self, *, at: datetime) -> Self:
        return self._move("sent", sent_at=at)

    def leave_to_call(self) -> Self:
        """Its addresses are gone since, or the mail was given up: somebody has to telephone."""
        return self._move("to_call")
