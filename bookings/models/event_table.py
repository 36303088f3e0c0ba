"""An event and its times: all columns, whole; how it is prepared, moved, announced and called off."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from bookings.mail_kinds import Mail
from bookings.models.booking_table import ONE_LINE
from bookings.models.bookings import Booking, end_of_next_workday
from bookings.models.guests import Guest
from bookings.models.seats import Seat, SeatQuerySet, tell_parties
from bookings.models.taking import Occasion, refuse_over
from jcop.limits import one_after_another
from jcop.models import SHOWN, HouseRules, User
from jcop.moves import IllegalMove, Stateful
from jcop.rules import Ruled, again_after_deadlock
from jcop.typed.names import BROKEN, refuse_lines
from jcop.typed.personal import refuse_pesel

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

PURPOSES = {
    "vernissage": Booking.Purpose.VERNISSAGE,
    "integration": Booking.Purpose.OCCASION,
    "other": Booking.Purpose.OTHER,
}
HAS_BEGUN = "Ten termin już się zaczął: zostaje przy wydarzeniu."
LAST_DATE = "To jedyny termin wydarzenia: można go przenieść albo odwołać całe wydarzenie."


class EventDateQuerySet(models.QuerySet["EventDate"]):
    def to_remind(self, at: datetime) -> Self:
        """Times of what was announced, from now to the end of the next working day."""
        rows = self.filter(event__state="published", dropped_at=None, booking__holds=True)
        rows = rows.filter(booking__starts_at__gt=at, booking__starts_at__lt=end_of_next_workday(at))
        return rows.order_by("event", "booking__starts_at", "pk")


class EventDate(models.Model):
    """One time of an event, held in the Centre by a booking like any other."""

    event = models.ForeignKey("bookings.Event", on_delete=models.PROTECT, related_name="dates")
    booking = models.OneToOneField("bookings.Booking", on_delete=models.PROTECT, related_name="event_date")
    # Given up before the event took place or was called off; it stays for calendars that have it.
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = EventDateQuerySet.as_manager()

    class Meta:
        verbose_name = "termin wydarzenia"
        verbose_name_plural = "terminy wydarzeń"
        ordering = ["booking__starts_at", "pk"]
        default_permissions = ()
        triggers = [
            SHOWN,
            # What is held for an event is held for nothing without it.
            pgtrigger.Trigger(
                name="event_keeps_what_it_holds",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.UpdateOf("booking_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b WHERE b.id = OLD.booking_id AND b.holds
                        AND NOT EXISTS (SELECT FROM bookings_eventdate d WHERE d.booking_id = b.id)
                    ) THEN
                        RAISE EXCEPTION 'booking % is held for no event', OLD.booking_id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'event_keeps_what_it_holds';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}"

    @property
    def place(self) -> str:
        """The room, or whatever it takes where it takes none."""
        items = sorted(self.booking.items.all(), key=lambda item: item.pk or 0)
        return str(items[0].bookable) if items else ""


class EventTable(Ruled, Stateful):
    """All that is kept of an event, with its times, its publication and its end.

    Abstract: `Event` is made of it, with its places and the queue for them (`events`). Each verb locks the
    event, then its resources.
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

    pk: int
    dates: "RelatedManager[EventDate]"

    capacity = models.PositiveSmallIntegerField(
        "liczba miejsc",
        null=True,
        blank=True,
        help_text="Puste: wstęp wolny, bez zapisów.",
    )
    signup_opens_at = models.DateTimeField("zapisy od", null=True, blank=True)
    signup_closes_at = models.DateTimeField("zapisy do", null=True, blank=True)
    signup_cut_from = models.DateTimeField("zapisy miały trwać do", null=True, editable=False)
    per_organization = models.PositiveSmallIntegerField("najwyżej osób z jednej organizacji", default=3)
    offer_hours = models.PositiveSmallIntegerField(
        "ile godzin na odpowiedź z listy oczekujących",
        default=48,
        help_text="Tuż przed wydarzeniem krócej: połowa czasu, który został.",
    )
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
        "jcop.User",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="wprowadził(a)",
    )
    made_at = models.DateTimeField("wprowadzono", default=timezone.now, editable=False)

    class Meta:
        abstract = True
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

    @property
    def all_seats(self) -> SeatQuerySet:
        return Seat.objects.filter(event=self.pk)

    @classmethod
    @again_after_deadlock
    @transaction.atomic
    def draft(
        cls,
        *,
        by: User | None,
        occasion: Occasion,
        form_key: uuid.UUID | None = None,
        at: datetime | None = None,
        **words: Any,
    ) -> Self:
        """Prepare an event with its first time, whose place is held from now on; nobody sees it yet."""
        at = at or timezone.now()
        form_key = form_key or uuid.uuid4()
        one_after_another(f"event {form_key}")
        existing = cls._base_manager.filter(form_key=form_key).first()
        if existing:
            return existing
        refuse_over(occasion, at)
        event = cls(
            form_key=form_key,
            state="draft",
            starts_at=occasion.starts_at,
            ends_at=occasion.ends_at,
            made_by=by,
            made_at=at,
            **words,
        )
        event.validate_constraints()
        event.save(force_insert=True)
        event._add(occasion, by=by, at=at)
        return event

    @transaction.atomic
    def describe(self, **words: Any) -> Self:
        """Other words; who has signed up is not troubled with them."""
        self._locked("draft", "published")
        self._change(**words)
        self._entitle()
        return self

    @again_after_deadlock
    @transaction.atomic
    def add_date(self, occasion: Occasion, *, by: User | None = None, at: datetime | None = None) -> Self:
        """One more time; who has signed up is told."""
        at = at or timezone.now()
        self._locked("draft", "published")
        self._keep_guests(occasion, at)
        before = self._noted()
        self._add(occasion, by=by, at=at)
        return self._rescheduled(at, before)

    @again_after_deadlock
    @transaction.atomic
    def move_date(self, date: EventDate, occasion: Occasion, *, at: datetime | None = None) -> Self:
        """Another time or place instead of `date`; who has signed up is asked to stay or to cancel."""
        at = at or timezone.now()
        self._locked("draft", "published")
        self._refuse_crowd(occasion)
        self._keep_guests(occasion, at)
        before = self._noted()
        self._date(date).host_elsewhere(occasion, at=at)
        return self._rescheduled(at, before)

    @transaction.atomic
    def drop_date(self, date: EventDate, *, reason: str = "", at: datetime | None = None) -> Self:
        """Give one of several times up; it stays with the event for calendars that have it."""
        at = at or timezone.now()
        self._locked("draft", "published")
        if len(self._held()) < 2:
            raise ValidationError(LAST_DATE, code="last")
        before, booking = self._noted(), self._date(date)
        if booking.starts_at <= at:
            raise ValidationError(HAS_BEGUN, code="past")
        booking.host_no_more(reason=reason, at=at)
        EventDate.objects.filter(pk=date.pk).update(dropped_at=at)
        return self._rescheduled(at, before)

    @transaction.atomic
    def lose_date(self, date: EventDate, *, reason: str, at: datetime) -> None:
        """The place is closed then: the event goes without that time, or without any is cancelled."""
        self._locked()
        if len(self._held()) < 2:
            self.cancel(reason=reason, at=at)
        else:
            self.drop_date(date, reason=reason, at=at)

    @transaction.atomic
    def publish(self, *, at: datetime | None = None) -> Self:
        """Announce it to everybody; from now on its times are in the public calendar by its name."""
        at = at or timezone.now()
        self._locked("draft")
        if self.starts_at <= at:
            raise ValidationError("Termin wydarzenia już minął: proszę go najpierw przenieść.", code="past")
        self._move("published", published_at=at)
        self._entitle()
        return self

    @transaction.atomic
    def cancel(self, *, reason: str, at: datetime | None = None) -> Self:
        """Call it off: its places are free at once, and everybody who signed up or waits is told once."""
        at = at or timezone.now()
        if not reason.strip():
            raise ValidationError({"reason": "Podaj powód odwołania."})
        self._locked("draft", "published")
        if self.ends_at <= at:
            raise ValidationError("To wydarzenie już się odbyło.", code="past")
        was_published = self.state == "published"
        self._move("cancelled", cancelled_at=at, cancel_reason=reason.strip(), sequence=self.sequence + 1)
        for date in self._held():
            date.booking.host_no_more(reason=reason.strip(), at=at)
        if was_published:
            tell_parties(Mail.EVENT_CANCELLED, self, self.all_seats.live(at))
        return self

    def _refuse_crowd(self, occasion: Occasion) -> None:
        """No more places than the room has, and than the rules of the house let in on that day."""
        capacity = self.capacity
        if capacity is None:
            return
        for room in occasion.rooms:
            if room.capacity is not None and room.capacity < capacity:
                told = (
                    f"{room} ma miejsc: {room.capacity}. Proszę zmniejszyć liczbę miejsc albo zmienić salę."
                )
                raise ValidationError({"capacity": ValidationError(told, code="crowd")})
        limit = HouseRules.objects.strictest("training", timezone.localdate(occasion.starts_at))
        if limit and limit.persons < capacity:
            told = f"Zasady „{limit.rules}” pozwalają w tym dniu na najwyżej osób: {limit.persons}."
            raise ValidationError({"capacity": ValidationError(told, code="crowd")})

    def _locked(self, *sources: str) -> None:
        """Lock the row, without which no verb reads on; the event has to be in one of `sources`."""
        rows = type(self)._base_manager.select_for_update(no_key=True)
        self.refresh_from_db(from_queryset=rows)
        if sources and self.state not in sources:
            raise IllegalMove(self)

    def _change(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.validate_constraints()
        self.save(update_fields=list(fields))

    def _held(self) -> list[EventDate]:
        """The times that stand, in their order."""
        rows = self.dates.filter(booking__holds=True, dropped_at=None).select_related("booking")
        return list(rows.order_by("booking__starts_at", "pk"))

    def _date(self, date: EventDate) -> Booking:
        found = next((one for one in self._held() if one.pk == date.pk), None)
        if found is None:
            raise ValidationError("Tego terminu wydarzenie już nie ma.", code="illegal_move")
        return found.booking

    def _add(self, occasion: Occasion, *, by: User | None, at: datetime) -> None:
        self._refuse_crowd(occasion)
        booking = Booking.host(
            occasion,
            by=by,
            at=at,
            purpose=PURPOSES.get(self.kind, Booking.Purpose.TRAINING),
            persons=self.capacity or 1,
            public_title=self._public_title(),
        )
        EventDate.objects.create(event_id=self.pk, booking=booking)

    def _keep_guests(self, occasion: Occasion, at: datetime) -> None:
        """Whoever comes is kept until after the new time; guests are locked before any resource."""
        for guest in Guest.objects.filter(seats__in=self.all_seats.live(at)).order_by("pk"):
            guest.keep_for(timezone.localdate(occasion.ends_at))

    def _noted(self) -> list[Any]:
        """The last row of history of each time that stands: mails of a change say what it was before."""
        rows = Booking.pgh_event_model._base_manager  # type: ignore[attr-defined]
        latest = rows.filter(pgh_obj__in=[date.booking_id for date in self._held()])
        return list(latest.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id"))

    def _rescheduled(self, at: datetime, before: list[Any]) -> Self:
        """Take the beginning and the end over from the times; whoever signed up is told and asked.

        Signing up ends when the event begins, at the latest: cut by an earlier time, its end comes back
        with a later one.
        """
        held = [date.booking for date in self._held()]
        starts_at, ends_at = held[0].starts_at, max(one.ends_at for one in held)
        wanted = self.signup_cut_from or self.signup_closes_at
        closes_at = wanted and min(wanted, starts_at)
        self._change(
            starts_at=starts_at,
            ends_at=ends_at,
            signup_closes_at=closes_at,
            signup_cut_from=wanted if wanted != closes_at else None,
            sequence=self.sequence + 1,
        )
        if self.state == "published":
            self.all_seats.taken().update(asked_at=at, stays_at=None)
            self._shorten_offers(at)
            tell_parties(Mail.EVENT_MOVED, self, self.all_seats.live(at), parts=before)
        return self

    def _shorten_offers(self, at: datetime) -> None:
        """Done by the one who keeps the seats (events)."""
        raise NotImplementedError

    def _public_title(self) -> str:
        return self.title if self.state == "published" else ""

    def _entitle(self) -> None:
        """The public calendar names the event once it is published."""
        purpose = PURPOSES.get(self.kind, Booking.Purpose.TRAINING)
        self._fit_bookings(public_title=self._public_title(), purpose=purpose)

    def _fit_bookings(self, **fields: Any) -> None:
        """What the bookings of its times say of it."""
        Booking.objects.filter(event_date__event=self.pk, holds=True).update(**fields)
