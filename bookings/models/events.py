"""What the Centre itself holds: who it is for, who gets a place, and who is next."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from agreements.models import Agreement, Right
from bookings.mail_kinds import Mail
from bookings.models.event_table import EventDate, EventTable
from bookings.models.guests import Guest
from bookings.models.seats import NO_PLACE, SIGNED_UP, Seat, SeatName, tell_parties
from bookings.models.taking import Occasion
from bookings.models.wishes import Thing, refuse_suspended
from jcop.models import Centre, User
from jcop.rules import again_after_deadlock
from organizations.models import Organization

# So close to the beginning nobody can be expected to read a mail and come.
LAST_OFFER = timedelta(hours=2)
OVER = "To wydarzenie już się zaczęło albo odbyło: proszę zadzwonić do Centrum."
CALLED_OFF = "To wydarzenie jest odwołane."
IN_TURN = "Miejsca proponujemy jeszcze po kolei: napiszemy do Państwa, gdy przyjdzie Państwa kolej."
NOT_GRANTED = "To wydarzenie jest dla organizacji, którym porozumienie przyznaje szkolenia."
# Whom an event of each audience is for.
ADMITTED = {
    "organizations": {"organizations"},
    "granted": {"organizations"},
    "residents": {"residents"},
    "both": {"organizations", "residents"},
}
NOT_OPEN = "Na to wydarzenie nie można się zapisać."


class EventQuerySet(models.QuerySet["Event"]):
    def locked(self, pk: int) -> "Event":
        """The row, locked against every verb that gives, takes or moves its places."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def announced(self) -> Self:
        """What residents were told of, also when it was called off since."""
        return self.filter(published_at__isnull=False)

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")

    def past(self, at: datetime) -> Self:
        """What took place, the latest first."""
        return self.filter(ends_at__lte=at, state="published").order_by("-starts_at", "-pk")

    def whole(self) -> Self:
        """With its times and what they take."""
        return self.prefetch_related("dates__booking__items__bookable")

    def counted(self, at: datetime) -> Self:
        """With the number of places that are occupied at that moment, and of those who wait."""
        held = Q(seats__state="taken") | Q(seats__state="offered", seats__offered_until__gt=at)
        return self.annotate(
            held=Count("seats", filter=held, distinct=True),
            waits=Count("seats", filter=Q(seats__state="waiting"), distinct=True),
        )

    def to_move_up(self, at: datetime) -> Self:
        """Somebody's time to answer is over, or somebody waits while a place is free to be offered."""
        rows = self.filter(state="published", capacity__isnull=False).counted(at)
        lapsed = Q(seats__state="offered", seats__offered_until__lte=at)
        return rows.alias(late=Count("seats", filter=lapsed, distinct=True)).filter(
            Q(late__gt=0) | Q(waits__gt=0, held__lt=F("capacity"), starts_at__gte=at + LAST_OFFER)
        )

    def with_queue(self, at: datetime) -> Self:
        """To come, with somebody waiting for a place."""
        return self.filter(pk__in=self.filter(state="published", starts_at__gt=at, seats__state="waiting"))

    def to_attend(self, at: datetime) -> Self:
        """Over, and nobody has noted who came."""
        unnoted = self.filter(state="published", ends_at__lte=at, seats__state="taken", seats__attended=None)
        return self.filter(pk__in=unnoted)

    def for_organizations(self) -> Self:
        return self.exclude(audience="residents")

    def drafts(self) -> Self:
        return self.filter(state="draft")


def too_many_of_guest(most: int, has: int = 0) -> str:
    """The refusal of more persons of one address than `most`, of whom `has` are signed up."""
    there = f" Zapisano już: {has}." if has else ""
    return f"Z jednego adresu e-mail można zapisać najwyżej {most} os.{there}"


@pghistory.track(exclude=["form_key"])
class Event(EventTable):
    """Something that the Centre itself holds: a training, a vernissage, a meeting; with places or without.

    Its columns and its times: `event_table`. Who gets a place, and who is next, is decided under the
    event's lock, which the constraints back.
    """

    # Read by `counted`.
    held: int
    waits: int

    objects = EventQuerySet.as_manager()

    @property
    def is_for_residents(self) -> bool:
        return self.is_for("residents")

    @property
    def is_for_organizations(self) -> bool:
        return self.is_for("organizations")

    @transaction.atomic
    def set_places(
        self,
        *,
        capacity: int | None,
        signup_opens_at: datetime | None,
        signup_closes_at: datetime | None,
        per_organization: int,
        offer_hours: int,
        at: datetime | None = None,
    ) -> Self:
        """Other rules of signing up: more places, or free entry, let in who waits; too few are refused."""
        self._locked("draft", "published")
        at = at or timezone.now()
        self._take_back(at)
        if capacity is not None and capacity < (held := self.all_seats.on_places().count()):
            told = f"Zajętych miejsc jest już {held}: liczba miejsc nie może być mniejsza."
            raise ValidationError({"capacity": ValidationError(told, code="taken")})
        self._refuse_small_rooms(capacity)
        if capacity is None:
            signup_opens_at = signup_closes_at = None
            self._let_in()
        else:
            self._close_ranks(capacity)
        self._change(
            capacity=capacity,
            signup_opens_at=signup_opens_at,
            signup_closes_at=signup_closes_at,
            signup_cut_from=self.signup_cut_from if signup_closes_at == self.signup_closes_at else None,
            per_organization=per_organization,
            offer_hours=offer_hours,
        )
        self.all_seats.on_places().filter(capacity=None).update(capacity=capacity)
        self._fit_bookings(persons=capacity or 1)
        self.settle(at=at)
        return self

    @again_after_deadlock
    @transaction.atomic
    def sign_up(
        self,
        *,
        names: Sequence[str],
        organization: Organization | None = None,
        guest: Guest | None = None,
        by: User | None = None,
        form_key: uuid.UUID | None = None,
        at: datetime | None = None,
    ) -> list[Seat]:
        """A place for each person whom an organisation (a name may be empty) or a guest signs up.

        While places are free and nobody waits for an offer; else a turn in the queue. Locks the
        organisation, then the event. The same `form_key` twice gives what it gave first.
        """
        form_key = form_key or uuid.uuid4()
        if organization:
            refuse_suspended(Organization.objects.locked(organization.pk))
        self._locked()
        existing = list(self.all_seats.filter(form_key=form_key).order_by("pk"))
        if existing:
            return existing
        at = at or timezone.now()
        self.refuse_closed(at)
        names = [name.strip() for name in names]
        self.settle(at=at)
        if guest:
            self._refuse_guest(guest, names, at)
        else:
            self._refuse_party(organization, len(names), at)
        seats = self._give(
            len(names), organization, guest, signed_up_by=by, form_key=form_key, signed_up_at=at
        )
        SeatName.objects.bulk_create(
            SeatName(seat=seat, name=name) for seat, name in zip(seats, names, strict=True) if name
        )
        if guest:
            guest.keep_for(timezone.localdate(self.ends_at))
        tell_parties(Mail.SEATS_GIVEN, self, seats)
        return seats

    def settle(self, *, at: datetime | None = None) -> None:
        """Take back the offers that nobody answered in time, and offer what is free to who waits, in order.

        Called by every verb that may free a place and by a job; whoever calls holds the event's lock.
        """
        at = at or timezone.now()
        self._take_back(at)
        until = self.offer_until(at)
        if self.state != "published" or self.capacity is None or until is None:
            return
        free = self._free_numbers()
        offered = list(self.all_seats.waiting()[: len(free)])
        for number, seat in zip(free, offered, strict=False):
            seat._move(Seat.State.OFFERED, place_no=number, offered_until=until)
        tell_parties(Mail.SEATS_OFFERED, self, offered)

    def _take_back(self, at: datetime) -> None:
        lapsed = list(self.all_seats.lapsed(at))
        for seat in lapsed:
            seat._move(Seat.State.LAPSED, place_no=None, offered_until=None)
        tell_parties(Mail.SEATS_LAPSED, self, lapsed)

    @transaction.atomic
    def move_up(self, *, at: datetime | None = None) -> None:
        """`settle` by itself, for the job."""
        self._locked()
        self.settle(at=at)

    def offer_until(self, at: datetime) -> datetime | None:
        """Until when a place offered now waits for the answer; none so close to the beginning."""
        left = self.starts_at - at
        if left < LAST_OFFER:
            return None
        return at + min(timedelta(hours=self.offer_hours), left / 2)

    def is_free_at_once(self, at: datetime) -> bool:
        """In the last hours, when no place is offered any more, somebody may still take one."""
        is_late = self.starts_at - LAST_OFFER < at < self.starts_at
        held = self.all_seats.on_places() & self.all_seats.live(at) if is_late else None
        return held is not None and held.count() < (self.capacity or 0)

    def place_at_once(self, at: datetime) -> int:
        """In the last hours, when none is offered any more, what is free is for whoever takes it first."""
        if self.offer_until(at):
            raise ValidationError(IN_TURN, code="illegal_move")
        self._take_back(at)
        free = self._free_numbers()
        if not free:
            raise ValidationError(NO_PLACE, code="taken")
        return free[0]

    @transaction.atomic
    def note_attendance(self, present: Iterable[int], *, at: datetime | None = None) -> Self:
        """Who came, by the keys of the seats; not before the beginning."""
        self._locked("published")
        if self.starts_at > (at or timezone.now()):
            raise ValidationError("Wydarzenie jeszcze się nie zaczęło.", code="future")
        came = set(present)
        for seat in self.all_seats.taken():
            if seat.attended != (seat.pk in came):
                type(seat).objects.filter(pk=seat.pk).update(attended=seat.pk in came)
        return self

    def refuse_over(self, at: datetime) -> None:
        if self.state != "published":
            raise ValidationError(CALLED_OFF if self.state == "cancelled" else NOT_OPEN, code="closed")
        if self.starts_at <= at:
            raise ValidationError(OVER, code="past")

    def refuse_closed(self, at: datetime) -> None:
        """Nobody signs up before, after or for what is no longer held."""
        self.refuse_over(at)
        opens, closes = self.signup_opens_at, self.signup_closes_at
        if self.capacity is None or opens is None or closes is None:
            raise ValidationError("Na to wydarzenie nie ma zapisów: wstęp jest wolny.", code="closed")
        if at < opens:
            told = f"Zapisy zaczynają się {timezone.localtime(opens):%d.%m.%Y o godz. %H:%M}."
            raise ValidationError(told, code="closed")
        if at >= closes:
            told = f"Zapisy skończyły się {timezone.localtime(closes):%d.%m.%Y o godz. %H:%M}."
            raise ValidationError(told, code="closed")

    def refuse_residents(self) -> None:
        if not self.is_for("residents"):
            told = "To wydarzenie jest dla organizacji: zapisy są w panelu organizacji."
            raise ValidationError(told, code="audience")

    def _refuse_guest(self, guest: Guest, names: Sequence[str], at: datetime) -> None:
        """Whom the event is for, and how many of one address: each person once."""
        self.refuse_residents()
        mine = self.all_seats.live(at).filter(guest=guest)
        there = {name.casefold() for name in mine.values_list("person__name", flat=True) if name}
        asked = [name.casefold() for name in names if name]
        if len(set(asked)) < len(asked):
            raise ValidationError("Tę samą osobę wpisano dwa razy.", code="conflict")
        if there.intersection(asked):
            raise ValidationError(SIGNED_UP, code="conflict")
        has, most = mine.count(), Centre.objects.get().guest_persons
        if has + len(names) > most:
            raise ValidationError(too_many_of_guest(most, has), code="too_many")

    def _refuse_party(self, organization: Organization | None, persons: int, at: datetime) -> None:
        """Whom the event is for, and how many of one organisation."""
        if organization:
            self.refuse_organization(organization)
            has = self.all_seats.live(at).of(organization).count()
            if has + persons > self.per_organization:
                told = f"Z jednej organizacji mogą przyjść najwyżej {self.per_organization} os."
                told += f" Zgłoszono już: {has}." if has else ""
                raise ValidationError({"persons": ValidationError(told, code="too_many")})

    def refuse_organization(self, organization: Organization) -> None:
        """Who may not take a place: when signing up, and when one that was waited for is accepted."""
        if not organization.may_start:
            raise ValidationError("Organizacja jest zawieszona albo zamknięta.", code="suspended")
        if not self.is_for("organizations"):
            raise ValidationError("To wydarzenie jest dla mieszkańców.", code="audience")
        if not self.admits(organization):
            raise ValidationError(NOT_GRANTED, code="no_right")

    def is_for(self, audience: str) -> bool:
        """Of organisations some at least; `admits` knows which."""
        return audience in ADMITTED[self.audience]

    def admits(self, organization: Organization) -> bool:
        """Where the right to trainings is asked for, an agreement grants it on the day of the event."""
        if self.audience != "granted":
            return self.is_for("organizations")
        agreements = Agreement.objects.of(organization)
        return agreements.granting(Right.TRAINING, timezone.localdate(self.starts_at)).exists()

    def _free_numbers(self) -> list[int]:
        held = set(self.all_seats.on_places().values_list("place_no", flat=True))
        return [number for number in range(1, (self.capacity or 0) + 1) if number not in held]

    def _give(
        self, persons: int, organization: Organization | None, guest: Guest | None, **fields: Any
    ) -> list[Seat]:
        assert self.capacity is not None
        is_queued = self.offer_until(fields["signed_up_at"]) and self.all_seats.waiting().exists()
        free = [] if is_queued else self._free_numbers()
        last = self.all_seats.aggregate(last=Max("queue_no"))["last"] or 0
        seats = []
        for person in range(1, persons + 1):
            place = free.pop(0) if free else None
            last += place is None
            state = Seat.State.WAITING if place is None else Seat.State.TAKEN
            seats.append(
                Seat.objects.create(
                    event_id=self.pk,
                    capacity=self.capacity,
                    organization=organization,
                    guest=guest,
                    person_no=person,
                    state=state,
                    place_no=place,
                    queue_no=last if place is None else None,
                    **fields,
                )
            )
        return seats

    def _let_in(self) -> None:
        """Entry is free: whoever was offered a place or waited comes like everybody else, and reads so."""
        last = self.all_seats.aggregate(last=Max("place_no", default=0))["last"]
        let_in = [*self.all_seats.filter(state="offered"), *self.all_seats.waiting()]
        for number, seat in enumerate(let_in, last + 1):
            seat._move(Seat.State.TAKEN, place_no=number, capacity=None, offered_until=None)
        tell_parties(Mail.SEATS_GIVEN, self, let_in)

    def _close_ranks(self, capacity: int) -> None:
        """Whoever sits beyond the new last place gets a free number before it."""
        held = list(self.all_seats.on_places().order_by("place_no"))
        free = sorted({*range(1, capacity + 1)} - {seat.place_no for seat in held})
        for seat in held:
            if seat.place_no is not None and seat.place_no > capacity:
                type(seat).objects.filter(pk=seat.pk).update(place_no=free.pop(0))

    def _refuse_small_rooms(self, capacity: int | None) -> None:
        """Every time that is still held has to have room for as many."""
        was, self.capacity = self.capacity, capacity
        try:
            for date in self._held():
                self._refuse_crowd(_occasion(date))
        finally:
            self.capacity = was

    def _shorten_offers(self, at: datetime) -> None:
        """An offer does not outlast the time that is left after a move."""
        until = self.offer_until(at) or at
        self.all_seats.filter(state="offered", offered_until__gt=until).update(offered_until=until)


def _occasion(date: EventDate) -> Occasion:
    """What a date takes now."""
    booking = date.booking
    things = [Thing(item.bookable, item.quantity) for item in booking.items.select_related("bookable")]
    return Occasion(tuple(things), booking.starts_at, booking.ends_at)
