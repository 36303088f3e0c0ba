import uuid
from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import wishes
from bookings.models.allocations import Allocation
from bookings.models.places import Bookable, Resource
from jcop.jobs import enqueue
from jcop.models import User
from jcop.moves import Stateful
from jcop.rules import Ruled, again_after_deadlock
from organizations.models import Organization

RELEASED = ["refused", "declined", "lapsed", "cancelled"]


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, organization: Organization) -> Self:
        return self.filter(organization=organization)

    def awaiting_worker(self) -> Self:
        return self.filter(state=Booking.State.REQUESTED)

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at")

    def past(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at).order_by("-starts_at")


@pghistory.track(exclude=["form_key", "holds"])
class Booking(Ruled, Stateful):
    """One timed use of the Centre, of whatever kind; it holds its resources through allocations."""

    class Kind(models.TextChoices):
        ROOM = "room", "sala"
        EQUIPMENT = "equipment", "sprzęt"
        DUTY = "duty", "dyżur organizacji"
        ADVICE = "advice", "doradztwo"
        TRAINING = "training", "szkolenie"
        BLOCK = "block", "blokada pracownika"

    class State(models.TextChoices):
        REQUESTED = "requested", "czeka na potwierdzenie"
        CONFIRMED = "confirmed", "potwierdzona"
        PROPOSED = "proposed", "zaproponowano inny termin"
        REFUSED = "refused", "odmowa"
        DECLINED = "declined", "propozycja odrzucona"
        LAPSED = "lapsed", "propozycja wygasła"
        CANCELLED = "cancelled", "odwołana"
        TOOK_PLACE = "took_place", "odbyła się"
        NO_SHOW = "no_show", "nikt się nie stawił"

    class Purpose(models.TextChoices):
        MEETING = "meeting", "spotkanie"
        TRAINING = "training", "szkolenie"
        OCCASION = "occasion", "impreza okolicznościowa"
        VERNISSAGE = "vernissage", "wernisaż"
        SOCIAL_ACTION = "social_action", "akcja społeczna"
        OTHER = "other", "inne"

    SOURCES: ClassVar = {
        State.CONFIRMED: frozenset({State.REQUESTED}),
        State.REFUSED: frozenset({State.REQUESTED}),
        State.CANCELLED: frozenset({State.REQUESTED, State.CONFIRMED, State.PROPOSED}),
    }

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="bookings",
        null=True,
        blank=True,
        verbose_name="organizacja",
    )
    agreement = models.ForeignKey(
        Agreement,
        on_delete=models.PROTECT,
        related_name="bookings",
        null=True,
        blank=True,
        verbose_name="porozumienie",
    )
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    state = models.CharField("stan", max_length=10, choices=State, editable=False)
    holds = models.GeneratedField(
        expression=~Q(state__in=RELEASED),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    starts_at = models.DateTimeField("początek")
    ends_at = models.DateTimeField("koniec")
    purpose = models.CharField("cel", max_length=15, choices=Purpose)
    persons = models.PositiveSmallIntegerField("liczba osób", default=1)
    public_title = models.CharField("tytuł w kalendarzu", max_length=100, blank=True)
    made_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="zarezerwował(a)",
    )
    made_at = models.DateTimeField("zarezerwowano", default=timezone.now, editable=False)
    end_reason = models.CharField("powód", max_length=300, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "rezerwacja"
        verbose_name_plural = "rezerwacje"
        ordering = ["starts_at", "pk"]
        permissions = [("confirm_booking", "Może potwierdzać i odwoływać rezerwacje")]
        indexes = [
            models.Index(name="booking_queue", fields=["starts_at"], condition=Q(state="requested")),
            models.Index(name="booking_of_organization", fields=["organization", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
            models.CheckConstraint(
                name="booking_state_known",
                condition=Q(
                    state__in=[
                        "requested",
                        "confirmed",
                        "proposed",
                        "refused",
                        "declined",
                        "lapsed",
                        "cancelled",
                        "took_place",
                        "no_show",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="booking_use_has_agreement",
                condition=~Q(kind__in=["room", "equipment", "duty"])
                | Q(agreement__isnull=False, organization__isnull=False),
                violation_error_message="Rezerwacja organizacji wymaga porozumienia.",
            ),
            models.CheckConstraint(
                name="booking_refusal_has_reason",
                condition=~Q(state="refused") | ~Q(end_reason=""),
                violation_error_message="Odmowa wymaga powodu.",
            ),
            # The target of the composite foreign key of allocations.
            models.UniqueConstraint(name="booking_and_holds", fields=["id", "holds"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="holding_needs_allocation",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b
                        WHERE b.id = NEW.id AND b.holds AND NOT EXISTS (
                            SELECT FROM bookings_allocation a WHERE a.booking_id = b.id
                        )
                    ) THEN
                        RAISE EXCEPTION 'booking % holds no resource', NEW.id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'booking_holding_needs_allocation';
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("bookings:booking", args=[self.organization.key, self.pk])  # type: ignore[union-attr]

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def request(
        cls,
        *,
        organization: Organization,
        by: User | None,
        bookable: Bookable,
        quantity: int = 1,
        starts_at: datetime,
        ends_at: datetime,
        purpose: str,
        persons: int = 1,
        public_title: str = "",
        form_key: uuid.UUID | None = None,
        at: datetime | None = None,
    ) -> "Booking":
        """Book `bookable` for the organisation, at once or subject to the worker's confirmation.

        Locks the organisation, then the resources in the order of their ids; what is refused is a
        ValidationError that names the rule. The same `form_key` twice gives the first booking.
        """
        at = at or timezone.now()
        form_key = form_key or uuid.uuid4()
        organization = Organization.objects.locked(organization.pk)
        existing = cls.objects.of(organization).filter(form_key=form_key).first()
        if existing:
            return existing
        wish = wishes.Wish(organization, bookable, quantity, starts_at, ends_at, persons, at)
        agreement = wishes.agreement_for(wish)
        needs_worker = wishes.checked(wish)
        units = wishes.free_units(wish)
        booking = cls.objects.create(
            organization=organization,
            agreement=agreement,
            form_key=form_key,
            kind=bookable.kind,
            state=cls.State.REQUESTED if needs_worker else cls.State.CONFIRMED,
            starts_at=starts_at,
            ends_at=ends_at,
            purpose=purpose,
            persons=persons,
            public_title=public_title,
            made_by=by,
            made_at=at,
        )
        BookingItem.objects.create(booking=booking, bookable=bookable, quantity=quantity)
        booking._take(units, wish.span)
        enqueue("booking_made", booking_id=booking.pk)
        return booking

    def _take(self, units: list[Resource], span: DateTimeTZRange) -> None:
        Allocation.objects.bulk_create(Allocation(resource=unit, booking=self, during=span) for unit in units)

    @transaction.atomic
    def _release(self, to: str, **fields: object) -> Self:
        """Move to a state that no longer holds, giving the resources up in the same transaction."""
        self._move(to, **fields)
        self.allocations.all().delete()
        return self

    @transaction.atomic
    def confirm(self) -> Self:
        """Accept a request; it needs an agreement that is still in force on the day of the use."""
        organization = Organization.objects.locked(self.organization_id)
        wishes.refuse_suspended(organization)
        day = timezone.localdate(self.starts_at)
        if not Agreement.objects.in_force(day).filter(bookings=self).exists():
            raise ValidationError("Porozumienie nie obowiązuje w dniu rezerwacji.", code="no_right")
        wishes.refuse_while_centre_is_suspended(wishes.hours_of(self.starts_at))
        self._move(self.State.CONFIRMED)
        enqueue("booking_confirmed", booking_id=self.pk)
        return self

    @transaction.atomic
    def refuse(self, *, reason: str) -> Self:
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód odmowy."})
        self._release(self.State.REFUSED, end_reason=reason.strip())
        enqueue("booking_refused", booking_id=self.pk)
        return self

    @transaction.atomic
    def cancel(self, *, reason: str = "", at: datetime | None = None) -> Self:
        """Give a future booking up."""
        if self.starts_at <= (at or timezone.now()):
            raise ValidationError("Nie można odwołać rezerwacji, która już się zaczęła.", code="past")
        self._release(self.State.CANCELLED, end_reason=reason.strip())
        enqueue("booking_cancelled", booking_id=self.pk)
        return self


class BookingItem(models.Model):
    """What was asked for; it stays when the booking gives its resources up."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="items")
    bookable = models.ForeignKey(
        Bookable, on_delete=models.PROTECT, related_name="+", verbose_name="sala lub sprzęt"
    )
    quantity = models.PositiveSmallIntegerField("ile", default=1)

    class Meta:
        verbose_name = "zarezerwowana rzecz"
        verbose_name_plural = "zarezerwowane rzeczy"
        constraints = [
            models.UniqueConstraint(name="booking_item_once", fields=["booking", "bookable"]),
            models.CheckConstraint(name="booking_item_some", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.bookable} × {self.quantity}" if self.quantity > 1 else str(self.bookable)
