"""Keys and equipment given out and taken back, as the protocol says; whoever signed it, apart."""

from datetime import datetime, timedelta
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from jcop.models import User
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel

NAMES_KEPT = timedelta(days=365)
STILL_OUT = "Klucze lub sprzęt tej rezerwacji są już wydane i jeszcze nie wróciły."


class HandoverQuerySet(models.QuerySet["Handover"]):
    def whole(self) -> Self:
        """With all that its protocol says."""
        return self.select_related(
            "booking__organization", "booking__agreement", "given_by", "returned_to", "names"
        )

    def out(self) -> Self:
        return self.filter(returned_at=None).order_by("due_at")

    def overdue(self, at: datetime) -> Self:
        return self.out().filter(due_at__lt=at)

    def forget_names(self, at: datetime) -> int:
        """A year after the return it no longer matters who came for the keys."""
        names = HandoverNames.objects.filter(handover__returned_at__lt=at - NAMES_KEPT)
        return names.delete()[0]


@pghistory.track()
class Handover(Ruled):
    """What left the Centre's hands for a booking, in which condition, and what came back."""

    booking = models.ForeignKey(
        "bookings.Booking", on_delete=models.PROTECT, related_name="handovers", verbose_name="rezerwacja"
    )
    keys = models.CharField("klucze", max_length=200, blank=True, validators=[refuse_pesel])
    pieces = models.CharField("sprzęt", max_length=500, blank=True, validators=[refuse_pesel])
    given_at = models.DateTimeField("wydano", default=timezone.now)
    given_by = models.ForeignKey(
        "jcop.User", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="wydał(a)"
    )
    condition_out = models.CharField(
        "stan przy wydaniu", max_length=500, blank=True, validators=[refuse_pesel]
    )
    due_at = models.DateTimeField("do zwrotu")
    returned_at = models.DateTimeField("zwrócono", null=True)
    returned_to = models.ForeignKey(
        "jcop.User",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="zwrot przyjął(-ęła)",
    )
    condition_back = models.CharField(
        "stan przy zwrocie", max_length=500, blank=True, validators=[refuse_pesel]
    )
    damage = models.CharField("szkody i braki", max_length=500, blank=True, validators=[refuse_pesel])

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "wydanie kluczy i sprzętu"
        verbose_name_plural = "wydania kluczy i sprzętu"
        ordering = ["-given_at", "-pk"]
        indexes = [models.Index(name="handover_out", fields=["due_at"], condition=Q(returned_at=None))]
        constraints = [
            models.CheckConstraint(
                name="handover_of_something",
                condition=~Q(keys="") | ~Q(pieces=""),
                violation_error_message="Proszę wpisać klucze albo sprzęt.",
            ),
            models.CheckConstraint(
                name="handover_due_after_giving",
                condition=Q(due_at__gt=F("given_at")),
                violation_error_message="Termin zwrotu musi być późniejszy niż wydanie.",
            ),
            models.CheckConstraint(
                name="handover_returned_after_giving",
                condition=Q(returned_at=None, condition_back="", damage="")
                | Q(returned_at__isnull=False, returned_at__gte=F("given_at")),
                violation_error_message="Zwrot nie może być wcześniejszy niż wydanie.",
            ),
            models.UniqueConstraint(
                name="handover_out_once",
                fields=["booking"],
                condition=Q(returned_at=None),
                violation_error_message=STILL_OUT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.things} ({timezone.localtime(self.given_at):%d.%m.%Y})"

    @property
    def number(self) -> str:
        """Of its protocol, for people to name it by."""
        return f"{self.pk}/{timezone.localtime(self.given_at).year}"

    @property
    def things(self) -> str:
        return ", ".join(found for found in (self.keys, self.pieces) if found)

    @transaction.atomic
    def take_back(
        self,
        *,
        by: User | None,
        condition_back: str = "",
        damage: str = "",
        returner: str = "",
        at: datetime | None = None,
    ) -> Self:
        """Everything came back, in what condition, with what damage; once."""
        at = at or timezone.now()
        fields: dict[str, Any] = {
            "returned_at": at,
            "returned_to": by,
            "condition_back": condition_back.strip(),
            "damage": damage.strip(),
        }
        if not type(self).objects.out().filter(pk=self.pk).update(**fields):
            raise ValidationError("Zwrot jest już odnotowany.", code="illegal_move")
        HandoverNames.objects.filter(handover=self).update(returner=returner.strip())
        for name, value in fields.items():
            setattr(self, name, value)
        return self


class HandoverNames(models.Model):
    """Who took the things and who brought them back. In no history: deleted, the names are gone."""

    handover = models.OneToOneField(
        Handover, on_delete=models.CASCADE, primary_key=True, related_name="names"
    )
    receiver = models.CharField("odebrał(a)", max_length=150, validators=[refuse_pesel])
    returner = models.CharField("zwrócił(a)", max_length=150, blank=True, validators=[refuse_pesel])

    class Meta:
        verbose_name = "osoby z protokołu"
        verbose_name_plural = "osoby z protokołów"
        constraints = [
            models.CheckConstraint(
                name="handover_names_receiver",
                condition=~Q(receiver=""),
                violation_error_message="Proszę wpisać, kto odebrał.",
            )
        ]

    def __str__(self) -> str:
        return self.receiver
