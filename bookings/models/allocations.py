from datetime import datetime
from typing import Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from bookings.models.places import Resource
from jcop.models import SHOWN
from jcop.rules import Ruled

TAKEN = "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."

ADVISER_TAKEN = "Ten termin rozmowy z doradcą jest już zajęty. Proszę wybrać inny."


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def during(self, start: datetime, end: datetime | None) -> Self:
        """Touching the span; without an end, whatever comes."""
        return self.filter(during__overlap=DateTimeTZRange(start, end, "[)"))


class Allocation(Ruled):
    """One resource taken for one span by one booking; it exists exactly while the booking holds.

    `during` is half-open and carries the buffers copied when the booking was made. The composite
    foreign key (booking, holds) lives in the migration: Django cannot declare it.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="allocations")
    booking = models.ForeignKey("bookings.Booking", on_delete=models.CASCADE, related_name="allocations")
    during = DateTimeRangeField("kiedy")
    holds = models.BooleanField(default=True, db_default=True, editable=False)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "zajęcie zasobu"
        verbose_name_plural = "zajęcia zasobów"
        constraints = [
            models.CheckConstraint(name="allocation_holds", condition=Q(holds=True)),
            models.CheckConstraint(
                name="allocation_span_is_half_open_and_bounded",
                condition=Q(
                    during__isempty=False,
                    during__lower_inc=True,
                    during__upper_inc=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                ),
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
            ExclusionConstraint(
                name="allocation_one_at_a_time",
                expressions=[("resource", "="), ("during", "&&")],
                violation_error_message=TAKEN,
            ),
        ]
        triggers = [
            SHOWN,
            pgtrigger.Trigger(
                name="holding_keeps_allocation",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.UpdateOf("booking_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b
                        WHERE b.id = OLD.booking_id AND b.holds AND NOT EXISTS (
                            SELECT FROM bookings_allocation a WHERE a.booking_id = b.id
                        )
                    ) THEN
                        RAISE EXCEPTION 'booking % holds no resource', OLD.booking_id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'booking_holding_needs_allocation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        start, end = (timezone.localtime(moment) for moment in (self.during.lower, self.during.upper))
        return f"{self.resource}: {start:%d.%m.%Y, %H:%M}–{end:%H:%M}"
