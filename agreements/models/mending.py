"""What the office enters for the organisation, from paper or a telephone call, and how it mends a slip."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from agreements.mail_kinds import Mail
from agreements.models.deciding import Deciding, given
from agreements.models.examining import refuse_future
from agreements.models.filing import Answers, refuse_start
from agreements.models.services import Service
from agreements.models.states import UNDECIDED, RequestState
from agreements.models.versions import RequestVersion
from jcop.models import Centre, Message, User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from organizations.models import Organization

S = RequestState
GONE = (Message.State.SENT, Message.State.ON_PAPER, Message.State.FORWARDED)


class Mending(Deciding):
    """A slip is mended by a move with a reason. A mail that has not gone says the truth or is withdrawn."""

    class Meta:
        abstract = True

    @property
    def may_mend(self) -> bool:
        """A set was noted, and nothing decided on it."""
        return self.is_undecided and self.received_on is not None

    @classmethod
    @transaction.atomic
    def enter_paper(
        cls,
        *,
        organization: Organization,
        by: User,
        wishes: Mapping[Service, Answers],
        on: date,
        channel: str,
        copies: int,
        receipt_number: str = "",
        case_sign: str = "",
        need: str = "",
        upload: File | None = None,
        form_key: uuid.UUID | None = None,
    ) -> Self:
        """Enter a request that came on paper, with its signed set; the term runs from its receipt."""
        from agreements.models.attachments import Attachment  # That module imports requests.

        refuse_future(on)
        request = cls.prepare(
            organization=organization, by=by, form_key=form_key or uuid.uuid4(), wishes=wishes
        )
        if request.state != S.DRAFT:
            return request
        request.is_paper = True
        request.prepared_by = None
        request.assigned_to, request.need = by, need.strip()
        request.save(update_fields=["is_paper", "prepared_by", "assigned_to", "need"])
        if upload:
            Attachment.attach(request=request, by=by, kind="signed_set", upload=upload)  # type: ignore[arg-type]
        request.submit(on=on)
        return request.receive_signed_set(
            on=on, channel=channel, copies=copies, receipt_number=receipt_number, case_sign=case_sign
        )

    @transaction.atomic
    def set_case_sign(self, *, case_sign: str) -> Self:
        """The sign that the office's own system gave; letters issued from now on bear it."""
        if self.lock().number is None:
            raise IllegalMove(self)
        return self._keep(case_sign=case_sign.strip())

    @transaction.atomic
    def mend(
        self,
        *,
        reason: str,
        on: date,
        channel: str,
        copies: int,
        receipt_number: str = "",
        case_sign: str = "",
        mark: int | None = None,
        organization: Organization | None = None,
        services: Collection[Service] | None = None,
        need: str | None = None,
    ) -> Self:
        """Correct what was entered of the paper: of a request that came on it, also whose it is and for what.

        A term that runs from the receipt runs from the right day, unless the office has given a later one.
        """
        before = self.organization
        for pk in sorted({before.pk, organization.pk if organization else before.pk}):
            Organization.objects.locked(pk)
        self._lock_in(UNDECIDED)
        asked = not all(value is None for value in (organization, services, need))
        if not self.may_mend or (asked and not self.is_paper):
            raise IllegalMove(self)
        refuse_future(on)
        if not self.is_paper and self.submitted_on and on < self.submitted_on:
            raise ValidationError({"on": "Komplet nie mógł wpłynąć przed złożeniem zapotrzebowania."})
        is_anothers = organization is not None and organization != before
        if organization and is_anothers:
            self._give_to(organization)
        if services is not None:
            answers = {wish.service_id: wish.answers for wish in self.wishes.all()}
            self.wish({service: answers.get(service.pk, {}) for service in services})
            self.refuse_unready()
        if need is not None:
            self._keep(need=need.strip())
        newest = RequestVersion.of(self).number
        with pghistory.context(mended=given(reason)):
            self._keep(
                received_on=on,
                received_channel=channel,
                copies_received=copies,
                received_mark=newest if self.is_paper else mark or self.received_mark,
                receipt_number=receipt_number.strip(),
                case_sign=case_sign.strip(),
                **{"submitted_on": on} if self.is_paper else {},
                **self._clock_from(on),
            )
        if is_anothers:
            self._take_back_mail(before)
            post(Mail.SET_RECEIVED, self)
        elif self._was_told(before):
            post(Mail.REQUEST_MENDED, self)
        return self

    def _give_to(self, organization: Organization) -> None:
        """The paper is another organisation's; what only the first may read must not go with it."""
        refuse_start(organization)
        if self.letters.exists() or self.messages.exists() or self.agreement.annulled_numbers.exists():
            raise ValidationError(
                {
                    "organization": "W tej sprawie są już pisma albo wiadomości do innej organizacji. Proszę"
                    " wycofać wpis jako pomyłkę urzędu i wprowadzić zapotrzebowanie od nowa."
                },
                code="written",
            )
        self._keep(organization=organization)
        self.agreement.give_to(organization)
        self.signatories.set(organization.representatives.all()[: organization.signatures_required])

    def _clock_from(self, on: date) -> dict[str, Any]:
        runs_from_receipt = self.is_paper or Centre.objects.get().clock_starts == Centre.ClockStart.RECEIPT
        if not runs_from_receipt or self.counts_from != self.received_on or self.extension_reason:
            return {}
        return self.counted_from(on)

    def _was_told(self, organization: Organization) -> bool:
        """Has the mail that the set came in left for this organisation?"""
        mails = Message.objects.about(self).filter(kind=Mail.SET_RECEIVED, state__in=GONE)
        return mails.filter(recipient_id=organization.pk).exists()

    def _take_back_mail(self, organization: Organization) -> None:
        """Nobody shall read any more that the set came in; whoever has read it is told."""
        if self._was_told(organization):
            post(Mail.REQUEST_MISTAKEN, self, to=organization, parts=[organization])
        for mail in Message.objects.waiting().about(self).filter(kind=Mail.SET_RECEIVED):
            mail.settle(mail.State.WITHDRAWN)

    @transaction.atomic
    def withdraw_mistaken(self, *, by: User, reason: str) -> Self:
        """The office entered it by mistake: it ends without a letter, and its number stays used."""
        self._lock_in(UNDECIDED)
        if not self.is_paper:
            raise IllegalMove(self)
        self._take_back_mail(self.organization)
        return self._withdraw(by, f"Wycofano jako pomyłkę urzędu. Powód: {given(reason)}", reason)

    @transaction.atomic
    def note_withdrawal(self, *, by: User, reason: str) -> Self:
        """The organisation withdrew it by telephone or on paper; it reads that this was noted."""
        self._lock_in(UNDECIDED)
        post(Mail.WITHDRAWAL_NOTED, self)
        return self._withdraw(by, f"Odnotowano wycofanie przez organizację. {given(reason)}", reason)

    def _withdraw(self, by: User, note: str, reason: str) -> Self:
        self._close_correction()
        self.agreement.abandon()
        self.notes.create(author=by, text=note)
        with pghistory.context(reason=reason.strip()):
            return self._move(S.WITHDRAWN)
