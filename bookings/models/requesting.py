"""A booking asked for, answered, proposed anew, given up: by an organisation, for it, or by a guest."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from agreements.models import Agreement
from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.booking_table import SAY_WHAT, BookingContact, BookingItem, BookingTable, Channel
from bookings.models.guests import Guest
from bookings.models.obstacles import outside
from bookings.models.places import FOUNDING, Allocation, Bookable
from bookings.models.taking import Taking, free_units
from bookings.models.visits import AdviceVisit, refuse_wrong_advice
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import IllegalMove
from jcop.opening.wording import full_date
from jcop.rules import again_after_deadlock
from organizations.models import Organization

REQUESTED, CONFIRMED, PROPOSED = "requested", "confirmed", "proposed"
BY_OFFICE = "poza godzinami otwarcia, za zgodą pracownika"
OVER = "Ten termin już minął: nie można go potwierdzić. Można odmówić, podając powód."
ONLY_FOUNDERS = (
    "Bez porozumienia doradzamy tylko osobom, które zakładają organizację. Organizacje umawiają się w panelu."
)
NOT_FREE = "Tej porady nie można już przenieść w ten sposób. Proszę zadzwonić do Centrum."


class Requesting(BookingTable):
    """How a booking takes its resources and gives them up, and what whoever asks for one is answered.

    Everything under locks, in one transaction.
    """

    class Meta(BookingTable.Meta):
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
        rows = type(self)._base_manager.filter(pk=self.pk, state=PROPOSED, warned_at=None)
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
        rows = type(self)._base_manager.filter(pk=self.pk, state=self.state)
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


def _one_already(starts_at: datetime) -> str:
    start = timezone.localtime(starts_at)
    return (
        f"Mają Państwo już umówioną rozmowę: {full_date(start.date())}, godz. {start:%H:%M}."
        " Można ją przenieść albo odwołać odnośnikiem z wiadomości, którą wysłaliśmy."
    )
