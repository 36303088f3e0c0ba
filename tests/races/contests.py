"""The races: each sets its place up once, then answers for one round after another."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, zip_longest
from typing import ClassVar
from uuid import uuid4

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from bookings import signed
from bookings.models import Allocation, Bookable, Booking, Event, Introduction, Resource
from bookings.models.places import TAKEN
from jcop.models import Centre, MessageText, User
from organizations.models import Organization
from tests.benchmarks.portal import Portal, Visitor
from tests.factories import make_agreement, make_event, make_organization, make_room, make_things, numbers
from tests.jcop.clerk import make_worker
from tests.races import witness
from tests.races.crowd import Shot, Tally, booking_fields, client, open_form, tally, volley
from tests.races.slots import HOURS, Slot, slot

PIECES = 3
QUOTA = 4


class Arena:
    """The clients, one of each organisation, and the clerk; forms are open, sessions are made."""

    def __init__(self, portal: Portal, clients: int) -> None:
        self.portal = portal
        if Quota.exists():
            Centre.objects.update(weekly_hours=None)
        agreements = [make_agreement() for _ in range(clients)]
        self.organizations = [agreement.organization for agreement in agreements]
        self.users = [organization.registered_by for organization in self.organizations]
        self.clients = [client(portal, user) for user in self.users]
        self.clerk_user = clerk()
        self.clerk = client(portal, self.clerk_user)
        open_form(self.clerk, reverse("account_email"))

    def open_forms(self) -> None:
        """Each client opens the booking form once and keeps its CSRF token."""
        for visitor, organization in zip(self.clients, self.organizations, strict=True):
            open_form(visitor, reverse("bookings:book", args=[organization.key]))


def clerk() -> User:
    """A superuser with a second factor: who terminates, suspends and confirms."""
    user = make_worker()
    user.is_superuser = True
    user.save(update_fields=["is_superuser"])
    return user


class Contest:
    """One kind of race."""

    title: ClassVar[str]

    def __init__(self, arena: Arena) -> None:
        self.arena = arena
        self.set_up()

    def set_up(self) -> None:
        """Make what all rounds share."""

    def round(self, number: int) -> Tally:
        """Let everybody act at once, and judge."""
        raise NotImplementedError

    def everybody_books(self, things: Iterator[Bookable], at: Slot) -> Tally:
        return tally(
            volley(
                [
                    Shot(
                        visitor,
                        reverse("bookings:book", args=[organization.key]),
                        booking_fields(next(things), at),
                    )
                    for visitor, organization in zip(
                        self.arena.clients, self.arena.organizations, strict=True
                    )
                ]
            )
        )


def expect(found: Tally, winners: int, made: int) -> Tally:
    """As many winners as told, as many bookings as winners."""
    if found.winners != winners or made != winners:
        found.faults.append(f"{found.winners} redirects and {made} bookings, not {winners}")
    return found


def bookings_at(at: Slot) -> int:
    return Booking.objects.filter(starts_at=at.starts_at, holds=True).count()


class OneSlot(Contest):
    title = "one room"
    winners = 1

    def set_up(self) -> None:
        self.thing = make_room()

    def round(self, number: int) -> Tally:
        at = slot(number)
        found = self.everybody_books(cycle([self.thing]), at)
        made = self.thing.pk
        held = Booking.objects.filter(items__bookable=made, starts_at=at.starts_at, holds=True).count()
        expect(found, self.winners, held)
        units = Allocation.objects.filter(resource__bookables=made).during(at.starts_at, at.ends_at)
        if units.values("resource").distinct().count() != self.winners:
            found.faults.append("the winners do not hold what they booked")
        return self.judge_sentences(found)

    def judge_sentences(self, found: Tally) -> Tally:
        strange = set(found.sentences) - {TAKEN}
        found.faults += [f"a loser read: {sentence}" for sentence in strange]
        return found


class Pieces(OneSlot):
    title = f"{PIECES} pieces of equipment"
    winners = PIECES

    def set_up(self) -> None:
        self.thing = make_things(PIECES)

    def judge_sentences(self, found: Tally) -> Tally:
        strange = [sentence for sentence in found.sentences if "wolnych sztuk" not in sentence]
        found.faults += [f"a loser read: {sentence}" for sentence in strange]
        return found


class HallAndParts(Contest):
    """Either the hall is taken whole, or each of its two rooms once."""

    title = "a hall and its two rooms"

    def set_up(self) -> None:
        self.parts = [make_room(), make_room()]
        self.hall = make_room("Sala z dwóch sal")
        self.hall.units.set(Resource.objects.filter(bookables__in=self.parts))

    def round(self, number: int) -> Tally:
        at = slot(number)
        found = self.everybody_books(cycle([self.hall, *self.parts]), at)
        rows = Booking.objects.filter(starts_at=at.starts_at, holds=True)
        taken = sorted(
            rows.filter(items__bookable__in=[self.hall, *self.parts]).values_list(
                "items__bookable", flat=True
            )
        )
        if taken not in ([self.hall.pk], sorted(part.pk for part in self.parts)):
            found.faults.append(f"taken at once: {taken}")
        if found.winners != len(taken):
            found.faults.append(f"{found.winners} redirects and {len(taken)} bookings")
        return found


class ConfirmAgainstCancel(Contest):
    """Whoever is first, the booking ends cancelled and holds nothing; nobody sees an error page."""

    title = "confirm against cancel"

    def set_up(self) -> None:
        self.rooms = [make_room(confirmed_by="worker") for _ in self.arena.clients[::2]]

    def round(self, number: int) -> Tally:
        at, shots, made = slot(number), [], []
        pairs = zip(self.rooms, self.arena.organizations, self.arena.clients, self.arena.users, strict=False)
        for room, organization, visitor, user in pairs:
            booking = Booking.request(
                organization=organization,
                by=user,
                bookable=room,
                starts_at=at.starts_at,
                ends_at=at.ends_at,
                purpose=Booking.Purpose.MEETING,
            )
            made.append(booking.pk)
            path = reverse("bookings:cancel_booking", args=[organization.key, booking.pk])
            shots.append(Shot(visitor, path, {}))
            shots.append(self.confirming(booking))
        answers = volley(shots)
        found = tally(answers)
        found.faults += [f"answered {answer.status}" for answer in answers if answer.status not in {200, 302}]
        rows = Booking.objects.filter(pk__in=made).annotate(held=Count("allocations"))
        ends = set(rows.values_list("state", "held"))
        if ends != {(Booking.State.CANCELLED.value, 0)}:
            found.faults.append(f"the bookings ended as {ends}")
        return found

    def confirming(self, booking: Booking) -> Shot:
        desk = client(self.arena.portal, self.arena.clerk_user)
        desk.cookies, desk.hidden = self.arena.clerk.cookies, self.arena.clerk.hidden
        return Shot(desk, reverse("admin:bookings_booking_move", args=[booking.pk, "confirm"]), {})


class OneOrganization(Contest):
    """All clients belong to one organisation, new in each round, and each wants a room of its own."""

    def set_up(self) -> None:
        self.rooms = [make_room() for _ in self.arena.clients]

    def make_organization(self) -> Organization:
        organization = make_organization(verified=True)
        for user in self.arena.users:
            organization.memberships.create(user=user, role="member")
        return organization

    def shots(self, organization: Organization, slots: list[Slot]) -> list[Shot]:
        path = reverse("bookings:book", args=[organization.key])
        return [
            Shot(visitor, path, booking_fields(room, at))
            for visitor, room, at in zip(self.arena.clients, self.rooms, cycle(slots), strict=False)
        ]


class RightEnds(OneOrganization):
    """A clerk ends the right in the midst of bookings: none is written after the end."""

    table: ClassVar[str]

    def ending(self, organization: Organization) -> tuple[str, dict[str, object]]:
        raise NotImplementedError

    def round(self, number: int) -> Tally:
        organization = self.make_organization()
        self.agreement = make_agreement(organization=organization)
        witness.forget(organization.pk)
        path, fields = self.ending(organization)
        shots = self.shots(organization, [slot(number)])
        shots.insert(len(shots) // 4, Shot(self.arena.clerk, path, fields, decides=True))
        answers = volley(shots)
        ended = answers.pop(len(self.rooms) // 4)
        found = tally(answers)
        if ended.status != 302:
            found.faults.append(f"the clerk was answered {ended.status}")
        made = Booking.objects.of(organization).count()
        if made != found.winners:
            found.faults.append(f"{found.winners} redirects and {made} bookings")
        if late := witness.late_bookings(organization.pk, self.table):
            found.faults.append(f"{late} bookings were written after the right had ended")
        return found


class Termination(RightEnds):
    title = "termination of the agreement against booking"
    table = "agreements_agreement"

    def ending(self, organization: Organization) -> tuple[str, dict[str, object]]:
        path = reverse("admin:agreements_agreement_move", args=[self.agreement.pk, "terminate"])
        return path, {"on": timezone.localdate(), "mode": "agreed", "noticed_on": "", "reason": "koniec"}


class Suspension(RightEnds):
    title = "suspension of the organisation against booking"
    table = "organizations_organization"

    def ending(self, organization: Organization) -> tuple[str, dict[str, object]]:
        path = reverse("admin:organizations_organization_move", args=[organization.pk, "suspend"])
        return path, {"reason": "wyjaśniamy"}


class Quota(OneOrganization):
    """Two agreements, one after the other in one week, share the week's hours of their organisation."""

    title = "two agreements against one quota"

    def set_up(self) -> None:
        super().set_up()
        Centre.objects.update(weekly_hours=QUOTA)

    def round(self, number: int) -> Tally:
        organization = self.make_organization()
        # 36 pairs of hours and 50 rooms: enough for 450 rounds of four bookings.
        hour, week = divmod(number % 36, 3)
        monday = slot(0).day + timedelta(weeks=1 + week)
        make_agreement(organization=organization, valid_until=monday + timedelta(days=2))
        make_agreement(organization=organization, valid_from=monday + timedelta(days=3))
        hours = [slot(((monday - slot(0).day).days + day) * HOURS + hour) for day in (1, 4)]
        found = tally(volley(self.shots(organization, hours)))
        return expect(found, QUOTA, Booking.objects.of(organization).count())

    @staticmethod
    def exists() -> bool:
        return hasattr(Centre, "weekly_hours")


class LastSeats(Contest):
    """Residents with a code and organisations after the last places of an event: the rest wait in order."""

    title = f"the last {PIECES} seats"

    def set_up(self) -> None:
        self.strangers = [Visitor(Portal(self.arena.portal.port)) for _ in self.arena.clients[1::2]]

    def round(self, number: int) -> Tally:
        event = make_event(capacity=PIECES)
        guests = [self.resident(event, stranger) for stranger in self.strangers]
        members = zip(self.arena.clients[::2], self.arena.organizations[::2], strict=True)
        shots = [
            Shot(
                visitor,
                reverse("bookings:own_event", args=[organization.key, event.pk]),
                {"form_key": uuid4(), "persons": 1, "names": ""},
            )
            for visitor, organization in members
        ]
        found = tally(volley([shot for pair in zip_longest(guests, shots) for shot in pair if shot]))
        places = sorted(event.all_seats.taken().values_list("place_no", flat=True))
        queue = list(event.all_seats.waiting().values_list("queue_no", "signed_up_at"))
        expect(found, len(guests) + len(shots), len(places) + len(queue))
        if places != list(range(1, PIECES + 1)):
            found.faults.append(f"places given: {places}")
        if [turn for turn, _ in queue] != list(range(1, len(queue) + 1)):
            found.faults.append(f"turns given: {[turn for turn, _ in queue]}")
        if queue != sorted(queue, key=lambda one: one[1]):
            found.faults.append("the queue is not in the order of signing up")
        return found

    def resident(self, event: Event, stranger: Visitor) -> Shot:
        """Somebody who has the code and is about to send it."""
        number = next(numbers)
        asked = Introduction.make(
            name="Osoba Próbna",
            email=f"r{number}@example.org",
            client=f"10.{number}",
            wish={"event": event.pk},
        )
        token = signed.link_for(asked, "code", until=asked.link_until)
        path = reverse("bookings:confirm_seat", args=[token])
        open_form(stranger, path)
        return Shot(stranger, path, {"code": self.code_of(asked)})

    @staticmethod
    def code_of(asked: Introduction) -> str:
        """As it waits to be sent."""
        text = MessageText.objects.get(message__in=asked.mails.all())
        return re.findall(r"^\d{6}$", text.body, re.MULTILINE)[0]


# The quota changes the Centre's rules: it comes last.
CONTESTS: list[type[Contest]] = [
    OneSlot,
    Pieces,
    HallAndParts,
    ConfirmAgainstCancel,
    Termination,
    Suspension,
    LastSeats,
    *([Quota] if Quota.exists() else []),
]
