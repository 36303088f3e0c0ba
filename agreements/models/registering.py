"""What the register asks: who has an agreement in force, which number comes next, what waits."""

from datetime import date, timedelta
from itertools import pairwise
from math import inf
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest, Least

from agreements.models.boxes import BoxLoan
from agreements.models.grants import Grant
from agreements.models.states import RequestState
from agreements.numbering import serial_of, written
from jcop.models import Centre
from organizations.models import Organization
from organizations.models.querysets import OrganizationQuerySet

UNCOLLECTED_AFTER = timedelta(days=7)
ENDS_WITHIN = timedelta(days=30)
EXPIRED_WITHIN = timedelta(days=7)
FAR = 20  # A number further than that from the next one is asked about.


class AgreementQuerySet(models.QuerySet):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def starting(self) -> Self:
        """Of organisations that may begin something: what is refused to others waits, and in no queue."""
        return self.filter(organization__in=Organization.objects.starting())

    def in_force(self, day: date) -> Self:
        """Concluded, begun, and neither expired nor terminated before `day` (dates are inclusive)."""
        return self.lasting(day).filter(valid_from__lte=day)

    def lasting(self, day: date) -> Self:
        """Concluded and not over on `day`, also when it has not begun yet."""
        return self.alias(last_day=Least("valid_until", "terminated_on")).filter(
            Q(last_day=None) | Q(last_day__gte=day), state="concluded"
        )

    def parties(self) -> OrganizationQuerySet:
        """The organisations that have one of these agreements."""
        mine = self.filter(organization=OuterRef("pk"))
        return Organization.objects.filter(Exists(mine))

    def granting(self, right: str, day: date) -> Self:
        """In force on `day` and granting a service with that right on that day."""
        grants = Grant.objects.on(day).filter(service__right=right, agreement=OuterRef("pk"))
        return self.in_force(day).filter(Exists(grants))

    def by_right(self) -> Self:
        """One row for each right ever granted, with its first and last day: as `granting`, for all days."""
        return self.filter(state="concluded", grants__isnull=False).annotate(
            right=F("grants__service__right"),
            granted_from=Greatest("valid_from", "grants__valid_from"),
            granted_until=Least("valid_until", "terminated_on", "grants__valid_until"),
        )

    def registered(self) -> Self:
        """Those that have a number: what the register of agreements lists."""
        return self.filter(state__in=["concluded", "annulled"])

    def numbered_in(self, year: int) -> Self:
        return self.registered().filter(signed_on__year=year)

    def numbered_like(self, number: str, year: int) -> Self:
        """Of the year, with a number that differs by zeros in front alone: „07/2025” and „7/2025”."""

        def bare(text: Any) -> Func:
            zeros = Value(r"(^|[^0-9])0+([0-9])")
            return Func(text, zeros, Value(r"\1\2"), Value("g"), function="regexp_replace")

        alike = self.numbered_in(year).exclude(number=number).alias(bare=bare(F("number")))
        return alike.filter(bare=bare(Value(number)))

    def register_of(self, year: int) -> list[Any]:
        """The year as the register is put on file: by day and, within a day, by number."""
        pattern = Centre.objects.get().agreement_number_pattern
        model: Any = self.model
        annulled = model.pgh_event_model._base_manager.filter(pgh_obj=OuterRef("pk"), state="annulled")
        at = Subquery(annulled.order_by("pgh_id").values("pgh_created_at")[:1])
        rows = self.numbered_in(year).select_related("organization__authority", "request")

        def place(agreement: Any) -> tuple[date, float, str]:
            serial = serial_of(agreement.number, pattern, year)
            return agreement.signed_on, serial or inf, agreement.number

        return sorted(rows.prefetch_related("grants__service").annotate(annulled_at=at), key=place)

    def _serials(self, year: int, pattern: str) -> set[int]:
        """The numbers of these rows that follow the office's pattern in that year."""
        numbers = self.numbered_in(year).values_list("number", flat=True)
        return {serial for number in numbers if (serial := serial_of(number, pattern, year))}

    def _in_sequence(self) -> Self:
        """What the next number follows: neither cancelled nor far from its neighbours on purpose."""
        return self.exclude(state="annulled").filter(is_number_far=False)

    def gaps(self, year: int) -> list[str]:
        """Numbers of the year that were passed over, as ranges: shown, not forbidden."""
        pattern = Centre.objects.get().agreement_number_pattern
        last = max(self._in_sequence()._serials(year, pattern), default=0)
        used = [0, *sorted(serial for serial in self._serials(year, pattern) if serial <= last)]
        passed = [(before + 1, after - 1) for before, after in pairwise(used) if after - before > 1]
        return [str(first) if first == end else f"{first}–{end}" for first, end in passed]

    def proposed_number(self, year: int) -> str:
        """The number behind the highest of the sequence by the office's pattern; staff may type another."""
        pattern = Centre.objects.get().agreement_number_pattern
        serial = max(self._in_sequence()._serials(year, pattern), default=0) + 1
        taken = set(self.numbered_in(year).values_list("number", flat=True))
        while written(pattern, serial, year) in taken:
            serial += 1
        return written(pattern, serial, year)

    def is_far(self, number: str, year: int) -> bool:
        """Does it follow the office's pattern, and lie more than `FAR` from the next one?"""
        pattern = Centre.objects.get().agreement_number_pattern
        serial, following = (serial_of(each, pattern, year) for each in (number, self.proposed_number(year)))
        return serial is not None and following is not None and abs(serial - following) > FAR

    def awaiting_signature(self) -> Self:
        """Signed by the organisation, the request accepted: the city's turn."""
        return self.starting().filter(state="received", request__state=RequestState.ACCEPTED)

    def uncollected(self, day: date) -> Self:
        """Concluded a week before `day`, and the organisation's copy still lies at the office."""
        return self.filter(
            state="concluded",
            request__isnull=False,
            handed_over_on=None,
            concluded_at__date__lte=day - UNCOLLECTED_AFTER,
        )

    def without_box(self, day: date) -> Self:
        """Granting a box today or from a later day on, with none lent for that day: the worker's turn."""
        loans = BoxLoan.objects.filter(agreement=OuterRef("agreement"), during__contains=OuterRef("first"))
        last = Least("agreement__valid_until", "agreement__terminated_on", "valid_until")
        grants = Grant.objects.filter(agreement=OuterRef("pk"), service__right="box").alias(
            first=Greatest(Value(day), F("valid_from")), last=last
        )
        bare = grants.filter(Q(last=None) | Q(last__gte=F("first"))).filter(~Exists(loans))
        return self.lasting(day).starting().filter(Exists(bare))

    def begun_later(self, day: date) -> Self:
        """Concluded already, in force only after `day`."""
        return self.filter(state="concluded", valid_from__gt=day)

    def expired(self, day: date, within: timedelta = EXPIRED_WITHIN) -> Self:
        """Over on `day`, since a few days, and nothing that renews it."""
        return (
            self.alias(end=Least("valid_until", "terminated_on"))
            .filter(organization__in=Organization.objects.live())
            .filter(state="concluded", end__lt=day, end__gte=day - within)
            .exclude(Exists(self._renewals()))
        )

    def asking(self) -> Self:
        """Of which the organisation has asked something that the office has not answered."""
        model: Any = self.model
        waiting = model.change_requests.rel.related_model.objects.waiting()
        return self.starting().filter(Exists(waiting.filter(agreement=OuterRef("pk"))))

    def to_change(self) -> Self:
        """An aneks or a renewal is printed, and nothing recorded has overtaken it."""
        model: Any = self.model
        drafts = model.drafts.rel.related_model.objects.filter(agreement=OuterRef("pk"), withdrawn_at=None)
        amendments = model.amendments.rel.related_model.objects
        overtaken = amendments.filter(agreement=OuterRef("agreement"), recorded_at__gte=OuterRef("made_at"))
        amending = Exists(drafts.filter(~Exists(overtaken), kind="amendment"))
        renewing = Exists(drafts.filter(kind="renewal")) & ~Exists(self._renewals())
        return self.starting().filter(amending | renewing, state="concluded", terminated_on=None)

    def _renewals(self) -> models.QuerySet:
        return self.model._default_manager.filter(renews=OuterRef("pk"), state="concluded")

    def ending(self, day: date, within: timedelta = ENDS_WITHIN) -> Self:
        """In force on `day`, with a last day soon after, and nothing that renews it."""
        return (
            self.in_force(day)
            .alias(end=Least("valid_until", "terminated_on"))
            .filter(organization__in=Organization.objects.live())
            .filter(~Exists(self._renewals()), end__lte=day + within)
        )
