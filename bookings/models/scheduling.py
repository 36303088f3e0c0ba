"""An event's times, its publication and its end: under the event's lock, then those of its resources."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.bookings import Booking
from bookings.models.event_dates import EventDate
from bookings.models.guests import Guest
from bookings.models.seats import Seat, SeatQuerySet, tell_parties
from bookings.models.taking import Occasion, refuse_over
from jcop.limits import one_after_another
from jcop.models import HouseRules, User
from jcop.moves import IllegalMove, Stateful
from jcop.rules import again_after_deadlock

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

PURPOSES = {
    "vernissage": Booking.Purpose.VERNISSAGE,
    "integration": Booking.Purpose.OCCASION,
    "other": Booking.Purpose.OTHER,
}
HAS_BEGUN = "Ten termin już się zaczął: zostaje przy wydarzeniu."
LAST_DATE = "To jedyny termin wydarzenia: można go przenieść albo odwołać całe wydarzenie."


class Scheduling(Stateful):
    pk: int
    title: str
    kind: str
    state: str
    capacity: int | None
    sequence: int
    starts_at: datetime
    ends_at: datetime
    signup_closes_at: datetime | None
    signup_cut_from: datetime | None
    dates: "RelatedManager[EventDate]"

    class Meta:
        abstract = True

    @property
    def all_seats(self) -> SeatQuerySet:
        return Seat.objects.filter(event=self.pk)

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def draft(
        cls,
        *,
        by: User | None,
        occasion: Occasion,
        form_key: uuid.UUID | None = None,
        at: datetime | None = None,
        **words: Any,
    ) -> Self:
        """Prepare an event with its first time, whose place is held from now on; nobody sees it yet."""
        at = at or timezone.now()
        form_key = form_key or uuid.uuid4()
        one_after_another(f"event {form_key}")
        existing = cls._base_manager.filter(form_key=form_key).first()
        if existing:
            return existing
        refuse_over(occasion, at)
        event = cls(
            form_key=form_key,
            state="draft",
            starts_at=occasion.starts_at,
            ends_at=occasion.ends_at,
            made_by=by,
            made_at=at,
            **words,
        )
        event.validate_constraints()
        event.save(force_insert=True)
        event._add(occasion, by=by, at=at)
        return event

    @transaction.atomic
    def describe(self, **words: Any) -> Self:
        """Other words; who has signed up is not troubled with them."""
        self._locked("draft", "published")
        self._change(**words)
        self._entitle()
        return self

    @again_after_deadlock
    @transaction.atomic
    def add_date(self, occasion: Occasion, *, by: User | None = None, at: datetime | None = None) -> Self:
        """One more time; who has signed up is told."""
        at = at or timezone.now()
        self._locked("draft", "published")
        self._keep_guests(occasion, at)
        before = self._noted()
        self._add(occasion, by=by, at=at)
        return self._rescheduled(at, before)

    @again_after_deadlock
    @transaction.atomic
    def move_date(self, date: EventDate, occasion: Occasion, *, at: datetime | None = None) -> Self:
        """Another time or place instead of `date`; who has signed up is asked to stay or to cancel."""
        at = at or timezone.now()
        self._locked("draft", "published")
        self._refuse_crowd(occasion)
        self._keep_guests(occasion, at)
        before = self._noted()
        self._date(date).host_elsewhere(occasion, at=at)
        return self._rescheduled(at, before)

    @transaction.atomic
    def drop_date(self, date: EventDate, *, reason: str = "", at: datetime | None = None) -> Self:
        """Give one of several times up; it stays with the event for calendars that have it."""
        at = at or timezone.now()
        self._locked("draft", "published")
        if len(self._held()) < 2:
            raise ValidationError(LAST_DATE, code="last")
        before, booking = self._noted(), self._date(date)
        if booking.starts_at <= at:
            raise ValidationError(HAS_BEGUN, code="past")
        booking.host_no_more(reason=reason, at=at)
        EventDate.objects.filter(pk=date.pk).update(dropped_at=at)
        return self._rescheduled(at, before)

    @transaction.atomic
    def lose_date(self, date: EventDate, *, reason: str, at: datetime) -> None:
        """The place is closed then: the event goes without that time, or without any is cancelled."""
        self._locked()
        if len(self._held()) < 2:
            self.cancel(reason=reason, at=at)
        else:
            self.drop_date(date, reason=reason, at=at)

    @transaction.atomic
    def publish(self, *, at: datetime | None = None) -> Self:
        """Announce it to everybody; from now on its times are in the public calendar by its name."""
        at = at or timezone.now()
        self._locked("draft")
        if self.starts_at <= at:
            raise ValidationError("Termin wydarzenia już minął: proszę go najpierw przenieść.", code="past")
        self._move("published", published_at=at)
        self._entitle()
        return self

    @transaction.atomic
    def cancel(self, *, reason: str, at: datetime | None = None) -> Self:
        """Call it off: its places are free at once, and everybody who signed up or waits is told once."""
        at = at or timezone.now()
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód odwołania."})
        self._locked("draft", "published")
        if self.ends_at <= at:
            raise ValidationError("To wydarzenie już się odbyło.", code="past")
        was_published = self.state == "published"
        self._move("cancelled", cancelled_at=at, cancel_reason=reason.strip(), sequence=self.sequence + 1)
        for date in self._held():
            date.booking.host_no_more(reason=reason.strip(), at=at)
        if was_published:
            tell_parties(Mail.EVENT_CANCELLED, self, self.all_seats.live(at))
        return self

    def _refuse_crowd(self, occasion: Occasion) -> None:
        """No more places than the room has, and than the rules of the house let in on that day."""
        capacity = self.capacity
        if capacity is None:
            return
        for room in occasion.rooms:
            if room.capacity is not None and room.capacity < capacity:
                told = (
                    f"{room} ma miejsc: {room.capacity}. Proszę zmniejszyć liczbę miejsc albo zmienić salę."
                )
                raise ValidationError({"capacity": ValidationError(told, code="crowd")})
        limit = HouseRules.objects.strictest("training", timezone.localdate(occasion.starts_at))
        if limit and limit.persons < capacity:
            told = f"Zasady „{limit.rules}” pozwalają w tym dniu na najwyżej osób: {limit.persons}."
            raise ValidationError({"capacity": ValidationError(told, code="crowd")})

    def _locked(self, *sources: str) -> None:
        """Lock the row, without which no verb reads on; the event has to be in one of `sources`."""
        rows = type(self)._base_manager.select_for_update(no_key=True)
        self.refresh_from_db(from_queryset=rows)
        if sources and self.state not in sources:
            raise IllegalMove(self)

    def _change(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.validate_constraints()
        self.save(update_fields=list(fields))

    def _held(self) -> list[EventDate]:
        """The times that stand, in their order."""
        rows = self.dates.filter(booking__holds=True, dropped_at=None).select_related("booking")
        return list(rows.order_by("booking__starts_at", "pk"))

    def _date(self, date: EventDate) -> Booking:
        found = next((one for one in self._held() if one.pk == date.pk), None)
        if found is None:
            raise ValidationError("Tego terminu wydarzenie już nie ma.", code="illegal_move")
        return found.booking

    def _add(self, occasion: Occasion, *, by: User | None, at: datetime) -> None:
        self._refuse_crowd(occasion)
        booking = Booking.host(
            occasion,
            by=by,
            at=at,
            purpose=PURPOSES.get(self.kind, Booking.Purpose.TRAINING),
            persons=self.capacity or 1,
            public_title=self._public_title(),
        )
        EventDate.objects.create(event_id=self.pk, booking=booking)

    def _keep_guests(self, occasion: Occasion, at: datetime) -> None:
        """Whoever comes is kept until after the new time; guests are locked before any resource."""
        for guest in Guest.objects.filter(seats__in=self.all_seats.live(at)).order_by("pk"):
            guest.keep_for(timezone.localdate(occasion.ends_at))

    def _noted(self) -> list[Any]:
        """The last row of history of each time that stands: mails of a change say what it was before."""
        rows = Booking.pgh_event_model._base_manager  # type: ignore[attr-defined]
        latest = rows.filter(pgh_obj__in=[date.booking_id for date in self._held()])
        return list(latest.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id"))

    def _rescheduled(self, at: datetime, before: list[Any]) -> Self:
        """Take the beginning and the end over from the times; whoever signed up is told and asked.

        Signing up ends when the event begins, at the latest: cut by an earlier time, its end comes back
        with a later one.
        """
        held = [date.booking for date in self._held()]
        starts_at, ends_at = held[0].starts_at, max(one.ends_at for one in held)
        wanted = self.signup_cut_from or self.signup_closes_at
        closes_at = wanted and min(wanted, starts_at)
        self._change(
            starts_at=starts_at,
            ends_at=ends_at,
            signup_closes_at=closes_at,
            signup_cut_from=wanted if wanted != closes_at else None,
            sequence=self.sequence + 1,
        )
        if self.state == "published":
            self.all_seats.taken().update(asked_at=at, stays_at=None)
            self._shorten_offers(at)
            tell_parties(Mail.EVENT_MOVED, self, self.all_seats.live(at), parts=before)
        return self

    def _shorten_offers(self, at: datetime) -> None:
        """Done by the one who keeps the seats (seating)."""
        raise NotImplementedError

    def _public_title(self) -> str:
        return self.title if self.state == "published" else ""

    def _entitle(self) -> None:
        """The public calendar names the event once it is published."""
        purpose = PURPOSES.get(self.kind, Booking.Purpose.TRAINING)
        self._fit_bookings(public_title=self._public_title(), purpose=purpose)

    def _fit_bookings(self, **fields: Any) -> None:
        """What the bookings of its times say of it."""
        Booking.objects.filter(event_date__event=self.pk, holds=True).update(**fields)
