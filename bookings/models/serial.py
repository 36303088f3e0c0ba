"""What is done to a series as a whole: confirmed, refused, called off, moved to other hours."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models import wishes
from bookings.models.bookings import Booking
from bookings.models.ground import Ground
from bookings.models.holding import BY_OFFICE
from bookings.models.places import Bookable
from bookings.models.plans import Slot, Verdict, judged, refusal
from bookings.models.together import move_all, put_elsewhere
from bookings.models.wishes import Thing
from jcop.models.messages import post
from jcop.rules import again_after_deadlock
from jcop.wording import full_date
from organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bookings.models.series_dates import SeriesDate, SeriesItem

State = Booking.State
MOVABLE = (State.REQUESTED, State.CONFIRMED)


class Serial(models.Model):
    """Every verb locks the organisation, then reads the dates, and tells the organisation once."""

    pk: int
    organization_id: int
    persons: int
    starts: time
    ends: time
    dates: "RelatedManager[SeriesDate]"
    items: "RelatedManager[SeriesItem]"

    sequence = models.PositiveSmallIntegerField("numer zmiany", default=0, db_default=0, editable=False)
    end_reason = models.CharField("powód", max_length=300, blank=True, db_default="", editable=False)

    class Meta:
        abstract = True

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
