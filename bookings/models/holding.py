"""How a booking takes its resources, changes them and gives them up: under locks, in one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import wishes
from bookings.models.guests import Guest
from bookings.models.items import BookingItem
from bookings.models.places import Allocation, Bookable
from bookings.models.taking import Taking, free_units
from jcop.moves import IllegalMove, Stateful
from organizations.models import Organization

BY_OFFICE = "poza godzinami otwarcia, za zgodą pracownika"

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bookings.models.visits import AdviceVisit


class Holding(Stateful):
    """What every kind of booking does with its time and its resources."""

    pk: int
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    persons: int
    organization_id: int | None
    agreement: Agreement | None
    items: "RelatedManager[BookingItem]"
    allocations: "RelatedManager[Allocation]"
    visit: "AdviceVisit"

    sequence = models.PositiveSmallIntegerField("numer zmiany", default=0, db_default=0, editable=False)
    # As long as it grows: each reason for which the booking stands is added to those before.
    exception_reason = models.TextField(
        "powód odstępstwa lub blokady", blank=True, db_default="", editable=False
    )
    # What whoever asked for this time or decided on it knew to stand against it: obstacles with their causes.
    despite = ArrayField(
        models.CharField(max_length=50),
        verbose_name="mimo",
        default=list,
        db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=50))),
        editable=False,
    )

    needs_keys = models.BooleanField(
        "poza godzinami rezerwacji: trzeba przekazać klucze", default=False, db_default=False, editable=False
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> Bookable:
        """What names the use: the first thing that it takes."""
        return min(self.items.all(), key=lambda item: item.pk).bookable

    def _locked(self, *sources: str) -> Organization | None:
        """Lock the organisation or the guest, if any, and read the booking anew, in one of `sources`."""
        found = None
        if self.organization_id:
            found = Organization.objects.locked(self.organization_id)
        elif self.kind == Bookable.Kind.ADVICE:
            self._guest()
        self.refresh_from_db()
        if sources and self.state not in sources:
            raise IllegalMove(self)
        return found

    def _guest(self) -> Guest | None:
        """Whoever has this advice without an organisation, locked; nobody once they are erased."""
        rows = Guest.objects.filter(visits__booking=self.pk)
        return rows.select_for_update(of=("self",), no_key=True).first()

    def _refuse_hosted(self) -> None:
        """A date of an event changes with the event only, whose participants have to be told."""
        date = getattr(self, "event_date", None) if self.kind == "training" else None
        if date:
            told = f"Ten termin należy do wydarzenia „{date.event}”: zmienia się go na stronie wydarzenia."
            raise ValidationError(told, code="hosted")

    def _change(self, **fields: Any) -> None:
        """Set `fields` of a booking that has not left its state since it was read."""
        rows = type(self)._base_manager.filter(pk=self.pk, state=self.state)  # type: ignore[misc]
        if not rows.update(**fields):
            raise IllegalMove(self)
        for name, value in fields.items():
            setattr(self, name, value)

    def _take(self, taking: Taking) -> None:
        Allocation.objects.bulk_create(
            Allocation(resource=unit, booking_id=self.pk, during=span) for unit, span in taking
        )

    @transaction.atomic
    def _release(self, to: str, **fields: object) -> Self:
        """Move to a state that no longer holds, giving the resources up in the same transaction."""
        self._move(to, **{"sequence": self.sequence + 1, **fields})
        self.allocations.all().delete()
        return self

    def _put_elsewhere(self, taking: Taking, place: Bookable | None) -> None:
        """Give up what is held for `taking`; what was asked for first is remembered with the item."""
        self.allocations.all().delete()
        self._take(taking)
        first = self.items.order_by("pk").first()
        if first and place and place != first.bookable:
            first.asked_bookable = first.asked_bookable or first.bookable
            first.bookable = place
            first.save(update_fields=["bookable", "asked_bookable"])

    def _elsewhere(
        self,
        organization: Organization | None,
        *,
        starts_at: datetime,
        ends_at: datetime,
        place: Bookable | None,
        exception_reason: str,
        at: datetime,
    ) -> tuple[dict[str, Any], Taking]:
        """Check and lock another time or place for this booking: the fields to set, what to take."""
        items = list(self.items.select_related("bookable").order_by("pk"))
        things = tuple(
            wishes.Thing(place if place and number == 0 else item.bookable, item.quantity)
            for number, item in enumerate(items)
        )
        if (starts_at, ends_at) == (self.starts_at, self.ends_at) and things[0].bookable == items[0].bookable:
            raise ValidationError({"starts_at": "To jest ten sam termin i to samo miejsce."})
        is_duty, is_advice = (self.kind == kind for kind in (Bookable.Kind.DUTY, Bookable.Kind.ADVICE))
        if place and not is_duty and place.kind != items[0].bookable.kind:
            raise ValidationError({"place": "Proszę wybrać miejsce tego samego rodzaju."})
        fields: dict[str, Any] = {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "sequence": self.sequence + 1,
        }
        if organization is None and not is_advice:
            wishes.refuse_nonsense(things, starts_at, ends_at)
        else:
            wish = wishes.Wish(
                organization,
                things,
                starts_at,
                ends_at,
                self.persons,
                at,
                is_duty=is_duty,
                instead_of=self.pk,
            )
            if organization:
                fields["agreement"] = wishes.agreement_for(wish)
            elif guest := self._guest():
                guest.keep_for(wish.day)
            passed = wishes.passed(wish, exception_reason)
            fields["exception_reason"] = passed or self.exception_reason
            fields["needs_keys"] = wish.is_outside_hours
            fields["despite"] = wish.despite
            if wish.despite and not fields["exception_reason"]:
                fields["exception_reason"] = BY_OFFICE
        return fields, free_units(things, starts_at, ends_at, instead_of=self.pk)

    def _refuse_without_right(self, organization: Organization | None) -> None:
        """The organisation may still use this booking on its day: not suspended, agreement in force.

        A guest's advice stands on neither.
        """
        if organization is None:
            return
        wishes.refuse_suspended(organization)
        day = timezone.localdate(self.starts_at)
        if not Agreement.objects.in_force(day).filter(bookings=self.pk).exists():
            raise ValidationError("Porozumienie nie obowiązuje w dniu rezerwacji.", code="no_right")
