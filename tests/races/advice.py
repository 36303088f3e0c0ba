"""Races for one adviser: organisations from their panels, founders with the codes from their mails."""

import uuid

from django.urls import reverse
from django.utils import timezone

from bookings.models import Allocation, Booking, Guest, Topic
from bookings.models.places import ADVISER_TAKEN
from bookings.search.slots import free_slots
from tests.benchmarks.portal import Portal, Visitor
from tests.bookings.advising import code_of, introduced, make_adviser
from tests.factories import make_agreement
from tests.races.contests import Contest
from tests.races.crowd import Shot, Tally, open_form, tally, volley

TOPIC = Topic.ASSOCIATION


class OneAdviser(Contest):
    """Every other client is a founder, who has just typed the right code; one of all gets the talk."""

    title = "one adviser's talk"

    def set_up(self) -> None:
        self.adviser = make_adviser((TOPIC,))
        self.adviser.hours.all().delete()
        for organization in self.arena.organizations:
            make_agreement(organization=organization, services=("doradztwo",))
        self.slots = [slot for slot in free_slots(TOPIC, timezone.now()) if slot.bookable == self.adviser]

    def founder(self, number: int, client: int) -> Shot:
        """Has asked for the talk already, from a computer of their own."""
        slot, email = self.slots[number], f"zalozyciel{number}.{client}@example.org"
        introduction, page = introduced(
            self.adviser, slot.starts_at, email, f"198.51.{number % 256}.{client}"
        )
        visitor = Visitor(Portal(self.arena.portal.port))
        open_form(visitor, page)
        return Shot(visitor, page, {"code": code_of(introduction)})

    def round(self, number: int) -> Tally:
        slot, shots = self.slots[number], []
        for client, organization in enumerate(self.arena.organizations):
            if client % 2:
                shots.append(self.founder(number, client))
                continue
            path = reverse("bookings:ask_advice", args=[organization.key, TOPIC, slot.key])
            fields = {"form_key": uuid.uuid4(), "persons": 1, "about": "statut"}
            shots.append(Shot(self.arena.clients[client], path, fields))
        found = tally(volley(shots))
        made = Booking.objects.filter(items__bookable=self.adviser, starts_at=slot.starts_at, holds=True)
        held = Allocation.objects.filter(resource__bookables=self.adviser)
        held = held.during(slot.starts_at, slot.ends_at)
        if (found.winners, made.count(), held.count()) != (1, 1, 1):
            found.faults.append(f"{found.winners} redirects, {made.count()} talks, {held.count()} held")
        strange = set(found.sentences) - {ADVISER_TAKEN}
        found.faults += [f"a loser read: {sentence}" for sentence in strange]
        return found


class OneCode(OneAdviser):
    """Everybody sends the same right code at once: all are led to the one talk of the one guest."""

    title = "one founder's code"

    def round(self, number: int) -> Tally:
        shot = self.founder(number, 0)
        shots = []
        for _ in self.arena.clients:
            visitor = Visitor(Portal(self.arena.portal.port))
            visitor.cookies, visitor.hidden = dict(shot.client.cookies), dict(shot.client.hidden)
            shots.append(Shot(visitor, shot.path, shot.fields))
        found = tally(volley(shots))
        guests = Guest.objects.filter(email=f"zalozyciel{number}.0@example.org")
        talks = Booking.objects.filter(visit__guest__in=guests)
        if (found.losers, guests.count(), talks.count()) != (0, 1, 1):
            found.faults.append(
                f"{found.losers} refused, {guests.count()} guests, {talks.count()} talks: {found.sentences}"
            )
        return found


ADVICE: list[type[Contest]] = [OneAdviser, OneCode]
