"""What bookings are judged by, read once for however many dates: hours, rules of the house, rights."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement
from bookings.models.places import Bookable, Week, bookable_day, own_weeks
from bookings.models.quota import taken_by_week
from jcop.centre.calendars import office_day_off
from jcop.models import Centre, HoursPeriod, HouseRules, PersonsLimit
from jcop.opening.hours import Day, Period, hours_on
from jcop.opening.workdays import DayOff, workdays_after
from organizations.models import Organization


@dataclass(frozen=True)
class Ground:
    """Each reading is one or two statements, made when it is first asked for, from `first` to `last`."""

    organization: Organization | None
    first: date
    last: date
    # Bookings that give their time up for what is judged here.
    instead_of: Collection[int] = ()

    @cached_property
    def centre(self) -> Centre:
        return Centre.objects.get()

    @cached_property
    def day_off(self) -> DayOff:
        return office_day_off()

    @cached_property
    def _periods(self) -> list[Period]:
        return HoursPeriod.objects.published().touching(self.first, self.last).as_periods()

    @cached_property
    def _limits(self) -> list[PersonsLimit]:
        rows = PersonsLimit.objects.filter(
            Q(rules__valid_until=None) | Q(rules__valid_until__gte=self.first),
            rules__valid_from__lte=self.last,
        )
        return list(rows.select_related("rules").order_by("persons", "pk"))

    @cached_property
    def _rights(self) -> list[Any]:
        if self.organization is None:
            return []
        rows = Agreement.objects.of(self.organization).by_right().order_by("valid_from", "pk")
        return list(rows.only("organization"))  # the rest of an agreement is asked by nobody

    @cached_property
    def places(self) -> list[Bookable]:
        """What may be booked now."""
        return list(Bookable.objects.active())

    def hours(self, day: date) -> Day:
        """The Centre's hours of that day."""
        return hours_on(day, self._periods, self.day_off)

    @cached_property
    def _weeks(self) -> dict[int, Week]:
        return own_weeks(Bookable.objects.values_list("pk", flat=True))

    @cached_property
    def taken(self) -> dict[date, timedelta]:
        """What the organisation's bookings take of each week, by its Monday."""
        if self.organization is None:
            return {}
        return taken_by_week(self.organization, self.first, self.last, instead_of=self.instead_of)

    def bookable_day(self, bookable: Bookable, day: date) -> Day:
        """The hours of that day in which the thing is booked."""
        return bookable_day(self.hours(day), self._weeks.get(bookable.pk))

    def strictest(self, use: str, day: date) -> PersonsLimit | None:
        """The lowest limit of persons for this use on that day."""
        return next(iter(self.limits(use, day)), None)

    def limits(self, use: str, day: date) -> list[PersonsLimit]:
        """Those of persons for this use on that day, the strictest first."""
        return [limit for limit in self._limits if limit.use == use and _covers(limit.rules, day)]

    def agreements(self, rights: Iterable[str], day: date) -> list[Agreement]:
        """Those in force that grant every one of `rights` on that day, the earliest first."""
        granted: dict[int, set[str]] = {}
        for row in self._rights:
            if row.granted_from <= day and (row.granted_until is None or day <= row.granted_until):
                granted.setdefault(row.pk, set()).add(row.right)
        wanted, by_key = set(rights), {row.pk: row for row in self._rights}
        return [by_key[pk] for pk, found in granted.items() if found >= wanted]

    def bookable_days(self, at: datetime) -> tuple[date, date]:
        return days_to_book(at, self.centre, self.day_off)


def days_to_book(at: datetime, centre: Centre, day_off: DayOff) -> tuple[date, date]:
    """The first and the last day that can be booked at this moment: notice and horizon."""
    today = timezone.localdate(at)
    first = workdays_after(today, centre.notice_days, day_off)
    return first, today + timedelta(days=centre.horizon_days)


def _covers(rules: HouseRules, day: date) -> bool:
    return rules.valid_from <= day and (rules.valid_until is None or day <= rules.valid_until)
