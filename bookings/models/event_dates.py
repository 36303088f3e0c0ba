from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models

from bookings.models.bookings import end_of_next_workday
from jcop.models import SHOWN


class EventDateQuerySet(models.QuerySet["EventDate"]):
    def to_remind(self, at: datetime) -> Self:
        """Times of what was announced, from now to the end of the next working day."""
        rows = self.filter(event__state="published", dropped_at=None, booking__holds=True)
        rows = rows.filter(booking__starts_at__gt=at, booking__starts_at__lt=end_of_next_workday(at))
        return rows.order_by("event", "booking__starts_at", "pk")


class EventDate(models.Model):
    """One time of an event, held in the Centre by a booking like any other."""

    event = models.ForeignKey("bookings.Event", on_delete=models.PROTECT, related_name="dates")
    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="event_date")
    # Given up before the event took place or was called off; it stays for calendars that have it.
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = EventDateQuerySet.as_manager()

    class Meta:
        verbose_name = "termin wydarzenia"
        verbose_name_plural = "terminy wydarzeń"
        ordering = ["booking__starts_at", "pk"]
        default_permissions = ()
        triggers = [
            SHOWN,
            # What is held for an event is held for nothing without it.
            pgtrigger.Trigger(
                name="event_keeps_what_it_holds",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.UpdateOf("booking_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b WHERE b.id = OLD.booking_id AND b.holds
                        AND NOT EXISTS (SELECT FROM bookings_eventdate d WHERE d.booking_id = b.id)
                    ) THEN
                        RAISE EXCEPTION 'booking % is held for no event', OLD.booking_id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'event_keeps_what_it_holds';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}"

    @property
    def place(self) -> str:
        """The room, or whatever it takes where it takes none."""
        items = sorted(self.booking.items.all(), key=lambda item: item.pk or 0)
        return str(items[0].bookable) if items else ""
