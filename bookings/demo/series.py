"""A series of the demonstration's first organisation, which waits for the worker."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from bookings.demo.cases import CASES, tell_nobody
from bookings.models import Bookable, Booking, Plan, Series, Thing
from bookings.recurrence import Rule
from organizations.models import Organization

THURSDAY = 3


def book_series(now: datetime) -> None:
    """Six Thursdays in the large hall, without those that cannot be had; once."""
    if Series.objects.exists():
        return
    organization = Organization.objects.get(name=CASES[2].name)
    first_on = timezone.localdate(now) + timedelta(days=7)
    plan = Plan(
        organization=organization,
        things=(Thing(Bookable.objects.get(slug="sala-duza")),),
        rule=Rule(first_on + timedelta(days=(THURSDAY - first_on.weekday()) % 7), count=6),
        starts=time(14),
        ends=time(15, 30),
        persons=12,
        purpose=Booking.Purpose.TRAINING,
    )
    found = plan.judged(plan.slots(), now)
    chosen = {one.slot.day: one.slot for one in found if one.obstacle is None}
    if chosen:
        Series.claim(plan, by=organization.registered_by, chosen=chosen, at=now)
        tell_nobody()
