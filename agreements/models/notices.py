from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jcop.jobs import enqueue
from jcop.models import User

EVENTS = {
    "request_submitted": "złożono zapotrzebowanie",
    "request_accepted": "rozpatrzono pozytywnie",
    "letter_issued": "wydano pismo",
    "message_sent": "wiadomość od Referatu",
    "correction_ends": "kończy się termin na uzupełnienie",
    "last_day": "ostatni dzień roboczy terminu",
    "term_passed": "minął termin rozpatrzenia",
    "overdue": "sprawa po terminie",
    "agreement_concluded": "zawarto porozumienie",
    "agreement_terminated": "rozwiązano porozumienie",
    "agreement_amended": "zawarto aneks",
    "change_drafted": "aneks albo przedłużenie do podpisu",
    "agreement_ends": "porozumienie wkrótce wygasa",
    "mail_arrived": "przyszła korespondencja",
    "digest": "przegląd dnia",
}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def failed(self) -> Self:
        """Tried and not delivered; the worker may still be trying again."""
        return self.filter(sent_at=None).exclude(problem="")


class Notice(models.Model):
    """One mail about a case, or one morning's digest: asked for once, and what became of it.

    `key` names event, case and date, so what was asked for twice, or missed and found again, goes once.
    """

    event = models.CharField("powiadomienie", max_length=40)
    key = models.CharField(max_length=120, unique=True)
    request = models.ForeignKey(
        "agreements.ServiceRequest", on_delete=models.CASCADE, null=True, related_name="notices"
    )
    subject = models.PositiveBigIntegerField(null=True)
    clerk = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    due_on = models.DateField("dotyczy terminu", null=True)
    asked_at = models.DateTimeField("zlecono", default=timezone.now)
    sent_at = models.DateTimeField("wysłano", null=True)
    problem = models.CharField("przeszkoda", max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "powiadomienie"
        verbose_name_plural = "powiadomienia"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                name="notice_failed", fields=["asked_at"], condition=Q(sent_at=None) & ~Q(problem="")
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def event_words(self) -> str:
        return EVENTS[self.event]

    @classmethod
    def post(
        cls,
        event: str,
        *,
        request: Any = None,
        clerk: User | None = None,
        subject: int | None = None,
        due_on: date | None = None,
    ) -> bool:
        """Ask for a mail in the transaction that causes it; False when it was asked for before.

        `subject` is the key of the letter, message or agreement it tells of; `due_on` the day of which it
        reminds. The mail goes to `clerk`, else to the applicant.
        """
        parts = [event, request and request.pk, subject, clerk and clerk.pk, due_on]
        key = ".".join(str(part) for part in parts if part)
        notice, is_new = cls.objects.get_or_create(
            key=key,
            defaults={
                "event": event,
                "request": request,
                "clerk": clerk,
                "subject": subject,
                "due_on": due_on,
            },
        )
        if is_new:
            enqueue("send_notice", notice_id=notice.pk)
        return is_new

    def note_sent(self, at: datetime | None = None) -> None:
        Notice.objects.filter(pk=self.pk).update(sent_at=at or timezone.now(), problem="")

    def note_problem(self, problem: str) -> None:
        Notice.objects.filter(pk=self.pk).update(problem=problem[:200])
