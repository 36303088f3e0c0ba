"""One date of a series: held by a booking, or passed over for a reason; and what a series takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.bookings import Booking
from bookings.models.places import Bookable
from bookings.models.plans import Plan, Slot, Verdict, judged
from bookings.models.together import Use, book_all, move_all, put_elsewhere
from bookings.recurrence import MOST, named
from jcop.models import User
from jcop.models.messages import post
from jcop.opening.wording import full_date
from jcop.rules import Ruled, again_after_deadlock

State = Booking.State
SKIPPED = "Pominięty na prośbę organizacji."


@pghistory.track()
class SeriesDate(Ruled):
    """A day that the rule of a series names. Its number keeps a series within sixty dates."""

    series = models.ForeignKey(
        "bookings.Series", on_delete=models.CASCADE, related_name="dates", verbose_name="seria"
    )
    number = models.PositiveSmallIntegerField("numer w serii")
    day = models.DateField("dzień")
    booking = models.OneToOneField(
        "bookings.Booking",
        on_delete=models.PROTECT,
        related_name="series_date",
        null=True,
        blank=True,
        verbose_name="rezerwacja",
    )
    reason = models.TextField("powód pominięcia", blank=True)

    class Meta:
        verbose_name = "termin serii"
        verbose_name_plural = "terminy serii"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                name="series_date_once",
                fields=["series", "day"],
                violation_error_message="Ten dzień jest już w serii.",
            ),
            models.UniqueConstraint(name="series_date_number_once", fields=["series", "number"]),
            models.CheckConstraint(
                name="series_date_within_sixty",
                condition=Q(number__gte=1, number__lte=MOST),
                violation_error_message=f"Seria ma najwyżej {MOST} terminów.",
            ),
            models.CheckConstraint(
                name="series_date_booked_or_reasoned",
                condition=Q(booking__isnull=False, reason="") | (Q(booking=None) & ~Q(reason="")),
                violation_error_message="Termin serii ma rezerwację albo powód, dla którego go pominięto.",
            ),
        ]

    def __str__(self) -> str:
        return full_date(self.day)

    @property
    def is_held(self) -> bool:
        return self.booking is not None and self.booking.state not in {
            State.REFUSED,
            State.DECLINED,
            State.LAPSED,
            State.CANCELLED,
        }

    @property
    def sentence(self) -> str:
        """„12 stycznia 2027 r. (wtorek), godz. 10:00–12:00, Sala A: potwierdzona”, as mails say it."""
        if self.booking is None:
            return f"{named(self.day)}: {self.reason}"
        starts_at, ends_at = map(timezone.localtime, (self.booking.starts_at, self.booking.ends_at))
        day, hours = starts_at.date(), f"{starts_at:%-H:%M}–{ends_at:%-H:%M}"
        things = ", ".join(str(item) for item in self.booking.items.all())
        state = self.booking.get_state_display()
        return f"{named(day)}, godz.\xa0{hours}, {things}: {state}"

    def is_ahead(self, at: datetime) -> bool:
        """Can it still be skipped, put back or changed?"""
        if self.booking is not None and self.is_held:
            return self.booking.starts_at > at
        return self.day > timezone.localdate(at)

    def _locked(self) -> None:
        """Lock the organisation, then read the date, its booking and its series anew."""
        organization = self.series._locked()
        self.refresh_from_db()
        self.series.organization = organization

    def _tell(self, booking: Booking) -> Self:
        self.series._record()
        post(Mail.SERIES_DATE_CHANGED, self, to=self.series.organization, parts=[booking])
        return self

    def _held(self, at: datetime) -> Booking:
        if self.booking is None or not self.is_held:
            raise ValidationError("Ten termin jest już pominięty albo odwołany.", code="illegal_move")
        if self.booking.starts_at <= at:
            raise ValidationError("Ten termin już się zaczął albo minął.", code="past")
        return self.booking

    @transaction.atomic
    def skip(self, *, reason: str = "", by_organization: bool = False, at: datetime | None = None) -> Self:
        """Give this one date up; it stays in the series with the reason and can be put back."""
        at = at or timezone.now()
        self._locked()
        booking = self._held(at)
        if by_organization and booking.state == State.CONFIRMED:
            wishes.refuse_late_cancelling(booking.starts_at, at)
        reason = reason.strip() or SKIPPED
        move_all([booking], State.CANCELLED, end_reason=reason, answer_until=None)
        self.booking, self.reason = None, reason
        self.save(update_fields=["booking", "reason"])
        return self._tell(booking)

    @again_after_deadlock
    @transaction.atomic
    def put_back(self, *, by: User | None, at: datetime | None = None) -> Self:
        """Book a date that was passed over or given up, at the hours and the place of the series."""
        at = at or timezone.now()
        self._locked()
        series = self.series
        if self.is_held:
            raise ValidationError("Ten termin jest już zarezerwowany.", code="illegal_move")
        things = series.things
        slot = Slot(self.day, series.starts, series.ends, things[0].bookable)
        verdict = self._judged(slot, at)
        plan = series.plan_of(series.rule, series.organization)
        use = Use.of(plan, by=by, at=at)
        (booking,) = book_all(use, [verdict])
        self.booking, self.reason = booking, ""
        self.save(update_fields=["booking", "reason"])
        return self._tell(booking)

    @again_after_deadlock
    @transaction.atomic
    def change(
        self,
        *,
        day: date,
        starts: time,
        ends: time,
        place: Bookable | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Put this one date to another day, other hours or another place; the rule stays."""
        at = at or timezone.now()
        if ends <= starts:
            raise ValidationError({"ends": "Koniec musi być późniejszy niż początek."})
        self._locked()
        series = self.series
        booking = self._held(at)
        if booking.state not in Booking.SOURCES[State.REQUESTED]:
            raise ValidationError("Najpierw proszę odpowiedzieć na propozycję innego terminu.")
        present = booking.place
        place = place or present
        series._refuse_place(place, series.things)
        verdict = self._judged(Slot(day, starts, ends, place), at, instead_of=booking)
        if (verdict.starts_at, verdict.ends_at, place) == (booking.starts_at, booking.ends_at, present):
            raise ValidationError({"starts": "To jest ten sam termin i to samo miejsce."})
        put_elsewhere([(booking, verdict)])
        return self._tell(booking)

    def _judged(self, slot: Slot, at: datetime, *, instead_of: Booking | None = None) -> Verdict:
        """What the date would get there; the obstacle is raised."""
        (verdict,) = judged(
            [slot],
            organization=self.series.organization,
            things=self.series.things,
            persons=self.series.persons,
            at=at,
            instead_of=[instead_of.pk] if instead_of else [],
            fee=self.series.fee,
        )
        if verdict.obstacle:
            raise verdict.obstacle
        return verdict


@dataclass(frozen=True)
class Followed:
    """What another rule makes of the dates from its first day on, and which dates it leaves alone."""

    plan: Plan
    # Not begun, and not named by the rule.
    given_up: list[SeriesDate]
    # Of the rule, and there already: held or passed over, as they are.
    kept: list[SeriesDate]
    # Days that have no date yet.
    slots: list[Slot]

    @property
    def freed(self) -> list[Booking]:
        """What is held by the dates given up, in order of time."""
        held = [one.booking for one in self.given_up if one.booking is not None and one.is_held]
        return sorted(held, key=lambda booking: booking.starts_at)

    @property
    def is_idle(self) -> bool:
        return not self.slots and not self.given_up

    def judged(self, slots: Sequence[Slot], at: datetime, *, is_locking: bool = False) -> list[Verdict]:
        """What each new date would get; the places of what is given up count as free."""
        return judged(
            slots,
            organization=self.plan.organization,
            things=self.plan.things,
            persons=self.plan.persons,
            at=at,
            instead_of=[booking.pk for booking in self.freed],
            is_locking=is_locking,
            office_reason=self.plan.office_reason,
            fee=self.plan.fee,
        )


class SeriesItem(models.Model):
    """What each date of a series takes; the first names the use."""

    series = models.ForeignKey("bookings.Series", on_delete=models.CASCADE, related_name="items")
    bookable = models.ForeignKey(
        "bookings.Bookable", on_delete=models.PROTECT, related_name="+", verbose_name="sala lub sprzęt"
    )
    quantity = models.PositiveSmallIntegerField("ile", default=1)

    class Meta:
        verbose_name = "rzecz w serii"
        verbose_name_plural = "rzeczy w serii"
        constraints = [
            models.UniqueConstraint(name="series_item_once", fields=["series", "bookable"]),
            models.CheckConstraint(name="series_item_some", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.bookable} × {self.quantity}" if self.quantity > 1 else str(self.bookable)
