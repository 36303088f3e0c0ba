from datetime import date, datetime
from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.bookings import Booking
from jcop.models.messages import post
from jcop.rules import Ruled


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def still_true(self, at: datetime) -> Self:
        """Of bookings that stand as they were when they were recorded, and have not begun."""
        rows = self.filter(booking__state=Booking.State.CONFIRMED, booking__starts_at__gt=at)
        return rows.order_by("booking__starts_at", "booking")


class Reminder(Ruled):
    """That a booking was reminded of for its day. Recorded before the mail goes, so that each goes once."""

    class Kind(models.TextChoices):
        AHEAD = "ahead", "dzień wcześniej"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("rodzaj", max_length=10, choices=Kind, default=Kind.AHEAD)
    due_on = models.DateField("przypomina o dniu")
    recorded_at = models.DateTimeField("zlecono", default=timezone.now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "przypomnienie"
        verbose_name_plural = "przypomnienia"
        constraints = [
            models.UniqueConstraint(name="reminder_once", fields=["booking", "kind", "due_on"]),
            models.CheckConstraint(name="reminder_kind_known", condition=models.Q(kind__in=["ahead"])),
        ]

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_kind_display()}"

    @property
    def is_of_its_day(self) -> bool:
        """The booking has not been moved to another day since."""
        return timezone.localdate(self.booking.starts_at) == self.due_on

    @classmethod
    @transaction.atomic
    def record(cls, bookings: list[Booking]) -> bool:
        """Record the bookings of one organisation and ask for one mail; False when all were known."""
        new: list[Reminder] = []
        for booking in bookings:
            due_on: date = timezone.localdate(booking.starts_at)
            asked: dict[str, Any] = {"booking": booking, "kind": cls.Kind.AHEAD, "due_on": due_on}
            reminder, is_new = cls.objects.get_or_create(**asked)
            if is_new:
                new.append(reminder)
        if new:
            post(Mail.BOOKINGS_AHEAD, new[0].booking, parts=new)
        return bool(new)
