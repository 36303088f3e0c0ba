"""What an act of the office meant for one booking, and what stood against it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bookings.models.bookings import Booking
from bookings.models.obstacles import STOPPED, Obstacle, since_publication


class Choice(models.TextChoices):
    KEEP = "keep", "zostaje"
    CANCEL = "cancel", "odwołana"
    PROPOSE = "propose", "zaproponowano inny termin"
    NONE_FREE = "none_free", "nie ma wolnego terminu"
    # No decision about a booking: what the end of a suspension means for one that it cancelled.
    RESUMED = "resumed", "można zarezerwować na nowo"


class ConsequenceQuerySet(models.QuerySet["Consequence"]):
    def cancelled_by(self, suspensions: Iterable[datetime]) -> Self:
        """Bookings that were called off because of suspensions (by the moments of their publication).

        Of those who may book anew and were not told so yet, in the order of whom they belong to.
        """
        causes = [since_publication(Obstacle.SUSPENSION, moment) for moment in suspensions]
        rows = self.filter(choice=Choice.CANCEL, against__overlap=causes)
        rows = rows.filter(Q(booking__organization__isnull=False) | Q(booking__visit__guest__isnull=False))
        rows = rows.exclude(booking__organization__state__in=STOPPED)
        return rows.exclude(booking__consequences__choice=Choice.RESUMED).order_by(
            "booking__organization__name", "booking__visit__guest_id", "starts_at", "pk"
        )


class Consequence(models.Model):
    """What an act meant for one booking: the time that was hit, and what was decided."""

    closure = models.ForeignKey("bookings.Closure", on_delete=models.CASCADE, related_name="consequences")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="consequences")
    choice = models.CharField("decyzja", max_length=10, choices=Choice)
    starts_at = models.DateTimeField("początek")
    ends_at = models.DateTimeField("koniec")
    new_starts_at = models.DateTimeField("proponowany początek", null=True, blank=True)
    new_ends_at = models.DateTimeField("proponowany koniec", null=True, blank=True)
    answer_until = models.DateField("odpowiedź do dnia", null=True, blank=True)
    # Obstacles with their causes, as in `Booking.despite`: a suspension that ends finds what it cancelled.
    against = ArrayField(
        models.CharField(max_length=50),
        default=list,
        db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=50))),
        editable=False,
    )

    objects = ConsequenceQuerySet.as_manager()

    class Meta:
        verbose_name = "skutek dla rezerwacji"
        verbose_name_plural = "skutki dla rezerwacji"
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="consequence_once",
                fields=["closure", "booking"],
                violation_error_message="O tej rezerwacji już zdecydowano.",
            ),
            models.UniqueConstraint(
                name="consequence_resumed_once",
                fields=["booking"],
                condition=Q(choice="resumed"),
                violation_error_message="O wznowieniu działalności już zawiadomiono.",
            ),
            models.CheckConstraint(
                name="consequence_proposal_whole",
                condition=Q(
                    choice="propose",
                    new_starts_at__isnull=False,
                    new_ends_at__isnull=False,
                    new_ends_at__gt=F("new_starts_at"),
                    answer_until__isnull=False,
                )
                | Q(
                    choice__in=["keep", "cancel", "none_free", "resumed"],
                    new_starts_at=None,
                    new_ends_at=None,
                    answer_until=None,
                ),
                violation_error_message="Propozycja ma nowy termin i dzień odpowiedzi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_choice_display()}"

    @property
    def sentence(self) -> str:
        """What is said of this booking on the telephone."""
        what = ", ".join(str(item) for item in self.booking.items.all())
        told = f"{what}, {_span(self.starts_at, self.ends_at)}: {self.get_choice_display()}"
        if self.new_starts_at and self.new_ends_at and self.answer_until:
            told += (
                f" – {_span(self.new_starts_at, self.new_ends_at)}, odpowiedź do {self.answer_until:%d.%m.%Y}"
            )
        return told


def _span(starts_at: datetime, ends_at: datetime) -> str:
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{first:%d.%m.%Y}, godz. {first:%H:%M}–{last:%H:%M}"
