"""An act of the office that takes the ground from bookings: what was decided, who has to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.bookings import Booking
from bookings.models.consequences import Choice, Consequence
from bookings.models.events import Event
from bookings.models.guests import Guest
from bookings.models.taking import units_of
from jcop.calendars import office_day_off
from jcop.models import User
from jcop.models.messages import post
from jcop.rules import Ruled
from jcop.workdays import workdays_after
from organizations.models import Organization

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from bookings.models.messages import ClosureMessage

ANSWER_DAYS = 3


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
        User, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="zdecydował(a)"
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
            self.messages.model.address(self, organization)
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
