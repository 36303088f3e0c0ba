"""What changes an agreement: an aneks, the draft that is signed first, what its organisation asks for.

A request changes nothing by itself. The office answers it with the paper of its kind, which is signed as
before, or closes it with a reason.
"""

import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.services import Service
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.rules import Ruled
from jcop.templatetags.polish import dzien
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization

WAITS = "Takie zgłoszenie już czeka w Referacie."
SET_WAITS = "Komplet do podpisu jest już przygotowany: można go wydrukować ze strony porozumienia."
NOT_NOW = "W sprawie tego porozumienia nie można teraz wysłać takiego zgłoszenia. Wyjaśni to Referat."


@pghistory.track(pghistory.InsertEvent())
class Amendment(Ruled):
    """An aneks: it keeps the number of its agreement and counts within it."""

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField("aneks nr", editable=False)
    signed_on = models.DateField("data zawarcia aneksu")
    valid_from = models.DateField("obowiązuje od")
    changes = models.CharField("co zmienia", max_length=500, validators=[refuse_pesel])
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField("odnotowano", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "aneks"
        verbose_name_plural = "aneksy"
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="amendment_number_once",
                fields=["agreement", "number"],
                violation_error_message="Aneks o tym numerze już jest.",
            ),
            models.CheckConstraint(
                name="amendment_says_what_changes",
                condition=~Q(changes=""),
                violation_error_message="Podaj, co zmienia aneks.",
            ),
            models.CheckConstraint(
                name="amendment_starts_after_signing",
                condition=Q(valid_from__gte=F("signed_on")),
                violation_error_message="Aneks obowiązuje najwcześniej od dnia zawarcia.",
            ),
        ]

    def __str__(self) -> str:
        return f"aneks nr {self.number}"

    @property
    def age(self) -> tuple[date, date, int]:
        """Of two amendments the greater is newer: concluded later or, on one day, to begin later."""
        return self.signed_on, self.valid_from, self.number


class ChangeDraft(models.Model):
    """A change of an agreement as it is to be signed. Its set is printed from this and from nothing else."""

    class Kind(models.TextChoices):
        AMENDMENT = "amendment", "aneks"
        RENEWAL = "renewal", "przedłużenie"

    agreement = models.ForeignKey("agreements.Agreement", on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("wydruk")
    content = models.JSONField("treść")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, editable=False, related_name="+")
    made_at = models.DateTimeField("przygotowano", default=timezone.now, editable=False)

    withdrawn_at = models.DateTimeField("wycofano", null=True, editable=False)
    withdrawal_reason = models.CharField("powód wycofania", max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = "projekt zmiany porozumienia"
        verbose_name_plural = "projekty zmian porozumień"
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="change_draft_once", fields=["agreement", "number"]),
            models.CheckConstraint(
                name="change_draft_kind_known", condition=Q(kind__in=["amendment", "renewal"])
            ),
            models.CheckConstraint(
                name="change_draft_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                violation_error_message="Podaj powód.",
            ),
        ]

    def __str__(self) -> str:
        withdrawn = " (wycofany)" if self.withdrawn_at else ""
        return f"{self.get_kind_display()}, wydruk {self.number}{withdrawn}"

    def get_absolute_url(self) -> str:
        """Where its organisation takes the set to print."""
        return reverse(
            "agreements:change_set", args=[self.agreement.organization.key, self.agreement_id, self.pk]
        )

    @property
    def services(self) -> list[Service]:
        return list(Service.objects.filter(code__in=[code for code, _ in self.content["services"]]))

    def day(self, name: str) -> date | None:
        """A date of the content, `valid_from` or `valid_until`; None where it was left open."""
        written = self.content[name]
        return date.fromisoformat(written) if written else None


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def waiting(self) -> Self:
        return self.filter(state=ChangeRequest.State.ASKED)

    def settle(self, kind: str) -> None:
        """The paper of that kind is there. Called under the organisation's lock, as is `decline`."""
        for asked in self.waiting().filter(kind=kind):
            asked._move(ChangeRequest.State.SETTLED, settled_at=timezone.now())

    def decline(self, reason: str) -> None:
        """Nothing of what waits can come any more."""
        for asked in self.waiting():
            asked.decline(reason=reason)


# The words are free text: they lie here and nowhere else, so that what must not stay is erased in one place.
@pghistory.track(exclude=["text", "form_key"])
class ChangeRequest(Ruled, Stateful):
    """An organisation's request about one agreement; of each kind one at a time waits for the office."""

    class Kind(models.TextChoices):
        AMENDMENT = "amendment", "aneks"
        RENEWAL = "renewal", "przedłużenie"
        NOTICE = "notice", "wypowiedzenie"

    class State(models.TextChoices):
        ASKED = "asked", "czeka na odpowiedź Referatu"
        SETTLED = "settled", "załatwione"
        DECLINED = "declined", "zamknięte bez zmian"
        WITHDRAWN = "withdrawn", "wycofane"

    SOURCES: ClassVar = dict.fromkeys(
        [State.SETTLED, State.DECLINED, State.WITHDRAWN], frozenset({State.ASKED})
    )
    # What `day` means in each kind.
    DAYS: ClassVar = {Kind.AMENDMENT: "od kiedy", Kind.RENEWAL: "do kiedy", Kind.NOTICE: "ostatni dzień"}

    agreement = models.ForeignKey(
        "agreements.Agreement", on_delete=models.PROTECT, related_name="change_requests"
    )
    kind = models.CharField("rodzaj", max_length=10, choices=Kind, editable=False)
    state = models.CharField("stan", max_length=10, choices=State, default=State.ASKED, editable=False)
    text = models.CharField("treść", max_length=300, blank=True, validators=[refuse_pesel])
    day = models.DateField("dzień", null=True, blank=True)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField("wysłano", default=timezone.now, editable=False)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")
    settled_at = models.DateTimeField("zamknięto", null=True, editable=False)
    reason = models.CharField("powód", max_length=300, blank=True, editable=False)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "zgłoszenie w sprawie porozumienia"
        verbose_name_plural = "zgłoszenia w sprawie porozumień"
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="change_request_kind_known", condition=Q(kind__in=["amendment", "renewal", "notice"])
            ),
            models.CheckConstraint(
                name="change_request_settled_whole",
                condition=Q(state="asked", settled_at=None)
                | Q(state__in=["settled", "declined", "withdrawn"], settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="change_request_declined_with_reason",
                condition=Q(state="declined") & ~Q(reason="") | ~Q(state="declined") & Q(reason=""),
                violation_error_message="Podaj powód.",
            ),
            models.UniqueConstraint(
                name="change_request_waits_once",
                fields=["agreement", "kind"],
                condition=Q(state="asked"),
                violation_error_message=WAITS,
            ),
        ]

    def __str__(self) -> str:
        """„aneks (od kiedy: 1 lutego 2027 r.): prosimy o dyżury”."""
        kind = self.Kind(self.kind)
        day = f" ({self.DAYS[kind]}: {dzien(self.day)})" if self.day else ""
        return f"{kind.label}{day}: {self.text}" if self.text else f"{kind.label}{day}"

    @transaction.atomic
    def recall(self) -> Self:
        """The organisation wants it no longer."""
        return self._closed(self.State.WITHDRAWN, Mail.CHANGE_RECALLED)

    @transaction.atomic
    def decline(self, *, reason: str) -> Self:
        """The office closes it and nothing changes; the organisation reads why."""
        return self._closed(self.State.DECLINED, Mail.CHANGE_DECLINED, reason=reason.strip())

    def _closed(self, to: str, mail: Mail, **fields: str) -> Self:
        Organization.objects.locked(self.agreement.organization_id)
        self._move(to, settled_at=timezone.now(), **fields)
        post(mail, self.agreement, parts=[self])
        return self
