"""One row for each mail that leaves the portal: what it is about, whose it is, and what became of it."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from jcop.jobs import enqueue
from jcop.mail_kinds import KINDS
from jcop.models.message_texts import MessageText
from jcop.moves import IllegalMove, Stateful
from jcop.retrying import MOST_TRIES, pause_after
from jcop.rules import Ruled

NOT_AGAIN = "Ponownie można wysłać tylko wiadomość niewysłaną, w której nie ma kodu: kod traci ważność."
KEPT_FOR = timedelta(days=30)  # Mails of accounts, which belong to no case.


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        return self.filter(state=Message.State.WAITING)

    def due(self) -> Self:
        """May be tried now, by the clock of the database, which also starts the jobs."""
        return self.waiting().filter(not_before__lte=Now())

    def failing(self) -> Self:
        """Tried in vain, and tried again by itself."""
        return self.waiting().exclude(problem="")

    def failed(self) -> Self:
        """Given up, so somebody at the desk has to look; what has ended nobody can send again."""
        return self.filter(state=Message.State.FAILED).exclude(ends_at__lte=Now())

    def unsent_counts(self) -> tuple[int, int]:
        """How many were given up and how many are tried again, in one statement answered from an index."""
        counts = self.filter(state__in=[Message.State.WAITING, Message.State.FAILED]).aggregate(
            failed=Count("pk", filter=Q(state=Message.State.FAILED) & ~Q(ends_at__lte=Now())),
            failing=Count("pk", filter=Q(state=Message.State.WAITING) & ~Q(problem="")),
        )
        return counts["failed"], counts["failing"]

    def about(self, *subjects: models.Model | None) -> Self:
        asked = Q(pk__in=[])
        for subject in filter(None, subjects):
            asked |= Q(subject_type=_type_of(subject), subject_id=subject.pk)
        return self.filter(asked)

    def forget(self, at: datetime) -> int:
        """Mails of accounts a month after they were sent or given up: no case is told by them."""
        return self.filter(subject_id=None, due_on=None, settled_at__lt=at - KEPT_FOR).delete()[0]


class Message(Ruled, Stateful):
    """One mail. It holds no address and no text: both are looked up when it is sent.

    `subject` is the case, booking or event it is about, `parts` the keys of what it singles out there
    (a letter, some seats; each kind knows of what). `recipient` is the row that has the address: an
    organisation, for which whoever acts is looked up then, or one person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "do wysłania"
        SENT = "sent", "wysłana"
        ON_PAPER = "on_paper", "zamiast niej list"
        FORWARDED = "forwarded", "przekazana opiekunom konta"
        WITHDRAWN = "withdrawn", "niewysłana: nieaktualna albo wyłączona"
        FAILED = "failed", "niewysłana"

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", "serwer poczty nie odpowiada albo chwilowo odmawia"
        REFUSED = "refused", "serwer odbiorcy odrzucił wiadomość: proszę sprawdzić adres e-mail"
        TECHNICAL = "technical", "błąd portalu: proszę zawiadomić administratora"
        EXPIRED = "expired", "kod stracił ważność, zanim udało się go wysłać"

    SOURCES: ClassVar = {
        State.SENT: frozenset({State.WAITING}),
        State.ON_PAPER: frozenset({State.WAITING}),
        State.FORWARDED: frozenset({State.WAITING}),
        State.WITHDRAWN: frozenset({State.WAITING}),
        State.FAILED: frozenset({State.WAITING}),
        State.WAITING: frozenset({State.FAILED}),
    }

    kind = models.CharField("rodzaj", max_length=40)
    state = models.CharField("stan", max_length=10, choices=State, default=State.WAITING, editable=False)
    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, related_name="+")
    subject_id = models.PositiveBigIntegerField(null=True)
    subject: Any = GenericForeignKey("subject_type", "subject_id")
    parts = ArrayField(models.PositiveBigIntegerField(), default=list)
    recipient_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, related_name="+")
    recipient_id = models.PositiveBigIntegerField(null=True)
    recipient: Any = GenericForeignKey("recipient_type", "recipient_id")
    due_on = models.DateField("przypomina o dniu", null=True)
    asked_at = models.DateTimeField("zlecono", default=timezone.now)
    # By the clock of the database, as its job: a server whose clock goes ahead must not find it too early.
    not_before = models.DateTimeField("nie wcześniej niż", db_default=Now())
    ends_at = models.DateTimeField("później bez znaczenia", null=True)
    tries = models.PositiveSmallIntegerField("prób", default=0)
    problem = models.CharField("przeszkoda", max_length=20, choices=Problem, blank=True)
    settled_at = models.DateTimeField("zakończono", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "wiadomość e-mail"
        verbose_name_plural = "wiadomości e-mail"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("resend_message", "Może ponownie wysłać niewysłaną wiadomość e-mail")]
        indexes = [
            models.Index(name="message_of_subject", fields=["subject_type", "subject_id"]),
            models.Index(name="message_of_recipient", fields=["recipient_type", "recipient_id"]),
            models.Index(
                name="message_unsent", fields=["not_before"], condition=Q(state__in=["waiting", "failed"])
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="message_reminds_once",
                fields=["kind", "subject_type", "subject_id", "recipient_type", "recipient_id", "due_on"],
                condition=Q(due_on__isnull=False),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="message_settled_whole",
                condition=Q(state="waiting", settled_at=None)
                | Q(
                    state__in=["sent", "on_paper", "forwarded", "withdrawn"],
                    settled_at__isnull=False,
                    problem="",
                )
                | Q(state="failed", settled_at__isnull=False) & ~Q(problem=""),
            ),
            models.CheckConstraint(
                name="message_problem_known",
                condition=Q(problem__in=["", "unreachable", "refused", "technical", "expired"]),
            ),
            models.CheckConstraint(
                name="message_subject_whole",
                condition=Q(subject_type=None, subject_id=None)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
            ),
            models.CheckConstraint(
                name="message_recipient_whole",
                condition=Q(recipient_type=None, recipient_id=None)
                | Q(recipient_type__isnull=False, recipient_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} ({timezone.localtime(self.asked_at):%d.%m.%Y %H:%M})"

    @property
    def words(self) -> str:
        return KINDS[self.kind].words if self.kind in KINDS else self.kind

    @property
    def reference(self) -> str:
        """Its name in the log, in the Message-ID and as the key of a letter in its place."""
        return f"{self.kind}.{self.pk}"

    @property
    def is_orphaned(self) -> bool:
        """What it is about, or whose it was, is deleted: there is nothing to send, or nobody to read it."""
        return bool(
            (self.subject_id is not None and self.subject is None)
            or (self.recipient_id is not None and self.recipient is None)
        )

    @property
    def person(self) -> Any:
        """Whose it is, when it is one person's with an account."""
        return self.recipient if isinstance(self.recipient, get_user_model()) else None

    def is_over(self, at: datetime) -> bool:
        return self.ends_at is not None and at >= self.ends_at

    @property
    def may_be_resent(self) -> bool:
        """Given up and still worth sending; a code has died."""
        return self.may_move(self.State.WAITING) and self.ends_at is None

    def write(self) -> "Message.State":
        """Make the text and hand it to the mail server; what became of it."""
        return self.State.WITHDRAWN if self.is_orphaned else KINDS[self.kind].write(self)

    @transaction.atomic
    def settle(self, to: "Message.State", problem: str = "") -> None:
        """Note how it ended, unless another worker did; a text that nobody needs any more goes."""
        with suppress(IllegalMove):
            self._move(to, settled_at=timezone.now(), problem=problem, tries=self.tries + 1)
            if (kind := KINDS.get(self.kind)) and kind.hears:
                kind.hears(self)
        if to != self.State.FAILED or self.ends_at:
            MessageText.objects.filter(message=self).delete()

    @transaction.atomic
    def put_off(self, problem: str) -> datetime | None:
        """After a try in vain: when it is tried again; None when it is given up."""
        until = timezone.now() + pause_after(tries := self.tries + 1)
        if tries >= MOST_TRIES or self.is_over(until):
            self.settle(self.State.FAILED, self.Problem.EXPIRED if self.ends_at else problem)
            return None
        waiting = Message.objects.waiting().filter(pk=self.pk)
        if waiting.update(tries=tries, problem=problem, not_before=until):
            enqueue("send_message", not_before=until, message_id=self.pk)
        return until

    @transaction.atomic
    def resend(self) -> Self:
        """Try again what was given up, as if for the first time; the office has mended its cause."""
        if not self.may_be_resent:
            raise ValidationError(NOT_AGAIN, code="illegal_move")
        self._move(self.State.WAITING, settled_at=None, problem="", tries=0, not_before=Now())
        enqueue("send_message", message_id=self.pk)
        return self

    @transaction.atomic
    def forward(self, persons: Iterable[models.Model]) -> "Message.State":
        """To each of `persons` a mail of their own, in place of this one, unless another worker did so."""
        try:
            self._move(self.State.FORWARDED, settled_at=timezone.now(), problem="", tries=self.tries + 1)
        except IllegalMove:
            return self.State.FORWARDED
        for person in persons:
            _ask(
                kind=self.kind,
                due_on=self.due_on,
                subject_type=self.subject_type,
                subject_id=self.subject_id,
                recipient_type=_type_of(person),
                recipient_id=person.pk,
                parts=self.parts,
            )
        return self.State.FORWARDED


def post(
    mail: models.TextChoices,
    subject: models.Model | None = None,
    *,
    to: models.Model | None = None,
    parts: Iterable[models.Model] = (),
    due_on: date | None = None,
    not_before: datetime | None = None,
    ends_at: datetime | None = None,
) -> Message:
    """Ask for a mail in the transaction that causes it; sent after its commit, not before `not_before`.

    It goes to `to`, else to the organisation that `subject` belongs to. With `due_on`, the day of which it
    reminds, it is asked for once: again, it is the same row. Nothing sends it after `ends_at`.
    """
    owner = _owner(subject) if to is None else {"recipient_type": _type_of(to), "recipient_id": to.pk}
    about = {"subject_type": _type_of(subject), "subject_id": subject.pk} if subject else {}
    return _ask(
        kind=mail.value,
        due_on=due_on,
        ends_at=ends_at,
        parts=[part.pk for part in parts],
        **({"not_before": not_before} if not_before else {}),
        **about,
        **owner,
    )


def _owner(subject: models.Model | None) -> dict[str, Any]:
    """The organisation of `subject`, by its key alone: nothing is read for it."""
    key = getattr(subject, "organization_id", None)
    if subject is None or key is None:
        return {}
    organization: Any = subject._meta.get_field("organization").related_model
    return {"recipient_type": _type_of(organization), "recipient_id": key}


@transaction.atomic(savepoint=False)
def _ask(**fields: Any) -> Message:
    identity = ["kind", "due_on", "subject_type", "subject_id", "recipient_type", "recipient_id"]
    if fields["due_on"]:
        once = {name: fields.pop(name, None) for name in identity}
        message, is_new = Message.objects.get_or_create(**once, defaults=fields)
    else:
        message, is_new = Message.objects.create(**fields), True
    if is_new:
        enqueue("send_message", not_before=fields.get("not_before"), message_id=message.pk)
    return message


def _type_of(row: models.Model | type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(row)
