"""The office's decision on a request: a later date, acceptance, refusal, re-opening.

Whoever is first decides; the others read that it is done.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements import letters
from agreements.mail_kinds import Mail
from agreements.models.letters import CaseLetter
from agreements.models.services import Service
from agreements.models.states import RETURNS, UNDECIDED, RequestState
from agreements.models.versions import RequestVersion
from jcop.centre.calendars import office_day_off
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from jcop.opening.workdays import deadline
from organizations.models import Organization

if TYPE_CHECKING:
    from agreements.models.requests import ServiceRequest

S = RequestState


@transaction.atomic
def extend(request: "ServiceRequest", *, by: User, until: date, reason: str, body: str = "") -> CaseLetter:
    """Give a later date with a reason, before the old one has passed or after (k.p.a. art. 36)."""
    request._lock_in(UNDECIDED)
    if request.due_on is None:
        raise ValidationError("Termin teraz nie biegnie, nie ma czego przedłużać.")
    if until <= max(request.due_on, timezone.localdate()):
        raise ValidationError({"until": "Nowy termin musi być późniejszy niż dotychczasowy i niż dzisiaj."})
    if until != deadline(until, 0, office_day_off()):
        raise ValidationError({"until": "To sobota albo dzień wolny od pracy: proszę wybrać dzień roboczy."})
    words = body or letters.draft("extension", request, until=until, reason=given(reason))
    letter = CaseLetter.issue(request=request, kind=CaseLetter.Kind.EXTENSION, body=words, by=by)
    changes = {"due_on": until, "extension_reason": given(reason)}
    request._keep(**changes)
    return letter


@transaction.atomic
def accept(
    request: "ServiceRequest",
    *,
    by: User,
    services: Collection[Service] | None = None,
    reason: str = "",
    verification: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> "ServiceRequest":
    """Accept all services, or only `services` with the reason why not the others.

    An organisation that nobody has verified is verified first, by what `verification` says was compared.
    """
    whose = Organization.objects.locked(request.organization_id)
    if request._lock_in({S.UNDER_EXAMINATION}).organization_id != whose.pk:
        raise IllegalMove(request)
    if not whose.may_start:
        raise ValidationError("Organizacja jest zawieszona albo zamknięta: sprawa czeka na jej przywrócenie.")
    if verification:
        request.organization.verify(by=by, at=at, **verification)
    in_part = _decline_all_but(request, services, reason) if services is not None else {}
    request.agreement.refuse_unready(request.organization, is_to_sign=bool(in_part))
    post(Mail.REQUEST_ACCEPTED, request)
    return request._move(S.ACCEPTED, decided_at=at or timezone.now(), decided_by=by, **in_part)


def _decline_all_but(request: "ServiceRequest", services: Collection[Service], reason: str) -> dict[str, Any]:
    """Decline the others, if any: then the set is made anew and signed again. What the case keeps of it.

    Who signed at the office before, sent everything on paper or has no account has it printed there too.
    """
    if not request.wishes.filter(service__in=services).exists():
        raise ValidationError(
            {"services": "Wybierz co najmniej jedno świadczenie albo odmów zawarcia porozumienia."}
        )
    if not request.wishes.exclude(service__in=services).update(is_declined=True):
        if reason.strip():
            raise ValidationError(
                {"reason": "Wszystko jest przyznane: proszę odznaczyć to, czego powód dotyczy."}
            )
        return {}
    words = given(reason)
    RequestVersion.of(request)
    request.agreement.return_for_signature()
    return {
        "refusal_reason": words,
        "wants_print": request.wants_print or request.is_paper or not request.organization.has_account,
        "printed_on": None,
    }


@transaction.atomic
def refuse(
    request: "ServiceRequest", *, by: User, reason: str, body: str = "", at: datetime | None = None
) -> "ServiceRequest":
    """Refuse to conclude an agreement; the reasons are compulsory and told to the applicant."""
    request._lock_in(UNDECIDED)
    words = body or letters.draft("refusal", request, reason=given(reason))
    CaseLetter.issue(request=request, kind=CaseLetter.Kind.REFUSAL, body=words, by=by)
    return _end(request, S.REFUSED, by, given(reason), at)


@transaction.atomic
def leave(
    request: "ServiceRequest", *, by: User, reason: str, body: str = "", at: datetime | None = None
) -> "ServiceRequest":
    """Leave the request without examination: the defects were not cured in time (k.p.a. art. 64 § 2)."""
    correction = request._lock_in({S.AWAITING_CORRECTION}).open_correction
    if correction is None or correction.due_on is None:
        raise ValidationError("Wezwanie nie jest jeszcze doręczone: termin na uzupełnienie nie biegnie.")
    if timezone.localdate() <= correction.due_on:
        raise ValidationError(f"Organizacja ma czas na uzupełnienie do {correction.due_on:%d.%m.%Y}.")
    words = body or letters.draft("left", request, reason=given(reason), correction=correction)
    CaseLetter.issue(request=request, kind=CaseLetter.Kind.LEFT, body=words, by=by)
    return _end(request, S.LEFT, by, given(reason), at)


def _end(request: "ServiceRequest", to: str, by: User, reason: str, at: datetime | None) -> "ServiceRequest":
    request._close_correction()
    request.agreement.abandon()
    return request._move(to, decided_at=at or timezone.now(), decided_by=by, refusal_reason=reason)


@transaction.atomic
def reopen(request: "ServiceRequest", *, by: User, reason: str) -> "ServiceRequest":
    """Take the case up again, with a reason; the term runs anew from today."""
    Organization.objects.locked(request.organization_id)
    request._lock_in(RETURNS - {S.AWAITING_CORRECTION})
    if request.number is None:
        raise ValidationError("Wersji roboczej, której nie złożono, nie można wznowić.")
    has_set = request.received_on is not None
    request.agreement.restore(is_received=has_set)
    request.wishes.update(is_declined=False)
    request.notes.create(author=by, text=f"Wznowiono sprawę. Powód: {given(reason)}")
    undecided = {"decided_at": None, "decided_by": None, "refusal_reason": ""}
    post(Mail.TERM_BEGUN, request)
    with pghistory.context(reason=given(reason)):
        return request._move(
            S.UNDER_EXAMINATION if has_set else S.SUBMITTED,
            **undecided,
            **request.counted_from(timezone.localdate()),
        )


def given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": "Podaj uzasadnienie."})
    return reason.strip()
