"""What the Centre takes for an event of its own: under the same locks and the same constraint as all else."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.utils import timezone

from bookings.models import wishes
from bookings.models.holding import Holding
from bookings.models.items import BookingItem
from bookings.models.obstacles import outside
from bookings.models.places import Bookable, bookable_day, own_weeks
from bookings.models.taking import Taking, free_units
from jcop.hours import openings
from jcop.models import User

if TYPE_CHECKING:
    from bookings.models.event_dates import EventDate


@dataclass(frozen=True)
class Occasion:
    """A time of an event and what it takes; a reason, where it lies outside the hours of booking."""

    things: tuple[wishes.Thing, ...]
    starts_at: datetime
    ends_at: datetime
    exception_reason: str = ""

    @property
    def rooms(self) -> list[Bookable]:
        return [thing.bookable for thing in self.things if thing.bookable.kind == Bookable.Kind.ROOM]

    def despite(self) -> list[str]:
        """What stands against the time; whoever enters it has to know, and say why it is wanted."""
        day = wishes.hours_of(self.starts_at)
        weeks = own_weeks([thing.bookable.pk for thing in self.things])
        days = [bookable_day(day, weeks.get(thing.bookable.pk)) for thing in self.things]
        if all(
            any(opens <= self.starts_at and self.ends_at <= closes for opens, closes in openings([one]))
            for one in days
        ):
            return []
        if not self.exception_reason.strip():
            told = "Termin wypada poza godzinami otwarcia: proszę podać powód albo wybrać inny."
            raise ValidationError({"exception_reason": told})
        return [str(outside(day))]

    def take(self, *, instead_of: int | None = None) -> Taking:
        """Lock the units; a place that is taken is told beside its field."""
        try:
            return free_units(self.things, self.starts_at, self.ends_at, instead_of=instead_of)
        except ValidationError as refusal:
            if hasattr(refusal, "error_dict"):
                raise
            raise ValidationError({"place": refusal}) from refusal


class Hosting(Holding):
    """Bookings of events. Only the event makes, moves and ends them: its participants have to be told."""

    event_date: "EventDate"

    class Meta:
        abstract = True

    @classmethod
    def host(cls, occasion: Occasion, *, by: User | None, at: datetime, **words: Any) -> Self:
        """Take the place for an event; called by its verbs, which hold its lock."""
        refuse_over(occasion, at)
        despite = occasion.despite()
        taking = occasion.take()
        booking = cls._base_manager.create(
            form_key=uuid.uuid4(),
            kind="training",
            state="confirmed",
            starts_at=occasion.starts_at,
            ends_at=occasion.ends_at,
            despite=despite,
            exception_reason=occasion.exception_reason.strip() if despite else "",
            made_by=by,
            made_at=at,
            **words,
        )
        booking._list(occasion)
        booking._take(taking)
        return booking

    def host_elsewhere(self, occasion: Occasion, *, at: datetime) -> None:
        """Give up what is held for another time or place; called by the event's verbs."""
        self._locked("confirmed")
        if self.starts_at <= at:
            raise ValidationError("Ten termin już się zaczął.", code="past")
        refuse_over(occasion, at)
        despite = occasion.despite()
        taking = occasion.take(instead_of=self.pk)
        self._change(
            starts_at=occasion.starts_at,
            ends_at=occasion.ends_at,
            sequence=self.sequence + 1,
            despite=despite,
            exception_reason=occasion.exception_reason.strip() if despite else "",
        )
        first = self.items.select_related("bookable", "asked_bookable").earliest("pk")
        self.items.all().delete()
        self._list(occasion)
        if (asked := first.asked_bookable or first.bookable) != occasion.things[0].bookable:
            self.items.filter(bookable=occasion.things[0].bookable).update(asked_bookable=asked)
        self.allocations.all().delete()
        self._take(taking)

    def host_no_more(self, *, reason: str, at: datetime) -> None:
        """Give the place up; called by the event's verbs. What has begun stays as it was."""
        self._locked()
        if self.state == "confirmed" and self.starts_at > at:
            self._release("cancelled", end_reason=reason)

    @property
    def is_hosted(self) -> bool:
        """It is a date of an event."""
        return hasattr(self, "event_date")

    def _list(self, occasion: Occasion) -> None:
        BookingItem.objects.bulk_create(
            BookingItem(booking_id=self.pk, bookable=thing.bookable, quantity=thing.quantity)
            for thing in occasion.things
        )


def refuse_over(occasion: Occasion, at: datetime) -> None:
    wishes.refuse_nonsense(occasion.things, occasion.starts_at, occasion.ends_at)
    if occasion.starts_at <= at:
        told = f"Termin musi być późniejszy niż teraz ({timezone.localtime(at):%d.%m.%Y %H:%M})."
        raise ValidationError({"day": ValidationError(told, code="past")})
