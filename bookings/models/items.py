from django.db import models
from django.db.models import Q

from bookings.models.places import Bookable
from jcop.models import SHOWN


class BookingItem(models.Model):
    """What was asked for; it stays when the booking gives its resources up."""

    booking = models.ForeignKey("bookings.Booking", on_delete=models.CASCADE, related_name="items")
    bookable = models.ForeignKey(
        Bookable, on_delete=models.PROTECT, related_name="+", verbose_name="sala lub sprzęt"
    )
    asked_bookable = models.ForeignKey(
        Bookable,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="proszono o",
        help_text="Puste: o to samo.",
    )
    quantity = models.PositiveSmallIntegerField("ile", default=1)

    class Meta:
        triggers = [SHOWN]
        verbose_name = "zarezerwowana rzecz"
        verbose_name_plural = "zarezerwowane rzeczy"
        constraints = [
            models.UniqueConstraint(name="booking_item_once", fields=["booking", "bookable"]),
            models.CheckConstraint(name="booking_item_some", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.bookable} × {self.quantity}" if self.quantity > 1 else str(self.bookable)
