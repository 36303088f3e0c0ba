"""The vocabulary of bookings: what belongs to whom, what waits for whom, what is over."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models

from bookings.models.obstacles import obstacles
from bookings.models.wishes import midnight
from jcop.calendars import office_day_off
from jcop.workdays import workdays_after
from organizations.models import Organization

if TYPE_CHECKING:
    from bookings.models.bookings import Booking  # noqa: F401 - names the rows

# A request that the Centre leaves unanswered leads the worker's list, then it is the Referat's.
WORKER_DAYS, OFFICE_DAYS = 2, 4


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def awaiting_worker(self) -> Self:
        return self.filter(state="requested").order_by("made_at", "pk")

    def neglected(self, today: date, days: int) -> Self:
        """Requests that the office has left without an answer for `days` working days or longer."""
        day_off, day = office_day_off(), today
        while workdays_after(day, days, day_off) > today:
            day -= timedelta(days=1)
        return self.awaiting_worker().filter(made_at__lt=midnight(day + timedelta(days=1)))

    def to_note(self, at: datetime) -> Self:
        """Over, and nobody has noted yet whether they took place."""
        return self.filter(state="confirmed", ends_at__lte=at).exclude(kind="block")

    def in_conflict(self, at: datetime) -> Self:
        """To come, and holding a place without an open hour, a right or anybody's decision."""
        return self.filter(pk__in=self.obstacles(at))

    def obstacles(self, at: datetime) -> dict[int, frozenset[str]]:
        """What stands against bookings to come, of all that there are."""
        return obstacles(self.model._base_manager.all(), at)

    def unanswered(self) -> Self:
        return self.filter(state="proposed")

    def to_warn(self, today: date) -> Self:
        """Proposals that end by the next working day, not reminded of yet."""
        soon = workdays_after(today, 1, office_day_off())
        return self.unanswered().filter(warned_at=None, answer_until__lte=soon)

    def to_lapse(self, today: date) -> Self:
        warned = midnight(today)
        return self.unanswered().filter(answer_until__lt=today, warned_at__lt=warned)

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at")

    def past(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at).order_by("-starts_at")
