"""Another rhythm or another end for a series, from a day on: what lies before that day stays as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.bookings import Booking
from bookings.models.contacts import BookingContact
from bookings.models.plans import Plan, Slot, Verdict, judged, refusal
from bookings.models.serial import Serial
from bookings.models.together import Use, book_all, move_all
from bookings.recurrence import MOST, Rule
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import again_after_deadlock
from organizations.models import Organization

if TYPE_CHECKING:
    from bookings.models.series_dates import SeriesDate

PASSED_OVER = "Pominięty przy rezerwowaniu serii."
ANOTHER_RHYTHM = "Zmiana rytmu albo końca serii."
State = Booking.State


@dataclass(frozen=True)
class Followed:
    """What another rule makes of the dates from its first day on, and which dates it leaves alone."""

    plan: Plan
    # Not begun, and not named by the rule.
    given_up: list["SeriesDate"]
    # Of the rule, and there already: held or passed over, as they are.
    kept: list["SeriesDate"]
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


class Following(Serial):
    starts: time
    ends: time
    purpose: str
    public_title: str
    fee: Decimal | None

    class Meta:
        abstract = True

    def plan_of(self, rule: Rule, organization: Organization, office_reason: str | None = None) -> Plan:
        """What this series asks for, by another rule."""
        return Plan(
            organization=organization,
            things=self.things,
            rule=rule,
            starts=self.starts,
            ends=self.ends,
            persons=self.persons,
            purpose=self.purpose,
            public_title=self.public_title,
            fee=self.fee,
            contact=self.contact(),
            office_reason=office_reason,
        )

    def contact(self) -> dict[str, str]:
        """Who answers for its dates and what guests need, as told with the latest; erased it is empty."""
        rows = BookingContact.objects.filter(booking__series_date__series=self.pk)
        found = rows.order_by("-booking__starts_at").values("name", "phone", "needs").first()
        return {name: str(word) for name, word in (found or {}).items()}

    def followed(
        self, rule: Rule, organization: Organization, at: datetime, office_reason: str | None = None
    ) -> Followed:
        """What `rule` would make of this series; ValidationError where it can make nothing of it.

        None as a reason of the office: the organisation asks, and nobody passes a rule.
        """
        if rule.first_on <= timezone.localdate(at):
            told = "Zmiana może obowiązywać najwcześniej od jutra: to, co już było, zostaje."
            raise ValidationError({"day": told})
        plan = self.plan_of(rule, organization, office_reason)
        slots = plan.slots()
        days = {slot.day for slot in slots}
        dates = list(self.dates.select_related("booking"))
        kept = [one for one in dates if one.day in days]
        given_up = [
            one for one in dates if one.day >= rule.first_on and one.day not in days and one.is_ahead(at)
        ]
        known = {one.day for one in kept}
        new = [slot for slot in slots if slot.day not in known]
        if len(dates) - len(given_up) + len(new) > MOST:
            name = "count" if rule.count else "until_on"
            told = f"Seria ma najwyżej {MOST} terminów, razem z tymi, które już były."
            raise ValidationError({name: told})
        return Followed(plan, given_up, kept, new)

    @again_after_deadlock
    @transaction.atomic
    def follow(
        self,
        rule: Rule,
        *,
        by: User | None,
        chosen: Mapping[date, Slot] | None = None,
        by_organization: bool = False,
        office_reason: str | None = None,
        at: datetime | None = None,
    ) -> Self:
        """From the first day of `rule` on its dates are the series; one message tells of all.

        What stands on a day of the rule stays as it is, what stands on another is given up, and of the new
        days the `chosen` ones are booked (all, if none are named) or nothing changes at all.
        """
        at = at or timezone.now()
        organization = self._locked()
        followed = self.followed(rule, organization, at, office_reason)
        confirmed = [booking for booking in followed.freed if booking.state == State.CONFIRMED]
        if by_organization and confirmed:
            wishes.refuse_late_cancelling(confirmed[0].starts_at, at)
        chosen = {slot.day: slot for slot in followed.slots} if chosen is None else chosen
        slots = followed.plan.with_chosen(followed.slots, chosen)
        verdicts = followed.judged(slots, at, is_locking=True)
        wanted = [found for found in verdicts if found.slot.day in chosen]
        if refused := refusal(wanted):
            raise refused
        if not wanted and not any(one.is_held for one in followed.kept):
            told = "Proszę zaznaczyć co najmniej jeden termin. Całą serię można odwołać."
            raise ValidationError(told, code="none")
        freed = followed.freed
        if freed:
            move_all(freed, State.CANCELLED, end_reason=ANOTHER_RHYTHM, answer_until=None)
        self.dates.filter(pk__in=[one.pk for one in followed.given_up]).delete()
        use = Use.of(followed.plan, by=by, at=at)
        booked = dict(zip((found.slot.day for found in wanted), book_all(use, wanted), strict=True))
        self.dates.bulk_create(self.dates_of(verdicts, booked, self._free_numbers()))
        self._record(
            frequency=rule.frequency,
            every=rule.every,
            ordinal=rule.ordinal,
            first_on=rule.first_on,
            until_on=rule.until_on,
            count=rule.count,
        )
        post(Mail.SERIES_RULE_CHANGED, self, parts=freed)
        return self

    def _free_numbers(self) -> Iterator[int]:
        """Those never used first, so that a page that was open meanwhile seldom names another date."""
        used = set(self.dates.values_list("number", flat=True))
        highest = max(used, default=0)
        yield from range(highest + 1, MOST + 1)
        yield from (number for number in range(1, highest) if number not in used)

    def dates_of(
        self, verdicts: Iterable[Verdict], booked: Mapping[date, Booking], numbers: Iterable[int]
    ) -> list[Any]:
        """A date for each verdict, with its booking or the reason why it has none."""
        model: Any = self.dates.model
        dates = []
        for number, found in zip(numbers, verdicts, strict=False):
            day = found.slot.day
            reason = "" if day in booked else found.sentence or PASSED_OVER
            dates.append(model(series=self, number=number, day=day, booking=booked.get(day), reason=reason))
        return dates
