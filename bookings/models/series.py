"""A series: one object for up to sixty bookings that follow a rule."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.booking_table import NO_FEE_IS_EMPTY, ONE_LINE, BookingContact
from bookings.models.bookings import Booking, left_since
from bookings.models.ground import Ground
from bookings.models.places import Bookable
from bookings.models.plans import Plan, Slot, Verdict, judged, refusal
from bookings.models.requesting import BY_OFFICE
from bookings.models.series_dates import Followed, SeriesDate, SeriesItem
from bookings.models.together import Use, book_all, move_all, put_elsewhere
from bookings.models.wishes import Thing
from bookings.recurrence import MONTHLY, MOST, ORDINALS, WEEKLY, Rule
from jcop.models import User
from jcop.models.messages import post
from jcop.opening.wording import full_date
from jcop.rules import Ruled, again_after_deadlock
from jcop.typed.names import BROKEN, refuse_lines
from organizations.models import Organization

State = Booking.State
MOVABLE = (State.REQUESTED, State.CONFIRMED)
PASSED_OVER = "Pominięty przy rezerwowaniu serii."
ANOTHER_RHYTHM = "Zmiana rytmu albo końca serii."


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
class Series(Ruled):
    """One organisation's repeated use of one place: made, confirmed, changed and called off as one.

    Every verb locks the organisation, then reads the dates, and tells the organisation once.
    """

    class Frequency(models.TextChoices):
        WEEKLY = WEEKLY, "co tydzień albo co kilka tygodni"
        MONTHLY = MONTHLY, "co miesiąc albo co kilka miesięcy, w wybrany dzień tygodnia"

    class Ordinal(models.IntegerChoices):
        FIRST = 1, "pierwszy"
        SECOND = 2, "drugi"
        THIRD = 3, "trzeci"
        FOURTH = 4, "czwarty"
        LAST = -1, "ostatni"

    sequence = models.PositiveSmallIntegerField("numer zmiany", default=0, db_default=0, editable=False)
    end_reason = models.CharField("powód", max_length=300, blank=True, db_default="", editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="series",
        verbose_name="organizacja",
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
        "jcop.User",
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
        SeriesItem.objects.bulk_create(
            SeriesItem(series=series, bookable=thing.bookable, quantity=thing.quantity)
            for thing in plan.things
        )
        return series

    def _keep(self, plan: Plan, verdicts: list[Verdict], wanted: list[Verdict]) -> None:
        """Book what is wanted; every date of the rule stays, with its booking or its reason."""
        use = Use.of(plan, by=self.made_by, at=self.made_at)
        booked = dict(zip((found.slot.day for found in wanted), book_all(use, wanted), strict=True))
        self.dates.bulk_create(self.dates_of(verdicts, booked, range(1, len(verdicts) + 1)))

    @property
    def things(self) -> tuple[Thing, ...]:
        rows = self.items.select_related("bookable").order_by("pk")
        return tuple(Thing(item.bookable, item.quantity) for item in rows)

    def bookings(self, *states: str) -> models.QuerySet[Booking]:
        """The bookings of its dates that are in one of these states, in order of time."""
        return Booking.objects.filter(series_date__series=self.pk, state__in=states).order_by("starts_at")

    def future(self, at: datetime, *states: str) -> models.QuerySet[Booking]:
        return self.bookings(*states).filter(starts_at__gt=at)

    def _locked(self) -> Organization:
        organization = Organization.objects.locked(self.organization_id)
        self.refresh_from_db()
        return organization

    def _record(self, **fields: object) -> None:
        """Count the act, by which its one message is known."""
        fields["sequence"] = self.sequence + 1
        type(self)._base_manager.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    def waiting(self, at: datetime) -> models.QuerySet[Booking]:
        """What the worker has still to answer: a date that is over is confirmed no more."""
        return self.bookings(State.REQUESTED).filter(ends_at__gt=at)

    @transaction.atomic
    def confirm(self, *, at: datetime | None = None) -> Self:
        """Accept every date that waits, or none: what cannot be confirmed is named by its day."""
        organization = self._locked()
        wishes.refuse_suspended(organization)
        waiting = _some(
            self.waiting(at or timezone.now()), "W tej serii żaden termin nie czeka na potwierdzenie."
        )
        rights = {thing.bookable.right for thing in self.things}
        days = [timezone.localdate(booking.starts_at) for booking in waiting]
        ground = Ground(organization, min(days), max(days))
        told = [f"{full_date(day)} {why}" for day, why in _troubles(ground, rights, waiting)]
        if told:
            raise ValidationError(
                f"Nie można potwierdzić całej serii. {' '.join(told)}"
                " Proszę najpierw odmówić tych terminów, a potem potwierdzić pozostałe.",
                code="obstacle",
            )
        knowing = When(~Q(despite=[]) & Q(exception_reason=""), then=Value(BY_OFFICE))
        move_all(
            waiting,
            State.CONFIRMED,
            exception_reason=Case(knowing, default=F("exception_reason"), output_field=models.TextField()),
        )
        self._record()
        post(Mail.SERIES_CONFIRMED, self)
        return self

    @transaction.atomic
    def refuse(self, *, reason: str) -> Self:
        """Refuse every date that waits; confirmed ones stay."""
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód odmowy."})
        self._locked()
        waiting = _some(
            self.bookings(State.REQUESTED), "W tej serii żaden termin nie czeka na potwierdzenie."
        )
        move_all(waiting, State.REFUSED, end_reason=reason.strip())
        self._record(end_reason=reason.strip())
        post(Mail.SERIES_REFUSED, self)
        return self

    @transaction.atomic
    def cancel(self, *, reason: str = "", by_organization: bool = False, at: datetime | None = None) -> Self:
        """Give up every date that has not begun; those of the past stay as they were.

        The organisation itself only before the cut-off of the first confirmed one.
        """
        at = at or timezone.now()
        self._locked()
        rows = self.future(at, *Booking.SOURCES[State.CANCELLED])
        held = _some(rows, "W tej serii nie ma już terminów, które można odwołać.")
        confirmed = [booking for booking in held if booking.state == State.CONFIRMED]
        if by_organization and confirmed:
            wishes.refuse_late_cancelling(confirmed[0].starts_at, at)
        move_all(held, State.CANCELLED, end_reason=reason.strip(), answer_until=None)
        self._record(end_reason=reason.strip())
        post(Mail.SERIES_CANCELLED, self)
        return self

    def judged_elsewhere(
        self,
        organization: Organization,
        *,
        starts: time,
        ends: time,
        place: Bookable | None,
        at: datetime,
        days: Collection[date] | None = None,
        is_locking: bool = False,
    ) -> list[tuple[Booking, Verdict]]:
        """Each future date (of `days`, if they are named) with what it would get at other hours.

        Without a `place` each stays where it is, which need not be the place of the series.
        """
        things = self.things
        if place:
            self._refuse_place(place, things)
        held = [
            booking
            for booking in self.future(at, *MOVABLE).prefetch_related("items__bookable")
            if days is None or timezone.localdate(booking.starts_at) in days
        ]
        verdicts = judged(
            [
                Slot(timezone.localdate(booking.starts_at), starts, ends, place or booking.place)
                for booking in held
            ],
            organization=organization,
            things=things,
            persons=self.persons,
            at=at,
            instead_of=[booking.pk for booking in held],
            is_locking=is_locking,
        )
        return list(zip(held, verdicts, strict=True))

    @staticmethod
    def _refuse_place(place: Bookable, things: tuple[Thing, ...]) -> None:
        if place.kind != things[0].bookable.kind:
            raise ValidationError({"place": "Proszę wybrać miejsce tego samego rodzaju."})
        if place in [thing.bookable for thing in things[1:]]:
            raise ValidationError({"place": "To jest już w tej serii."})

    @again_after_deadlock
    @transaction.atomic
    def reschedule(
        self,
        *,
        starts: time,
        ends: time,
        place: Bookable | None = None,
        days: Collection[date] | None = None,
        at: datetime | None = None,
    ) -> Self:
        """Other hours or another place for the future dates, or for those of `days`; the others stay.

        The hours and the place of the series, at which a date is put back, are those of most of its
        dates ahead: whoever moves fewer moves these dates and not the series.
        Dates that cannot be had come back in one ValidationError, each under its day, and nothing moves.
        """
        if ends <= starts:
            raise ValidationError({"ends": "Koniec musi być późniejszy niż początek."})
        at = at or timezone.now()
        organization = self._locked()
        pairs = self.judged_elsewhere(
            organization,
            starts=starts,
            ends=ends,
            place=place,
            at=at,
            days=days,
            is_locking=True,
        )
        if not pairs:
            raise ValidationError("Proszę zaznaczyć co najmniej jeden termin.", code="none")
        if found := refusal([verdict for _, verdict in pairs]):
            raise found
        put_elsewhere(pairs)
        ahead = [date for date in self.dates.select_related("booking") if date.is_ahead(at)]
        is_moved = 2 * len(pairs) > len(ahead)
        if is_moved and place:
            first = self.items.order_by("pk")[:1].values("pk")
            self.items.filter(pk__in=first).update(bookable=place)
        self._record(**{"starts": starts, "ends": ends} if is_moved else {})
        post(Mail.SERIES_MOVED, self)
        return self

    def plan_of(self, rule: Rule, organization: Organization, office_reason: str | None = None) -> Plan:
        """What this series asks for, by another rule."""
        return Plan(
            organization=organization,
            things=self.things,
            rule=rule,
            starts=self.starts,
            ends=self.ends,
            persons=self.persons,
            purpose=self.purpose,
            public_title=self.public_title,
            fee=self.fee,
            contact=self.contact(),
            office_reason=office_reason,
        )

    def contact(self) -> dict[str, str]:
        """Who answers for its dates and what guests need, as told with the latest; erased it is empty."""
        rows = BookingContact.objects.filter(booking__series_date__series=self.pk)
        found = rows.order_by("-booking__starts_at").values("name", "phone", "needs").first()
        return {name: str(word) for name, word in (found or {}).items()}

    def followed(
        self, rule: Rule, organization: Organization, at: datetime, office_reason: str | None = None
    ) -> Followed:
        """What `rule` would make of this series; ValidationError where it can make nothing of it.

        None as a reason of the office: the organisation asks, and nobody passes a rule.
        """
        if rule.first_on <= timezone.localdate(at):
            told = "Zmiana może obowiązywać najwcześniej od jutra: to, co już było, zostaje."
            raise ValidationError({"day": told})
        plan = self.plan_of(rule, organization, office_reason)
        slots = plan.slots()
        days = {slot.day for slot in slots}
        dates = list(self.dates.select_related("booking"))
        kept = [one for one in dates if one.day in days]
        given_up = [
            one for one in dates if one.day >= rule.first_on and one.day not in days and one.is_ahead(at)
        ]
        known = {one.day for one in kept}
        new = [slot for slot in slots if slot.day not in known]
        if len(dates) - len(given_up) + len(new) > MOST:
            name = "count" if rule.count else "until_on"
            told = f"Seria ma najwyżej {MOST} terminów, razem z tymi, które już były."
            raise ValidationError({name: told})
        return Followed(plan, given_up, kept, new)

    @again_after_deadlock
    @transaction.atomic
    def follow(
        self,
        rule: Rule,
        *,
        by: User | None,
        chosen: Mapping[date, Slot] | None = None,
        by_organization: bool = False,
        office_reason: str | None = None,
        at: datetime | None = None,
    ) -> Self:
        """From the first day of `rule` on its dates are the series; one message tells of all.

        What stands on a day of the rule stays as it is, what stands on another is given up, and of the new
        days the `chosen` ones are booked (all, if none are named) or nothing changes at all.
        """
        at = at or timezone.now()
        organization = self._locked()
        followed = self.followed(rule, organization, at, office_reason)
        confirmed = [booking for booking in followed.freed if booking.state == State.CONFIRMED]
        if by_organization and confirmed:
            wishes.refuse_late_cancelling(confirmed[0].starts_at, at)
        chosen = {slot.day: slot for slot in followed.slots} if chosen is None else chosen
        slots = followed.plan.with_chosen(followed.slots, chosen)
        verdicts = followed.judged(slots, at, is_locking=True)
        wanted = [found for found in verdicts if found.slot.day in chosen]
        if refused := refusal(wanted):
            raise refused
        if not wanted and not any(one.is_held for one in followed.kept):
            told = "Proszę zaznaczyć co najmniej jeden termin. Całą serię można odwołać."
            raise ValidationError(told, code="none")
        freed = followed.freed
        if freed:
            move_all(freed, State.CANCELLED, end_reason=ANOTHER_RHYTHM, answer_until=None)
        self.dates.filter(pk__in=[one.pk for one in followed.given_up]).delete()
        use = Use.of(followed.plan, by=by, at=at)
        booked = dict(zip((found.slot.day for found in wanted), book_all(use, wanted), strict=True))
        self.dates.bulk_create(self.dates_of(verdicts, booked, self._free_numbers()))
        self._record(
            frequency=rule.frequency,
            every=rule.every,
            ordinal=rule.ordinal,
            first_on=rule.first_on,
            until_on=rule.until_on,
            count=rule.count,
        )
        post(Mail.SERIES_RULE_CHANGED, self, parts=freed)
        return self

    def _free_numbers(self) -> Iterator[int]:
        """Those never used first, so that a page that was open meanwhile seldom names another date."""
        used = set(self.dates.values_list("number", flat=True))
        highest = max(used, default=0)
        yield from range(highest + 1, MOST + 1)
        yield from (number for number in range(1, highest) if number not in used)

    def dates_of(
        self, verdicts: Iterable[Verdict], booked: Mapping[date, Booking], numbers: Iterable[int]
    ) -> list[SeriesDate]:
        """A date for each verdict, with its booking or the reason why it has none."""
        dates = []
        for number, found in zip(numbers, verdicts, strict=False):
            day = found.slot.day
            reason = "" if day in booked else found.sentence or PASSED_OVER
            dates.append(
                SeriesDate(series=self, number=number, day=day, booking=booked.get(day), reason=reason)
            )
        return dates


def returnable(series: Series, dates: Sequence[SeriesDate], at: datetime) -> set[int]:
    """Numbers of those dates, of the passed over and given up, that `put_back` would not refuse now."""
    given_up = [passed for passed in dates if not passed.is_held and passed.is_ahead(at)]
    if not given_up:
        return set()
    things = series.things
    verdicts = judged(
        [Slot(passed.day, series.starts, series.ends, things[0].bookable) for passed in given_up],
        organization=series.organization,
        things=things,
        persons=series.persons,
        at=at,
        is_locking=False,
    )
    pairs = zip(given_up, verdicts, strict=True)
    return {given.number for given, verdict in pairs if not verdict.obstacle}


def _some(rows: models.QuerySet[Booking], otherwise: str) -> list[Booking]:
    found = list(rows)
    if not found:
        raise ValidationError(otherwise, code="illegal_move")
    return found


def _troubles(ground: Ground, rights: set[str], waiting: list[Booking]) -> list[tuple[date, str]]:
    """The days on which a waiting date has lost its right or the Centre is suspended, and why."""
    found = []
    for booking in waiting:
        day = timezone.localdate(booking.starts_at)
        if booking.agreement_id not in {one.pk for one in ground.agreements(rights, day)}:
            found.append((day, "porozumienie nie obowiązuje."))
            continue
        try:
            wishes.refuse_while_centre_is_suspended(ground.hours(day))
        except ValidationError as refused:
            found.append((day, " ".join(refused.messages)))
    return found
