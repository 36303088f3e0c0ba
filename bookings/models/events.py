import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from bookings.models.booking_table import ONE_LINE
from bookings.models.event_dates import EventDate
from bookings.models.seating import LAST_OFFER, Seating
from jcop.models import SHOWN, User
from jcop.names import BROKEN, refuse_lines
from jcop.personal import refuse_pesel
from jcop.rules import Ruled

if TYPE_CHECKING:
    pass


class EventQuerySet(models.QuerySet["Event"]):
    def locked(self, pk: int) -> "Event":
        """The row, locked against every verb that gives, takes or moves its places."""
        return self.select_for_update(no_key=True).get(pk=pk)

    def announced(self) -> Self:
        """What residents were told of, also when it was called off since."""
        return self.filter(published_at__isnull=False)

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")

    def past(self, at: datetime) -> Self:
        """What took place, the latest first."""
        return self.filter(ends_at__lte=at, state="published").order_by("-starts_at", "-pk")

    def whole(self) -> Self:
        """With its times and what they take."""
        return self.prefetch_related("dates__booking__items__bookable")

    def counted(self, at: datetime) -> Self:
        """With the number of places that are occupied at that moment, and of those who wait."""
        held = Q(seats__state="taken") | Q(seats__state="offered", seats__offered_until__gt=at)
        return self.annotate(
            held=Count("seats", filter=held, distinct=True),
            waits=Count("seats", filter=Q(seats__state="waiting"), distinct=True),
        )

    def to_move_up(self, at: datetime) -> Self:
        """Somebody's time to answer is over, or somebody waits while a place is free to be offered."""
        rows = self.filter(state="published", capacity__isnull=False).counted(at)
        lapsed = Q(seats__state="offered", seats__offered_until__lte=at)
        return rows.alias(late=Count("seats", filter=lapsed, distinct=True)).filter(
            Q(late__gt=0) | Q(waits__gt=0, held__lt=F("capacity"), starts_at__gte=at + LAST_OFFER)
        )

    def with_queue(self, at: datetime) -> Self:
        """To come, with somebody waiting for a place."""
        return self.filter(pk__in=self.filter(state="published", starts_at__gt=at, seats__state="waiting"))

    def to_attend(self, at: datetime) -> Self:
        """Over, and nobody has noted who came."""
        unnoted = self.filter(state="published", ends_at__lte=at, seats__state="taken", seats__attended=None)
        return self.filter(pk__in=unnoted)

    def for_organizations(self) -> Self:
        return self.exclude(audience="residents")

    def drafts(self) -> Self:
        return self.filter(state="draft")


@pghistory.track(exclude=["form_key"])
class Event(Ruled, Seating):
    """Something that the Centre itself holds: a training, a vernissage, a meeting; with places or without.

    Its verbs: `scheduling` (times, publication), `seating` (places and the queue).
    """

    class Kind(models.TextChoices):
        TRAINING = "training", "szkolenie"
        WORKSHOP = "workshop", "warsztaty"
        VERNISSAGE = "vernissage", "wernisaż"
        INTEGRATION = "integration", "spotkanie integracyjne"
        OTHER = "other", "inne wydarzenie"

    class Audience(models.TextChoices):
        ORGANIZATIONS = "organizations", "dla organizacji"
        RESIDENTS = "residents", "dla mieszkańców"
        BOTH = "both", "dla organizacji i mieszkańców"
        GRANTED = "granted", "dla organizacji, którym porozumienie przyznaje szkolenia"

    class State(models.TextChoices):
        DRAFT = "draft", "szkic"
        PUBLISHED = "published", "ogłoszone"
        CANCELLED = "cancelled", "odwołane"

    SOURCES: ClassVar = {
        State.PUBLISHED: frozenset({State.DRAFT}),
        State.CANCELLED: frozenset({State.DRAFT, State.PUBLISHED}),
    }

    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(
        "tytuł", max_length=100, db_collation="pl-x-icu", validators=[refuse_pesel, refuse_lines]
    )
    kind = models.CharField("rodzaj", max_length=15, choices=Kind, default=Kind.TRAINING)
    audience = models.CharField("dla kogo", max_length=15, choices=Audience, default=Audience.BOTH)
    description = models.TextField("opis", max_length=5000, validators=[refuse_pesel])
    accessibility = models.TextField(
        "dostępność",
        max_length=1000,
        blank=True,
        validators=[refuse_pesel],
        help_text="Wejście, tłumacz języka migowego, pętla indukcyjna. Każdy wiersz to osobna informacja.",
    )
    state = models.CharField("stan", max_length=10, choices=State, default=State.DRAFT, editable=False)
    sequence = models.PositiveSmallIntegerField("numer zmiany", default=0, editable=False)
    # The first beginning and the last end of its times; kept by the verbs.
    starts_at = models.DateTimeField("początek", editable=False)
    ends_at = models.DateTimeField("koniec", editable=False)
    published_at = models.DateTimeField("ogłoszono", null=True, editable=False)
    cancelled_at = models.DateTimeField("odwołano", null=True, editable=False)
    cancel_reason = models.CharField("powód odwołania", max_length=300, blank=True, editable=False)
    made_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="wprowadził(a)",
    )
    made_at = models.DateTimeField("wprowadzono", default=timezone.now, editable=False)

    # Read by `counted`.
    held: int
    waits: int

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "wydarzenie"
        verbose_name_plural = "wydarzenia"
        ordering = ["starts_at", "pk"]
        default_permissions = ("add", "change", "view")
        triggers = [SHOWN]
        indexes = [models.Index(name="event_by_time", fields=["starts_at"])]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
            models.CheckConstraint(
                name="event_sign_up_whole",
                condition=Q(capacity=None, signup_opens_at=None, signup_closes_at=None)
                | Q(
                    capacity__isnull=False,
                    signup_opens_at__isnull=False,
                    signup_closes_at__isnull=False,
                ),
                violation_error_message="Zapisy mają liczbę miejsc, początek i koniec; bez zapisów są puste.",
            ),
            models.CheckConstraint(
                name="event_capacity_some",
                condition=Q(capacity=None) | Q(capacity__gte=1, capacity__lte=250),
                violation_error_message="Liczba miejsc: od 1 do 250.",
            ),
            models.CheckConstraint(
                name="event_sign_up_ends_after_start",
                condition=Q(signup_closes_at__gt=F("signup_opens_at")) | Q(signup_closes_at=None),
                violation_error_message="Zapisy muszą kończyć się później, niż się zaczynają.",
            ),
            models.CheckConstraint(
                name="event_sign_up_ends_before_it",
                condition=Q(signup_closes_at__lte=F("starts_at")) | Q(signup_closes_at=None),
                violation_error_message="Zapisy muszą skończyć się najpóźniej, gdy wydarzenie się zaczyna.",
            ),
            models.CheckConstraint(
                name="event_sign_up_is_cut",
                condition=Q(signup_cut_from=None)
                | Q(signup_closes_at__isnull=False, signup_cut_from__gt=F("signup_closes_at")),
                violation_error_message="Zapisy skrócono: miały trwać dłużej, niż trwają.",
            ),
            models.CheckConstraint(
                name="event_title_in_one_line",
                condition=~Q(title__regex=BROKEN),
                violation_error_message=ONE_LINE,
            ),
            models.CheckConstraint(
                name="event_limits_some",
                condition=Q(per_organization__gte=1, offer_hours__gte=1, offer_hours__lte=240),
                violation_error_message="Z organizacji co najmniej 1 osoba; na odpowiedź od 1 do 240 godzin.",
            ),
            models.CheckConstraint(
                name="event_state_whole",
                condition=Q(state="draft", published_at=None, cancelled_at=None, cancel_reason="")
                | (Q(state="published", published_at__isnull=False, cancelled_at=None, cancel_reason=""))
                | (Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                violation_error_message="Podaj powód odwołania.",
            ),
            # The target of the composite foreign key of seats.
            models.UniqueConstraint(name="event_and_capacity", fields=["id", "capacity"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bookings:event", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def is_for_residents(self) -> bool:
        return self.is_for("residents")

    @property
    def is_for_organizations(self) -> bool:
        return self.is_for("organizations")

    @property
    def accessibility_lines(self) -> list[str]:
        return [line.strip(" –-•") for line in self.accessibility.splitlines() if line.strip()]

    @property
    def times(self) -> list[EventDate]:
        """In their order; of one that was called off, those that were called off with it."""
        return self._in_order([date for date in self.dates.all() if date.dropped_at is None])

    @property
    def dropped(self) -> list[EventDate]:
        """The times that were given up, in their order."""
        return self._in_order([date for date in self.dates.all() if date.dropped_at])

    def _in_order(self, dates: list[EventDate]) -> list[EventDate]:
        return sorted(dates, key=lambda date: (date.booking.starts_at, date.pk))

    @property
    def place(self) -> str:
        """Where it is; of several rooms, each once."""
        return ", ".join(dict.fromkeys(date.place for date in self.times))
