"""What can be booked, and who has booked it: singly, as a series, for an event, for advice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Agreement
from bookings.mail_kinds import Mail
from bookings.models import (
    AdviceVisit,
    Allocation,
    Bookable,
    Booking,
    BookingContact,
    BookingItem,
    Closure,
    Decision,
    Event,
    EventDate,
    Guest,
    Occasion,
    Plan,
    Resource,
    Series,
    SeriesDate,
    SeriesItem,
    Thing,
)
from bookings.models.closures import Choice
from bookings.models.event_table import PURPOSES
from bookings.models.plans import refusal
from bookings.models.taking import Taking, Want, free_units_of_each
from bookings.models.wishes import Wish
from bookings.recurrence import Rule
from tests.cases import Case
from tests.factories.agreements import REFERRED as AGREEMENTS
from tests.factories.agreements import make_agreement, write_agreement
from tests.factories.centre import moment, next_monday
from tests.factories.people import make_user, numbers

PLACES = (Bookable, Resource)
REFERRED = (*AGREEMENTS, *PLACES, Booking, BookingContact, AdviceVisit)
State = Booking.State


def make_room(name: str = "", **fields: object) -> Bookable:
    with Case(*PLACES) as case:
        return write_room(case, name, **fields)[0]


def write_room(case: Case, name: str = "", **fields: object) -> tuple[Bookable, list[Resource]]:
    """A room and its unit."""
    number = next(numbers)
    defaults: dict[str, object] = {"kind": Bookable.Kind.ROOM, "capacity": 12, "slug": f"sala-{number}"}
    room = Bookable(name=name or f"Sala {number}", **defaults | fields)
    return room, write_units(case, room, [room.name])


def make_things(pieces: int, name: str = "Laptop") -> Bookable:
    things = Bookable(
        kind=Bookable.Kind.EQUIPMENT, name=name, slug=f"rzecz-{next(numbers)}", takes="as_asked"
    )
    with Case(*PLACES) as case:
        write_units(case, things, [f"{name} {piece + 1}" for piece in range(pieces)])
    return things


def write_units(case: Case, bookable: Bookable, names: Iterable[str]) -> list[Resource]:
    """What can be booked, with one unit of each name."""
    units = [Resource(name=name) for name in names]
    case.insert(bookable)
    case.insert(*units)
    case.insert(*(Bookable.units.through(bookable=bookable, resource=unit) for unit in units))
    return units


def units_for(things: tuple[Thing, ...], starts_at: datetime, ends_at: datetime) -> Taking:
    """What a booking would take; ValidationError where it is taken."""
    if not things:
        return []
    (taking,) = free_units_of_each([Want(things, starts_at, ends_at)], is_locking=False)
    if isinstance(taking, ValidationError):
        raise taking
    return taking


def make_booking(
    *,
    room: Bookable | None = None,
    agreement: Agreement | None = None,
    starts_at: datetime | None = None,
    hours: int = 1,
    **fields: object,
) -> Booking:
    """A meeting of the organisation; confirmed, unless it is the worker's to confirm."""
    with Case(*REFERRED) as case:
        agreement = agreement or write_agreement(case)
        starts_at = starts_at or moment(next_monday(), 10)
        return write_booking(case, agreement, room, starts_at, starts_at + timedelta(hours=hours), **fields)


def write_booking(
    case: Case,
    agreement: Agreement,
    place: Bookable | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    quantity: int = 1,
    extras: tuple[Thing, ...] = (),
    persons: int = 1,
    is_duty: bool = False,
    at: datetime | None = None,
    contact: Mapping[str, str] | None = None,
    topic: str = "",
    about: str = "",
    **fields: object,
) -> Booking:
    place, units = (place, []) if place else write_room(case)
    things, organization = (Thing(place, quantity), *extras), agreement.organization
    is_duty = is_duty or place.kind == Bookable.Kind.DUTY
    wish = Wish(organization, things, starts_at, ends_at, persons, at or timezone.now(), is_duty=is_duty)
    last_day = agreement.valid_until or wish.day
    if not agreement.valid_from <= wish.day <= last_day or wish.starts_at <= wish.at:
        raise ValueError("no verb books what is over, or a day on which the agreement is not in force")
    booking = write_use(
        case,
        wish,
        units,
        agreement=agreement,
        made_by_id=organization.registered_by_id,
        **{"purpose": Booking.Purpose.MEETING} | fields,
    )
    if topic:
        case.insert(AdviceVisit(booking=booking, topic=topic, about=about))
    words = {name: word.strip() for name, word in (contact or {}).items()}
    if any(words.values()):
        case.insert(BookingContact(booking=booking, **words))
    case.mail(Mail.BOOKING_MADE, booking)
    return booking


def write_use(case: Case, wish: Wish, units: Sequence[Resource] = (), **fields: object) -> Booking:
    """The booking that a wish becomes when nothing stands against it; `units` are those of a new place."""
    taking = [(unit, wish.things[0].span(wish.starts_at, wish.ends_at)) for unit in units]
    taking += units_for(wish.things[1:] if units else wish.things, wish.starts_at, wish.ends_at)
    by_worker = any(thing.bookable.confirmed_by == "worker" for thing in wish.things)
    waits = by_worker or wish.is_duty or wish.is_outside_hours
    booking = Booking(
        organization=wish.organization,
        kind=wish.kind,
        state=State.REQUESTED if waits else State.CONFIRMED,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        persons=wish.persons,
        despite=wish.despite,
        needs_keys=wish.is_outside_hours,
        made_at=wish.at,
        **fields,
    )
    write_taken(case, booking, wish.things, taking)
    return booking


def write_taken(case: Case, booking: Booking, things: tuple[Thing, ...], taking: Taking) -> None:
    """The booking, what was asked for and what it holds."""
    case.insert(booking)
    booking.holds = True
    case.insert(
        *(BookingItem(booking=booking, bookable=thing.bookable, quantity=thing.quantity) for thing in things)
    )
    case.insert(*(Allocation(booking=booking, resource=unit, during=span) for unit, span in taking))


def make_plan(
    *,
    agreement: Agreement | None = None,
    room: Bookable | None = None,
    first_on: date | None = None,
    starts: int = 10,
    hours: int = 2,
    extras: tuple[Thing, ...] = (),
    **rule: object,
) -> Plan:
    """Every Monday, three times, unless told otherwise."""
    agreement = agreement or make_agreement()
    if not {"count", "until_on"} & rule.keys():
        rule["count"] = 3
    return Plan(
        organization=agreement.organization,
        things=(Thing(room or make_room()), *extras),
        rule=Rule(first_on or next_monday(), **rule),
        starts=time(starts),
        ends=time(starts + hours),
        persons=4,
        purpose=Booking.Purpose.MEETING,
    )


def make_series(**options: object) -> Series:
    """Every date of the plan is booked; ValidationError where one cannot be."""
    plan, at = make_plan(**options), timezone.now()
    verdicts = plan.judged(plan.slots(), at)
    if refused := refusal(verdicts):
        raise refused
    by = {"made_by_id": plan.organization.registered_by_id, "made_at": at}
    use = {
        name: getattr(plan, name) for name in ("organization", "purpose", "persons", "public_title", "fee")
    }
    rule = {name: getattr(plan.rule, name) for name in RULE}
    series = Series(starts=plan.starts, ends=plan.ends, **rule, **use, **by)
    with Case(Series, SeriesDate, Booking) as case:
        case.insert(series)
        case.insert(
            *(
                SeriesItem(series=series, bookable=thing.bookable, quantity=thing.quantity)
                for thing in plan.things
            )
        )
        booked = {}
        for judged in verdicts:
            booking = Booking(
                agreement=judged.agreement,
                kind=judged.slot.place.kind,
                state=State.REQUESTED if judged.by_worker else State.CONFIRMED,
                starts_at=judged.starts_at,
                ends_at=judged.ends_at,
                despite=list(judged.despite),
                needs_keys=bool(judged.despite),
                **use,
                **by,
            )
            write_taken(case, booking, plan.things, judged.taking)
            booked[judged.slot.day] = booking
        case.insert(*series.dates_of(verdicts, booked, range(1, len(verdicts) + 1)))
        case.mail(Mail.SERIES_MADE, series)
    return series


RULE = ("frequency", "every", "ordinal", "first_on", "until_on", "count")


# What the office may decide about a booking without another time for it.
WITHOUT_PROPOSAL = {Choice.KEEP, Choice.CANCEL, Choice.NONE_FREE}


def make_closure(*bookings: Booking, choice: str = "cancel") -> Closure:
    """An act of the office, by its verb, with the same decision about each booking (one is made)."""
    if choice not in WITHOUT_PROPOSAL:
        raise ValueError(f"no case is written for the choice {choice}")
    return Closure.settle(
        kind="hoursperiod",
        told="W poniedziałek Centrum jest nieczynne.",
        reason="inwentaryzacja",
        by=make_user(groups=("Pracownik Centrum",)),
        decisions=[
            Decision(booking, choice, frozenset({"closed"})) for booking in bookings or [make_booking()]
        ],
    )


def make_event(
    *,
    capacity: int | None = 3,
    room: Bookable | None = None,
    starts_at: datetime | None = None,
    hours: int = 2,
    published: bool = True,
    at: datetime | None = None,
    **words: object,
) -> Event:
    """A training with so many places, signing up from a week ago until it begins."""
    at = at or timezone.now()
    starts_at = starts_at or moment(next_monday(), 10)
    if capacity is not None:
        signing_up = {"signup_opens_at": at - timedelta(days=7), "signup_closes_at": starts_at}
        words = {"capacity": capacity, "per_organization": capacity, **signing_up} | words
    with Case(*PLACES, Booking, Event, EventDate) as case:
        time_of = occasion(room or write_room(case)[0], starts_at, hours)
        case.write()
        words = {"title": f"Szkolenie {next(numbers)}", "description": "Opis."} | words
        event = Event(starts_at=starts_at, ends_at=time_of.ends_at, made_at=at, **words)
        despite = time_of.despite()
        booking = Booking(
            kind="training",
            state=State.CONFIRMED,
            starts_at=starts_at,
            ends_at=time_of.ends_at,
            despite=despite,
            exception_reason=time_of.exception_reason if despite else "",
            made_at=at,
            purpose=PURPOSES.get(event.kind, Booking.Purpose.TRAINING),
            persons=event.capacity or 1,
        )
        case.insert(event)
        write_taken(case, booking, time_of.things, units_for(time_of.things, starts_at, time_of.ends_at))
        case.insert(EventDate(event=event, booking=booking))
        if published:
            case.change(event, state=Event.State.PUBLISHED, published_at=at)
            case.change(booking, public_title=event.title)
    return event


def occasion(room: Bookable, starts_at: datetime, hours: int = 2) -> Occasion:
    return Occasion(
        (Thing(room),), starts_at, starts_at + timedelta(hours=hours), exception_reason="za zgodą Centrum"
    )


def make_guest(**fields: object) -> Guest:
    email = f"gosc{next(numbers)}@example.org"
    now = timezone.now()
    return Guest.objects.create(
        **{"email": email, "confirmed_at": now, "purge_on": timezone.localdate(now)} | fields
    )
