from datetime import date, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from agreements.models.services import Service
from jcop.models import SHOWN
from jcop.rules import Ruled

DAY = timedelta(days=1)


def day_after(last: date | None) -> date | None:
    """The day before which a span stops; None of one without an end, or up to the end of the calendar."""
    return last + DAY if last and last < date.max else None


class GrantQuerySet(models.QuerySet["Grant"]):
    def on(self, day: date) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class Grant(Ruled):
    """One service that an agreement grants, from a date; bookings derive their right from it."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.CASCADE, related_name="grants")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", verbose_name="świadczenie"
    )
    valid_from = models.DateField("od")
    valid_until = models.DateField("do", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "przyznane świadczenie"
        verbose_name_plural = "przyznane świadczenia"
        ordering = ["service__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Świadczenie kończy się wcześniej, niż się zaczyna.",
            ),
            ExclusionConstraint(
                name="grant_once_a_day",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="To świadczenie jest już przyznane w tym czasie.",
            ),
        ]

    def __str__(self) -> str:
        return self.service.name
