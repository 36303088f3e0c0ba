from typing import Any

from django.db import models
from django.db.models import Q

from jcop.jobs import enqueue
from jcop.models.pages import SHOWN


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
        triggers = [SHOWN]
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
