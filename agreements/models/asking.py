"""What an organisation asks of an agreement in the portal: an aneks, a renewal, or that it ends.

A request changes nothing by itself. The office answers it with the paper of its kind, which is signed as
before, or closes it with a reason.
"""

import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from agreements.mail_kinds import Mail
from agreements.models.drafting import Drafting
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.personal import refuse_pesel
from jcop.rules import Ruled
from jcop.templatetags.polish import dzien
from organizations.models import Organization

WAITS = "Takie zgłoszenie już czeka w Referacie."
SET_WAITS = "Komplet do podpisu jest już przygotowany: można go wydrukować ze strony porozumienia."
NOT_NOW = "W sprawie tego porozumienia nie można teraz wysłać takiego zgłoszenia. Wyjaśni to Referat."


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


K = ChangeRequest.Kind


class Asking(Drafting):
    """The organisation's side of what changes or ends an agreement, and how the office closes it."""

    class Meta:
        abstract = True

    @property
    def waiting_requests(self) -> list[ChangeRequest]:
        return list(self.change_requests.waiting())

    @property
    def kinds_to_ask(self) -> list[str]:
        """What the office may do, and of what neither a request nor a set waits; nobody ends what is over."""
        taken = {asked.kind for asked in self.waiting_requests}
        may = {K.AMENDMENT: self.may_amend, K.RENEWAL: self.may_renew, K.NOTICE: self.may_amend}
        return [
            kind
            for kind, allowed in may.items()
            if allowed and kind not in taken and not self._draft_of(kind)
        ]

    def why_not_ask(self, kind: str) -> str:
        if self.change_requests.waiting().filter(kind=kind).exists():
            return WAITS
        return SET_WAITS if self._draft_of(kind) else NOT_NOW

    def _draft_of(self, kind: str) -> bool:
        return kind != K.NOTICE and self.draft_to_sign(kind) is not None

    @transaction.atomic
    def ask(
        self, *, kind: str, by: User, form_key: uuid.UUID, text: str = "", day: date | None = None
    ) -> ChangeRequest:
        """Ask the office for an aneks or a renewal, or say that the organisation gives notice.

        The same form sent twice gives the first.
        """
        Organization.objects.locked(self.organization_id)
        if sent := self.change_requests.filter(form_key=form_key).first():
            return sent
        self.refresh_from_db()
        if kind not in self.kinds_to_ask:
            raise ValidationError(self.why_not_ask(kind), code="illegal_move")
        if kind == K.AMENDMENT and not text.strip():
            raise ValidationError({"text": "Proszę napisać, co aneks ma zmienić."})
        self._refuse_day(kind, day)
        asked = ChangeRequest(
            agreement_id=self.pk, kind=kind, text=text.strip(), day=day, form_key=form_key, asked_by=by
        )
        asked.full_clean(exclude=["agreement", "asked_by"])
        asked.save()
        post(Mail.CHANGE_ASKED, self, parts=[asked])
        return asked

    def _refuse_day(self, kind: str, day: date | None) -> None:
        if day is None:
            return
        last = self.valid_until
        if kind == K.RENEWAL and last and day <= last:
            raise ValidationError({"day": f"Proszę podać dzień po {last:%d.%m.%Y}: do tego dnia obowiązuje."})
        if kind != K.RENEWAL and last and day > last:
            raise ValidationError({"day": f"Porozumienie wygasa już {last:%d.%m.%Y}."})
        if day < (first := max(timezone.localdate(), self.valid_from or date.min)):
            raise ValidationError({"day": f"Proszę podać dzień nie wcześniejszy niż {first:%d.%m.%Y}."})

    def decline_request(self, *, asked: ChangeRequest, reason: str) -> ChangeRequest:
        return asked.decline(reason=reason)
