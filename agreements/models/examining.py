"""The office's side of a request: receipt, formal check, correction, decision, re-opening."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property

from agreements import letters
from agreements.mail_kinds import Mail
from agreements.models.clock import STOPPED
from agreements.models.conversation import Message
from agreements.models.filing import Filing
from agreements.models.letters import CaseLetter, Correction
from agreements.models.states import UNDECIDED, RequestState
from agreements.models.versions import RequestVersion
from jcop.models import Centre, User
from jcop.models.messages import post
from jcop.moves import IllegalMove

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from agreements.models.conversation import MessageQuerySet, Note
    from agreements.models.defects import FormalCheck
    from agreements.models.letters import CaseLetterQuerySet

S = RequestState
PAUSE = timedelta(minutes=10)


class Channel(models.TextChoices):
    IN_PERSON = "in_person", "osobiście"
    POST = "post", "poczta"
    E_DELIVERY = "e_delivery", "e-Doręczenia"


class Examining(Filing):
    """What the office does. Every decision is one guarded move."""

    Channel = Channel
    checks: "RelatedManager[FormalCheck]"
    letters: "CaseLetterQuerySet"
    messages: "MessageQuerySet"
    notes: "RelatedManager[Note]"

    assigned_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name="prowadzi"
    )
    case_sign = models.CharField("znak sprawy", max_length=60, blank=True, editable=False)
    printed_on = models.DateField("wydrukowano w Referacie", null=True, editable=False)
    received_on = models.DateField("data wpływu kompletu", null=True, editable=False)
    received_channel = models.CharField(
        "sposób wpływu", max_length=10, choices=Channel, blank=True, editable=False
    )
    receipt_number = models.CharField("numer z rejestru wpływów", max_length=60, blank=True, editable=False)
    copies_received = models.PositiveSmallIntegerField("liczba egzemplarzy", null=True, editable=False)
    received_mark = models.PositiveSmallIntegerField("podpisany wydruk", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def may_receive(self) -> bool:
        """A signed set is awaited: the first, one that cures defects, or one for what was granted."""
        return self.state in {S.SUBMITTED, S.AWAITING_CORRECTION} or self.awaits_new_set

    @property
    def awaits_new_set(self) -> bool:
        """Accepted in part: the set for the granted services is not signed yet."""
        return self.state == S.ACCEPTED and self.agreement.state == "prepared"

    @property
    def awaits_print(self) -> bool:
        return self.wants_print and self.printed_on is None and self.may_receive

    @cached_property
    def unopened_letters(self) -> list[CaseLetter]:
        """The newest first; nobody of the organisation has read them, and they still hold."""
        return list(self.letters.unread())

    @property
    def open_correction(self) -> Correction | None:
        return self.corrections.filter(closed_at=None).select_related("letter").first()

    @property
    def is_outdated_mark(self) -> bool:
        """The paper that was signed is not the newest print; the signed paper prevails."""
        newest = self.versions.first()
        return bool(self.received_mark and newest and self.received_mark != newest.number)

    def _lock_in(self, states: Collection[str]) -> Self:
        if self.lock().state not in states:
            raise IllegalMove(self)
        return self

    @transaction.atomic
    def receive_signed_set(
        self,
        *,
        on: date,
        channel: str,
        copies: int,
        mark: int | None = None,
        receipt_number: str = "",
        case_sign: str = "",
        cured: Collection[str] | None = None,
    ) -> Self:
        """Note the signed set that reached the office; the examination begins, or goes on.

        `mark` is the number of the print that was signed, `cured` are the defects that it cures: the newest
        print and all defects when nobody says otherwise. While a defect is missing the waiting goes on.
        """
        self.lock()
        if not self.may_receive:
            raise IllegalMove(self)
        refuse_future(on)
        if self.submitted_on and on < self.submitted_on:
            raise ValidationError({"on": "Komplet nie mógł wpłynąć przed złożeniem zapotrzebowania."})
        received = {
            "received_on": on,
            "received_channel": channel,
            "copies_received": copies,
            "received_mark": mark or RequestVersion.of(self).number,
            "receipt_number": receipt_number.strip(),
            "case_sign": case_sign.strip() or self.case_sign,
        }
        self.agreement.restore(is_received=True)
        # Whoever sent a paper waits at no screen: there is time to mend a slip of whoever typed it.
        post(Mail.SET_RECEIVED, self, not_before=timezone.now() + PAUSE if self.is_paper else None)
        correction = self.open_correction
        completed_on = correction.cure(cured, on=on) if correction else None
        if self.state == S.ACCEPTED or (correction and completed_on is None):
            return self._keep(**received)
        # Where it stands still, it awaited this set.
        starts_now = self.due_on is None or Centre.objects.get().clock_starts == Centre.ClockStart.RECEIPT
        clock = self.counted_from(completed_on or on) if starts_now else {}
        return self._move(S.UNDER_EXAMINATION, **received, **clock)

    def _lock_called(self) -> Correction:
        """Lock a request that is called to cure defects; the call."""
        correction = self._lock_in({S.AWAITING_CORRECTION}).open_correction
        if correction is None:
            raise IllegalMove(self)
        return correction

    def _keep(self, **fields: Any) -> Self:
        """Set `fields` of a request that stays in its state."""
        type(self)._default_manager.filter(pk=self.pk).update(**fields)
        self.refresh_from_db()
        return self

    @transaction.atomic
    def take(self, *, to: User) -> Self:
        """`to` leads the case from now on."""
        self._lock_in(UNDECIDED)
        return self._keep(assigned_to=to)

    @transaction.atomic
    def note_print(self) -> Self:
        """The office has printed the set that the organisation will sign there."""
        return self._keep(printed_on=timezone.localdate())

    @transaction.atomic
    def check_formally(self, *, by: User, defects: Sequence[str]) -> Self:
        self._lock_in(UNDECIDED)
        self.checks.create(by=by, defects=list(defects))
        return self

    @transaction.atomic
    def call_for_correction(
        self,
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
        self._lock_in({S.SUBMITTED, S.UNDER_EXAMINATION})
        if not defects:
            raise ValidationError({"defects": "Wskaż co najmniej jeden brak."})
        words = body or letters.draft("call", self, defects=defects, days=days)
        letter = CaseLetter.issue(request=self, kind=CaseLetter.Kind.CALL, body=words, by=by)
        lines = {"defects": "\n".join(defects), "paper_defects": "\n".join(on_paper)}
        correction = Correction(request_id=self.pk, letter=letter, days=days, **lines)
        correction.full_clean(exclude=["request"])
        correction.save()
        self._move(S.AWAITING_CORRECTION, **STOPPED)
        return letter

    @transaction.atomic
    def send_correction(self) -> Self:
        """The applicant has cured what the portal can cure. A changed content needs a new signed set.

        The term runs anew from the day on which nothing is missing, also no set to be signed anew.
        """
        correction = self._lock_called()
        self.refuse_unready()
        before, had_set = self.versions.first(), self.received_on is not None
        needs_new_set = RequestVersion.of(self) != before and had_set
        if needs_new_set:
            self.agreement.return_for_signature()
        post(Mail.CORRECTION_RECEIVED, self)
        paper: dict[str, Any] = NOT_RECEIVED if needs_new_set else {}
        completed_on = correction.cure(correction.missing_online, on=timezone.localdate())
        if completed_on is None:
            return self._keep(**paper)
        if had_set and not needs_new_set:
            return self._move(S.UNDER_EXAMINATION, **self.counted_from(completed_on))
        awaits_set = needs_new_set or Centre.objects.get().clock_starts == Centre.ClockStart.RECEIPT
        return self._move(
            S.SUBMITTED, **paper, **(STOPPED if awaits_set else self.counted_from(completed_on))
        )

    @transaction.atomic
    def complete_correction(self, *, on: date, cured: Collection[str] | None = None) -> Self:
        """The office notes that defects, all or those `cured`, were cured on paper, without a new set."""
        correction = self._lock_called()
        refuse_future(on)
        if self.received_on is None:
            raise ValidationError("Podpisany komplet jeszcze nie wpłynął: proszę odnotować jego wpływ.")
        if on < timezone.localdate(correction.letter.issued_at):
            raise ValidationError({"on": "Uzupełnienie nie mogło wpłynąć przed wydaniem wezwania."})
        post(Mail.CORRECTION_RECEIVED, self)
        completed_on = correction.cure(cured, on=on)
        if completed_on is None:
            return self
        return self._move(S.UNDER_EXAMINATION, **self.counted_from(completed_on))

    def answer_applicant(self, *, by: User, text: str) -> Message:
        """The office writes to the applicant; what was unread of the applicant's counts as read."""
        self.messages.unread_by_office().read()
        return Message.write(request=self, text=text, by=by, is_from_office=True)

    def note(self, *, by: User, text: str) -> None:
        self.notes.create(author=by, text=text.strip())


NOT_RECEIVED: dict[str, Any] = {
    "received_on": None,
    "received_channel": "",
    "copies_received": None,
    "received_mark": None,
    "receipt_number": "",
}


def refuse_future(on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": "Data wpływu nie może być z przyszłości."})
