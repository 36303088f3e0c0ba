"""What would do instead of what was refused: another time, a bigger place, a shorter use."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bookings.models import Bookable, Thing
from bookings.search.finding import nearest_times
from jcop.models import Centre
from organizations.models import Organization

# Codes of refusals that another time would mend.
ABOUT_TIME = {
    "taken",
    "too_soon",
    "too_late",
    "over",
    "centre_suspended",
    "quota",
    "no_right",
    "rules_persons",
}
# That a place with more seats would.
TOO_SMALL = {"too_many"}
# That an earlier end would.
TOO_LONG = {"too_long", "quota_never"}
ABOUT_ALL = ABOUT_TIME | TOO_SMALL | TOO_LONG
PLACES, OFFERS = 4, 3


@dataclass(frozen=True)
class Asked:
    """What somebody wanted; the first thing names the use."""

    things: tuple[Thing, ...]
    starts_at: datetime
    length: timedelta
    persons: int
    is_duty: bool = False


@dataclass(frozen=True)
class Offer:
    """A time that would do, and where."""

    bookable: Bookable
    starts_at: datetime
    ends_at: datetime


def offers(
    asked: Asked, codes: Collection[str], at: datetime, organization: Organization | None = None
) -> list[Offer]:
    """At most three, in order of time; none where nothing can be offered for such a refusal.

    With an `organization`, only where its agreement and its weekly limit allow it.
    """
    codes = set(codes)
    if not codes & ABOUT_ALL:
        return []
    if codes & TOO_LONG:
        asked = replace(asked, length=min(asked.length, longest()))
    places = _bigger(asked) if codes & TOO_SMALL else [asked.things[0]]
    found = [offer for place in places for offer in _nearest(asked, place, at, organization)]
    # The hour that was wanted comes first, wherever it is; then the smallest place that holds all.
    nearest = sorted(found, key=lambda offer: abs(offer.starts_at - asked.starts_at))[:OFFERS]
    return sorted(nearest, key=lambda offer: offer.starts_at)


def longest() -> timedelta:
    """As long as one booking may be, and an organisation's week has room for."""
    centre = Centre.objects.get()
    hours = [centre.longest_hours, *([] if centre.weekly_hours is None else [centre.weekly_hours])]
    return timedelta(hours=min(hours))


def _bigger(asked: Asked) -> list[Thing]:
    """The smallest places with seats enough, of which the same may be asked."""
    first, *others = asked.things
    active = Bookable.objects.active()
    same = active.for_duties() if asked.is_duty else active.filter(kind=first.bookable.kind)
    places = same.filter(capacity__gte=asked.persons).order_by("capacity", "name")
    taken = {thing.bookable for thing in others}
    return [replace(first, bookable=place) for place in places[:PLACES] if place not in taken]


def _nearest(asked: Asked, place: Thing, at: datetime, organization: Organization | None) -> Sequence[Offer]:
    moments = nearest_times(
        [place, *asked.things[1:]],
        starts_at=asked.starts_at,
        length=asked.length,
        persons=asked.persons,
        at=at,
        # Its agreement grants the desk by another right than the place has.
        organization=None if asked.is_duty else organization,
    )
    return [Offer(place.bookable, moment, moment + asked.length) for moment in moments]
