"""The vocabulary of bookings: what belongs to whom, what waits for whom, what is over."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from bookings.models.obstacles import obstacles
from jcop.calendars import office_day_off
from jcop.hours import ONE_DAY, WARSAW, midnight
from jcop.workdays import workdays_after
from organizations.models import Organization

if TYPE_CHECKING:
    from bookings.models.bookings import Booking  # noqa: F401 - names the rows

# A request that the Centre leaves unanswered leads the worker's list, then it is the Referat's.
WORKER_DAYS, OFFICE_DAYS = 2, 4


def left_since(today: date, days: int) -> datetime:
    """What was made before this moment has waited `days` working days or longer."""
    day_off, day = office_day_off(), today
    while workdays_after(day, days, day_off) > today:
        day -= timedelta(days=1)
    return midnight(day + timedelta(days=1))


def end_of_next_workday(at: datetime) -> datetime:
    """Up to then what is ahead is reminded of: what follows days off, before them."""
    return midnight(workdays_after(timezone.localdate(at), 1, office_day_off()) + ONE_DAY)


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def awaiting_worker(self) -> Self:
        return self.filter(state="requested").order_by("made_at", "pk")

    def neglected(self, today: date, days: int) -> Self:
        """Requests that the office has left without an answer for `days` working days or longer."""
        return self.awaiting_worker().filter(made_at__lt=left_since(today, days))

    def single(self) -> Self:
        """Not a date of a series, which waits and counts as a whole."""
        return self.filter(series_date=None)

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

    def duties(self) -> Self:
        """Organisations' own duties, not those of the Centre's worker."""
        return self.filter(kind="duty")

    def advice(self) -> Self:
        return self.filter(kind="advice")

    def announced(self) -> Self:
        """What residents were told: confirmed, or confirmed for that very time and called off since."""
        told = self.model.pgh_event_model._base_manager.filter(  # type: ignore[attr-defined]
            pgh_obj=OuterRef("pk"), state="confirmed", starts_at=OuterRef("starts_at")
        )
        return self.filter(
            Q(state__in=["confirmed", "took_place", "no_show"]) | Q(Exists(told), state="cancelled")
        )

    def on_days(self, first: date, last: date) -> Self:
        """What begins on these days of Warsaw, both included."""
        return self.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(last + ONE_DAY))

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at")

    def past(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at).order_by("-starts_at")

    def to_remind(self, at: datetime) -> Self:
        """Confirmed, from now to the end of the next working day, and not reminded of for its day.

        What was booked today is left out today: its confirmation has just been read.
        """
        from bookings.models.reminding import Reminder  # It refers to bookings, which are made with this.

        today, end = timezone.localdate(at), end_of_next_workday(at)
        on_its_day = TruncDate("starts_at", tzinfo=WARSAW)
        told = Reminder.objects.annotate(day=TruncDate("booking__starts_at", tzinfo=WARSAW))
        return (
            self.filter(Q(organization__isnull=False) | Q(visit__guest__isnull=False))
            .filter(state="confirmed", made_at__lt=midnight(today))
            .filter(starts_at__gt=at, starts_at__lt=end)
            .exclude(Exists(told.filter(booking=OuterRef("pk"), due_on=F("day"))))
            .annotate(day=on_its_day)
            .order_by("organization", "starts_at", "pk")
        )
