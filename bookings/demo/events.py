"""Events of the demonstration: with places left, full with a queue, without signing up, over."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bookings.demo.cases import CASES, tell_nobody
from bookings.models import Bookable, Event, Guest, Occasion, Thing
from jcop.models import User
from jcop.opening.hours import WARSAW
from jcop.opening.workdays import statutory_day_off
from organizations.models import Organization

PERSONS = ["Teresa Zmyślona", "Marian Przykładny", "Halina Wymyślna", "Roman Fikcyjny"]


def hold(now: datetime) -> None:
    """Once: what was prepared a while ago is not prepared again."""
    if Event.objects.exists():
        return
    today = timezone.localdate(now)
    begun = now - timedelta(days=21)
    rooms = list(Bookable.objects.active().rooms().order_by("-capacity", "pk"))
    first_aid = _event(
        rooms,
        today + timedelta(days=9),
        (16, 19),
        begun,
        title="Pierwsza pomoc dla każdego",
        kind=Event.Kind.WORKSHOP,
        audience=Event.Audience.BOTH,
        description="Resuscytacja na fantomach, opatrywanie ran, wzywanie pomocy. Nic nie trzeba mieć.\n\n"
        "Prowadzi ratownik; na koniec każdy ćwiczy sam.",
        accessibility="Wejście bez progu\nĆwiczenia na podłodze można zobaczyć także ze stolika",
        capacity=12,
        per_organization=3,
    )
    accounts = _event(
        rooms,
        today + timedelta(days=16),
        (10, 14),
        begun,
        title="Sprawozdanie finansowe małej organizacji",
        kind=Event.Kind.TRAINING,
        audience=Event.Audience.ORGANIZATIONS,
        description="Kto składa uproszczone sprawozdanie, kiedy i gdzie; ćwiczenia na przykładach.",
        accessibility="Wejście bez progu",
        capacity=3,
        per_organization=2,
    )
    _event(
        rooms,
        today + timedelta(days=23),
        (17, 19),
        begun,
        title="Wernisaż „Jastrzębie w akwareli”",
        kind=Event.Kind.VERNISSAGE,
        audience=Event.Audience.BOTH,
        description="Otwarcie wystawy prac zmyślonej pracowni. Wstęp wolny, poczęstunek.",
    )
    _event(
        rooms,
        today + timedelta(days=30),
        (12, 15),
        begun,
        title="Gra planszowa bez barier",
        kind=Event.Kind.INTEGRATION,
        audience=Event.Audience.RESIDENTS,
        description="Spotkanie integracyjne dla dużych i małych.",
        capacity=10,
        is_published=False,
    )
    _sign_up(first_aid, accounts, now)
    tell_nobody()


def _event(
    rooms: list[Bookable],
    day: date,
    hours: tuple[int, int],
    begun: datetime,
    *,
    is_published: bool = True,
    **words: Any,
) -> Event:
    """In the first room that is large enough and free, on the first working day from `day` on."""
    most = words.get("capacity") or 1
    large = [room for room in rooms if (room.capacity or 0) >= most]
    while True:
        starts_at, ends_at = (datetime.combine(day, time(hour), WARSAW) for hour in hours)
        free = [room for room in large if _is_free(room, starts_at, ends_at)]
        if free and day.weekday() < 5 and not statutory_day_off(day):
            break
        day += timedelta(days=1)
    if words.get("capacity"):
        words |= {
            "signup_opens_at": begun,
            "signup_closes_at": datetime.combine(day - timedelta(days=1), time(20), WARSAW),
        }
    event = Event.draft(
        by=User.objects.filter(email="pracownik@demo.example").first(),
        occasion=Occasion((Thing(free[0]),), starts_at, ends_at, exception_reason="wydarzenie Centrum"),
        at=begun,
        **words,
    )
    return event.publish(at=begun) if is_published else event


def _is_free(room: Bookable, starts_at: datetime, ends_at: datetime) -> bool:
    span = Thing(room).span(starts_at, ends_at)
    return not room.units.filter(allocations__during__overlap=span).exists()


def _sign_up(first_aid: Event, accounts: Event, now: datetime) -> None:
    """Some places of the first are taken; the second is full, and somebody waits."""
    organizations = [Organization.objects.get(name=case.name) for case in CASES if case.stage == "in_force"]
    for number, name in enumerate(PERSONS):
        guest = Guest.objects.create(
            email=f"gosc{number + 1}@demo.example",
            confirmed_at=now,
            purge_on=timezone.localdate(now) + timedelta(days=1),
        )
        first_aid.sign_up(guest=guest, names=[name])
    for organization, names in zip(
        organizations, (["Anna Zmyślona", "Jan Zmyślony"], ["Ewa Przykładna"], [""]), strict=False
    ):
        accounts.sign_up(organization=organization, names=names, by=organization.registered_by)
