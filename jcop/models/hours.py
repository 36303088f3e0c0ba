from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.utils import timezone

from jcop.models.pages import SHOWN
from jcop.opening.hours import Period, Span
from jcop.opening.typed_hours import OVERLAP
from jcop.rules import Ruled

WEEKDAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
FOR_EVER = Cast(Value("infinity"), models.DateField())
PLAIN_FIELDS = (
    "kind",
    "valid_from",
    "valid_until",
    "published_at",
    "reason",
    "note",
    "contact",
    "is_by_phone",
)


class HoursPeriodQuerySet(models.QuerySet["HoursPeriod"]):
    def published(self) -> Self:
        """What residents are told: published and not taken back."""
        return self.filter(published_at__isnull=False, withdrawn_at=None)

    def suspensions(self) -> Self:
        return self.published().filter(kind=HoursPeriod.Kind.SUSPENSION)

    def touching(self, first: date, last: date) -> Self:
        """Periods with a day between `first` and `last`, both inclusive."""
        return self.filter(Q(valid_until__gte=first) | Q(valid_until=None), valid_from__lte=last)

    def ending_after(self, day: date) -> Self:
        """Periods in force on `day` or later."""
        return self.filter(Q(valid_until__gte=day) | Q(valid_until=None))

    def as_periods(self) -> list[Period]:
        """Plain values for `jcop.opening.hours`, in two statements whatever their number."""
        rows = list(self.values_list("pk", *PLAIN_FIELDS))
        spans = defaultdict(list)
        found = HoursSpan.objects.filter(period__in=[pk for pk, *_ in rows]).order_by("weekday", "opens")
        for period, weekday, opens, closes in found.values_list("period", "weekday", "opens", "closes"):
            spans[period].append((weekday, Span(opens, closes)))
        return [
            Period(**dict(zip(PLAIN_FIELDS, values, strict=True)), spans=tuple(spans[pk]))
            for pk, *values in rows
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
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
        help_text="Na przykład: „inwentaryzacja”. Pojawi się przy dniach, w których Centrum jest nieczynne.",
    )
    note = models.TextField(
        "dopisek dla mieszkańców",
        max_length=500,
        blank=True,
        help_text="Pojawi się pod godzinami, których dotyczy.",
    )
    contact = models.CharField(
        "kogo pytać w tym czasie",
        max_length=300,
        blank=True,
        help_text="Przy zawieszeniu. Puste: telefon i adres Referatu.",
    )
    is_by_phone = models.BooleanField(
        "najlepiej telefonicznie",
        default=False,
        help_text="Mieszkańcy przeczytają, że sprawy najlepiej załatwić przez telefon.",
    )
    published_at = models.DateTimeField("ogłoszono", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("wycofano", null=True, blank=True, editable=False)

    objects = HoursPeriodQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
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
            models.CheckConstraint(
                name="hours_withdrawn_after_publishing",
                condition=Q(withdrawn_at=None) | Q(published_at__isnull=False),
            ),
            ExclusionConstraint(
                name="hours_one_suspension_at_a_time",
                expressions=[
                    (
                        # In either order a range: reversed dates are for the other rule to tell.
                        Func(
                            F("valid_from"),
                            Greatest(F("valid_from"), Coalesce(F("valid_until"), FOR_EVER)),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                condition=Q(kind="suspension", published_at__isnull=False, withdrawn_at=None),
                violation_error_message="Działalność Centrum jest już w tym czasie zawieszona.",
            ),
        ]

    def __str__(self) -> str:
        until = f"do {self.valid_until:%d.%m.%Y}" if self.valid_until else "do odwołania"
        return f"{self.get_kind_display()} od {self.valid_from:%d.%m.%Y} {until}"

    def as_period(self) -> Period:
        return HoursPeriod.objects.filter(pk=self.pk).as_periods()[0]

    @property
    def is_in_force(self) -> bool:
        """Published and not taken back, whatever its dates."""
        return self.published_at is not None and self.withdrawn_at is None

    def publish(self, *, at: datetime | None = None) -> None:
        """Show the period to residents. Publishing is done once; its moment ranks suspensions."""
        stamp = at or timezone.now()
        if self.valid_until and self.valid_until < timezone.localdate(stamp):
            raise ValidationError("Te dni już minęły: nie ma czego ogłaszać.", code="past")
        changed = HoursPeriod.objects.filter(pk=self.pk, published_at=None).update(published_at=stamp)
        if not changed:
            raise ValidationError("Te godziny są już ogłoszone.", code="illegal_move")
        self.published_at = stamp

    def withdraw(self, *, at: datetime | None = None) -> None:
        """Take back what was published: it holds for no day any more, and stays in the history."""
        stamp = at or timezone.now()
        if not HoursPeriod.objects.published().filter(pk=self.pk).update(withdrawn_at=stamp):
            raise ValidationError("Te godziny nie są ogłoszone albo są już wycofane.", code="illegal_move")
        self.withdrawn_at = stamp

    @classmethod
    @transaction.atomic
    def plan(
        cls,
        first: date,
        last: date,
        week: Sequence[Sequence[Span]],
        *,
        at: datetime | None = None,
        **told: Any,
    ) -> "HoursPeriod":
        """Publish hours for `first` to `last` at once; `week` holds the spans from Monday to Sunday."""
        if last < timezone.localdate(at):
            raise ValidationError("Te dni już minęły: nie ma czego ogłaszać.", code="past")
        period = cls.objects.create(kind=cls.Kind.OVERRIDE, valid_from=first, valid_until=last, **told)
        HoursSpan.objects.bulk_create(
            HoursSpan(period=period, weekday=weekday, opens=span.opens, closes=span.closes)
            for weekday, spans in enumerate(week)
            for span in spans
        )
        period.publish(at=at)
        return period

    @classmethod
    def suspend(
        cls,
        *,
        valid_from: date,
        valid_until: date | None,
        reason: str,
        contact: str,
        at: datetime | None = None,
    ) -> "HoursPeriod":
        """Suspend the Centre from a day on, until a day or until revoked; requests and terms run on."""
        period = cls(
            kind=cls.Kind.SUSPENSION,
            valid_from=valid_from,
            valid_until=valid_until,
            reason=reason.strip(),
            contact=contact.strip(),
            published_at=at or timezone.now(),
        )
        if valid_until and valid_until < timezone.localdate(period.published_at):
            raise ValidationError({"valid_until": "Ten dzień już minął."}, code="past")
        period.full_clean()
        period.save()
        return period

    def resume(self, *, on: date, at: datetime | None = None) -> None:
        """End the suspension: from `on` the Centre works again. Before it began, it is taken back."""
        if on <= self.valid_from:
            self.withdraw(at=at)
            return
        last = on - timedelta(days=1)
        rows = HoursPeriod.objects.suspensions().filter(pk=self.pk, valid_from__lt=on)
        if not rows.filter(Q(valid_until=None) | Q(valid_until__gte=last)).update(valid_until=last):
            raise ValidationError(
                "Działalność nie jest w tym dniu zawieszona: ktoś ją już wznowił.", code="illegal_move"
            )
        self.valid_until = last


def _on_a_day(field: str) -> Func:
    """The time of day as a timestamp: PostgreSQL has ranges of timestamps, not of times."""
    return Func(F(field), template="('2000-01-01'::date + %(expressions)s::time)")


def span_rules(name: str, owner: str) -> list[models.BaseConstraint]:
    """A stretch of time on a weekday ends after it begins and overlaps no other of the same owner."""
    return [
        models.CheckConstraint(
            name=f"{name}_closes_after_opening",
            condition=Q(closes__gt=F("opens")),
            violation_error_message="Godzina zamknięcia musi być późniejsza niż otwarcia.",
        ),
        models.CheckConstraint(name=f"{name}_weekday", condition=Q(weekday__gte=0, weekday__lte=6)),
        ExclusionConstraint(
            name=f"{name}s_do_not_overlap",
            expressions=[
                (owner, "="),
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


class WeekdaySpan(Ruled):
    """A stretch of time on one weekday."""

    weekday = models.PositiveSmallIntegerField("dzień", choices=list(enumerate(WEEKDAYS)))
    opens = models.TimeField("od")
    closes = models.TimeField("do")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.opens:%H:%M}–{self.closes:%H:%M}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HoursSpan(WeekdaySpan):
    """One stretch of open time on a weekday of a period; a weekday without a span is closed."""

    period = models.ForeignKey(HoursPeriod, on_delete=models.CASCADE, related_name="spans")

    class Meta:
        triggers = [SHOWN]
        verbose_name = "godziny dnia"
        verbose_name_plural = "godziny dni (dzień bez wpisu: nieczynne)"
        ordering = ["weekday", "opens"]
        constraints = span_rules("hours_span", "period")
