"""How many hours of a week an organisation has taken, and what is left of its limit.

The sum is read under the lock of the organisation's row, so that no two bookings of it can pass a
limit that has room for one.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncWeek

from jcop.opening.hours import WARSAW, monday_of
from jcop.opening.wording import between
from organizations.models import Organization

# Duty hours, advice and trainings are the Centre's offer, not what an organisation takes for itself.
COUNTED = ["room", "equipment"]
WEEK = timedelta(weeks=1)


def taken_by_week(
    organization: Organization, first: date, last: date, *, instead_of: Collection[int] = ()
) -> dict[date, timedelta]:
    """What the organisation's bookings take, by the Monday of the week in which they start."""
    rows = by_week(organization.bookings.exclude(pk__in=instead_of), first, last)
    return {week.date(): taken for week, taken in rows}


def by_week(rows: QuerySet[Any, Any], first: date, last: date, *groups: str) -> QuerySet[Any, Any]:
    """Of bookings: what counts in the weeks of these days, by `groups` and Monday."""
    start, end = (datetime.combine(monday_of(day), time(), WARSAW) for day in (first, monday_of(last) + WEEK))
    counted = rows.filter(holds=True, kind__in=COUNTED, starts_at__gte=start, starts_at__lt=end)
    return (
        counted.order_by()
        .annotate(week=TruncWeek("starts_at", tzinfo=WARSAW))
        .values_list(*groups, "week")
        .annotate(taken=Sum(F("ends_at") - F("starts_at")))
    )


def has_room(taken: timedelta, length: timedelta, weekly_hours: int | None) -> bool:
    return weekly_hours is None or taken + length <= timedelta(hours=weekly_hours)


def what_is_left(monday: date, taken: timedelta, weekly_hours: int) -> str:
    """The beginning of a sentence, of the week of that Monday."""
    week = between(monday, monday + WEEK - timedelta(days=1))
    left = max(timedelta(hours=weekly_hours) - taken, timedelta())
    return (
        f"W tygodniu {week} organizacja ma już {hours(taken)} rezerwacji z {weekly_hours} godz. limitu:"
        f" zostaje {hours(left)}"
    )


def hours(length: timedelta) -> str:
    """„2 godz.”, „1 godz. 30 min”."""
    whole, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{whole} godz. {minutes} min" if minutes else f"{whole} godz."
