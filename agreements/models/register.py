"""The register as a file: a year in print, made by a job, and a spreadsheet that waits to be stored."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.utils import timezone

from jcop.jobs import aside, enqueue
from jcop.models import User

KEPT = timedelta(days=7)
EMPTY = Value([], models.JSONField())
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
    # Of each good row its number, the organisation that it touches and what makes one doubt it.
    ready = models.JSONField("wiersze do zapisania", default=list, db_default=EMPTY, editable=False)
    wrong = models.JSONField("błędne wiersze", default=list, editable=False)
    # Numbers of rows with a warning that nobody ticked.
    left_out = models.JSONField("pominięte wiersze", default=list, db_default=EMPTY, editable=False)
    notes = models.JSONField("uwagi do pliku", default=list, db_default=EMPTY, editable=False)
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

    def note_checked(
        self, *, ready: list[dict[str, Any]], wrong: list[tuple[int, list[str]]], notes: list[str]
    ) -> None:
        """The result waits for the clerk."""
        fields = {"ready": ready, "good": len(ready), "wrong": wrong, "notes": notes, "done": self.rows}
        Spreadsheet.objects.filter(pk=self.pk, step=Step.CHECKING).update(**fields, step=Step.CHECKED)

    def note_problem(self, problem: str) -> None:
        Spreadsheet.objects.filter(pk=self.pk).update(problem=problem)

    @transaction.atomic
    def ask_to_store(self, *, by: User, shown: int, ticked: Collection[int] = ()) -> None:
        """The clerk wants the `shown` good rows; of those with a warning the `ticked` ones."""
        row = Spreadsheet.objects.select_for_update().defer("content").get(pk=self.pk)
        if row.step != Step.CHECKED:
            raise ValidationError("Ten arkusz jest już zapisany albo właśnie się zapisuje.")
        if row.good != shown or not row.good:
            raise ValidationError("Od sprawdzenia coś się zmieniło. Proszę przejrzeć wiersze jeszcze raz.")
        doubted = {entry["row"] for entry in row.ready if entry["warnings"]}
        left_out = sorted({*row.left_out, *(doubted - set(ticked))})
        if len(doubted - set(ticked)) == row.good:
            raise ValidationError("Proszę zaznaczyć co najmniej jeden wiersz do zapisania.")
        fields = {"step": Step.STORING, "stored_by": by, "done": 0, "problem": "", "left_out": left_out}
        Spreadsheet.objects.filter(pk=self.pk).update(**fields)
        enqueue("store_spreadsheet", sheet_id=self.pk)

    def note_stored(self, *, rows: int, wrong: list[tuple[int, list[str]]]) -> bool:
        """In the transaction that stores the rows; False when a repeated job comes second."""
        fields = {"stored_at": timezone.now(), "stored_rows": rows, "done": self.rows, "wrong": wrong}
        storing = Spreadsheet.objects.filter(pk=self.pk, step=Step.STORING)
        return bool(storing.update(**fields, step=Step.STORED))

    @transaction.atomic
    def check_again(self) -> None:
        """Something has changed since: the clerk decides anew on what is true now."""
        told = {"step": Step.CHECKING, "stored_by": None, "done": 0}
        problem = "Od sprawdzenia coś się zmieniło, dlatego niczego nie zapisano. Oto nowy wynik."
        if Spreadsheet.objects.filter(pk=self.pk, step=Step.STORING).update(**told, problem=problem):
            enqueue("check_spreadsheet", sheet_id=self.pk)
