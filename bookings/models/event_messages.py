"""Who has to be told that an event was moved or cancelled: each once, in one message."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from bookings.models.guests import Guest
from bookings.models.seats import Seat, SeatQuerySet
from jcop.jobs import enqueue
from jcop.models import User
from jcop.rules import Ruled
from organizations.models import Organization

if TYPE_CHECKING:
    from bookings.models.scheduling import Scheduling


class EventMessage(Ruled):
    """One change of an event (its number is the event's then), for one organisation or one guest."""

    class Kind(models.TextChoices):
        MOVED = "moved", "zmiana terminu lub miejsca"
        CANCELLED = "cancelled", "odwołanie"

    event = models.ForeignKey("bookings.Event", on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveSmallIntegerField("numer zmiany")
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, null=True, related_name="+")
    sent_at = models.DateTimeField("wysłano", null=True)

    class Meta:
        verbose_name = "wiadomość o wydarzeniu"
        verbose_name_plural = "wiadomości o wydarzeniach"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="event_message_once", fields=["event", "number", "organization"]),
            models.UniqueConstraint(name="event_message_to_guest_once", fields=["event", "number", "guest"]),
            models.CheckConstraint(
                name="event_message_to_somebody",
                condition=Q(organization=None, guest__isnull=False)
                | Q(organization__isnull=False, guest=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_kind_display()}"

    @classmethod
    def address(cls, event: "Scheduling", kind: str) -> None:
        """In the transaction of the change: a row and a job for everybody who comes, is asked or waits."""
        parties = event.all_seats.live().order_by().values_list("organization", "guest").distinct()
        for organization, guest in parties:
            if organization or guest:
                message = cls.objects.create(
                    event_id=event.pk,
                    number=event.sequence,
                    kind=kind,
                    organization_id=organization,
                    guest_id=guest,
                )
                enqueue("event_told", message_id=message.pk)

    @property
    def is_outdated(self) -> bool:
        """The same party has a later one, which tells all that this one would."""
        later = type(self).objects.filter(event=self.event_id, number__gt=self.number)
        return later.filter(organization=self.organization_id, guest=self.guest_id).exists()

    @property
    def seats(self) -> SeatQuerySet:
        """What the party has or waits for."""
        rows = Seat.objects.filter(
            event=self.event_id, organization=self.organization_id, guest=self.guest_id
        )
        return (
            rows.live()
            .in_line()
            .select_related("event")
            .prefetch_related("event__dates__booking__items__bookable")
        )

    @property
    def signed_up_by(self) -> User | None:
        """Whoever signed the organisation's persons up the last."""
        rows = self.event.seats.filter(organization=self.organization_id, signed_up_by__isnull=False)
        last = rows.select_related("signed_up_by").order_by("-signed_up_at", "-pk").first()
        return last.signed_up_by if last else None

    def mark_sent(self, at: datetime) -> None:
        type(self).objects.filter(pk=self.pk, sent_at=None).update(sent_at=at)
