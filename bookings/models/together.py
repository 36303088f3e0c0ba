"""What is done to many bookings of one organisation at once, in few statements; its row is locked before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import F
from django.db.models.functions import Coalesce

from bookings.models.booking_table import BookingContact, BookingItem, Channel
from bookings.models.bookings import Booking
from bookings.models.places import Allocation, Bookable
from bookings.models.plans import Plan, Verdict
from bookings.models.requesting import BY_OFFICE
from bookings.models.wishes import Thing
from jcop.models import User
from organizations.models import Organization

State = Booking.State


@dataclass(frozen=True)
class Use:
    """What bookings made together have in common."""

    organization: Organization
    things: tuple[Thing, ...]
    purpose: str
    persons: int
    public_title: str
    by: User | None
    at: datetime
    fee: Decimal | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    channel: str = Channel.PORTAL

    @classmethod
    def of(cls, plan: Plan, *, by: User | None, at: datetime) -> Self:
        return cls(
            organization=plan.organization,
            things=plan.things,
            purpose=plan.purpose,
            persons=plan.persons,
            public_title=plan.public_title,
            fee=plan.fee,
            contact=plan.contact,
            channel=plan.channel,
            by=by,
            at=at,
        )


def book_all(use: Use, verdicts: Sequence[Verdict]) -> list[Booking]:
    """Make a booking of each verdict, which has no obstacle; in the order of the verdicts."""
    bookings = Booking.objects.bulk_create(
        Booking(
            organization=use.organization,
            agreement=found.agreement,
            kind=found.slot.place.kind,
            state=State.REQUESTED if found.by_worker else State.CONFIRMED,
            starts_at=found.times[0],
            ends_at=found.times[1],
            purpose=use.purpose,
            persons=use.persons,
            public_title=use.public_title,
            despite=list(found.despite),
            needs_keys=bool(found.despite),
            exception_reason=found.exception or (BY_OFFICE if found.despite and not found.by_worker else ""),
            fee=use.fee,
            channel=use.channel,
            made_by=use.by,
            made_at=use.at,
        )
        for found in verdicts
    )
    made = list(zip(bookings, verdicts, strict=True))
    BookingItem.objects.bulk_create(
        BookingItem(booking=booking, bookable=bookable, quantity=thing.quantity)
        for booking, found in made
        for thing, bookable in zip(use.things, _places(use.things, found), strict=True)
    )
    _take_all(made)
    BookingContact.keep_all(bookings, use.contact)
    return bookings


def _places(things: Sequence[Thing], found: Verdict) -> list[Bookable]:
    return [found.slot.place, *(thing.bookable for thing in things[1:])]


def _take_all(made: Sequence[tuple[Booking, Verdict]]) -> None:
    Allocation.objects.bulk_create(
        Allocation(resource=unit, booking=booking, during=span)
        for booking, found in made
        for unit, span in found.taking
    )


def move_all(bookings: Sequence[Booking], to: str, **fields: Any) -> None:
    """Move all bookings to state `to` by one conditional UPDATE, or none of them."""
    rows = Booking.objects.filter(pk__in=[one.pk for one in bookings], state__in=Booking.SOURCES[State(to)])
    _whole(rows.update(state=to, sequence=F("sequence") + 1, **fields), bookings)
    if to in {State.REFUSED, State.CANCELLED}:
        Allocation.objects.filter(booking__in=bookings).delete()


def put_elsewhere(pairs: Sequence[tuple[Booking, Verdict]]) -> None:
    """Give every booking the time and place that it was judged for; what asks for the worker waits anew."""
    bookings = [booking for booking, _ in pairs]
    for booking, found in pairs:
        booking.starts_at, booking.ends_at = found.times
        booking.agreement = found.agreement
        booking.despite, booking.needs_keys = list(found.despite), bool(found.despite)
        booking.sequence += 1
        if found.by_worker:
            booking.state = State.REQUESTED
    rows = Booking.objects.filter(state__in=Booking.SOURCES[State.REQUESTED])
    fields = ["starts_at", "ends_at", "agreement", "despite", "needs_keys", "sequence", "state"]
    _whole(rows.bulk_update(bookings, fields), bookings)
    Allocation.objects.filter(booking__in=bookings).delete()
    _take_all(pairs)
    _put_items(pairs)


def _put_items(pairs: Sequence[tuple[Booking, Verdict]]) -> None:
    """The first thing of each booking stands where its verdict says; what was asked first is remembered."""
    first: dict[int, BookingItem] = {}
    bookings = [booking for booking, _ in pairs]
    for item in BookingItem.objects.filter(booking__in=bookings).order_by("-pk"):
        first[item.booking_id] = item
    by_place: dict[Bookable, list[int]] = {}
    for booking, found in pairs:
        if first[booking.pk].bookable_id != found.slot.place.pk:
            by_place.setdefault(found.slot.place, []).append(first[booking.pk].pk)
    for place, items in by_place.items():
        asked = Coalesce("asked_bookable", "bookable")
        BookingItem.objects.filter(pk__in=items).update(asked_bookable=asked, bookable=place)


def _whole(changed: int, bookings: Sequence[Booking]) -> None:
    if changed != len(bookings):
        told = "W międzyczasie ktoś zmienił terminy tej serii. Proszę sprawdzić i spróbować ponownie."
        raise ValidationError(told, code="illegal_move")
