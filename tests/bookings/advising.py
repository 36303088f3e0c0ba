"""Advisers, founders and their links, for tests of advice."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.mail_kinds import Mail
from bookings.models import (
    AdviceVisit,
    Bookable,
    BookableHours,
    Booking,
    Guest,
    Introduction,
    Resource,
    Thing,
    Topic,
)
from bookings.models.wishes import Wish
from bookings.signed import link_for
from jcop.models import Centre, User
from tests.bookings.test_guests import code_of
from tests.cases import Case
from tests.factories import make_hours, moment, numbers, working_monday
from tests.factories.agreements import write_agreement
from tests.factories.bookings import REFERRED, write_booking, write_units, write_use

FOUNDER = {"name": "Felicja Założycielska", "email": "felicja@example.org"}


def make_adviser(
    topics: tuple[str, ...] = (Topic.ASSOCIATION, Topic.LAW), *, user: User | None = None, **fields: object
) -> Bookable:
    """Talks of an hour, on Mondays from ten to two unless there are hours of the Centre only."""
    number = next(numbers)
    defaults: dict[str, object] = {"slot_minutes": 60, "capacity": 2, "slug": f"doradca-{number}"}
    adviser = Bookable(
        kind=Bookable.Kind.ADVICE,
        name=f"Doradca {number}",
        topics=list(topics),
        adviser=user,
        **defaults | fields,
    )
    with Case(Bookable, Resource) as case:
        write_units(case, adviser, [adviser.name])
        case.insert(BookableHours(bookable=adviser, weekday=0, opens=time(10), closes=time(14)))
    return adviser


def open_centre() -> date:
    """The Centre is open; a Monday on which advisers are there, too."""
    make_hours()
    return working_monday()


def make_guest(email: str = "") -> Guest:
    today = timezone.localdate()
    return Guest.objects.create(
        email=email or f"gosc{next(numbers)}@example.org",
        confirmed_at=timezone.now(),
        purge_on=today + timedelta(days=1),
    )


def make_visit(
    *,
    adviser: Bookable | None = None,
    guest: Guest | None = None,
    name: str = "Felicja Założycielska",
    starts_at: datetime | None = None,
    about: str = "Chcemy założyć stowarzyszenie.",
    at: datetime | None = None,
) -> AdviceVisit:
    """A founder's talk."""
    guest, adviser = guest or make_guest(), adviser or make_adviser()
    starts_at = starts_at or moment(working_monday(), 10)
    wish = Wish(None, (Thing(adviser),), starts_at, starts_at + adviser.slot, 1, at or timezone.now())
    with Case(Booking, AdviceVisit) as case:
        booking = write_use(case, wish, purpose=Booking.Purpose.OTHER)
        visit = AdviceVisit(booking=booking, guest=guest, name=name, topic=Topic.ASSOCIATION, about=about)
        case.insert(visit)
        last = wish.day + timedelta(days=Centre.objects.get().guest_days)
        case.change(guest, purge_on=max(guest.purge_on, last))
        case.mail(Mail.BOOKING_MADE, booking)
    return visit


def make_advice(
    *,
    adviser: Bookable | None = None,
    agreement: Agreement | None = None,
    starts_at: datetime | None = None,
    topic: str = Topic.LAW,
    **options: object,
) -> Booking:
    """An organisation's talk."""
    with Case(*REFERRED) as case:
        agreement = agreement or write_agreement(case, services=("doradztwo",))
        adviser = adviser or make_adviser()
        starts_at = starts_at or moment(working_monday(), 10)
        asked = {"purpose": Booking.Purpose.OTHER, "topic": topic, **options}
        return write_booking(case, agreement, adviser, starts_at, starts_at + adviser.slot, **asked)


def over(visit: AdviceVisit, days_ago: int = 1) -> AdviceVisit:
    """Put the visit so many days back, past the verbs."""
    ended = timezone.now() - timedelta(days=days_ago)
    Booking.objects.filter(pk=visit.booking_id).update(starts_at=ended - timedelta(hours=1), ends_at=ended)
    return AdviceVisit.objects.get(pk=visit.pk)


def slot_address(adviser: Bookable, starts_at: datetime, topic: str = Topic.ASSOCIATION) -> str:
    key = f"{adviser.pk}-{timezone.localtime(starts_at):%Y-%m-%dT%H:%M}"
    return reverse("bookings:ask_founder", args=[topic, key])


def introduced(
    adviser: Bookable, starts_at: datetime, email: str = FOUNDER["email"], client: str = "192.0.2.7"
) -> tuple[Introduction, str]:
    """A founder who asked for this talk and has not typed the code yet: the row, and the page of the code."""
    wish = {
        "slot": f"{adviser.pk}-{timezone.localtime(starts_at):%Y-%m-%dT%H:%M}",
        "topic": str(Topic.ASSOCIATION),
        "persons": 1,
        "about": "Chcemy założyć stowarzyszenie.",
    }
    made = Introduction.make(name=FOUNDER["name"], email=email, client=client, wish=wish)
    return made, reverse("bookings:advice_code", args=[link_for(made, "code", until=made.link_until)])


__all__ = [
    "FOUNDER",
    "code_of",
    "introduced",
    "make_advice",
    "make_adviser",
    "make_guest",
    "make_visit",
    "open_centre",
    "over",
    "slot_address",
]
