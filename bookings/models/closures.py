"""An act of the office that takes the ground from bookings: decisions, consequences, who has to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.bookings import Booking
from bookings.models.events import Event
from bookings.models.guests import Guest
from bookings.models.obstacles import STOPPED, Obstacle, since_publication
from bookings.models.taking import units_of
from jcop.centre.calendars import office_day_off
from jcop.models import User
from jcop.models.messages import post
from jcop.moves import Stateful
from jcop.opening.workdays import workdays_after
from jcop.rules import Ruled
from organizations.models import Organization
from organizations.notifications import addresses_of

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

ANSWER_DAYS = 3


class Choice(models.TextChoices):
    KEEP = "keep", "zostaje"
    CANCEL = "cancel", "odwołana"
    PROPOSE = "propose", "zaproponowano inny termin"
    NONE_FREE = "none_free", "nie ma wolnego terminu"
    # No decision about a booking: what the end of a suspension means for one that it cancelled.
    RESUMED = "resumed", "można zarezerwować na nowo"


class ConsequenceQuerySet(models.QuerySet["Consequence"]):
    def cancelled_by(self, suspensions: Iterable[datetime]) -> Self:
        """Bookings that were called off because of suspensions (by the moments of their publication).

        Of those who may book anew and were not told so yet, in the order of whom they belong to.
        """
        causes = [since_publication(Obstacle.SUSPENSION, moment) for moment in suspensions]
        rows = self.filter(choice=Choice.CANCEL, against__overlap=causes)
        rows = rows.filter(Q(booking__organization__isnull=False) | Q(booking__visit__guest__isnull=False))
        rows = rows.exclude(booking__organization__state__in=STOPPED)
        return rows.exclude(booking__consequences__choice=Choice.RESUMED).order_by(
            "booking__organization__name", "booking__visit__guest_id", "starts_at", "pk"
        )


class Consequence(models.Model):
    """What an act meant for one booking: the time that was hit, and what was decided."""

    closure = models.ForeignKey("bookings.Closure", on_delete=models.CASCADE, related_name="consequences")
    booking = models.ForeignKey("bookings.Booking", on_delete=models.PROTECT, related_name="consequences")
    choice = models.CharField("decyzja", max_length=10, choices=Choice)
    starts_at = models.DateTimeField("początek")
    ends_at = models.DateTimeField("koniec")
    new_starts_at = models.DateTimeField("proponowany początek", null=True, blank=True)
    new_ends_at = models.DateTimeField("proponowany koniec", null=True, blank=True)
    answer_until = models.DateField("odpowiedź do dnia", null=True, blank=True)
    # Obstacles with their causes, as in `Booking.despite`: a suspension that ends finds what it cancelled.
    against = ArrayField(
        models.CharField(max_length=50),
        default=list,
        db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=50))),
        editable=False,
    )

    objects = ConsequenceQuerySet.as_manager()

    class Meta:
        verbose_name = "skutek dla rezerwacji"
        verbose_name_plural = "skutki dla rezerwacji"
        ordering = ["starts_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="consequence_once",
                fields=["closure", "booking"],
                violation_error_message="O tej rezerwacji już zdecydowano.",
            ),
            models.UniqueConstraint(
                name="consequence_resumed_once",
                fields=["booking"],
                condition=Q(choice="resumed"),
                violation_error_message="O wznowieniu działalności już zawiadomiono.",
            ),
            models.CheckConstraint(
                name="consequence_proposal_whole",
                condition=Q(
                    choice="propose",
                    new_starts_at__isnull=False,
                    new_ends_at__isnull=False,
                    new_ends_at__gt=F("new_starts_at"),
                    answer_until__isnull=False,
                )
                | Q(
                    choice__in=["keep", "cancel", "none_free", "resumed"],
                    new_starts_at=None,
                    new_ends_at=None,
                    answer_until=None,
                ),
                violation_error_message="Propozycja ma nowy termin i dzień odpowiedzi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}: {self.get_choice_display()}"

    @property
    def sentence(self) -> str:
        """What is said of this booking on the telephone."""
        what = ", ".join(str(item) for item in self.booking.items.all())
        told = f"{what}, {_span(self.starts_at, self.ends_at)}: {self.get_choice_display()}"
        if self.new_starts_at and self.new_ends_at and self.answer_until:
            told += (
                f" – {_span(self.new_starts_at, self.new_ends_at)}, odpowiedź do {self.answer_until:%d.%m.%Y}"
            )
        return told


class ClosureMessageQuerySet(models.QuerySet["ClosureMessage"]):
    def to_call(self) -> Self:
        """Organisations that no mail reaches: somebody has to telephone."""
        return self.filter(state="to_call")

    def unheard(self) -> Self:
        """Neither a mail nor a call has reached the organisation yet."""
        return self.filter(state__in=["waiting", "to_call"])

    def whole(self) -> Self:
        return self.select_related("organization", "closure")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), exclude=["note"])
class ClosureMessage(Ruled, Stateful):
    """What one organisation has to be told of an act: one mail, or one call where no address is known."""

    class State(models.TextChoices):
        WAITING = "waiting", "do wysłania"
        SENT = "sent", "wysłana"
        TO_CALL = "to_call", "zadzwoń"
        CALLED = "called", "przekazano telefonicznie"

    SOURCES: ClassVar = {
        State.SENT: frozenset({State.WAITING, State.TO_CALL}),
        State.TO_CALL: frozenset({State.WAITING}),
        State.CALLED: frozenset({State.TO_CALL}),
    }

    closure = models.ForeignKey(
        "bookings.Closure", on_delete=models.CASCADE, related_name="messages", verbose_name="skutki"
    )
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name="organizacja"
    )
    state = models.CharField("stan", max_length=10, choices=State, default=State.WAITING, editable=False)
    sent_at = models.DateTimeField("wysłano", null=True, editable=False)
    called_at = models.DateTimeField("zadzwoniono", null=True, editable=False)
    called_by = models.ForeignKey(
        "jcop.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zadzwonił(a)",
    )
    note = models.CharField("notatka z rozmowy", max_length=300, blank=True, editable=False)

    objects = ClosureMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "wiadomość o skutkach"
        verbose_name_plural = "wiadomości o skutkach zamknięć"
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("call_closuremessage", "Może dzwonić do organizacji bez adresu e-mail")]
        constraints = [
            models.UniqueConstraint(
                name="closure_message_once",
                fields=["closure", "organization"],
                violation_error_message="Ta organizacja dostaje o tym już jedną wiadomość.",
            ),
            models.CheckConstraint(
                name="closure_message_whole",
                condition=Q(state__in=["waiting", "to_call"], sent_at=None, called_at=None, called_by=None)
                | Q(state="sent", sent_at__isnull=False, called_at=None, called_by=None)
                | Q(state="called", sent_at=None, called_at__isnull=False, called_by__isnull=False),
                violation_error_message="Wysłana ma czas wysłania, przekazana: kto i kiedy zadzwonił.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.closure}"

    @property
    def lines(self) -> models.QuerySet[Consequence]:
        """What is said: each booking of this organisation with what happens to it."""
        rows = self.closure.consequences.filter(booking__organization=self.organization_id)
        return rows.select_related("booking__organization").prefetch_related("booking__items__bookable")

    @property
    def bookers(self) -> models.QuerySet[User]:
        """Whoever made the bookings that the message is about."""
        made = self.closure.consequences.filter(booking__organization=self.organization_id)
        return User.objects.filter(pk__in=made.values("booking__made_by"))

    @classmethod
    def address(cls, closure: "Closure", organization: Organization) -> "ClosureMessage":
        """Enqueue the mail in the transaction of the act; without any address it waits for a call."""
        message = cls.objects.create(closure=closure, organization=organization)
        if addresses_of(organization, message.bookers):
            post(Mail.CENTRE_RESUMED if closure.is_resumption else Mail.CLOSURE_TOLD, message)
            return message
        return message._move("to_call")

    def mark_called(self, *, by: User, note: str = "", at: datetime | None = None) -> Self:
        """The organisation was told by telephone."""
        call: dict[str, Any] = {"called_by": by, "called_at": at or timezone.now(), "note": note.strip()}
        return self._move("called", **call)

    def mark_sent(self, *, at: datetime) -> Self:
        return self._move("sent", sent_at=at)

    def leave_to_call(self) -> Self:
        """Its addresses are gone since, or the mail was given up: somebody has to telephone."""
        return self._move("to_call")


@dataclass(frozen=True)
class Decision:
    """What the office wants for one booking, and what stands against it.

    `starts_at` is the time to propose, if one was found.
    """

    booking: Booking
    choice: str
    against: frozenset[str]
    starts_at: datetime | None = None


class Closure(Ruled):
    """One act – hours, a suspension, the end of an agreement – with a decision about each booking hit.

    So is the word that a suspension is over, with each booking that it cancelled.
    """

    class Kind(models.TextChoices):
        HOURS = "hoursperiod", "godziny otwarcia i zawieszenie Centrum"
        AGREEMENT = "agreement", "zmiana lub koniec porozumienia"
        ORGANIZATION = "organization", "zawieszenie lub zamknięcie organizacji"
        PLACE = "bookable", "zmiana tego, co można rezerwować"
        RULES = "houserules", "zmiana zasad w Centrum"
        CONFLICTS = "conflicts", "rozstrzygnięcie konfliktów"
        RESUMPTION = "resumption", "wznowienie działalności Centrum"

    kind = models.CharField("rodzaj", max_length=15, choices=Kind)
    told = models.TextField("co się zmieniło")
    reason = models.CharField("powód podawany organizacjom", max_length=200)
    decided_by = models.ForeignKey(
        "jcop.User", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="zdecydował(a)"
    )
    decided_at = models.DateTimeField("zdecydowano", default=timezone.now, editable=False)

    consequences: "RelatedManager[Consequence]"
    messages: "RelatedManager[ClosureMessage]"

    class Meta:
        verbose_name = "skutki zamknięcia"
        verbose_name_plural = "skutki zamknięć"
        ordering = ["-decided_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="closure_has_reason",
                condition=~Q(reason="") & ~Q(told=""),
                violation_error_message="Podaj powód dla organizacji.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {timezone.localtime(self.decided_at):%d.%m.%Y %H:%M}"

    @classmethod
    @transaction.atomic
    def settle(
        cls,
        *,
        kind: str,
        told: str,
        reason: str,
        by: User,
        decisions: Sequence[Decision],
        keep_reason: str = "",
        at: datetime | None = None,
    ) -> Self:
        """Carry out what was decided about each booking; one message to each organisation concerned.

        Bookings, messages and the act itself are saved together or not at all.
        """
        at = at or timezone.now()
        lock_parties(decision.booking for decision in decisions)
        closure = cls.objects.create(
            kind=kind, told=told, reason=reason.strip(), decided_by=by, decided_at=at
        )
        for decision in decisions:
            closure._carry_out(decision, keep_reason or closure.reason, at)
        closure._tell_parties({decision.booking.organization_id for decision in decisions})
        return closure

    @classmethod
    @transaction.atomic
    def resume(
        cls, cancelled: Iterable["Consequence"], *, told: str, by: User, at: datetime | None = None
    ) -> Self:
        """Tell everybody whose bookings a suspension cancelled that the Centre works again.

        One message to each organisation and each guest; of one booking nobody is told twice.
        """
        closure = cls.objects.create(
            kind=cls.Kind.RESUMPTION,
            told=told,
            reason="koniec zawieszenia",
            decided_by=by,
            decided_at=at or timezone.now(),
        )
        rows = [
            Consequence(
                closure=closure,
                booking=row.booking,
                choice=Choice.RESUMED,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
            )
            for row in cancelled
        ]
        Consequence.objects.bulk_create(rows)
        closure._tell_parties({row.booking.organization_id for row in rows})
        return closure

    def _tell_parties(self, parties: set[int | None]) -> None:
        for organization in Organization.objects.filter(pk__in=parties - {None}).order_by("pk"):
            ClosureMessage.address(self, organization)
        mail = Mail.GUEST_TOLD_OF_RESUMPTION if self.is_resumption else Mail.GUEST_TOLD_OF_CLOSURE
        for consequence in self.of_guests().select_related("booking__visit__guest"):
            post(mail, consequence, to=consequence.booking.visit.guest)

    @property
    def is_resumption(self) -> bool:
        return self.kind == self.Kind.RESUMPTION

    def of_guests(self) -> "models.QuerySet[Consequence]":
        """What is told to persons without an account: one mail each, about the last of their bookings."""
        rows = Consequence.objects.filter(closure=self, booking__organization=None)
        rows = rows.filter(booking__visit__guest__isnull=False)
        return rows.order_by("booking__visit__guest_id", "-starts_at").distinct("booking__visit__guest_id")

    def _carry_out(self, decision: Decision, keep_reason: str, at: datetime) -> None:
        booking = decision.booking
        consequence = Consequence(
            closure=self,
            booking=booking,
            choice=decision.choice,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            against=sorted(decision.against),
        )
        if decision.choice == Choice.KEEP:
            booking.keep(reason=keep_reason, against=decision.against)
        elif decision.choice == Choice.CANCEL and booking.is_hosted:
            booking.event_date.event.lose_date(booking.event_date, reason=self.reason, at=at)
        elif decision.choice == Choice.CANCEL:
            booking.cancel(reason=self.reason, notify=False, at=at)
        elif self._proposed(booking, decision.starts_at, at):
            consequence.new_starts_at, consequence.new_ends_at = booking.starts_at, booking.ends_at
            consequence.answer_until = booking.answer_until
        else:
            consequence.choice = Choice.NONE_FREE
        consequence.save()

    def _proposed(self, booking: Booking, starts_at: datetime | None, at: datetime) -> bool:
        """False when there is no time, or when the one that was found is taken by now."""
        if starts_at is None:
            return False
        today = timezone.localdate(at)
        latest = timezone.localdate(starts_at) - timedelta(days=1)
        try:
            booking.propose(
                starts_at=starts_at,
                ends_at=starts_at + (booking.ends_at - booking.starts_at),
                answer_until=min(workdays_after(today, ANSWER_DAYS, office_day_off()), latest),
                note=self.reason,
                notify=False,
                at=at,
            )
        except ValidationError:
            booking.refresh_from_db()
            return False
        return True


def lock_parties(bookings: Iterable[Booking]) -> None:
    """Lock organisations, guests, events, then units, each in the order of ids: no verb crosses it."""
    rows = list(bookings)
    parties = {row.organization_id for row in rows} - {None}
    list(Organization.objects.filter(pk__in=parties).order_by("pk").select_for_update(no_key=True))
    guests = Guest.objects.filter(visits__booking__in=[row.pk for row in rows if not row.organization_id])
    list(guests.order_by("pk").select_for_update(of=("self",), no_key=True))
    hosted = Event.objects.filter(dates__booking__in=[row.pk for row in rows if row.kind == "training"])
    list(Event.objects.filter(pk__in=hosted).order_by("pk").select_for_update(no_key=True))
    units_of({item.bookable_id for row in rows for item in row.items.all()})


def _span(starts_at: datetime, ends_at: datetime) -> str:
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return f"{first:%d.%m.%Y}, godz. {first:%H:%M}–{last:%H:%M}"
