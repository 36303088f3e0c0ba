"""A series before it is booked: each date, its obstacle, what would do instead. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from bookings.models import Bookable, Obstacle, Plan, Slot, Thing, Verdict
from bookings.models.ground import Ground
from bookings.search.finding import Starts, common, free_starts

OTHER_ROOMS = 3


@dataclass(frozen=True)
class Preview:
    """One date of the rule; `instead` lists other hours and rooms of that day, the best first."""

    verdict: Verdict
    instead: list[Slot] = field(default_factory=list)

    @property
    def slot(self) -> Slot:
        return self.verdict.slot

    @property
    def obstacle(self) -> str:
        return self.verdict.sentence

    @property
    def note(self) -> str:
        """What is worth knowing of a date that can be had."""
        if not self.verdict.despite:
            return ""
        reasons = ", ".join(str(Obstacle.of(one).label) for one in self.verdict.despite)
        who = ": potwierdzi pracownik Centrum i umówi przekazanie kluczy" if self.verdict.by_worker else ""
        told = f"{reasons}{who}."
        return told[0].upper() + told[1:]


def preview(plan: Plan, at: datetime) -> list[Preview]:
    """Every date of the plan as it stands now, in a constant number of statements."""
    return previews_of(plan, plan.judged(plan.slots(), at))


def previews_of(plan: Plan, verdicts: Sequence[Verdict]) -> list[Preview]:
    taken = [found for found in verdicts if found.is_taken]
    instead = _instead(plan, taken) if taken else {}
    return [Preview(found, instead.get(found.slot, [])) for found in verdicts]


def _instead(plan: Plan, taken: Sequence[Verdict]) -> dict[Slot, list[Slot]]:
    """The nearest time in the same place, then the same hours elsewhere, then near them elsewhere."""
    first, *extras = plan.things
    same_kind = Bookable.objects.active().filter(kind=first.bookable.kind)
    places = [one for one in same_kind if one.capacity is None or plan.persons <= one.capacity]
    places = [one for one in places if one not in [thing.bookable for thing in extras]]
    begin, end = taken[0].times
    length = end - begin
    days = [found.slot.day for found in taken]
    ground = Ground(plan.organization, min(days), max(days))
    things = [Thing(place, first.quantity) for place in places] + extras
    hours = {
        thing.bookable.pk: [ground.bookable_day(thing.bookable, day) for day in days] for thing in things
    }
    starts = free_starts(things, length, plan.persons, hours)
    for thing in extras:
        for place in places:
            starts[place.pk] = common(starts[place.pk], starts[thing.bookable.pk])
    return {found.slot: _best(found, places, starts, length) for found in taken}


def _best(
    found: Verdict, places: Sequence[Bookable], starts: dict[int, list[Starts]], length: timedelta
) -> list[Slot]:
    own: list[Slot] = []
    others: list[tuple[timedelta, str, Slot]] = []
    wanted, _ = found.times
    for place in places:
        spans = [span for span in starts[place.pk] if timezone.localdate(span.first) == found.slot.day]
        moments = [span.nearest(wanted) for span in spans]
        if not moments:
            continue
        moment = min(moments, key=lambda one: abs(one - wanted))
        begin, end = timezone.localtime(moment), timezone.localtime(moment + length)
        slot = Slot(found.slot.day, begin.time(), end.time(), place)
        if place == found.slot.place:
            own.append(slot)
        else:
            others.append((abs(moment - wanted), place.name, slot))
    return own + [slot for _, _, slot in sorted(others, key=lambda one: one[:2])[:OTHER_ROOMS]]
