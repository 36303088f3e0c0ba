"""A booking that stands in spite of what stands against it, because the office wants it to."""

from collections.abc import Collection
from typing import Self

from django.core.exceptions import ValidationError
from django.db import transaction

from bookings.models.holding import Holding


class Standing(Holding):
    class Meta:
        abstract = True

    @transaction.atomic
    def keep(self, *, reason: str, against: Collection[str]) -> Self:
        """Let the booking stand despite what is `against` it, for a reason that stays with it.

        Another obstacle will ask anew.
        """
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód, dla którego rezerwacja zostaje."})
        self._locked(*self.SOURCES["cancelled"])
        told = f"zostaje mimo przeszkody: {reason.strip()}"
        if self.exception_reason and told not in self.exception_reason:
            told = f"{self.exception_reason}; {told}"
        self._change(despite=sorted({*self.despite, *against}), exception_reason=told)
        return self
