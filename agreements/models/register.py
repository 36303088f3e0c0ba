"""The register as a file: a year in print, made by a job, and a spreadsheet that waits to be stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from jcop.jobs import aside, enqueue
from jcop.models import User

KEPT = timedelta(days=7)
TELL = "UPDATE agreements_spreadsheet SET done = %s WHERE id = %s"


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


class Step(models.TextChoices):
    CHECKING = "checking", "sprawdzanie"
    CHECKED = "checked", "sprawdzony"
    STORING = "storing", "zapisywanie"
    STORED = "stored", "zapisany"


class Spreadsheet(models.Model):
    """Organisations and agreements to enter: nothing of them is stored until a clerk says so.

    Both the trial and the storing are jobs; `done` says how far the one that runs is.
    """

    Step = Step

    name = models.CharField("plik", max_length=255)
    content = models.BinaryField(editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    sent_at = models.DateTimeField("wczytano", default=timezone.now, editable=False)
    step = models.CharField("etap", max_length=10, choices=Step, default=Step.CHECKING, editable=False)
    rows = models.PositiveIntegerField("wiersze", default=0, editable=False)
    done = models.PositiveIntegerField("sprawdzone wiersze", default=0, editable=False)
    good = models.PositiveIntegerField("poprawne wiersze", null=True, editable=False)
    wrong = models.JSONField("błędne wiersze", default=list, editable=False)
    problem = models.CharField("przeszkoda", max_length=200, blank=True, editable=False)
    stored_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
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
                condition=Q(step="stored", stored_at__isnull=False, stored_by__isnull=False)
                & Q(stored_rows__isnull=False)
                | Q(step="storing", stored_at=None, stored_rows=None, stored_by__isnull=False)
                | Q(step__in=["checking", "checked"], stored_at=None, stored_rows=None, stored_by=None),
            ),
            models.CheckConstraint(
                name="spreadsheet_checked_has_result",
                condition=Q(step="checking") | Q(good__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.step in {Step.CHECKING, Step.STORING}

    @classmethod
    @transaction.atomic
    def take(cls, *, name: str, content: bytes, rows: int, by: User) -> "Spreadsheet":
        """Keep what was sent and let a job try it."""
        cls.objects.forgotten().delete()
        sheet = cls.objects.create(name=name, content=content, rows=rows, sent_by=by)
        enqueue("check_spreadsheet", sheet_id=sheet.pk)
        return sheet

    @contextmanager
    def telling(self) -> Iterator[Callable[[int], None]]:
        """Say how many rows are done, on a connection that the job's own transaction does not hold back."""
        with aside() as cursor:
            yield lambda done: cursor.execute(TELL, [done, self.pk])

    def note_checked(self, *, good: int, wrong: list[tuple[int, list[str]]]) -> None:
        """The result waits for the clerk."""
        told = {"good": good, "wrong": wrong, "done": self.rows, "step": Step.CHECKED}
        Spreadsheet.objects.filter(pk=self.pk, step=Step.CHECKING).update(**told)

    def note_problem(self, problem: str) -> None:
        Spreadsheet.objects.filter(pk=self.pk).update(problem=problem)

    @transaction.atomic
    def ask_to_store(self, *, by: User, shown: int) -> None:
        """The clerk has seen the result and wants the `shown` good rows."""
        told = {"step": Step.STORING, "stored_by": by, "done": 0, "problem": ""}
        rows = Spreadsheet.objects.filter(pk=self.pk, step=Step.CHECKED, good=shown, good__gt=0)
        if not rows.update(**told):
            self.refresh_from_db(fields=["step"])
            raise ValidationError(
                "Od sprawdzenia coś się zmieniło. Proszę przejrzeć wiersze jeszcze raz."
                if self.step == Step.CHECKED
                else "Ten arkusz jest już zapisany albo właśnie się zapisuje."
            )
        enqueue("store_spreadsheet", sheet_id=self.pk)

    def note_stored(self, rows: int) -> bool:
        """In the transaction that stores the rows; False when a repeated job comes second."""
        told = {"step": Step.STORED, "stored_at": timezone.now(), "stored_rows": rows, "done": self.rows}
        return bool(Spreadsheet.objects.filter(pk=self.pk, step=Step.STORING).update(**told))

    @transaction.atomic
    def check_again(self) -> None:
        """Something has changed since: the clerk decides anew on what is true now."""
        told = {"step": Step.CHECKING, "stored_by": None, "done": 0}
        problem = "Od sprawdzenia coś się zmieniło, dlatego niczego nie zapisano. Oto nowy wynik."
        if Spreadsheet.objects.filter(pk=self.pk, step=Step.STORING).update(**told, problem=problem):
            enqueue("check_spreadsheet", sheet_id=self.pk)
