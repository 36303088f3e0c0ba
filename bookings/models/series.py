"""A series: one object for up to sixty bookings that follow a rule."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.bookings import Booking
from bookings.models.following import Following
from bookings.models.guards import NO_FEE_IS_EMPTY, ONE_LINE
from bookings.models.plans import Plan, Slot, Verdict, refusal
from bookings.models.querysets import left_since
from bookings.models.together import Use, book_all
from bookings.recurrence import MONTHLY, MOST, ORDINALS, WEEKLY, Rule
from jcop.models import User
from jcop.models.messages import post
from jcop.names import BROKEN, refuse_lines
from jcop.rules import Ruled, again_after_deadlock
from organizations.models import Organization


class SeriesQuerySet(models.QuerySet["Series"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def ahead(self, at: datetime) -> Self:
        """Series with a date that is held and not over."""
        held = Booking.objects.filter(series_date__series=OuterRef("pk"), holds=True, ends_at__gt=at)
        return self.filter(Exists(held))

    def awaiting_worker(self) -> Self:
        """Series with a date that the worker has not answered yet; each counts once."""
        waiting = Booking.objects.awaiting_worker().filter(series_date__series=OuterRef("pk"))
        return self.filter(Exists(waiting)).order_by("made_at", "pk")

    def neglected(self, today: date, days: int) -> Self:
        """Those that the office has left without an answer for `days` working days or longer."""
        return self.awaiting_worker().filter(made_at__lt=left_since(today, days))


@pghistory.track(exclude=["form_key"])
class Series(Ruled, Following):
    """One organisation's repeated use of one place: made, confirmed, changed and called off as one."""

    class Frequency(models.TextChoices):
        WEEKLY = WEEKLY, "co tydzień albo co kilka tygodni"
        MONTHLY = MONTHLY, "co miesiąc albo co kilka miesięcy, w wybrany dzień tygodnia"

    class Ordinal(models.IntegerChoices):
        FIRST = 1, "pierwszy"
        SECOND = 2, "drugi"
        THIRD = 3, "trzeci"
        FOURTH = 4, "czwarty"
        LAST = -1, "ostatni"

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="series", verbose_name="organizacja"
    )
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    frequency = models.CharField("powtarza się", max_length=10, choices=Frequency)
    every = models.PositiveSmallIntegerField("co ile tygodni lub miesięcy", default=1)
    ordinal = models.SmallIntegerField("który w miesiącu", choices=Ordinal, null=True, blank=True)
    first_on = models.DateField("od dnia")
    until_on = models.DateField("do dnia", null=True, blank=True)
    count = models.PositiveSmallIntegerField("ile terminów", null=True, blank=True)
    starts = models.TimeField("od godziny")
    ends = models.TimeField("do godziny")
    purpose = models.CharField("cel", max_length=15, choices=Booking.Purpose)
    persons = models.PositiveSmallIntegerField("liczba osób", default=1)
    public_title = models.CharField(
        "tytuł w kalendarzu", max_length=100, blank=True, validators=[refuse_lines]
    )
    fee = models.DecimalField(
        "opłata od uczestnika (zł)", max_digits=6, decimal_places=2, null=True, blank=True
    )
    made_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zarezerwował(a)",
    )
    made_at = models.DateTimeField("zarezerwowano", default=timezone.now, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "seria rezerwacji"
        verbose_name_plural = "serie rezerwacji"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(name="series_of_organization", fields=["organization", "-made_at"])]
        constraints = [
            models.CheckConstraint(
                name="series_ends_after_start",
                condition=Q(ends__gt=F("starts")),
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
            models.CheckConstraint(
                name="series_has_one_end",
                condition=Q(count=None, until_on__isnull=False, until_on__gte=F("first_on"))
                | Q(until_on=None, count__isnull=False),
                violation_error_message="Seria kończy się albo w podanym dniu, albo po podanej liczbie razy.",
            ),
            models.CheckConstraint(
                name="series_count_in_bounds",
                condition=Q(count=None) | Q(count__gte=1, count__lte=MOST),
                violation_error_message=f"Seria ma najwyżej {MOST} terminów.",
            ),
            models.CheckConstraint(
                name="series_rhythm_known",
                condition=Q(every__gte=1, every__lte=12)
                & (
                    Q(frequency=WEEKLY, ordinal=None)
                    | Q(frequency=MONTHLY, ordinal__isnull=False, ordinal__in=list(ORDINALS))
                ),
                violation_error_message="Seria powtarza się co 1–12 tygodni albo miesięcy.",
            ),
            models.CheckConstraint(
                name="series_title_in_one_line",
                condition=~Q(public_title__regex=BROKEN),
                violation_error_message=ONE_LINE,
            ),
            models.CheckConstraint(
                name="series_fee_some",
                condition=Q(fee=None) | Q(fee__gt=0),
                violation_error_message=NO_FEE_IS_EMPTY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, godz.\xa0{self.starts:%-H:%M}–{self.ends:%-H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("bookings:series", args=[self.organization.key, self.pk])

    @property
    def rule(self) -> Rule:
        return Rule(self.first_on, self.frequency, self.every, self.ordinal, self.until_on, self.count)

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def claim(
        cls,
        plan: Plan,
        *,
        by: User | None,
        chosen: Mapping[date, Slot] | None = None,
        form_key: uuid.UUID | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Book the chosen dates of a plan (all, if none are named), or nothing at all.

        A chosen date may stand at other hours or in another room of the same kind. Locks the
        organisation, then all resources in the order of their ids, once. Dates that cannot be had
        come back in one ValidationError, each under its day; dates not chosen stay with their reason.
        """
        at, form_key = at or timezone.now(), form_key or uuid.uuid4()
        plan = replace(plan, organization=Organization.objects.locked(plan.organization.pk))
        existing = cls._base_manager.filter(organization=plan.organization, form_key=form_key).first()
        if existing:
            return existing
        wishes.refuse_fee(plan.fee)
        slots = plan.slots()
        chosen = {slot.day: slot for slot in slots} if chosen is None else chosen
        verdicts = plan.judged(plan.with_chosen(slots, chosen), at, is_locking=True)
        wanted = [found for found in verdicts if found.slot.day in chosen]
        if not wanted:
            raise ValidationError("Proszę zaznaczyć co najmniej jeden termin.", code="none")
        if refused := refusal(wanted):
            raise refused
        series = cls._recorded(plan, by=by, form_key=form_key, at=at)
        series._keep(plan, verdicts, wanted)
        post(Mail.SERIES_MADE, series)
        return series

    @classmethod
    def _recorded(cls, plan: Plan, *, by: User | None, form_key: uuid.UUID, at: datetime) -> Self:
        rule = plan.rule
        series = cls._base_manager.create(
            organization=plan.organization,
            form_key=form_key,
            frequency=rule.frequency,
            every=rule.every,
            ordinal=rule.ordinal,
            first_on=rule.first_on,
            until_on=rule.until_on,
            count=rule.count,
            starts=plan.starts,
            ends=plan.ends,
            purpose=plan.purpose,
            persons=plan.persons,
            public_title=plan.public_title,
            fee=plan.fee,
            made_by=by,
            made_at=at,
        )
        series.items.bulk_create(
            series.items.model(series=series, bookable=thing.bookable, quantity=thing.quantity)
            for thing in plan.things
        )
        return series

    def _keep(self, plan: Plan, verdicts: list[Verdict], wanted: list[Verdict]) -> None:
        """Book what is wanted; every date of the rule stays, with its booking or its reason."""
        use = Use.of(plan, by=self.made_by, at=self.made_at)
        booked = dict(zip((found.slot.day for found in wanted), book_all(use, wanted), strict=True))
        self.dates.bulk_create(self.dates_of(verdicts, booked, range(1, len(verdicts) + 1)))
