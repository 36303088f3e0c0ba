"""The life of a request: made by an organisation or for it, confirmed, refused, cancelled."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.contacts import BookingContact
from bookings.models.desk import Channel
from bookings.models.guards import SAY_WHAT
from bookings.models.holding import BY_OFFICE, Holding
from bookings.models.items import BookingItem
from bookings.models.places import Bookable
from bookings.models.taking import Taking, free_units
from bookings.models.visits import AdviceVisit, refuse_wrong_advice
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import again_after_deadlock
from organizations.models import Organization

REQUESTED, CONFIRMED = "requested", "confirmed"

OVER = "Ten termin już minął: nie można go potwierdzić. Można odmówić, podając powód."


class Requesting(Holding):
    """What an organisation asks for, and what the Centre answers."""

    fee = models.DecimalField(
        "opłata od uczestnika (zł)",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Puste: bezpłatnie dla uczestników.",
    )

    class Meta:
        abstract = True

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def request(
        cls,
        *,
        organization: Organization,
        by: User | None,
        bookable: Bookable,
        quantity: int = 1,
        extras: Sequence[wishes.Thing] = (),
        starts_at: datetime,
        ends_at: datetime,
        purpose: str,
        persons: int = 1,
        public_title: str = "",
        form_key: uuid.UUID | None = None,
        channel: str = Channel.PORTAL,
        is_by_office: bool = False,
        exception_reason: str = "",
        fee: Decimal | None = None,
        contact: Mapping[str, str] | None = None,
        is_duty: bool = False,
        topic: str = "",
        about: str = "",
        at: datetime | None = None,
    ) -> Self:
        """Book `bookable`, and `extras` with it, at once or subject to the worker's confirmation.

        Locks the organisation, then the resources in the order of their ids; what is refused is a
        ValidationError that names the rule. The same `form_key` twice gives the first booking. The
        office may pass the rules for a reason, but neither the agreement nor another's booking.
        `contact` holds the person who answers for it, a telephone and what the guests need.

        A `fee` of guests, where the Centre allows any, is confirmed by the worker.
        A desk is booked for a duty, a room for one when it `is_duty`; then `public_title` says what the
        organisation helps with, and the worker always confirms. Of an adviser a `topic` is asked.
        """
        at = at or timezone.now()
        form_key = form_key or uuid.uuid4()
        organization = Organization.objects.locked(organization.pk)
        same_form = cls._base_manager.filter(organization=organization, form_key=form_key)
        if same_form.exists():
            return same_form.get()
        things = (wishes.Thing(bookable, quantity), *extras)
        is_duty = is_duty or bookable.kind == Bookable.Kind.DUTY
        if is_duty and not public_title.strip():
            raise ValidationError({"public_title": SAY_WHAT})
        wishes.refuse_fee(fee)
        wish = wishes.Wish(organization, things, starts_at, ends_at, persons, at, is_duty=is_duty, fee=fee)
        is_advice = wish.kind == Bookable.Kind.ADVICE
        if is_advice:
            refuse_wrong_advice(bookable, topic, wish.length)
        if not is_by_office:
            wishes.refuse_past(wish)
        agreement = wishes.agreement_for(wish)
        exception = wishes.passed(wish, exception_reason) if is_by_office else ""
        needs_worker = not is_by_office and wishes.checked(wish)
        taking = free_units(things, starts_at, ends_at)
        booking = cls._made(
            wish,
            taking,
            needs_worker=needs_worker,
            agreement=agreement,
            form_key=form_key,
            purpose=purpose,
            public_title=public_title,
            channel=channel,
            exception_reason=exception or (BY_OFFICE if wish.despite and not needs_worker else ""),
            fee=fee,
            made_by=by,
        )
        if is_advice:
            AdviceVisit.objects.create(booking_id=booking.pk, topic=topic, about=about.strip())
        BookingContact.keep(booking, contact or {})
        post(Mail.BOOKING_MADE, booking)
        return booking

    @classmethod
    def _made(cls, wish: wishes.Wish, taking: Taking, *, needs_worker: bool, **fields: Any) -> Self:
        """The row with what was asked and what it holds."""
        booking = cls._base_manager.create(
            organization=wish.organization,
            kind=wish.kind,
            state=REQUESTED if needs_worker else CONFIRMED,
            starts_at=wish.starts_at,
            ends_at=wish.ends_at,
            persons=wish.persons,
            despite=wish.despite,
            needs_keys=wish.is_outside_hours,
            made_at=wish.at,
            **fields,
        )
        BookingItem.objects.bulk_create(
            BookingItem(booking_id=booking.pk, bookable=thing.bookable, quantity=thing.quantity)
            for thing in wish.things
        )
        booking._take(taking)
        return booking

    @transaction.atomic
    def confirm(self, *, at: datetime | None = None) -> Self:
        """Accept a request; it needs an agreement that is still in force on the day of the use.

        A time that is over is confirmed no more.
        """
        organization = self._locked(REQUESTED)
        if self.ends_at <= (at or timezone.now()):
            raise ValidationError(OVER, code="past")
        self._refuse_without_right(organization)
        wishes.refuse_while_centre_is_suspended(wishes.hours_of(self.starts_at))
        reason = self.exception_reason or (BY_OFFICE if self.despite else "")
        self._move(CONFIRMED, sequence=self.sequence + 1, exception_reason=reason)
        post(Mail.BOOKING_CONFIRMED, self)
        return self

    @transaction.atomic
    def refuse(self, *, reason: str) -> Self:
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód odmowy."})
        self._locked(REQUESTED)
        self._release("refused", end_reason=reason.strip())
        post(Mail.BOOKING_REFUSED, self)
        return self

    @transaction.atomic
    def cancel(
        self,
        *,
        reason: str = "",
        by_organization: bool = False,
        notify: bool = True,
        at: datetime | None = None,
    ) -> Self:
        """Give a future booking up; what is confirmed, the organisation itself only before the cut-off.

        Whoever is told of many at once is not told of each (`notify`).
        """
        at = at or timezone.now()
        self._locked(*self.SOURCES["cancelled"])
        self._refuse_hosted()
        if by_organization and self.state == CONFIRMED:
            wishes.refuse_late_cancelling(self.starts_at, at)
        if self.starts_at <= at:
            raise ValidationError("Nie można odwołać rezerwacji, która już się zaczęła.", code="past")
        self._release("cancelled", end_reason=reason.strip(), answer_until=None)
        if notify:
            post(Mail.BOOKING_CANCELLED, self)
        return self
