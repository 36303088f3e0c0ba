"""When a worker is at the Centre, month by month. It says that, and takes no room."""

from collections.abc import Sequence
from datetime import date
from typing import Self

import pghistory
from django.db import models, transaction
from django.db.models import Q

from jcop.models.hours import WeekdaySpan, span_rules
from jcop.models.pages import SHOWN
from jcop.opening.hours import Span
from jcop.opening.wording import MONTHS, duty_sentence


class WorkerDutyQuerySet(models.QuerySet["WorkerDuty"]):
    def from_month_of(self, day: date) -> Self:
        return self.filter(month__gte=day.replace(day=1)).order_by("month").prefetch_related("spans")


@pghistory.track()
class WorkerDuty(models.Model):
    """The duty hours of the Centre's worker in one month."""

    month = models.DateField(
        "miesiąc",
        unique=True,
        error_messages={"unique": "Dyżury w tym miesiącu są już wpisane: proszę zmienić tamten wpis."},
    )
    note = models.CharField(
        "dopisek dla mieszkańców",
        max_length=300,
        blank=True,
        help_text="Bez imion i nazwisk.",
    )

    objects = WorkerDutyQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "dyżury pracownika w miesiącu"
        verbose_name_plural = "dyżury pracownika"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="worker_duty_month_is_its_first_day", condition=Q(month__day=1))
        ]

    def __str__(self) -> str:
        return f"dyżury – {MONTHS[self.month.month - 1]} {self.month.year}"

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """The duty hours of each weekday, from Monday."""
        spans = sorted(self.spans.all(), key=lambda span: span.opens)
        return tuple(
            tuple(Span(s.opens, s.closes) for s in spans if s.weekday == weekday) for weekday in range(7)
        )

    @property
    def sentence(self) -> str:
        return duty_sentence(self.month, self.week)

    @transaction.atomic
    def set_week(self, week: Sequence[Sequence[Span]]) -> None:
        """Replace the hours of the month, and touch nothing when they are the same."""
        if tuple(map(tuple, week)) == self.week:
            return
        self.spans.all().delete()
        DutySpan.objects.bulk_create(
            DutySpan(duty=self, weekday=weekday, opens=span.opens, closes=span.closes)
            for weekday, spans in enumerate(week)
            for span in spans
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class DutySpan(WeekdaySpan):
    """One stretch of a worker's duty on a weekday of the month."""

    duty = models.ForeignKey(WorkerDuty, on_delete=models.CASCADE, related_name="spans")

    class Meta:
        triggers = [SHOWN]
        verbose_name = "godziny dyżuru"
        verbose_name_plural = "godziny dyżurów"
        ordering = ["weekday", "opens"]
        constraints = span_rules("duty_span", "duty")
