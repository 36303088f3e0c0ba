"""A Centre of any size: ten rooms with nine bookings each on every day, for as many days as asked.

`manage.py demo --bookings` fills a demonstration with it, `make bench` measures on it.
"""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Agreement, Service, ServiceRequest
from bookings.demo.copying import Use, copy_in
from bookings.models import Bookable, Resource
from jcop.models import Message, User
from jcop.opening.hours import WARSAW
from organizations.models import Organization, Representative
from organizations.registers import LegalForm

ROOMS = 10
ORGANIZATIONS = 16
FIRST_HOUR, BOOKINGS_A_DAY = 8, 9  # of an hour each: 8:00 to 17:00
PER_DAY = ROOMS * BOOKINGS_A_DAY
HOUR = timedelta(hours=1)
DAYS_IN_ONE_TRANSACTION = 100
LONG_AGO = date(1900, 1, 1)
FIRST_KRS = 9_990_000_000  # far above what the register has reached

Progress = Callable[[int, int], None]


def ignored(done: int, of: int) -> None:
    """Progress that nobody wants to see."""


class LargeCentre:
    """Bookings are put in from the last day backwards: a larger set reaches further into the past."""

    def __init__(self, *, end: date, organizations: int, progress: Progress = ignored) -> None:
        """`end` is the day after the last one with bookings."""
        self.end = self.begin = end
        self.rooms = [make_room(number) for number in range(1, ROOMS + 1)]
        self.resources = [room.units.get() for room in self.rooms]
        self.agreements = []
        for number in range(organizations):
            self.agreements.append(make_agreement(number))
            progress(number + 1, organizations)

    @property
    def size(self) -> int:
        """How many bookings there are in the days put in."""
        return (self.end - self.begin).days * PER_DAY

    def grow(self, size: int, progress: Progress = ignored) -> None:
        """Put in earlier days until there are `size` bookings, in whole days; every guard stays on."""
        days = -(-size // PER_DAY)
        wanted = self.end - timedelta(days=days)
        while self.begin > wanted:
            first = max(wanted, self.begin - timedelta(days=DAYS_IN_ONE_TRANSACTION))
            with transaction.atomic():
                copy_in(self._uses(first, self.begin))
            self.begin = first
            progress(self.size, days * PER_DAY)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _uses(self, first: date, end: date) -> Iterator[Use]:
        """Nine hours of each room on each day from `first` to before `end`, organisations taking turns."""
        for number, (day, hour, room) in enumerate(
            product(range((end - first).days), range(BOOKINGS_A_DAY), range(ROOMS))
        ):
            starts_at = datetime.combine(first + timedelta(days=day), time(FIRST_HOUR + hour), WARSAW)
            agreement = self.agreements[(number + day) % len(self.agreements)]
            yield Use(agreement, self.rooms[room], self.resources[room], starts_at, starts_at + HOUR)


def make_room(number: int) -> Bookable:
    room = Bookable.objects.create(
        kind=Bookable.Kind.ROOM, name=f"Sala zmyślona {number}", slug=f"zmyslona-{number}", capacity=40
    )
    room.units.add(Resource.objects.create(name=room.name))
    return room


@transaction.atomic
def make_agreement(number: int) -> Agreement:
    """An invented organisation walks the real verbs, up to an agreement that was always in force."""
    today, last_job = timezone.localdate(), _last_job()
    person = User.objects.create_user(f"osoba-zmyslona-{number}@demo.example", full_name=f"Osoba {number}")
    organization = Organization.objects.register(
        by=person,
        form_key=uuid.uuid4(),
        representatives=[Representative(name="Zofia Zmyślona", function="prezes zarządu")],
        legal_form=LegalForm.ASSOCIATION,
        name=f"Stowarzyszenie „Zmyślone {number + 1}”",
        krs=str(FIRST_KRS + number),
        street=f"ul. Zmyślona {number + 1}",
        postal_code="44-335",
        city="Jastrzębie-Zdrój",
        email=f"zmyslone-{number}@demo.example",
    )
    request = ServiceRequest.prepare(
        organization=organization,
        by=person,
        form_key=uuid.uuid4(),
        wishes={
            one: {"times": "po południu"}
            for one in Service.objects.filter(code__in=["sala", "sprzet-i-internet"])
        },
    )
    request.submit()
    request.receive_signed_set(on=today, channel="in_person", copies=3)
    organization.verify(by=person, source="krs")
    request.accept(by=person)
    agreement = request.agreement.conclude(
        by=person,
        number=Agreement.objects.proposed_number(today.year),
        signed_on=today,
        valid_from=LONG_AGO,
    )
    _forget_jobs(last_job)
    Message.objects.waiting().about(request, agreement).delete()
    return agreement


def _last_job() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(max(id), 0) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def _forget_jobs(after: int) -> None:
    """Nobody is to be told, and no thousand sets of documents are to be printed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id > %s AND status = 'todo'", [after])
