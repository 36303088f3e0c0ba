"""A consultation: for an organisation by right, for a founder by exception; moved by whoever has it."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.guests import Guest
from bookings.models.places import FOUNDING, Bookable
from bookings.models.requesting import CONFIRMED, REQUESTED, Requesting
from bookings.models.taking import free_units
from bookings.models.visits import AdviceVisit, refuse_wrong_advice
from jcop.models.messages import post
from jcop.rules import again_after_deadlock
from jcop.wording import full_date

ONLY_FOUNDERS = (
    "Bez porozumienia doradzamy tylko osobom, które zakładają organizację. Organizacje umawiają się w panelu."
)
NOT_FREE = "Tej porady nie można już przenieść w ten sposób. Proszę zadzwonić do Centrum."


class Advising(Requesting):
    class Meta:
        abstract = True

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def advise(
        cls,
        *,
        guest: Guest,
        name: str,
        bookable: Bookable,
        starts_at: datetime,
        topic: str,
        about: str = "",
        persons: int = 1,
        form_key: uuid.UUID | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Book an adviser for somebody who is only founding an organisation: one open talk for each.

        The one use of the Centre without an agreement. Locks the guest, then the adviser; the same
        `form_key` twice gives the first booking.
        """
        at = at or timezone.now()
        form_key = form_key or uuid.uuid4()
        guest = Guest.objects.locked(guest.pk)
        existing = cls._base_manager.filter(form_key=form_key, visit__guest=guest).first()
        if existing:
            return existing
        if topic not in FOUNDING:
            raise ValidationError({"topic": ONLY_FOUNDERS})
        things, ends_at = (wishes.Thing(bookable),), starts_at + bookable.slot
        wish = wishes.Wish(None, things, starts_at, ends_at, persons, at)
        refuse_wrong_advice(bookable, topic, bookable.slot)
        wishes.refuse_past(wish)
        for visit in AdviceVisit.objects.open_of(guest, at).select_related("booking"):
            raise ValidationError(_one_already(visit.booking.starts_at), code="one_open")
        needs_worker = wishes.checked(wish)
        taking = free_units(things, starts_at, ends_at)
        booking = cls._made(wish, taking, needs_worker=needs_worker, form_key=form_key, purpose="other")
        AdviceVisit.objects.create(
            booking_id=booking.pk, guest=guest, name=name.strip(), topic=topic, about=about.strip()
        )
        guest.keep_for(wish.day)
        post(Mail.BOOKING_MADE, booking)
        return booking

    @again_after_deadlock
    @transaction.atomic
    def move_advice(self, *, bookable: Bookable, starts_at: datetime, at: datetime | None = None) -> Self:
        """Whoever asked for the advice takes another free time, of another adviser if need be."""
        at = at or timezone.now()
        organization = self._locked(REQUESTED, CONFIRMED)
        if self.kind != Bookable.Kind.ADVICE:
            raise ValidationError(NOT_FREE, code="illegal_move")
        if self.starts_at <= at:
            raise ValidationError(NOT_FREE, code="past")
        if self.state == CONFIRMED:
            wishes.refuse_late_cancelling(self.starts_at, at, act="przenieść")
        item = self.items.select_related("bookable").get()
        if (starts_at, bookable) == (self.starts_at, item.bookable):
            raise ValidationError("To jest ten sam termin.")
        things, ends_at = (wishes.Thing(bookable),), starts_at + bookable.slot
        wish = wishes.Wish(organization, things, starts_at, ends_at, self.persons, at, instead_of=self.pk)
        refuse_wrong_advice(bookable, self.visit.topic, bookable.slot)
        wishes.refuse_past(wish)
        fields: dict[str, Any] = {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "sequence": self.sequence + 1,
            "despite": [],
        }
        if organization:
            fields["agreement"] = wishes.agreement_for(wish)
        elif guest := self._guest():
            guest.keep_for(wish.day)
        to = REQUESTED if wishes.checked(wish) else CONFIRMED
        taking = free_units(things, starts_at, ends_at, instead_of=self.pk)
        if to == self.state:
            self._change(**fields)
        else:
            self._move(to, **fields)
        self._put_elsewhere(taking, bookable)
        post(Mail.BOOKING_MOVED, self)
        return self

    def correct_use(self, *, persons_came: int) -> None:
        """How many came, told anew with the card."""
        self._change(persons_came=persons_came)


def _one_already(starts_at: datetime) -> str:
    start = timezone.localtime(starts_at)
    return (
        f"Mają Państwo już umówioną rozmowę: {full_date(start.date())}, godz. {start:%H:%M}."
        " Można ją przenieść albo odwołać odnośnikiem z wiadomości, którą wysłaliśmy."
    )
