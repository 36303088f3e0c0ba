from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.states import UNDECIDED, RequestState
from jcop.centre.calendars import office_day_off
from jcop.jobs import enqueue
from jcop.models import Centre, User
from jcop.models.messages import post
from jcop.opening.workdays import deadline
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel

# Shortest term for curing defects: k.p.a. art. 64 § 2.
SHORTEST_CORRECTION = 7


class CaseLetterQuerySet(models.QuerySet["CaseLetter"]):
    def judged(self) -> Self:
        """Each with `is_void`: its case went on since, or a newer letter of its kind took its place."""
        newer = CaseLetter.objects.filter(
            request=OuterRef("request"), kind=OuterRef("kind"), pk__gt=OuterRef("pk")
        )
        holds = (
            Q(kind="call", request__state=RequestState.AWAITING_CORRECTION)
            | Q(kind="extension", request__state__in=UNDECIDED) & ~Q(request__extension_reason="")
            | Q(kind="refusal", request__state=RequestState.REFUSED)
            | Q(kind="left", request__state=RequestState.LEFT)
        )
        return self.annotate(is_void=ExpressionWrapper(~holds | Exists(newer), models.BooleanField()))

    def unread(self) -> Self:
        """Nobody has opened them, and they still hold."""
        return self.judged().filter(delivered_on=None, is_void=False)

    def unopened(self, day: date) -> Self:
        """Issued so long before `day` that it is time to telephone, and still nobody has opened it."""
        patience = timedelta(days=Centre.objects.get().call_after_days)
        return self.unread().filter(issued_at__date__lte=day - patience)


class CaseLetter(Ruled):
    """A letter of the office in a case. Once issued its words never change; its PDF is kept."""

    class Kind(models.TextChoices):
        CALL = "call", "wezwanie do uzupełnienia braków"
        REFUSAL = "refusal", "informacja o odmowie zawarcia porozumienia"
        EXTENSION = "extension", "informacja o nowym terminie rozpatrzenia"
        LEFT = "left", "informacja o pozostawieniu bez rozpoznania"

    class Delivery(models.TextChoices):
        PANEL = "panel", "otwarte w portalu"
        HANDED = "handed", "doręczone osobiście"
        POST = "post", "doręczone pocztą"
        E_DELIVERY = "e_delivery", "doręczone przez e-Doręczenia"

    request = models.ForeignKey(
        "agreements.ServiceRequest",
        on_delete=models.PROTECT,
        related_name="letters",
        verbose_name="zapotrzebowanie",
    )
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    body = models.TextField("treść", max_length=10000, validators=[refuse_pesel])
    case_sign = models.CharField("znak sprawy", max_length=60, blank=True)
    issued_at = models.DateTimeField("wydano", default=timezone.now)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="wydał(a)")
    delivered_on = models.DateField("doręczono", null=True, editable=False)
    delivery = models.CharField(
        "sposób doręczenia", max_length=10, choices=Delivery, blank=True, editable=False
    )

    # Read by `judged`.
    is_void: bool

    objects = CaseLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "pismo"
        verbose_name_plural = "pisma"
        ordering = ["-issued_at", "-pk"]
        permissions = [("deliver_caseletter", "Może odnotować doręczenie pisma")]
        indexes = [models.Index(name="letter_unopened", fields=["issued_at"], condition=Q(delivered_on=None))]
        constraints = [
            models.CheckConstraint(
                name="letter_delivered_whole",
                condition=Q(delivered_on=None, delivery="") | Q(delivered_on__isnull=False) & ~Q(delivery=""),
            ),
            models.CheckConstraint(
                name="letter_has_body",
                condition=~Q(body=""),
                violation_error_message="Pismo nie może być puste.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.request}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:letter", args=[self.request.organization.key, self.request_id, self.pk])

    @property
    def is_delivered(self) -> bool:
        return self.delivered_on is not None

    @classmethod
    def issue(cls, *, request: Any, kind: str, body: str, by: User) -> "CaseLetter":
        """Called by the verbs of the request, in their transaction; the PDF is made by a job."""
        letter = cls(request=request, kind=kind, body=body.strip(), case_sign=request.case_sign, issued_by=by)
        letter.full_clean(exclude=["request", "issued_by"])
        letter.save()
        enqueue("prepare_letter", letter_id=letter.pk)
        post(Mail.LETTER_ISSUED, request, parts=[letter])
        return letter

    @transaction.atomic
    def open(self) -> Self:
        """A user of the organisation opens the letter in the panel: that is the day of delivery."""
        return self._delivered(timezone.localdate(), self.Delivery.PANEL)

    @transaction.atomic
    def record_delivery(self, *, on: date, delivery: str) -> Self:
        """The office notes that the letter was delivered otherwise."""
        if on > timezone.localdate():
            raise ValidationError({"on": "Data doręczenia nie może być z przyszłości."})
        if on < timezone.localdate(self.issued_at):
            raise ValidationError({"on": "Pismo nie mogło być doręczone przed wydaniem."})
        return self._delivered(on, delivery)

    def _delivered(self, on: date, delivery: str) -> Self:
        """The first delivery counts, whoever notes a second one."""
        unopened = CaseLetter.objects.filter(pk=self.pk, delivered_on=None)
        if unopened.update(delivered_on=on, delivery=delivery):
            for correction in Correction.objects.filter(letter=self, closed_at=None):
                correction.due_on = deadline(on, correction.days, office_day_off())
                correction.save(update_fields=["due_on"])
        self.refresh_from_db()
        return self


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("cured")),
    fields=["id", "request", "defects", "cured"],
    model_name="CorrectionEvent",
    obj_field=pghistory.ObjForeignKey(related_name="events", related_query_name="events"),
)
class Correction(Ruled):
    """A call to cure formal defects: what is missing, by when, and when the waiting ended.

    The lines of `defects` that `paper_defects` repeats cannot be cured in the portal: the office ticks
    them off. The set is complete on the day on which the last of all lines is cured.
    """

    request = models.ForeignKey(
        "agreements.ServiceRequest", on_delete=models.PROTECT, related_name="corrections"
    )
    letter = models.OneToOneField(CaseLetter, on_delete=models.PROTECT, related_name="correction")
    defects = models.TextField("braki", max_length=5000, validators=[refuse_pesel])
    paper_defects = models.TextField(
        "braki, które usuwa tylko papier",
        max_length=5000,
        blank=True,
        db_default="",
        validators=[refuse_pesel],
    )
    cured = models.JSONField(
        "usunięte braki", default=dict, db_default=Value({}, models.JSONField()), editable=False
    )  # Line: day, as ISO 8601 has it.
    days = models.PositiveSmallIntegerField("dni na uzupełnienie", default=SHORTEST_CORRECTION)
    due_on = models.DateField("uzupełnić do", null=True, editable=False)
    closed_at = models.DateTimeField("zakończono", null=True, editable=False)

    class Meta:
        verbose_name = "wezwanie"
        verbose_name_plural = "wezwania"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_days_enough",
                condition=Q(days__gte=SHORTEST_CORRECTION),
                violation_error_message="Na uzupełnienie trzeba dać co najmniej 7 dni (k.p.a. art. 64 § 2).",
            ),
            models.UniqueConstraint(
                name="correction_open_once",
                fields=["request"],
                condition=Q(closed_at=None),
                violation_error_message="Organizacja jest już wezwana do uzupełnienia.",
            ),
        ]

    def __str__(self) -> str:
        return f"wezwanie – {self.request}"

    @property
    def defect_lines(self) -> list[str]:
        return [line for line in self.defects.splitlines() if line.strip()]

    @property
    def missing(self) -> list[str]:
        """Lines that nobody has cured yet."""
        return [line for line in self.defect_lines if line not in self.cured]

    @property
    def missing_online(self) -> list[str]:
        """Of these, what the organisation cures by correcting the request in the portal."""
        return [line for line in self.missing if line not in self.paper_defects.splitlines()]

    @property
    def completed_on(self) -> date | None:
        """The day on which the last defect was cured; None while one is missing."""
        days = [self.cured.get(line) for line in self.defect_lines]
        return date.fromisoformat(max(days)) if all(days) else None

    def cure(self, lines: Collection[str] | None, *, on: date) -> date | None:
        """Note that `lines`, or all, were cured on that day; the day of completion, once none is missing."""
        self.cured |= {line: on.isoformat() for line in self.missing if lines is None or line in lines}
        self.closed_at = timezone.now() if self.completed_on else None
        self.save(update_fields=["cured", "closed_at"])
        return self.completed_on
