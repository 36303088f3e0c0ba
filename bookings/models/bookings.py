"""Bookings: what belongs to whom and waits for whom, and what the Centre does with them."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.booking_table import BookingItem
from bookings.models.handovers import STILL_OUT, Handover, HandoverNames
from bookings.models.obstacles import obstacles
from bookings.models.places import Bookable
from bookings.models.requesting import Requesting
from bookings.models.taking import Occasion, free_units, refuse_over
from jcop.centre.calendars import office_day_off
from jcop.limits import one_after_another
from jcop.models import User
from jcop.models.messages import post
from jcop.opening.hours import ONE_DAY, WARSAW, midnight
from jcop.opening.workdays import workdays_after
from jcop.rules import Ruled, again_after_deadlock
from organizations.models import Organization

# A request that the Centre leaves unanswered leads the worker's list, then it is the Referat's.
WORKER_DAYS, OFFICE_DAYS = 2, 4


def left_since(today: date, days: int) -> datetime:
    """What was made before this moment has waited `days` working days or longer."""
    day_off, day = office_day_off(), today
    while workdays_after(day, days, day_off) > today:
        day -= timedelta(days=1)
    return midnight(day + timedelta(days=1))


def end_of_next_workday(at: datetime) -> datetime:
    """Up to then what is ahead is reminded of: what follows days off, before them."""
    return midnight(workdays_after(timezone.localdate(at), 1, office_day_off()) + ONE_DAY)


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def awaiting_worker(self) -> Self:
        return self.filter(state="requested").order_by("made_at", "pk")

    def neglected(self, today: date, days: int) -> Self:
        """Requests that the office has left without an answer for `days` working days or longer."""
        return self.awaiting_worker().filter(made_at__lt=left_since(today, days))

    def single(self) -> Self:
        """Not a date of a series, which waits and counts as a whole."""
        return self.filter(series_date=None)

    def to_note(self, at: datetime) -> Self:
        """Over, and nobody has noted yet whether they took place."""
        return self.filter(state="confirmed", ends_at__lte=at).exclude(kind="block")

    def in_conflict(self, at: datetime) -> Self:
        """To come, and holding a place without an open hour, a right or anybody's decision."""
        return self.filter(pk__in=self.obstacles(at))

    def obstacles(self, at: datetime) -> dict[int, frozenset[str]]:
        """What stands against bookings to come, of all that there are."""
        return obstacles(self.model._base_manager.all(), at)

    def unanswered(self) -> Self:
        return self.filter(state="proposed")

    def to_warn(self, today: date) -> Self:
        """Proposals that end by the next working day, not reminded of yet."""
        soon = workdays_after(today, 1, office_day_off())
        return self.unanswered().filter(warned_at=None, answer_until__lte=soon)

    def to_lapse(self, today: date) -> Self:
        warned = midnight(today)
        return self.unanswered().filter(answer_until__lt=today, warned_at__lt=warned)

    def duties(self) -> Self:
        """Organisations' own duties, not those of the Centre's worker."""
        return self.filter(kind="duty")

    def advice(self) -> Self:
        return self.filter(kind="advice")

    def announced(self) -> Self:
        """What residents were told: confirmed, or confirmed for that very time and called off since."""
        told = self.model.pgh_event_model._base_manager.filter(  # type: ignore[attr-defined]
            pgh_obj=OuterRef("pk"), state="confirmed", starts_at=OuterRef("starts_at")
        )
        return self.filter(
            Q(state__in=["confirmed", "took_place", "no_show"]) | Q(Exists(told), state="cancelled")
        )

    def on_days(self, first: date, last: date) -> Self:
        """What begins on these days of Warsaw, both included."""
        return self.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(last + ONE_DAY))

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at")

    def past(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at).order_by("-starts_at")

    def to_remind(self, at: datetime) -> Self:
        """Confirmed, from now to the end of the next working day, and not reminded of for its day.

        What was booked today is left out today: its confirmation has just been read.
        """
        today, end = timezone.localdate(at), end_of_next_workday(at)
        on_its_day = TruncDate("starts_at", tzinfo=WARSAW)
        told = Reminder.objects.annotate(day=TruncDate("booking__starts_at", tzinfo=WARSAW))
        return (
            self.filter(Q(organization__isnull=False) | Q(visit__guest__isnull=False))
            .filter(state="confirmed", made_at__lt=midnight(today))
            .filter(starts_at__gt=at, starts_at__lt=end)
            .exclude(Exists(told.filter(booking=OuterRef("pk"), due_on=F("day"))))
            .annotate(day=on_its_day)
            .order_by("organization", "starts_at", "pk")
        )


@pghistory.track(exclude=["form_key", "holds", "changed_at"])
class Booking(Requesting):
    """One timed use of the Centre, of whatever kind; it holds its resources through allocations.

    What the Centre itself does with bookings stands here; what organisations and guests ask for, in
    `requesting`; all columns, in `booking_table`.
    """

    objects = BookingQuerySet.as_manager()

    # Django gives way to it here alone, in the class that has the table.
    def get_state_display(self) -> str:  # type: ignore[no-redef]
        state = self.State(self.state)
        return self.DUTY_STATES.get(state, state.label) if self.is_duty else str(state.label)

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def block(
        cls,
        *,
        by: User | None,
        bookable: Bookable,
        starts_at: datetime,
        ends_at: datetime,
        reason: str,
        quantity: int = 1,
        public_title: str = "",
        form_key: uuid.UUID | None = None,
    ) -> Self:
        """Take a place for the Centre itself: no organisation, no rule but that it is free, a reason."""
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód blokady."})
        form_key = form_key or uuid.uuid4()
        things = (wishes.Thing(bookable, quantity),)
        wishes.refuse_nonsense(things, starts_at, ends_at)
        one_after_another(f"block {form_key}")
        existing = cls._base_manager.filter(form_key=form_key, kind="block").first()
        if existing:
            return existing
        taking = free_units(things, starts_at, ends_at)
        booking = cls._base_manager.create(
            form_key=form_key,
            kind="block",
            state="confirmed",
            starts_at=starts_at,
            ends_at=ends_at,
            purpose="other",
            public_title=public_title,
            exception_reason=reason.strip(),
            made_by=by,
        )
        BookingItem.objects.create(booking_id=booking.pk, bookable=bookable, quantity=quantity)
        booking._take(taking)
        return booking

    @again_after_deadlock
    @transaction.atomic
    def reschedule(
        self,
        *,
        starts_at: datetime,
        ends_at: datetime,
        note: str = "",
        place: Bookable | None = None,
        exception_reason: str = "",
        at: datetime | None = None,
    ) -> Self:
        """Put the booking to another time or place, as agreed with the organisation; its state stays."""
        organization = self._locked("requested", "confirmed")
        self._refuse_hosted()
        fields, taking = self._elsewhere(
            organization,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            exception_reason=exception_reason,
            at=at or timezone.now(),
        )
        self._change(**fields, office_note=note.strip())
        self._put_elsewhere(taking, place)
        post(Mail.BOOKING_MOVED, self)
        return self

    @transaction.atomic
    def record_use(
        self, *, persons_came: int, remarks: str = "", damage: str = "", at: datetime | None = None
    ) -> Self:
        """It took place: how many persons came, what is worth noting, what was damaged."""
        self._refuse_before_start(at)
        return self._move("took_place", persons_came=persons_came, remarks=remarks, damage=damage)

    @transaction.atomic
    def record_no_show(self, *, remarks: str = "", at: datetime | None = None) -> Self:
        """Nobody came; the booking is counted as such and nothing is forbidden by itself."""
        self._refuse_before_start(at)
        return self._move("no_show", persons_came=None, remarks=remarks, damage="")

    def _refuse_before_start(self, at: datetime | None) -> None:
        if self.starts_at > (at or timezone.now()):
            raise ValidationError("Tej rezerwacji jeszcze nie było: zaczyna się później.", code="future")

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


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def still_true(self, at: datetime) -> Self:
        """Of bookings that stand as they were when they were recorded, and have not begun."""
        rows = self.filter(booking__state=Booking.State.CONFIRMED, booking__starts_at__gt=at)
        return rows.order_by("booking__starts_at", "booking")


class Reminder(Ruled):
    """That a booking was reminded of for its day. Recorded before the mail goes, so that each goes once."""

    class Kind(models.TextChoices):
        AHEAD = "ahead", "dzień wcześniej"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("rodzaj", max_length=10, choices=Kind, default=Kind.AHEAD)
    due_on = models.DateField("przypomina o dniu")
    recorded_at = models.DateTimeField("zlecono", default=timezone.now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "przypomnienie"
        verbose_name_plural = "przypomnienia"
        constraints = [
            models.UniqueConstraint(name="reminder_once", fields=["booking", "kind", "due_on"]),
            models.CheckConstraint(name="reminder_kind_known", condition=models.Q(kind__in=["ahead"])),
        ]

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_kind_display()}"

    @property
    def is_of_its_day(self) -> bool:
        """The booking has not been moved to another day since."""
        return timezone.localdate(self.booking.starts_at) == self.due_on

    @classmethod
    @transaction.atomic
    def record(cls, bookings: list[Booking]) -> bool:
        """Record the bookings of one organisation and ask for one mail; False when all were known."""
        new: list[Reminder] = []
        for booking in bookings:
            due_on: date = timezone.localdate(booking.starts_at)
            asked: dict[str, Any] = {"booking": booking, "kind": cls.Kind.AHEAD, "due_on": due_on}
            reminder, is_new = cls.objects.get_or_create(**asked)
            if is_new:
                new.append(reminder)
        if new:
            post(Mail.BOOKINGS_AHEAD, new[0].booking, parts=new)
        return bool(new)
