from django.db import models

from jcop.models import SHOWN


class EventDate(models.Model):
    """One time of an event, held in the Centre by a booking like any other."""

    event = models.ForeignKey("bookings.Event", on_delete=models.PROTECT, related_name="dates")
    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="event_date")

    class Meta:
        verbose_name = "termin wydarzenia"
        verbose_name_plural = "terminy wydarzeń"
        ordering = ["booking__starts_at", "pk"]
        default_permissions = ()
        triggers = [SHOWN]

    def __str__(self) -> str:
        return f"{self.booking}"

    @property
    def place(self) -> str:
        """The room, or whatever it takes where it takes none."""
        items = sorted(self.booking.items.all(), key=lambda item: item.pk or 0)
        return str(items[0].bookable) if items else ""
