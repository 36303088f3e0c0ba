"""Keys and equipment go out for a booking and come back, each time by a protocol."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bookings.models.handovers import STILL_OUT, Handover, HandoverNames
from bookings.models.holding import Holding
from jcop.models import User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Lending(Holding):
    handovers: "RelatedManager[Handover]"

    class Meta:
        abstract = True

    @transaction.atomic
    def hand_over(
        self,
        *,
        by: User | None,
        receiver: str,
        due_at: datetime,
        keys: str = "",
        pieces: str = "",
        condition_out: str = "",
        at: datetime | None = None,
    ) -> Handover:
        """Give keys or equipment out, to somebody of the organisation; what is out comes back first."""
        organization = self._locked("confirmed", "took_place")
        if organization is None:
            raise ValidationError("Blokada nie należy do organizacji: nie ma komu wydać kluczy.")
        if self.out() is not None:
            raise ValidationError(STILL_OUT, code="conflict")
        handover = Handover(
            booking_id=self.pk,
            keys=keys.strip(),
            pieces=pieces.strip(),
            given_at=at or timezone.now(),
            given_by=by,
            condition_out=condition_out.strip(),
            due_at=due_at,
        )
        handover.validate_constraints()
        handover.save()
        HandoverNames.objects.create(handover=handover, receiver=receiver.strip())
        return handover

    def take_back(
        self, *, by: User | None, condition_back: str = "", damage: str = "", returner: str = ""
    ) -> Handover:
        """As Handover.take_back, of what is out for this booking, whatever became of it meanwhile."""
        found = self.out()
        if found is None:
            raise ValidationError("Nic nie jest teraz wydane do tej rezerwacji.", code="illegal_move")
        return found.take_back(by=by, condition_back=condition_back, damage=damage, returner=returner)

    def out(self) -> Handover | None:
        """What has been given out and is not back."""
        return self.handovers.filter(returned_at=None).first()
