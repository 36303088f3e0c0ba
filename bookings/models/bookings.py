import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models import wishes
from bookings.models.desk import Channel, Desk
from bookings.models.items import BookingItem
from bookings.models.places import Bookable
from bookings.models.proposing import Proposing
from bookings.models.querysets import BookingQuerySet
from bookings.models.taking import free_units
from jcop.jobs import enqueue
from jcop.models import User
from jcop.rules import Ruled, again_after_deadlock
from organizations.models import Organization

RELEASED = ["refused", "declined", "lapsed", "cancelled"]


@pghistory.track(exclude=["form_key", "holds"])
class Booking(Ruled, Proposing, Desk):
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
        State.CONFIRMED: frozenset({State.REQUESTED, State.PROPOSED}),
        State.PROPOSED: frozenset({State.REQUESTED, State.CONFIRMED, State.PROPOSED}),
        State.DECLINED: frozenset({State.PROPOSED}),
        State.LAPSED: frozenset({State.PROPOSED}),
        State.REFUSED: frozenset({State.REQUESTED}),
        State.CANCELLED: frozenset({State.REQUESTED, State.CONFIRMED, State.PROPOSED}),
        State.TOOK_PLACE: frozenset({State.CONFIRMED, State.NO_SHOW}),
        State.NO_SHOW: frozenset({State.CONFIRMED, State.TOOK_PLACE}),
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
            models.CheckConstraint(
                name="booking_block_has_reason",
                condition=~Q(kind="block") | ~Q(exception_reason=""),
                violation_error_message="Podaj powód blokady.",
            ),
            models.CheckConstraint(
                name="booking_asked_time_whole",
                condition=Q(asked_starts_at=None, asked_ends_at=None)
                | Q(
                    asked_starts_at__isnull=False,
                    asked_ends_at__isnull=False,
                    asked_ends_at__gt=F("asked_starts_at"),
                ),
                violation_error_message="Termin, o który proszono, ma początek i koniec.",
            ),
            models.CheckConstraint(
                name="booking_proposal_whole",
                condition=Q(state="proposed", asked_starts_at__isnull=False, answer_until__isnull=False)
                | (~Q(state="proposed") & Q(answer_until=None)),
                violation_error_message="Propozycja ma termin, o który proszono, i dzień odpowiedzi.",
            ),
            models.CheckConstraint(
                name="booking_use_counts_persons",
                condition=Q(state="took_place", persons_came__isnull=False)
                | (~Q(state="took_place") & Q(persons_came=None)),
                violation_error_message="Podaj, ile osób przyszło.",
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
        if self.organization is None:
            return reverse("admin:bookings_booking_change", args=[self.pk])
        return reverse("bookings:booking", args=[self.organization.key, self.pk])

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
        extras: Sequence[wishes.Thing] = (),
        starts_at: datetime,
        ends_at: datetime,
        purpose: str,
        persons: int = 1,
        public_title: str = "",
        form_key: uuid.UUID | None = None,
        channel: str = Channel.PORTAL,
        is_by_office: bool = False,
        exception_reason: str = "",
        at: datetime | None = None,
    ) -> "Booking":
        """Book `bookable`, and `extras` with it, at once or subject to the worker's confirmation.

        Locks the organisation, then the resources in the order of their ids; what is refused is a
        ValidationError that names the rule. The same `form_key` twice gives the first booking. The
        office may pass the rules for a reason, but neither the agreement nor another's booking.
        """
        at = at or timezone.now()
        form_key = form_key or uuid.uuid4()
        organization = Organization.objects.locked(organization.pk)
        existing = cls.objects.of(organization).filter(form_key=form_key).first()
        if existing:
            return existing
        things = (wishes.Thing(bookable, quantity), *extras)
        wish = wishes.Wish(organization, things, starts_at, ends_at, persons, at)
        agreement = wishes.agreement_for(wish)
        exception = wishes.passed(wish, exception_reason) if is_by_office else ""
        needs_worker = not is_by_office and wishes.checked(wish)
        taking = free_units(things, starts_at, ends_at)
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
            channel=channel,
            exception_reason=exception,
            made_by=by,
            made_at=at,
        )
        BookingItem.objects.bulk_create(
            BookingItem(booking=booking, bookable=thing.bookable, quantity=thing.quantity) for thing in things
        )
        booking._take(taking)
        enqueue("booking_made", booking_id=booking.pk)
        return booking

    @transaction.atomic
    def confirm(self) -> Self:
        """Accept a request; it needs an agreement that is still in force on the day of the use."""
        organization = self._locked(self.State.REQUESTED)
        assert organization is not None
        wishes.refuse_suspended(organization)
        self._refuse_without_right()
        wishes.refuse_while_centre_is_suspended(wishes.hours_of(self.starts_at))
        self._move(self.State.CONFIRMED, sequence=self.sequence + 1)
        enqueue("booking_confirmed", booking_id=self.pk)
        return self

    @transaction.atomic
    def refuse(self, *, reason: str) -> Self:
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód odmowy."})
        self._locked(self.State.REQUESTED)
        self._release(self.State.REFUSED, end_reason=reason.strip())
        enqueue("booking_refused", booking_id=self.pk)
        return self

    @transaction.atomic
    def cancel(self, *, reason: str = "", at: datetime | None = None) -> Self:
        """Give a future booking up."""
        self._locked(*self.SOURCES[self.State.CANCELLED])
        if self.starts_at <= (at or timezone.now()):
            raise ValidationError("Nie można odwołać rezerwacji, która już się zaczęła.", code="past")
        self._release(self.State.CANCELLED, end_reason=reason.strip(), answer_until=None)
        enqueue("booking_cancelled", booking_id=self.pk)
        return self
