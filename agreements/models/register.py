"""The register as a file: a year in print, made by a job, and a spreadsheet that waits to be stored."""

from datetime import timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from jcop.jobs import enqueue
from jcop.models import User

KEPT = timedelta(days=7)


class RegisterPrint(models.Model):
    """One year of the register as a PDF. A person waits for it, so a job makes it; it is kept for a week."""

    year = models.PositiveSmallIntegerField("rok")
    asked_at = models.DateTimeField("zlecono", default=timezone.now)
    content = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = "wydruk rejestru"
        verbose_name_plural = "wydruki rejestru"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"rejestr porozumień za {self.year} r."

    @classmethod
    @transaction.atomic
    def ask(cls, year: int) -> "RegisterPrint":
        cls.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()
        asked = cls.objects.create(year=year)
        enqueue("print_register", print_id=asked.pk)
        return asked


class SpreadsheetQuerySet(models.QuerySet["Spreadsheet"]):
    def forgotten(self) -> Self:
        """Checked a week ago and never stored."""
        return self.filter(sent_at__lt=timezone.now() - KEPT, stored_at=None)


class Spreadsheet(models.Model):
    """Organisations and agreements to enter: nothing of them is stored until a clerk says so."""

    name = models.CharField("plik", max_length=200)
    content = models.BinaryField(editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    sent_at = models.DateTimeField("wczytano", default=timezone.now, editable=False)
    stored_at = models.DateTimeField("zapisano", null=True, editable=False)
    stored_rows = models.PositiveIntegerField("zapisane wiersze", null=True, editable=False)

    objects = SpreadsheetQuerySet.as_manager()

    class Meta:
        verbose_name = "arkusz do wprowadzenia"
        verbose_name_plural = "arkusze do wprowadzenia"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="spreadsheet_stored_whole",
                condition=Q(stored_at=None, stored_rows=None)
                | Q(stored_at__isnull=False, stored_rows__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def claim(self, rows: int) -> bool:
        """Mark it as stored, in the transaction that stores it; False when somebody was first."""
        waiting = Spreadsheet.objects.filter(pk=self.pk, stored_at=None)
        return bool(waiting.update(stored_at=timezone.now(), stored_rows=rows))
