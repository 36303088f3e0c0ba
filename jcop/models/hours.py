from datetime import date, datetime
from typing import Any, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Prefetch, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from jcop.hours import Period, Span
from jcop.jobs import enqueue
from jcop.rules import Ruled

OVERLAP = "Godziny tego dnia nakładają się."
WEEKDAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]


class HoursPeriodQuerySet(models.QuerySet["HoursPeriod"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def touching(self, first: date, last: date) -> Self:
        """Periods with a day between `first` and `last`, both inclusive."""
        return self.filter(Q(valid_until__gte=first) | Q(valid_until=None), valid_from__lte=last)

    def as_periods(self) -> list[Period]:
        """Plain values for `jcop.hours`, in two statements whatever their number."""
        rows = self.prefetch_related(Prefetch("spans", HoursSpan.objects.order_by("opens")))
        return [row.as_period() for row in rows]


@pghistory.track()
class HoursPeriod(Ruled):
    """Hours that hold from one date to another: the usual pattern, an override, or a suspension."""

    class Kind(models.TextChoices):
        PATTERN = Period.PATTERN, "stałe godziny"
        OVERRIDE = Period.OVERRIDE, "zmiana na pewien czas"
        SUSPENSION = Period.SUSPENSION, "zawieszenie działalności"

    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    valid_from = models.DateField("od dnia")
    valid_until = models.DateField("do dnia", null=True, blank=True, help_text="Puste: do odwołania.")
    reason = models.CharField(
        "powód podawany mieszkańcom",
        max_length=300,
        blank=True,
        help_text="Na przykład: „inwentaryzacja”. Pojawi się przy dniach, których dotyczy.",
    )
    published_at = models.DateTimeField("ogłoszono", null=True, blank=True, editable=False)

    objects = HoursPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "okres godzin otwarcia"
        verbose_name_plural = "godziny otwarcia"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hours_period_ends_after_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Ostatni dzień jest wcześniejszy niż pierwszy.",
            ),
            models.CheckConstraint(
                name="hours_override_has_end",
                condition=~Q(kind="override") | Q(valid_until__isnull=False),
                violation_error_message="Zmiana na pewien czas musi mieć ostatni dzień.",
            ),
            models.CheckConstraint(
                name="hours_suspension_has_reason",
                condition=~Q(kind="suspension") | ~Q(reason=""),
                violation_error_message="Zawieszenie wymaga powodu dla mieszkańców.",
            ),
        ]

    def __str__(self) -> str:
        until = f"do {self.valid_until:%d.%m.%Y}" if self.valid_until else "do odwołania"
        return f"{self.get_kind_display()} od {self.valid_from:%d.%m.%Y} {until}"

    def as_period(self) -> Period:
        return Period(
            kind=self.kind,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            published_at=self.published_at,
            reason=self.reason,
            spans=tuple((s.weekday, Span(s.opens, s.closes)) for s in self.spans.all()),
        )

    def publish(self, *, at: datetime | None = None) -> None:
        """Show the period to residents. Publishing is done once; its moment ranks suspensions."""
        stamp = at or timezone.now()
        changed = HoursPeriod.objects.filter(pk=self.pk, published_at=None).update(published_at=stamp)
        if not changed:
            raise ValidationError("Te godziny są już ogłoszone.", code="illegal_move")
        self.published_at = stamp


def _on_a_day(field: str) -> Func:
    """The time of day as a timestamp: PostgreSQL has ranges of timestamps, not of times."""
    return Func(F(field), template="('2000-01-01'::date + %(expressions)s::time)")


@pghistory.track()
class HoursSpan(Ruled):
    """One stretch of open time on a weekday of a period; a weekday without a span is closed."""

    period = models.ForeignKey(HoursPeriod, on_delete=models.CASCADE, related_name="spans")
    weekday = models.PositiveSmallIntegerField("dzień", choices=list(enumerate(WEEKDAYS)))
    opens = models.TimeField("od")
    closes = models.TimeField("do")

    class Meta:
        verbose_name = "godziny dnia"
        verbose_name_plural = "godziny dni (dzień bez wpisu: nieczynne)"
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="hours_span_closes_after_opening",
                condition=Q(closes__gt=F("opens")),
                violation_error_message="Godzina zamknięcia musi być późniejsza niż otwarcia.",
            ),
            models.CheckConstraint(name="hours_span_weekday", condition=Q(weekday__gte=0, weekday__lte=6)),
            ExclusionConstraint(
                name="hours_spans_do_not_overlap",
                expressions=[
                    ("period", "="),
                    ("weekday", "="),
                    # In either order a range: reversed or missing hours are for the other rules to tell.
                    (
                        Func(
                            Least(_on_a_day("opens"), _on_a_day("closes")),
                            Greatest(_on_a_day("opens"), _on_a_day("closes")),
                            function="tsrange",
                        ),
                        "&&",
                    ),
                ],
                violation_error_message=OVERLAP,
            ),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.opens:%H:%M}–{self.closes:%H:%M}"


class NonWorkingDay(models.Model):
    """A statutory day off that the office adds or strikes until the `holidays` library knows it."""

    day = models.DateField("dzień", unique=True)
    name = models.CharField("nazwa", max_length=100, blank=True)
    is_off = models.BooleanField(
        "wolny od pracy",
        default=True,
        help_text="Odznacz, by skreślić dzień, który przestał być wolny.",
    )

    class Meta:
        verbose_name = "poprawka dni ustawowo wolnych"
        verbose_name_plural = "poprawki dni ustawowo wolnych"
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(
                name="non_working_day_has_name",
                condition=Q(is_off=False) | ~Q(name=""),
                violation_error_message="Dzień wolny musi mieć nazwę.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Deadlines that are running are counted anew."""
        super().save(*args, **kwargs)
        enqueue("recount_deadlines")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        enqueue("recount_deadlines")
        return super().delete(*args, **kwargs)
