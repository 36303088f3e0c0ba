"""What a series asks for, date by date, and what stands in the way of each date."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal

from django.core.exceptions import ValidationError

from agreements.models import Agreement
from bookings.models import wishes
from bookings.models.booking_table import Channel
from bookings.models.ground import Ground
from bookings.models.places import Bookable
from bookings.models.taking import Taking, Want, free_units_of_each
from bookings.models.wishes import Thing
from bookings.recurrence import MOST, ClockChange, Rule, instants
from jcop.opening.wording import full_date
from organizations.models import Organization


@dataclass(frozen=True)
class Slot:
    """A day, hours of Warsaw's clock and a place: where one date of a series stands or would stand."""

    day: date
    starts: time
    ends: time
    place: Bookable


@dataclass(frozen=True)
class Verdict:
    """A slot as it was judged: what it takes, or why it cannot be had."""

    slot: Slot
    obstacle: ValidationError | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    agreement: Agreement | None = None
    by_worker: bool = False
    despite: tuple[str, ...] = ()
    # For what reason the office passes a rule that it breaks.
    exception: str = ""
    taking: Taking = field(default_factory=list)

    @property
    def times(self) -> tuple[datetime, datetime]:
        """From when until when; every verdict but that of an impossible hour has them."""
        assert self.starts_at is not None
        assert self.ends_at is not None
        return self.starts_at, self.ends_at

    @property
    def sentence(self) -> str:
        return " ".join(self.obstacle.messages) if self.obstacle else ""

    @property
    def is_taken(self) -> bool:
        """Would another hour or another room do?"""
        if self.obstacle is None:
            return False
        errors = getattr(self.obstacle, "error_dict", {None: [self.obstacle]})
        return any(error.code in {"taken", "too_many"} for found in errors.values() for error in found)


@dataclass(frozen=True)
class Plan:
    """A series before it is booked; the first thing names the use and may be replaced date by date."""

    organization: Organization
    things: tuple[Thing, ...]
    rule: Rule
    starts: time
    ends: time
    persons: int
    purpose: str
    public_title: str = ""
    fee: Decimal | None = None
    # Who answers for each date on the spot and what its guests need.
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: str = Channel.PORTAL
    # None where an organisation asks; the office may pass the rules for a reason, and confirms at once.
    office_reason: str | None = None

    def with_chosen(self, slots: Sequence[Slot], chosen: Mapping[date, Slot]) -> list[Slot]:
        """The slots with what was chosen for their days; ValidationError for what fits no day of the rule."""
        kind = self.things[0].bookable.kind
        strangers = chosen.keys() - {slot.day for slot in slots}
        if strangers or any(day != slot.day or slot.place.kind != kind for day, slot in chosen.items()):
            raise ValidationError("Wybrano termin, którego w tej serii nie ma.", code="stranger")
        return [chosen.get(slot.day, slot) for slot in slots]

    def slots(self) -> list[Slot]:
        """Every date of the rule; ValidationError when there is none or there are too many."""
        if self.ends <= self.starts:
            raise ValidationError({"ends_at": "Koniec musi być późniejszy niż początek."})
        days = self.rule.days()
        if not days:
            raise ValidationError({"until_on": "W tym okresie nie ma żadnego takiego dnia."})
        if len(days) > MOST:
            name = "count" if self.rule.count else "until_on"
            told = f"Seria ma najwyżej {MOST} terminów; najdalszy możliwy to {full_date(days[MOST - 1])}"
            raise ValidationError({name: told})
        place = self.things[0].bookable
        return [Slot(day, self.starts, self.ends, place) for day in days]

    def judged(self, slots: Sequence[Slot], at: datetime, *, is_locking: bool = False) -> list[Verdict]:
        return judged(
            slots,
            organization=self.organization,
            things=self.things,
            persons=self.persons,
            at=at,
            is_locking=is_locking,
            office_reason=self.office_reason,
            fee=self.fee,
        )


def judged(
    slots: Sequence[Slot],
    *,
    organization: Organization,
    things: tuple[Thing, ...],
    persons: int,
    at: datetime,
    instead_of: Collection[int] = (),
    is_locking: bool = True,
    office_reason: str | None = None,
    fee: Decimal | None = None,
) -> list[Verdict]:
    """Judge all slots, in a number of statements that does not depend on theirs.

    What the bookings `instead_of` hold now counts as free. Without locks it is only a look.
    """
    if not slots:
        return []
    days = [slot.day for slot in slots]
    ground = Ground(organization, min(days), max(days), instead_of)
    verdicts = [_by_rules(slot, ground, things, persons, at, office_reason, fee) for slot in slots]
    hopeful = [(number, found) for number, found in enumerate(verdicts) if found.obstacle is None]
    wants = [Want(_at_place(things, found.slot.place), *found.times) for _, found in hopeful]
    answers = free_units_of_each(wants, instead_of=instead_of, is_locking=is_locking)
    for (number, found), answer in zip(hopeful, answers, strict=True):
        told = {"obstacle": answer} if isinstance(answer, ValidationError) else {"taking": answer}
        verdicts[number] = replace(found, **told)
    return verdicts


def _by_rules(
    slot: Slot,
    ground: Ground,
    things: tuple[Thing, ...],
    persons: int,
    at: datetime,
    office_reason: str | None,
    fee: Decimal | None,
) -> Verdict:
    try:
        starts_at, ends_at = instants(slot.day, slot.starts, slot.ends)
    except ClockChange as change:
        return Verdict(slot, ValidationError(str(change), code="clock"))
    wish = wishes.Wish(
        ground.organization,
        _at_place(things, slot.place),
        starts_at,
        ends_at,
        persons,
        at,
        is_duty=slot.place.kind == Bookable.Kind.DUTY,
        given=ground,
        fee=fee,
    )
    try:
        agreement = wishes.agreement_for(wish)
        by_worker = office_reason is None and wishes.checked(wish)
        exception = "" if office_reason is None else wishes.passed(wish, office_reason)
    except ValidationError as obstacle:
        return Verdict(slot, obstacle, starts_at, ends_at)
    return Verdict(
        slot, None, starts_at, ends_at, agreement, by_worker, tuple(wish.despite), exception=exception
    )


def _at_place(things: tuple[Thing, ...], place: Bookable) -> tuple[Thing, ...]:
    return (replace(things[0], bookable=place), *things[1:])


def refusal(verdicts: Sequence[Verdict]) -> ValidationError | None:
    """One refusal for all dates that cannot be had, each under its day; None when all can."""
    told = {
        found.slot.day.isoformat(): [ValidationError(found.sentence, code="obstacle")]
        for found in verdicts
        if found.obstacle
    }
    return ValidationError(told) if told else None
