from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.models.states import SOURCES, UNDECIDED, RequestState
from jcop.calendars import office_day_off
from jcop.models import Centre
from jcop.moves import Stateful
from jcop.workdays import DayOff, Term, deadline, term, workdays_after

SOON_WORKDAYS = 3


class ClockQuerySet(models.QuerySet[Any]):
    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def overdue(self, day: date) -> Self:
        """Without a result although the last day has passed entirely."""
        return self.undecided().filter(due_on__lt=day)

    def due_soon(self, day: date) -> Self:
        """The last day is today or within the next three working days."""
        until = workdays_after(day, SOON_WORKDAYS, office_day_off())
        return self.undecided().filter(due_on__range=(day, until))

    def recount(self, day_off: DayOff) -> dict[date, list[int]]:
        """Count the deadline of every open case anew; the keys of those moved, by the day counted from.

        One UPDATE for each day from which open cases are counted. Dates that the office has given with a
        reason stay.
        """
        moved: dict[date, list[int]] = {}
        running = self.undecided().filter(counts_from__isnull=False, extension_reason="")
        counts = running.order_by("counts_from", "counts_days").values_list("counts_from", "counts_days")
        for start, days in list(counts.distinct()):
            due_on = deadline(start, days, day_off)
            same = running.filter(counts_from=start, counts_days=days).exclude(due_on=due_on)
            keys = list(same.values_list("pk", flat=True))
            self.filter(pk__in=keys).update(due_on=due_on)
            moved.setdefault(start, []).extend(keys)
        return moved


class Clock(Stateful):
    """The statutory side of a request: from which day the term is counted and when it ends."""

    State = RequestState
    SOURCES: ClassVar = SOURCES

    state = models.CharField(
        "stan", max_length=20, choices=RequestState, default=RequestState.DRAFT, editable=False
    )
    counts_from = models.DateField("termin liczony od", null=True, editable=False)
    counts_days = models.PositiveSmallIntegerField("dni na rozpatrzenie", null=True, editable=False)
    due_on = models.DateField("termin rozpatrzenia", null=True, editable=False)
    extension_reason = models.TextField("powód nowego terminu", blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="request_due_iff_counted",
                condition=Q(counts_from=None, counts_days=None, due_on=None, extension_reason="")
                | Q(counts_from__isnull=False, counts_days__isnull=False, due_on__isnull=False),
            ),
        ]

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def is_overdue(self) -> bool:
        return self.is_undecided and self.due_on is not None and self.due_on < timezone.localdate()

    def term(self) -> Term | None:
        """The count of the deadline with every day skipped, for people to check."""
        if self.counts_from is None or self.counts_days is None:
            return None
        return term(self.counts_from, self.counts_days, office_day_off())

    @classmethod
    def expected_term(cls, day: date) -> Term:
        """The term of a request that would come in on `day`."""
        return term(day, Centre.objects.get().review_days, office_day_off())

    def counted_from(self, day: date) -> dict[str, Any]:
        """The fields of a clock that starts on `day`."""
        days = Centre.objects.get().review_days
        due_on = deadline(day, days, office_day_off())
        return {"counts_from": day, "counts_days": days, "due_on": due_on, "extension_reason": ""}


STOPPED: dict[str, Any] = {"counts_from": None, "counts_days": None, "due_on": None, "extension_reason": ""}
