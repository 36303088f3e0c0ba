"""The office's side of a request: receipt, formal check, correction. Every decision is one guarded move."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements import letters
from agreements.mail_kinds import Mail
from agreements.models.conversation import Message
from agreements.models.letters import CaseLetter, Correction
from agreements.models.states import STOPPED, UNDECIDED, RequestState
from agreements.models.versions import RequestVersion
from jcop.models import Centre, User
from jcop.models.messages import post
from jcop.moves import IllegalMove

if TYPE_CHECKING:
    from agreements.models.requests import ServiceRequest

S = RequestState
PAUSE = timedelta(minutes=10)
NOT_RECEIVED: dict[str, Any] = {
    "received_on": None,
    "received_channel": "",
    "copies_received": None,
    "received_mark": None,
    "receipt_number": "",
}


@transaction.atomic
def receive_signed_set(
    request: "ServiceRequest",
    *,
    on: date,
    channel: str,
    copies: int,
    mark: int | None = None,
    receipt_number: str = "",
    case_sign: str = "",
    cured: Collection[str] | None = None,
) -> "ServiceRequest":
    """Note the signed set that reached the office; the examination begins, or goes on.

    `mark` is the number of the print that was signed, `cured` are the defects that it cures: the newest
    print and all defects when nobody says otherwise. While a defect is missing the waiting goes on.
    """
    request.lock()
    if not request.may_receive:
        raise IllegalMove(request)
    refuse_future(on)
    if request.submitted_on and on < request.submitted_on:
        raise ValidationError({"on": "Komplet nie mógł wpłynąć przed złożeniem zapotrzebowania."})
    received = {
        "received_on": on,
        "received_channel": channel,
        "copies_received": copies,
        "received_mark": mark or RequestVersion.of(request).number,
        "receipt_number": receipt_number.strip(),
        "case_sign": case_sign.strip() or request.case_sign,
    }
    request.agreement.restore(is_received=True)
    # Whoever sent a paper waits at no screen: there is time to mend a slip of whoever typed it.
    post(Mail.SET_RECEIVED, request, not_before=timezone.now() + PAUSE if request.is_paper else None)
    correction = request.open_correction
    completed_on = correction.cure(cured, on=on) if correction else None
    if request.state == S.ACCEPTED or (correction and completed_on is None):
        return request._keep(**received)
    # Where it stands still, it awaited this set.
    starts_now = request.due_on is None or Centre.objects.get().clock_starts == Centre.ClockStart.RECEIPT
    clock = request.counted_from(completed_on or on) if starts_now else {}
    return request._move(S.UNDER_EXAMINATION, **received, **clock)


@transaction.atomic
def take(request: "ServiceRequest", *, to: User) -> "ServiceRequest":
    """`to` leads the case from now on."""
    request._lock_in(UNDECIDED)
    return request._keep(assigned_to=to)


@transaction.atomic
def note_print(request: "ServiceRequest") -> "ServiceRequest":
    """The office has printed the set that the organisation will sign there."""
    return request._keep(printed_on=timezone.localdate())


@transaction.atomic
def check_formally(request: "ServiceRequest", *, by: User, defects: Sequence[str]) -> "ServiceRequest":
    request._lock_in(UNDECIDED)
    request.checks.create(by=by, defects=list(defects))
    return request


@transaction.atomic
def call_for_correction(
    request: "ServiceRequest",
    *,
    by: User,
    defects: Sequence[str],
    on_paper: Sequence[str] = (),
    days: int = 7,
    body: str = "",
) -> CaseLetter:
    """Call the applicant to cure formal defects; the term stops until the set is complete.

    Of `defects` those `on_paper` cannot be cured in the portal. `days` run from the delivery of the
    letter and are never fewer than 7 (k.p.a. art. 64 § 2).
    """
    request._lock_in({S.SUBMITTED, S.UNDER_EXAMINATION})
    if not defects:
        raise ValidationError({"defects": "Wskaż co najmniej jeden brak."})
    words = body or letters.draft("call", request, defects=defects, days=days)
    letter = CaseLetter.issue(request=request, kind=CaseLetter.Kind.CALL, body=words, by=by)
    lines = {"defects": "\n".join(defects), "paper_defects": "\n".join(on_paper)}
    correction = Correction(request_id=request.pk, letter=letter, days=days, **lines)
    correction.full_clean(exclude=["request"])
    correction.save()
    request._move(S.AWAITING_CORRECTION, **STOPPED)
    return letter


@transaction.atomic
def send_correction(request: "ServiceRequest") -> "ServiceRequest":
    """The applicant has cured what the portal can cure. A changed content needs a new signed set.

    The term runs anew from the day on which nothing is missing, also no set to be signed anew.
    """
    correction = request._lock_called()
    request.refuse_unready()
    before, had_set = request.versions.first(), request.received_on is not None
    needs_new_set = RequestVersion.of(request) != before and had_set
    if needs_new_set:
        request.agreement.return_for_signature()
    post(Mail.CORRECTION_RECEIVED, request)
    paper: dict[str, Any] = NOT_RECEIVED if needs_new_set else {}
    completed_on = correction.cure(correction.missing_online, on=timezone.localdate())
    if completed_on is None:
        return request._keep(**paper)
    if had_set and not needs_new_set:
        return request._move(S.UNDER_EXAMINATION, **request.counted_from(completed_on))
    awaits_set = needs_new_set or Centre.objects.get().clock_starts == Centre.ClockStart.RECEIPT
    return request._move(
        S.SUBMITTED, **paper, **(STOPPED if awaits_set else request.counted_from(completed_on))
    )


@transaction.atomic
def complete_correction(
    request: "ServiceRequest", *, on: date, cured: Collection[str] | None = None
) -> "ServiceRequest":
    """The office notes that defects, all or those `cured`, were cured on paper, without a new set."""
    correction = request._lock_called()
    refuse_future(on)
    if request.received_on is None:
        raise ValidationError("Podpisany komplet jeszcze nie wpłynął: proszę odnotować jego wpływ.")
    if on < timezone.localdate(correction.letter.issued_at):
        raise ValidationError({"on": "Uzupełnienie nie mogło wpłynąć przed wydaniem wezwania."})
    post(Mail.CORRECTION_RECEIVED, request)
    completed_on = correction.cure(cured, on=on)
    if completed_on is None:
        return request
    return request._move(S.UNDER_EXAMINATION, **request.counted_from(completed_on))


def answer_applicant(request: "ServiceRequest", *, by: User, text: str) -> Message:
    """The office writes to the applicant; what was unread of the applicant's counts as read."""
    request.messages.unread_by_office().read()
    return Message.write(request=request, text=text, by=by, is_from_office=True)


def note(request: "ServiceRequest", *, by: User, text: str) -> None:
    request.notes.create(author=by, text=text.strip())


def refuse_future(on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": "Data wpływu nie może być z przyszłości."})
