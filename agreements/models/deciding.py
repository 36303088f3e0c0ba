"""The office's decision on a request: a later date, acceptance, refusal, re-opening."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agreements import letters
from agreements.mail_kinds import Mail
from agreements.models.examining import Examining
from agreements.models.letters import CaseLetter, Correction
from agreements.models.services import Service
from agreements.models.states import DECIDED, RETURNS, UNDECIDED, RequestState
from agreements.models.versions import RequestVersion
from jcop.calendars import office_day_off
from jcop.models import User
from jcop.models.messages import post
from jcop.workdays import deadline
from organizations.models import Organization

S = RequestState


class Deciding(Examining):
    """What the office decides. Whoever is first decides; the others read that it is done."""

    decided_at = models.DateTimeField("rozpatrzono", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    refusal_reason = models.TextField("uzasadnienie", blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def may_reopen(self) -> bool:
        return self.number is not None and (
            self.state == S.WITHDRAWN or (self.state in DECIDED and not self.agreement.number)
        )

    @property
    def restarting_correction(self) -> Correction | None:
        """The call that stopped the term which runs anew since it was answered."""
        last = self.corrections.exclude(closed_at=None).select_related("letter").first()
        if last is None or last.completed_on is None or self.counts_from is None:
            return None
        return last if self.counts_from in {last.completed_on, self.received_on} else None

    @transaction.atomic
    def extend(self, *, by: User, until: date, reason: str, body: str = "") -> CaseLetter:
        """Give a later date with a reason, before the old one has passed or after (k.p.a. art. 36)."""
        self._lock_in(UNDECIDED)
        if self.due_on is None:
            raise ValidationError("Termin teraz nie biegnie, nie ma czego przedłużać.")
        if until <= max(self.due_on, timezone.localdate()):
            raise ValidationError(
                {"until": "Nowy termin musi być późniejszy niż dotychczasowy i niż dzisiaj."}
            )
        if until != deadline(until, 0, office_day_off()):
            raise ValidationError(
                {"until": "To sobota albo dzień wolny od pracy: proszę wybrać dzień roboczy."}
            )
        words = body or letters.draft("extension", self, until=until, reason=given(reason))
        letter = CaseLetter.issue(request=self, kind=CaseLetter.Kind.EXTENSION, body=words, by=by)
        changes = {"due_on": until, "extension_reason": given(reason)}
        self._keep(**changes)
        return letter

    @transaction.atomic
    def accept(
        self,
        *,
        by: User,
        services: Collection[Service] | None = None,
        reason: str = "",
        verification: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Accept all services, or only `services` with the reason why not the others.

        An organisation that nobody has verified is verified first, by what `verification` says was compared.
        """
        Organization.objects.locked(self.organization_id)
        self._lock_in({S.UNDER_EXAMINATION})
        if not self.organization.may_start:
            raise ValidationError(
                "Organizacja jest zawieszona albo zamknięta: sprawa czeka na jej przywrócenie."
            )
        if verification:
            self.organization.verify(by=by, at=at, **verification)
        in_part = self._decline_all_but(services, reason) if services is not None else {}
        self.agreement.refuse_unready(self.organization, is_to_sign=bool(in_part))
        post(Mail.REQUEST_ACCEPTED, self)
        return self._move(S.ACCEPTED, decided_at=at or timezone.now(), decided_by=by, **in_part)

    def _decline_all_but(self, services: Collection[Service], reason: str) -> dict[str, Any]:
        """Decline the others, if any: then the set is made anew and signed again. What the case keeps of it.

        Who signed at the office before, sent everything on paper or has no account has it printed there too.
        """
        if not self.wishes.filter(service__in=services).exists():
            raise ValidationError(
                {"services": "Wybierz co najmniej jedno świadczenie albo odmów zawarcia porozumienia."}
            )
        if not self.wishes.exclude(service__in=services).update(is_declined=True):
            if reason.strip():
                raise ValidationError(
                    {"reason": "Wszystko jest przyznane: proszę odznaczyć to, czego powód dotyczy."}
                )
            return {}
        words = given(reason)
        RequestVersion.of(self)
        self.agreement.return_for_signature()
        return {
            "refusal_reason": words,
            "wants_print": self.wants_print or self.is_paper or not self.organization.has_account,
            "printed_on": None,
        }

    @transaction.atomic
    def refuse(self, *, by: User, reason: str, body: str = "", at: datetime | None = None) -> Self:
        """Refuse to conclude an agreement; the reasons are compulsory and told to the applicant."""
        self._lock_in(UNDECIDED)
        words = body or letters.draft("refusal", self, reason=given(reason))
        CaseLetter.issue(request=self, kind=CaseLetter.Kind.REFUSAL, body=words, by=by)
        return self._end(S.REFUSED, by, given(reason), at)

    @transaction.atomic
    def leave(self, *, by: User, reason: str, body: str = "", at: datetime | None = None) -> Self:
        """Leave the request without examination: the defects were not cured in time (k.p.a. art. 64 § 2)."""
        correction = self._lock_in({S.AWAITING_CORRECTION}).open_correction
        if correction is None or correction.due_on is None:
            raise ValidationError("Wezwanie nie jest jeszcze doręczone: termin na uzupełnienie nie biegnie.")
        if timezone.localdate() <= correction.due_on:
            raise ValidationError(f"Organizacja ma czas na uzupełnienie do {correction.due_on:%d.%m.%Y}.")
        words = body or letters.draft("left", self, reason=given(reason), correction=correction)
        CaseLetter.issue(request=self, kind=CaseLetter.Kind.LEFT, body=words, by=by)
        return self._end(S.LEFT, by, given(reason), at)

    def _end(self, to: str, by: User, reason: str, at: datetime | None) -> Self:
        self._close_correction()
        self.agreement.abandon()
        return self._move(to, decided_at=at or timezone.now(), decided_by=by, refusal_reason=reason)

    @transaction.atomic
    def reopen(self, *, by: User, reason: str) -> Self:
        """Take the case up again, with a reason; the term runs anew from today."""
        Organization.objects.locked(self.organization_id)
        self._lock_in(RETURNS - {S.AWAITING_CORRECTION})
        if self.number is None:
            raise ValidationError("Wersji roboczej, której nie złożono, nie można wznowić.")
        has_set = self.received_on is not None
        self.agreement.restore(is_received=has_set)
        self.wishes.update(is_declined=False)
        self.notes.create(author=by, text=f"Wznowiono sprawę. Powód: {given(reason)}")
        undecided = {"decided_at": None, "decided_by": None, "refusal_reason": ""}
        post(Mail.TERM_BEGUN, self)
        with pghistory.context(reason=given(reason)):
            return self._move(
                S.UNDER_EXAMINATION if has_set else S.SUBMITTED,
                **undecided,
                **self.counted_from(timezone.localdate()),
            )


def given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "Podaj uzasadnienie."})
    return reason.strip()
