from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jcop.models import User


class DefectQuerySet(models.QuerySet["Defect"]):
    def current(self) -> Self:
        return self.filter(is_current=True)


class Defect(models.Model):
    """A formal defect that sets often have: one line of the clerk's check-list and of the call."""

    text = models.CharField("brak", max_length=300, unique=True)
    is_on_paper = models.BooleanField(
        "usuwa go tylko papier",
        default=False,
        db_default=False,
        help_text="Na przykład brak podpisu. Że braku już nie ma, odnotowuje Referat.",
    )
    position = models.PositiveSmallIntegerField("kolejność", default=0)
    is_current = models.BooleanField("na liście", default=True)

    objects = DefectQuerySet.as_manager()

    class Meta:
        verbose_name = "brak formalny"
        verbose_name_plural = "lista braków formalnych"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class FormalCheck(models.Model):
    """Who went through the check-list, when, and what was missing. Never changed."""

    request = models.ForeignKey("agreements.ServiceRequest", on_delete=models.CASCADE, related_name="checks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="kto")
    at = models.DateTimeField("kiedy", default=timezone.now)
    defects = ArrayField(models.CharField(max_length=300), verbose_name="braki", default=list)

    class Meta:
        verbose_name = "kontrola formalna"
        verbose_name_plural = "kontrole formalne"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}: {', '.join(self.defects) or 'bez braków'}"
