"""Places at an event and the queue for them, one row for each person."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.guests import Guest
from jcop.models import SHOWN, Centre
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.opening.hours import ONE_DAY, midnight
from jcop.rules import Ruled
from jcop.typed.personal import refuse_pesel
from organizations.models import Organization

NO_PLACE = "Nie ma już wolnych miejsc."
SIGNED_UP = "Ta osoba jest już zapisana na to wydarzenie z tego adresu e-mail."
NO_QUEUE = "Na wydarzenie z wolnym wstępem nikt nie czeka w kolejce."
TOO_LATE = "Czas na odpowiedź minął {:%d.%m.%Y o godz. %H:%M}: miejsce dostaje następna osoba z listy."


class SeatQuerySet(models.QuerySet["Seat"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def of_party_of(self, seat: "Seat") -> Self:
        """All that the organisation or the guest has at the event."""
        party = {"organization": seat.organization_id, "guest": seat.guest_id}
        return self.filter(event=seat.event_id, **party)

    def on_places(self) -> Self:
        """Those that have a number, for as long as nobody takes it back."""
        return self.filter(state__in=["taken", "offered"])

    def taken(self) -> Self:
        return self.filter(state="taken")

    def live(self, at: datetime) -> Self:
        """Whoever comes or would like to at that moment: an offer whose time is over is none."""
        return self.filter(Q(state__in=["taken", "waiting"]) | Q(state="offered", offered_until__gt=at))

    def waiting(self) -> Self:
        """In the order in which places are offered."""
        return self.filter(state="waiting").order_by("queue_no")

    def lapsed(self, at: datetime) -> Self:
        """Offers whose time to answer is over, whether anybody has noticed or not."""
        return self.filter(state="offered", offered_until__lte=at).order_by("queue_no")

    def on_list(self, at: datetime) -> Self:
        """Whoever comes or would like to, by place, then by turn; with names."""
        rows = self.live(at).in_line().select_related("organization", "guest", "person")
        return rows.order_by("place_no", "queue_no", "pk")

    def in_line(self) -> Self:
        """Each with its present place in the queue (1 is the next to be offered one)."""
        ahead = (
            self.model._base_manager.filter(
                event=models.OuterRef("event"), state="waiting", queue_no__lte=models.OuterRef("queue_no")
            )
            .order_by()
            .values("event")
            .annotate(number=models.Count("pk"))
            .values("number")
        )
        return self.annotate(line=models.Subquery(ahead)).order_by("pk")


@pghistory.track(exclude=["form_key", "capacity", "guest"])
class Seat(Ruled, Stateful):
    """One person's place at an event, or that person's turn in the queue; who it is stands elsewhere.

    `capacity` is the event's, copied by PostgreSQL: the composite foreign key (event, capacity) in the
    migration lets no place lie beyond it, whichever of the two is changed. None where the event became
    free entry: then nobody waits.

    Each verb locks the event, under whose lock places are given and taken, and reads the seat anew.
    """

    # Read by `in_line`.
    line: int | None

    class State(models.TextChoices):
        TAKEN = "taken", "miejsce zajęte"
        OFFERED = "offered", "miejsce zaproponowane"
        WAITING = "waiting", "na liście oczekujących"
        LAPSED = "lapsed", "propozycja wygasła"
        CANCELLED = "cancelled", "rezygnacja"

    SOURCES: ClassVar = {
        # Of those who wait, whoever is first in the last hours (events).
        State.TAKEN: frozenset({State.OFFERED, State.WAITING}),
        State.OFFERED: frozenset({State.WAITING}),
        State.LAPSED: frozenset({State.OFFERED}),
        State.CANCELLED: frozenset({State.TAKEN, State.OFFERED, State.WAITING}),
    }

    event = models.ForeignKey(
        "bookings.Event", on_delete=models.PROTECT, related_name="seats", verbose_name="wydarzenie"
    )
    capacity = models.PositiveSmallIntegerField("liczba miejsc wydarzenia", null=True, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="seats",
        null=True,
        blank=True,
        verbose_name="organizacja",
    )
    guest = models.ForeignKey(
        "bookings.Guest",
        on_delete=models.SET_NULL,
        related_name="seats",
        null=True,
        blank=True,
        verbose_name="osoba bez konta",
    )
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)
    person_no = models.PositiveSmallIntegerField("która osoba zgłoszenia", default=1, editable=False)
    state = models.CharField("stan", max_length=10, choices=State, editable=False)
    place_no = models.PositiveSmallIntegerField("miejsce", null=True, editable=False)
    queue_no = models.PositiveIntegerField("numer w kolejce", null=True, editable=False)
    offered_until = models.DateTimeField("odpowiedź do", null=True, editable=False)
    signed_up_at = models.DateTimeField("zgłoszono", editable=False)
    signed_up_by = models.ForeignKey(
        "jcop.User",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zgłosił(a)",
    )
    asked_at = models.DateTimeField("zapytano po zmianie terminu", null=True, editable=False)
    stays_at = models.DateTimeField("potwierdzono po zmianie terminu", null=True, editable=False)
    attended = models.BooleanField("obecność", null=True, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "miejsce na wydarzeniu"
        verbose_name_plural = "miejsca na wydarzeniach"
        ordering = ["event", "place_no", "queue_no", "pk"]
        default_permissions = ()
        triggers = [
            SHOWN,
            # Whose guest is erased has no name either.
            pgtrigger.Trigger(
                name="seat_name_goes_with_guest",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("guest_id"),
                condition=pgtrigger.Q(old__guest__isnull=False, new__guest__isnull=True),
                func="DELETE FROM bookings_seatname WHERE seat_id = NEW.id; RETURN NULL;",
            ),
            # Counted under the lock of the guest, so that rivals at once are counted too.
            pgtrigger.Trigger(
                name="seats_of_guest_limited",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__guest__isnull=False),
                func="""
                    PERFORM 1 FROM bookings_guest WHERE id = NEW.guest_id FOR NO KEY UPDATE;
                    IF (
                        SELECT count(*) FROM bookings_seat WHERE event_id = NEW.event_id
                        AND guest_id = NEW.guest_id AND state IN ('taken', 'offered', 'waiting')
                    ) >= (SELECT guest_persons FROM jcop_centre) THEN
                        RAISE EXCEPTION 'guest % has signed up as many as may come', NEW.guest_id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'seats_of_guest_limited';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        indexes = [
            models.Index(name="seat_offers", fields=["offered_until"], condition=Q(state="offered")),
            models.Index(name="seat_of_organization", fields=["organization", "event"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="seat_place_once",
                fields=["event", "place_no"],
                violation_error_message="To miejsce zajął ktoś przed chwilą. Proszę spróbować ponownie.",
            ),
            models.UniqueConstraint(name="seat_queue_once", fields=["event", "queue_no"]),
            models.UniqueConstraint(name="seat_person_once", fields=["form_key", "person_no"]),
            models.CheckConstraint(
                name="seat_within_capacity",
                condition=Q(place_no=None)
                | Q(place_no__gte=1) & (Q(capacity=None) | Q(place_no__lte=F("capacity"))),
                violation_error_message=NO_PLACE,
            ),
            models.CheckConstraint(
                name="seat_is_of_sign_up",
                condition=Q(capacity__isnull=False) | Q(state__in=["taken", "lapsed", "cancelled"]),
                violation_error_message=NO_QUEUE,
            ),
            models.CheckConstraint(
                name="seat_is_as_its_state",
                condition=Q(state="taken", place_no__isnull=False, offered_until=None)
                | Q(
                    state="offered",
                    place_no__isnull=False,
                    queue_no__isnull=False,
                    offered_until__isnull=False,
                )
                | Q(state="waiting", place_no=None, queue_no__isnull=False, offered_until=None)
                | Q(state__in=["lapsed", "cancelled"], place_no=None, offered_until=None),
            ),
            # Neither: a guest whose data are gone.
            models.CheckConstraint(name="seat_of_one_party", condition=Q(organization=None) | Q(guest=None)),
            models.CheckConstraint(
                name="seat_stays_when_asked", condition=Q(stays_at=None) | Q(asked_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_state_display()}"

    def standing(self, at: datetime) -> str:
        """The state as it is at that moment: an offer that nobody answered in time is none."""
        is_over = self.state == self.State.OFFERED and self.offered_until and self.offered_until <= at
        return self.State.LAPSED if is_over else self.state

    @property
    def standing_now(self) -> str:
        return self.standing(timezone.now())

    @property
    def told_now(self) -> str:
        return str(self.State(self.standing_now).label)

    @property
    def name(self) -> str:
        """Who comes, while that is known; for the party itself and for staff, never for the public."""
        person = getattr(self, "person", None)
        return person.name if person else ""

    @property
    def numbered(self) -> str:
        return f"Osoba {self.person_no}"

    @property
    def link_version(self) -> str:
        """Its link shows the present state for as long as it is signed for; ended, it offers nothing."""
        return str(self.form_key)

    @property
    def badge(self) -> str:
        return {"taken": "good", "offered": "wait", "waiting": "info"}.get(self.standing_now, "off")

    @property
    def is_live(self) -> bool:
        return self.standing_now in {self.State.TAKEN, self.State.OFFERED, self.State.WAITING}

    @property
    def is_asked(self) -> bool:
        """The event has moved since, and nobody has said yet whether the person still comes."""
        return self.asked_at is not None and self.stays_at is None

    @property
    def may_take_place(self) -> bool:
        """It waits, and it is so late that what is free is for whoever takes it first."""
        return self.state == self.State.WAITING and self.event.is_free_at_once(timezone.now())

    @transaction.atomic
    def accept(self, *, at: datetime | None = None) -> Self:
        """Take the place that was offered, in time; in the last hours, one that is free."""
        event = type(self.event).objects.locked(self.event_id)
        self.refresh_from_db()
        at = at or timezone.now()
        event.refuse_over(at)
        self._refuse_late(at)
        if self.organization:
            event.refuse_organization(self.organization)
        place = {"place_no": event.place_at_once(at)} if self.state == self.State.WAITING else {}
        self._move(self.State.TAKEN, offered_until=None, **place)
        tell_parties(Mail.SEATS_ACCEPTED, event, [self])
        return self

    @transaction.atomic
    def cancel(self, *, at: datetime | None = None) -> Self:
        """Give the place, the offer or the turn up; who waits next is offered what is free by it."""
        event = type(self.event).objects.locked(self.event_id)
        self.refresh_from_db()
        at = at or timezone.now()
        event.refuse_over(at)
        self._refuse_late(at)
        mail = Mail.SEATS_LEFT if self.state == self.State.WAITING else Mail.SEATS_GIVEN_UP
        self._move(self.State.CANCELLED, place_no=None, offered_until=None)
        tell_parties(mail, event, [self])
        event.settle(at=at)
        return self

    def _refuse_late(self, at: datetime) -> None:
        """An offer that lapsed can be neither taken nor given up, whether a job has noted it or not."""
        if self.standing(at) == self.State.LAPSED and self.offered_until:
            told = TOO_LATE.format(timezone.localtime(self.offered_until))
            raise ValidationError(told, code="late")

    @transaction.atomic
    def stay(self, *, at: datetime | None = None) -> Self:
        """The person comes in spite of the change of time or place."""
        at = at or timezone.now()
        event = type(self.event).objects.locked(self.event_id)
        self.refresh_from_db()
        event.refuse_over(at)
        rows = type(self)._base_manager.filter(pk=self.pk, asked_at__isnull=False, state="taken")
        if not rows.update(stays_at=at):
            raise ValidationError("O to nie pytamy już w sprawie tego miejsca.", code="illegal_move")
        self.stays_at = at
        return self


class SeatNameQuerySet(models.QuerySet["SeatName"]):
    def forget(self, today: date) -> int:
        """Erase those of events so long ago that the Centre's set time is over."""
        kept = timedelta(days=Centre.objects.get().guest_days)
        return self.filter(seat__event__ends_at__lt=midnight(today - kept + ONE_DAY)).delete()[0]


class SeatName(models.Model):
    """Who comes. In no history: deleted, the name is gone, and it is deleted with its guest."""

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, primary_key=True, related_name="person")
    name = models.CharField("imię i nazwisko", max_length=150, validators=[refuse_pesel])

    objects = SeatNameQuerySet.as_manager()

    class Meta:
        verbose_name = "uczestnik wydarzenia"
        verbose_name_plural = "uczestnicy wydarzeń"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="seat_name_says_something",
                condition=~Q(name=""),
                violation_error_message="Proszę wpisać imię i nazwisko.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def tell_parties(mail: Mail, event: models.Model, seats: Iterable[Seat], **options: Any) -> None:
    """One message about their seats for each organisation and each guest; none for who is erased.

    `options` of `post`; `parts` is each party's own seats unless it says otherwise.
    """
    by_party: dict[tuple[int | None, int | None], list[Seat]] = {}
    for seat in seats:
        by_party.setdefault((seat.organization_id, seat.guest_id), []).append(seat)
    for (organization, guest), own in by_party.items():
        if organization or guest:
            party = Organization(pk=organization) if organization else Guest(pk=guest)
            post(mail, event, to=party, **{"parts": own} | options)
