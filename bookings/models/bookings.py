import uuid
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.models.advising import Advising
from bookings.models.desk import Desk
from bookings.models.guards import CONSTRAINTS, RELEASED, TRIGGERS
from bookings.models.hosting import Hosting
from bookings.models.lending import Lending
from bookings.models.proposing import Proposing
from bookings.models.querysets import BookingQuerySet
from bookings.models.standing import Standing
from jcop.models import SHOWN, User
from jcop.names import refuse_lines
from jcop.rules import Ruled
from organizations.models import Organization


@pghistory.track(exclude=["form_key", "holds", "changed_at"])
class Booking(Ruled, Advising, Proposing, Desk, Standing, Lending, Hosting):
    """One timed use of the Centre, of whatever kind; it holds its resources through allocations.

    Its verbs stand by phase: `requesting`, `advising`, `proposing`, `desk`, `standing`, `lending`,
    `hosting`; what PostgreSQL refuses, in `guards`.
    """

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

    # A dyżur is masculine, where a rezerwacja is feminine.
    DUTY_STATES: ClassVar = {
        State.CONFIRMED: "potwierdzony",
        State.CANCELLED: "odwołany",
        State.TOOK_PLACE: "odbył się",
    }

    SOURCES: ClassVar = {
        # Moved by the organisation itself to a time or place that the worker has to confirm.
        State.REQUESTED: frozenset({State.REQUESTED, State.CONFIRMED}),
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
    public_title = models.CharField(
        "tytuł w kalendarzu", max_length=100, blank=True, validators=[refuse_lines]
    )
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
    # When what calendars show of it changed last; set by a trigger. Empty: nothing did since it was made.
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "rezerwacja"
        verbose_name_plural = "rezerwacje"
        ordering = ["starts_at", "pk"]
        permissions = [("confirm_booking", "Może potwierdzać i odwoływać rezerwacje")]
        indexes = [
            models.Index(name="booking_in_order", fields=["starts_at", "-id"]),
            models.Index(
                name="booking_to_note",
                fields=["ends_at"],
                condition=Q(state="confirmed") & ~Q(kind="block"),
            ),
            models.Index(name="booking_proposed", fields=["made_at"], condition=Q(state="proposed")),
            models.Index(name="booking_queue", fields=["starts_at"], condition=Q(state="requested")),
            models.Index(name="booking_of_organization", fields=["organization", "starts_at"]),
            models.Index(name="booking_duties", fields=["starts_at"], condition=Q(kind="duty")),
            models.Index(
                name="booking_released",
                fields=["changed_at"],
                condition=Q(holds=False, changed_at__isnull=False),
            ),
        ]
        constraints = CONSTRAINTS
        triggers = [SHOWN, *TRIGGERS]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    @property
    def is_duty(self) -> bool:
        return self.kind == self.Kind.DUTY

    @property
    def party_may_start(self) -> bool:
        """Its organisation, if any, is neither suspended nor closed."""
        return self.organization is None or self.organization.may_start

    @property
    def is_advice(self) -> bool:
        return self.kind == self.Kind.ADVICE

    @property
    def noun(self) -> str:
        """What people call it."""
        names = {self.Kind.DUTY: "dyżur", self.Kind.ADVICE: "porada"}
        return names.get(self.Kind(self.kind), "rezerwacja")

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django lets its own give way.
        state = self.State(self.state)
        return self.DUTY_STATES.get(state, state.label) if self.is_duty else str(state.label)

    def get_absolute_url(self) -> str:
        if self.organization is None:
            return reverse("admin:bookings_booking_change", args=[self.pk])
        return reverse("bookings:booking", args=[self.organization.key, self.pk])
