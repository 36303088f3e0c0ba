"""Another time for a booking: proposed by the office, accepted by the organisation with one click."""

from datetime import date, datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.holding import Holding
from bookings.models.obstacles import outside
from bookings.models.places import Bookable
from jcop.models.messages import post
from jcop.rules import again_after_deadlock

REQUESTED, CONFIRMED, PROPOSED = "requested", "confirmed", "proposed"


class Proposing(Holding):
    """The new time is held while the organisation thinks; only its own silence gives it up."""

    asked_starts_at = models.DateTimeField("proszono od", null=True, blank=True, editable=False)
    asked_ends_at = models.DateTimeField("proszono do", null=True, blank=True, editable=False)
    answer_until = models.DateField("odpowiedź do dnia", null=True, blank=True, editable=False)
    warned_at = models.DateTimeField("przypomniano o odpowiedzi", null=True, blank=True, editable=False)
    office_note = models.CharField(
        "wiadomość pracownika", max_length=300, blank=True, db_default="", editable=False
    )

    class Meta:
        abstract = True

    @again_after_deadlock
    @transaction.atomic
    def propose(
        self,
        *,
        starts_at: datetime,
        ends_at: datetime,
        answer_until: date,
        note: str = "",
        place: Bookable | None = None,
        exception_reason: str = "",
        notify: bool = True,
        at: datetime | None = None,
    ) -> Self:
        """Hold another time or place for the organisation instead; it keeps what was asked first."""
        at = at or timezone.now()
        organization = self._locked(REQUESTED, CONFIRMED, PROPOSED)
        if organization is None and self.kind != "advice":
            raise ValidationError("Inny termin proponuje się organizacji; blokadę można przenieść.")
        if self.starts_at <= at:
            raise ValidationError("Ta rezerwacja już się zaczęła.", code="past")
        if not timezone.localdate(at) < answer_until < timezone.localdate(starts_at):
            told = "Dzień odpowiedzi to najwcześniej jutro, a najpóźniej dzień przed nowym terminem."
            raise ValidationError({"answer_until": told})
        fields, taking = self._elsewhere(
            organization,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            exception_reason=exception_reason,
            at=at,
        )
        asked = {
            "asked_starts_at": self.asked_starts_at or self.starts_at,
            "asked_ends_at": self.asked_ends_at or self.ends_at,
        }
        self._move(
            PROPOSED, **fields, **asked, answer_until=answer_until, warned_at=None, office_note=note.strip()
        )
        self._put_elsewhere(taking, place)
        if notify:
            post(Mail.BOOKING_PROPOSED, self)
        return self

    @transaction.atomic
    def accept(self, *, at: datetime | None = None) -> Self:
        """The organisation takes the proposed time."""
        organization = self._locked(PROPOSED)
        if self.starts_at <= (at or timezone.now()):
            raise ValidationError("Ten termin już minął.", code="past")
        self._refuse_without_right(organization)
        hours = wishes.hours_of(self.starts_at)
        if outside(hours) not in self.despite:
            wishes.refuse_while_centre_is_suspended(hours)
        self._move(CONFIRMED, sequence=self.sequence + 1, answer_until=None)
        post(Mail.BOOKING_CONFIRMED, self)
        return self

    @transaction.atomic
    def decline(self) -> Self:
        """The organisation does not want the proposed time: everything is given up."""
        self._locked(PROPOSED)
        self._release("declined", answer_until=None)
        post(Mail.BOOKING_DECLINED, self)
        return self

    @transaction.atomic
    def warn(self, *, at: datetime) -> bool:
        """Remind once of a proposal about to lapse; False when it is answered or was reminded of."""
        rows = type(self)._base_manager.filter(pk=self.pk, state=PROPOSED, warned_at=None)  # type: ignore[misc]
        if not rows.update(warned_at=at):
            return False
        post(Mail.BOOKING_PROPOSAL_ENDS, self)
        return True

    @transaction.atomic
    def lapse(self, *, at: datetime) -> bool:
        """Give up a proposal that stayed unanswered after a warning; False when there is none by now."""
        self._locked()
        today = timezone.localdate(at)
        if self.state != PROPOSED or self.answer_until is None or self.answer_until >= today:
            return False
        if self.warned_at is None or timezone.localdate(self.warned_at) >= today:
            return False
        self._release("lapsed", answer_until=None)
        post(Mail.BOOKING_LAPSED, self)
        return True
