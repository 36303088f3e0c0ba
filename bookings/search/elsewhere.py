"""The next free time for each of many bookings at once, so that no two of them are given the same.

Hours, rights and limits are read once; what is free is asked once for all bookings of the same
length. A time given to one booking is taken out of what is offered to the others, and counts in the
weekly limit of its organisation: what is offered here, `Booking.propose` accepts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone

from agreements.models import Grant, Right
from bookings.models import Booking, Thing
from bookings.models.places import bookable_day, own_weeks
from bookings.models.quota import COUNTED, by_week
from bookings.models.wishes import bookable_days
from bookings.search.finding import Starts, common, free_starts
from jcop.centre.timetable import Timetable
from jcop.models import Centre, PersonsLimit
from jcop.opening.hours import ONE_DAY, WARSAW, Day, monday_of

Days = tuple[date, date]
Wanted = tuple[timedelta, int, int]
Week = tuple[int | None, date]


def next_times(bookings: Sequence[Booking], at: datetime) -> dict[int, datetime]:
    """By booking: a start on the nearest later day that would do, at the hour nearest to its own.

    Where no later day would do, an earlier one. Bookings need their items, things and units.
    """
    search = _Search(bookings, at)
    found = {booking.pk: search.give(booking) for booking in bookings}
    return {pk: moment for pk, moment in found.items() if moment}


class _Search:
    def __init__(self, bookings: Sequence[Booking], at: datetime) -> None:
        first, self.last = bookable_days(at)
        # Whoever is asked has at least a day to answer, before the day of the use.
        self.first = max(first, timezone.localdate(at) + 2 * ONE_DAY)
        self.days = Timetable.between(self.first, self.last).days if self.first <= self.last else []
        self.limits = _limits(self.first, self.last)
        centre, parties = Centre.objects.get(), {booking.organization_id for booking in bookings} - {None}
        self.rights = _rights(parties, self.first)
        self.longest = timedelta(hours=centre.longest_hours)
        self.weekly = None if centre.weekly_hours is None else timedelta(hours=centre.weekly_hours)
        self.taken: dict[Week, timedelta] = defaultdict(timedelta)
        if self.weekly is not None and self.days:
            theirs = Booking.objects.filter(organization__in=parties)
            for party, monday, taken in by_week(theirs, self.first, self.last, "organization"):
                self.taken[party, monday.date()] = taken
        self.starts = _free(bookings, self.days)
        self.given: dict[int, list[DateTimeTZRange]] = defaultdict(list)

    def give(self, booking: Booking) -> datetime | None:
        things, length = _things(booking), booking.ends_at - booking.starts_at
        if not self._may_move(booking, things, length):
            return None
        wanted = timezone.localtime(booking.starts_at)
        by_day: dict[date, list[Starts]] = defaultdict(list)
        for span in self._without_given(things, length):
            day = timezone.localdate(span.first)
            if self._is_allowed(booking, things, day) and self._has_hours_left(booking, day):
                by_day[day].append(span)
        for day in sorted(by_day, key=lambda day: (day < wanted.date(), abs(day - wanted.date()))):
            same_hour = datetime.combine(day, wanted.time(), WARSAW)
            moment = min(
                (span.nearest(same_hour) for span in by_day[day]), key=lambda it: abs(it - same_hour)
            )
            if moment != booking.starts_at:
                self._take(booking, things, moment)
                return moment
        return None

    def _take(self, booking: Booking, things: Sequence[Thing], moment: datetime) -> None:
        """Nobody else is given it; the week that it leaves is not counted as free, for it may yet stay."""
        length = booking.ends_at - booking.starts_at
        for thing in things:
            for unit in thing.bookable.units.all():
                self.given[unit.pk].append(thing.span(moment, moment + length))
        if _week_of(booking, booking.starts_at) != (week := _week_of(booking, moment)):
            self.taken[week] += length if booking.kind in COUNTED else timedelta()

    def _may_move(self, booking: Booking, things: Sequence[Thing], length: timedelta) -> bool:
        """What a verb would refuse at whatever time is not offered at any."""
        if not things or length > self.longest:
            return False
        if self.weekly is not None and booking.kind in COUNTED and length > self.weekly:
            return False
        seats = [thing.bookable.capacity for thing in things]
        return (
            (booking.organization.may_start if booking.organization else booking.is_advice)
            and all(thing.bookable.is_active for thing in things)
            and all(most is None or booking.persons <= most for most in seats)
        )

    def _has_hours_left(self, booking: Booking, day: date) -> bool:
        """The weekly limit of the organisation has room for this booking, without what it holds now."""
        if self.weekly is None or booking.kind not in COUNTED:
            return True
        length, week = booking.ends_at - booking.starts_at, (booking.organization_id, monday_of(day))
        own = length if week == _week_of(booking, booking.starts_at) else timedelta()
        return self.taken[week] - own + length <= self.weekly

    def _is_allowed(self, booking: Booking, things: Sequence[Thing], day: date) -> bool:
        """One agreement grants every right on that day, and the house rules let so many in."""
        is_duty = booking.kind == Booking.Kind.DUTY
        needed = {Right.DUTY} if is_duty else {thing.bookable.right for thing in things}
        granted = self.rights[booking.organization_id or 0]
        if booking.organization_id and not any(
            all(any(first <= day <= last for first, last in rights[right]) for right in needed)
            for rights in granted.values()
        ):
            return False
        strict = self.limits[booking.kind]
        return not any(first <= day <= last and booking.persons > most for first, last, most in strict)

    def _without_given(self, things: Sequence[Thing], length: timedelta) -> list[Starts]:
        starts, *others = [self.starts[length, thing.bookable.pk, thing.quantity] for thing in things]
        for other in others:
            starts = common(starts, other)
        for thing in things:
            before = timedelta(minutes=thing.bookable.minutes_before)
            after = timedelta(minutes=thing.bookable.minutes_after)
            for unit in thing.bookable.units.all():
                for span in self.given[unit.pk]:
                    starts = list(_outside(starts, span.lower - after - length, span.upper + before))
        return starts


def _week_of(booking: Booking, moment: datetime) -> Week:
    """Of the booking's organisation, by its Monday."""
    return booking.organization_id, monday_of(timezone.localdate(moment))


def _things(booking: Booking) -> list[Thing]:
    return [Thing(item.bookable, item.quantity) for item in booking.items.all()]


def _free(bookings: Iterable[Booking], days: Sequence[Day]) -> dict[Wanted, list[Starts]]:
    """When each thing that a booking holds is free for as long: one statement for each length.

    One more where different numbers of the same thing are wanted for equally long.
    """
    batches: dict[tuple[timedelta, int], dict[int, Thing]] = defaultdict(dict)
    for booking in bookings:
        length = booking.ends_at - booking.starts_at
        for thing in _things(booking):
            turn = 0
            while batches[length, turn].setdefault(thing.bookable.pk, thing).quantity != thing.quantity:
                turn += 1
    weeks = own_weeks({pk for things in batches.values() for pk in things})
    hours = {
        pk: [bookable_day(day, weeks.get(pk)) for day in days] for things in batches.values() for pk in things
    }
    # How many persons the house rules let in differs by booking: `_is_allowed` asks for each.
    return {
        (length, pk, things[pk].quantity): starts
        for (length, _), things in batches.items()
        for pk, starts in free_starts(
            list(things.values()), length, 0, {pk: hours[pk] for pk in things}
        ).items()
    }


def _outside(starts: Iterable[Starts], latest: datetime, earliest: datetime) -> Iterable[Starts]:
    """Of these starts those up to `latest` and from `earliest` on."""
    for span in starts:
        if span.first <= latest:
            yield Starts(span.first, min(span.last, latest))
        if span.last >= earliest:
            yield Starts(max(span.first, earliest), span.last)


def _limits(first: date, last: date) -> dict[str, list[tuple[date, date, int]]]:
    found: dict[str, list[tuple[date, date, int]]] = defaultdict(list)
    rows = PersonsLimit.objects.filter(
        Q(rules__valid_until=None) | Q(rules__valid_until__gte=first), rules__valid_from__lte=last
    ).values_list("use", "rules__valid_from", "rules__valid_until", "persons")
    for use, start, end, persons in rows:
        found[use].append((start, end or date.max, persons))
    return found


def _rights(organizations: Iterable[int | None], first: date) -> dict[int, dict[int, dict[str, list[Days]]]]:
    """By organisation and agreement: the days on which a right is granted, from `first` on."""
    found: dict[int, dict[int, dict[str, list[Days]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    rows = (
        Grant.objects.filter(agreement__organization__in=organizations, agreement__state="concluded")
        .annotate(until=Least("valid_until", "agreement__valid_until", "agreement__terminated_on"))
        .values_list(
            "agreement__organization",
            "agreement",
            "service__right",
            "valid_from",
            "agreement__valid_from",
            "until",
        )
    )
    for organization, agreement, right, granted, begun, until in rows:
        last = until or date.max
        if begun and last >= first:
            found[organization][agreement][right].append((max(granted, begun), last))
    return found
