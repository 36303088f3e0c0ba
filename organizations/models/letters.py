from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from jcop.models import User
from jcop.moves import Stateful
from jcop.rules import Ruled
from organizations.models.organizations import Organization


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> Self:
        """To be printed and posted by the office."""
        return self.filter(state=Letter.State.WAITING)


class Letter(Ruled, Stateful):
    """A notice for an organisation without any e-mail address: the office prints it and posts it."""

    class State(models.TextChoices):
        WAITING = "waiting", "do wysłania"
        SENT = "sent", "wysłany"

    SOURCES: ClassVar = {State.SENT: frozenset({State.WAITING})}

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="letters", verbose_name="organizacja"
    )
    # Event and primary key, as in the Message-ID of a mail: a job that runs twice writes one letter.
    key = models.CharField(max_length=100, unique=True, editable=False)
    state = models.CharField("stan", max_length=10, choices=State, default=State.WAITING, editable=False)
    subject = models.CharField("w sprawie", max_length=300)
    text = models.TextField("treść")
    written_at = models.DateTimeField("powstał", default=timezone.now, editable=False)
    sent_on = models.DateField("wysłano", null=True, editable=False)
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="wysłał(a)"
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "list do wysłania"
        verbose_name_plural = "listy do wysłania"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="letter_sent_whole",
                condition=Q(state="waiting", sent_on=None, sent_by=None)
                | Q(state="sent", sent_on__isnull=False, sent_by__isnull=False),
                violation_error_message="Podaj datę wysłania.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.organization}"

    def mark_sent(self, *, by: User, sent_on: date) -> Self:
        if not timezone.localdate(self.written_at) <= sent_on <= timezone.localdate():
            raise ValidationError({"sent_on": "Podaj dzień od powstania listu do dzisiaj."})
        return self._move(self.State.SENT, sent_on=sent_on, sent_by=by)
