"""Which resources are free for a wish: locked in the order of their ids before anybody looks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from bookings.models import wishes
from bookings.models.obstacles import outside
from bookings.models.places import (
    ADVISER_TAKEN,
    TAKEN,
    Allocation,
    Bookable,
    Resource,
    bookable_day,
    own_weeks,
)
from bookings.models.wishes import Thing
from jcop.opening.hours import openings

Taking = list[tuple[Resource, DateTimeTZRange]]


def free_units(
    things: Sequence[Thing], starts_at: datetime, ends_at: datetime, *, instead_of: int | None = None
) -> Taking:
    """Lock the units of all things; those that will be taken, each with its span.

    What the booking `instead_of` holds now counts as free: it gives that up for what it gets here.
    """
    given_up = () if instead_of is None else (instead_of,)
    (found,) = free_units_of_each([Want(tuple(things), starts_at, ends_at)], instead_of=given_up)
    if isinstance(found, ValidationError):
        raise found
    return found


class Held(NamedTuple):
    """A unit that is taken: with its breaks in `during`, without them from `starts_at` until `ends_at`."""

    resource: int
    during: DateTimeTZRange
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Want:
    things: tuple[Thing, ...]
    starts_at: datetime
    ends_at: datetime

    @property
    def spans(self) -> list[tuple[Thing, DateTimeTZRange]]:
        return [(thing, thing.span(self.starts_at, self.ends_at)) for thing in self.things]


def free_units_of_each(
    wants: Sequence[Want], *, instead_of: Collection[int] = (), is_locking: bool = True
) -> list[Taking | ValidationError]:
    """For each of several times what it would take, or why not; all in two statements.

    Without locks it is only a look, which may have changed the next moment.
    """
    units = units_of({thing.bookable.pk for want in wants for thing in want.things}, is_locking=is_locking)
    busy = Q()
    for want in wants:
        for thing, span in want.spans:
            busy |= Q(resource__in=units[thing.bookable.pk], during__overlap=span)
    held: list[Held] = []
    if wants:
        rows = Allocation.objects.filter(busy).exclude(booking_id__in=instead_of)
        columns = ("resource_id", "during", "booking__starts_at", "booking__ends_at")
        held += [Held(*row) for row in rows.values_list(*columns)]
    answers: list[Taking | ValidationError] = []
    for want in wants:
        try:
            taking = _chosen(want, units, held)
        except ValidationError as taken:
            answers.append(taken)
        else:
            held += [Held(unit.pk, span, want.starts_at, want.ends_at) for unit, span in taking]
            answers.append(taking)
    return answers


def _chosen(want: Want, units: dict[int, list[Resource]], held: Sequence[Held]) -> Taking:
    chosen: Taking = []
    for thing, span in want.spans:
        own = {unit.pk for unit in units[thing.bookable.pk]}
        rivals = [one for one in held if one.resource in own and _overlap(one.during, span)]
        taken = {one.resource for one in rivals} | {resource.pk for resource, _ in chosen}
        try:
            chosen += [(unit, span) for unit in _choice(thing, units[thing.bookable.pk], taken)]
        except ValidationError:
            if sentence := _break_between(thing, want, rivals):
                raise ValidationError(sentence, code="taken") from None
            raise
    return chosen


def _break_between(thing: Thing, want: Want, rivals: Sequence[Held]) -> str:
    """Where only the break between two uses stands in the way: until when and from when there is room."""
    before = [one for one in rivals if one.ends_at <= want.starts_at]
    after = [one for one in rivals if want.ends_at <= one.starts_at]
    if not rivals or len(before) + len(after) < len(rivals):
        return ""
    room = thing.bookable
    words = []
    if after:
        until = min(one.during.lower for one in after) - timedelta(minutes=room.minutes_after)
        words.append(f"skończyć do {timezone.localtime(until):%-H:%M}")
    if before:
        start = max(one.during.upper for one in before) + timedelta(minutes=room.minutes_before)
        words.append(f"zacząć od {timezone.localtime(start):%-H:%M}")
    return f"Ten termin jest zajęty przerwą między użyciami ({room}): można {' i '.join(words)}."


def units_of(bookables: Collection[int], *, is_locking: bool = True) -> dict[int, list[Resource]]:
    """The units of each thing, locked in the order of their ids unless it is only a look."""
    rows = (
        Bookable.units.through.objects.filter(bookable__in=bookables)
        .select_related("resource")
        .order_by("resource_id")
    )
    if is_locking:
        rows = rows.select_for_update(of=("resource",), no_key=True)
    found: dict[int, list[Resource]] = {pk: [] for pk in bookables}
    for row in rows:
        found[row.bookable_id].append(row.resource)
    return found


def _overlap(one: DateTimeTZRange, other: DateTimeTZRange) -> bool:
    return one.lower < other.upper and other.lower < one.upper


def _choice(thing: Thing, units: list[Resource], taken: set[int]) -> list[Resource]:
    free = [unit for unit in units if unit.pk not in taken]
    if thing.bookable.takes == Bookable.Takes.ALL:
        if len(free) < len(units) or not units:
            is_adviser = thing.bookable.kind == Bookable.Kind.ADVICE
            raise ValidationError(ADVISER_TAKEN if is_adviser else TAKEN, code="taken")
        return free
    if len(free) < thing.quantity:
        told = f"{thing.bookable}: wolnych sztuk w tym czasie {len(free)} (proszono o {thing.quantity})."
        raise ValidationError({"quantity": ValidationError(told, code="taken")})
    return free[: thing.quantity]


@dataclass(frozen=True)
class Occasion:
    """A time of an event and what it takes; a reason, where it lies outside the hours of booking."""

    things: tuple[Thing, ...]
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


def refuse_over(occasion: Occasion, at: datetime) -> None:
    wishes.refuse_nonsense(occasion.things, occasion.starts_at, occasion.ends_at)
    if occasion.starts_at <= at:
        told = f"Termin musi być późniejszy niż teraz ({timezone.localtime(at):%d.%m.%Y %H:%M})."
        raise ValidationError({"day": ValidationError(told, code="past")})
