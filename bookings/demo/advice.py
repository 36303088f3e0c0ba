"""Two invented advisers of the demonstration, and who came or will come to them, by the real verbs."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bookings.demo.cases import CASES, tell_nobody
from bookings.models import AdviceVisit, Bookable, BookableHours, Booking, Guest, Resource, Topic
from jcop.models import User
from jcop.opening.hours import WARSAW
from jcop.opening.workdays import statutory_day_off
from organizations.models import Organization

MONDAY, WEDNESDAY, THURSDAY = 0, 2, 3
ADVISERS = [
    {
        "slug": "doradca-zakladanie-organizacji",
        "name": "Doradca: zakładanie organizacji",
        "topics": [Topic.ASSOCIATION, Topic.ORDINARY, Topic.FOUNDATION, Topic.SPORTS_CLUB],
        "slot_minutes": 60,
        "confirmed_by": Bookable.ConfirmedBy.PORTAL,
    },
    {
        "slug": "doradca-prawo-i-dzialalnosc",
        "name": "Doradca: prawo i bieżąca działalność",
        "topics": [Topic.RUNNING, Topic.LAW, Topic.FOUNDATION],
        "slot_minutes": 45,
        "confirmed_by": Bookable.ConfirmedBy.WORKER,
    },
]
HOURS = [
    [(MONDAY, time(15), time(18)), (THURSDAY, time(15), time(18))],
    [(WEDNESDAY, time(10), time(14))],
]


def book(now: datetime) -> None:
    """The advisers and their visits, once: one over with its card, one without, some to come."""
    if Bookable.objects.filter(kind=Bookable.Kind.ADVICE).exists():
        return
    first, second = (_adviser(number) for number in range(len(ADVISERS)))
    today = timezone.localdate(now)
    advised = _visit_of_guest("Felicja Zmyślona", first, _day(today, MONDAY, -14), Topic.ASSOCIATION)
    AdviceVisit.objects.get(booking=advised).record(
        by=first.adviser,
        persons_came=1,
        content="Omówiono założenie stowarzyszenia: siedem osób, statut, zebranie, wniosek do KRS.",
        follow_up="Projekt statutu do przejrzenia na następnej rozmowie.",
    )
    _visit_of_guest("Gustaw Przykładny", first, _day(today, THURSDAY, -7), Topic.FOUNDATION)
    _visit_of_guest("Hortensja Nieistniejąca", first, _day(today, MONDAY, 7), Topic.SPORTS_CLUB)
    for number, weeks in ((0, 7), (2, 14)):
        organization = Organization.objects.get(name=CASES[number].name)
        _visit_of_organization(organization, second, _day(today, WEDNESDAY, weeks), Topic.RUNNING)
    tell_nobody()


def _adviser(number: int) -> Bookable:
    user = User.objects.filter(email="doradca@demo.example").first() if number == 0 else None
    adviser = Bookable.objects.create(
        kind=Bookable.Kind.ADVICE, capacity=2, minutes_after=0, adviser=user, **ADVISERS[number]
    )
    adviser.units.add(Resource.objects.create(name=adviser.name))
    for weekday, opens, closes in HOURS[number]:
        BookableHours.objects.create(bookable=adviser, weekday=weekday, opens=opens, closes=closes)
    return adviser


def _day(today: date, weekday: int, offset: int) -> date:
    """That weekday some days away, a week further while it is a holiday."""
    day = today + timedelta(days=offset)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    while statutory_day_off(day):
        day += timedelta(days=7 if offset > 0 else -7)
    return day


def _start(adviser: Bookable, day: date) -> datetime:
    return datetime.combine(day, adviser.hours.get(weekday=day.weekday()).opens, WARSAW)


def _visit_of_guest(name: str, adviser: Bookable, day: date, topic: str) -> Booking:
    starts_at = _start(adviser, day)
    asked_at = starts_at - timedelta(days=12)
    guest = Guest.objects.create(
        email=f"{name.split(maxsplit=1)[0].lower()}@demo.example",
        confirmed_at=asked_at,
        purge_on=day,
    )
    return Booking.advise(
        guest=guest,
        name=name,
        bookable=adviser,
        starts_at=starts_at,
        topic=topic,
        about="Chcemy założyć organizację i nie wiemy, od czego zacząć.",
        at=asked_at,
    )


def _visit_of_organization(organization: Organization, adviser: Bookable, day: date, topic: str) -> None:
    starts_at = _start(adviser, day)
    Booking.request(
        organization=organization,
        by=organization.registered_by,
        bookable=adviser,
        starts_at=starts_at,
        ends_at=starts_at + adviser.slot,
        purpose=Booking.Purpose.OTHER,
        topic=topic,
        about="Zmiana statutu i sprawozdanie za ubiegły rok.",
        at=starts_at - timedelta(days=12),
    )
