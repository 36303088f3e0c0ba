"""A booking, what was asked for with it, and who answers for it: all columns, whole."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from bookings.models.handovers import Handover
from bookings.models.places import Allocation, Bookable
from bookings.models.visits import AdviceVisit
from jcop.models import SHOWN
from jcop.moves import Stateful
from jcop.opening.hours import midnight
from jcop.rules import Ruled
from jcop.typed.names import BROKEN, refuse_lines
from jcop.typed.personal import refuse_pesel
from jcop.typed.phones import check_phone

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

SAY_WHAT = "Proszę napisać w jednym wierszu, w czym organizacja pomaga podczas dyżuru."
NO_FEE_IS_EMPTY = "Opłata to kwota większa od zera; gdy jej nie ma, pole zostaje puste."
ONE_LINE = "Proszę wpisać tytuł w jednym wierszu."
RELEASED = ["refused", "declined", "lapsed", "cancelled"]
NEEDS_KEPT, NAMES_KEPT = timedelta(days=7), timedelta(days=90)


class Channel(models.TextChoices):
    PORTAL = "portal", "w portalu"
    PHONE = "phone", "telefonicznie"
    IN_PERSON = "in_person", "osobiście"
    MAIL = "mail", "pocztą elektroniczną"


class BookingTable(Ruled, Stateful):
    """All that is kept of a booking: columns, states, what PostgreSQL lets none be; questions about it.

    Abstract: `Booking` is made of it, with the verbs between them (`requesting`, `bookings`).
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

    pk: int
    items: "RelatedManager[BookingItem]"
    allocations: "RelatedManager[Allocation]"
    handovers: "RelatedManager[Handover]"
    visit: "AdviceVisit"

    sequence = models.PositiveSmallIntegerField("numer zmiany", default=0, db_default=0, editable=False)
    # As long as it grows: each reason for which the booking stands is added to those before.
    exception_reason = models.TextField(
        "powód odstępstwa lub blokady", blank=True, db_default="", editable=False
    )
    # What whoever asked for this time or decided on it knew to stand against it: obstacles with their causes.
    despite = ArrayField(
        models.CharField(max_length=50),
        verbose_name="mimo",
        default=list,
        db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=50))),
        editable=False,
    )
    needs_keys = models.BooleanField(
        "poza godzinami rezerwacji: trzeba przekazać klucze", default=False, db_default=False, editable=False
    )
    channel = models.CharField(
        "zgłoszono", max_length=10, choices=Channel, default=Channel.PORTAL, db_default="portal"
    )
    persons_came = models.PositiveSmallIntegerField(
        "ile osób przyszło", null=True, blank=True, editable=False
    )
    remarks = models.CharField("uwagi po użyciu", max_length=500, blank=True, db_default="", editable=False)
    damage = models.CharField("szkody", max_length=500, blank=True, db_default="", editable=False)
    fee = models.DecimalField(
        "opłata od uczestnika (zł)",
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Puste: bezpłatnie dla uczestników.",
    )
    asked_starts_at = models.DateTimeField("proszono od", null=True, blank=True, editable=False)
    asked_ends_at = models.DateTimeField("proszono do", null=True, blank=True, editable=False)
    answer_until = models.DateField("odpowiedź do dnia", null=True, blank=True, editable=False)
    warned_at = models.DateTimeField("przypomniano o odpowiedzi", null=True, blank=True, editable=False)
    office_note = models.CharField(
        "wiadomość pracownika", max_length=300, blank=True, db_default="", editable=False
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="bookings",
        null=True,
        blank=True,
        verbose_name="organizacja",
    )
    agreement = models.ForeignKey(
        "agreements.Agreement",
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
        "jcop.User",
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

    class Meta:
        abstract = True
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
                name="booking_advice_with_agreement_or_guest",
                condition=~Q(kind="advice")
                | Q(agreement__isnull=False, organization__isnull=False)
                | Q(agreement=None, organization=None),
                violation_error_message="Porada organizacji wymaga porozumienia; bez niego jest tylko dla"
                " osoby, która dopiero zakłada organizację.",
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
                name="booking_duty_says_what",
                condition=~Q(kind="duty") | ~Q(public_title=""),
                violation_error_message=SAY_WHAT,
            ),
            models.CheckConstraint(
                name="booking_title_in_one_line",
                condition=~Q(public_title__regex=BROKEN),
                violation_error_message=ONE_LINE,
            ),
            models.CheckConstraint(
                name="booking_stands_despite_with_reason",
                condition=Q(despite=[]) | ~Q(exception_reason="") | ~Q(state__in=["confirmed", "proposed"]),
                violation_error_message="Podaj powód, dla którego rezerwacja zostaje.",
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
            models.CheckConstraint(
                name="booking_fee_some",
                condition=Q(fee=None) | Q(fee__gt=0),
                violation_error_message=NO_FEE_IS_EMPTY,
            ),
            # The target of the composite foreign key of allocations.
            models.UniqueConstraint(name="booking_and_holds", fields=["id", "holds"]),
        ]
        triggers = [
            SHOWN,
            pgtrigger.Trigger(
                name="notes_change",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state", "starts_at", "ends_at", "public_title", "sequence"),
                condition=pgtrigger.AnyChange("state", "starts_at", "ends_at", "public_title", "sequence"),
                func="NEW.changed_at = statement_timestamp(); RETURN NEW;",
            ),
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
            ),
            # The one exception from “no use without an agreement”: a guest, whom a side table names.
            pgtrigger.Trigger(
                name="advice_is_somebodys",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__kind="advice"),
                func="""
                    IF NOT EXISTS (SELECT FROM bookings_advicevisit v WHERE v.booking_id = NEW.id) THEN
                        RAISE EXCEPTION 'advice % is neither an organisation''s nor a guest''s', NEW.id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'advice_is_somebodys';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

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

    def get_absolute_url(self) -> str:
        if self.organization is None:
            return reverse("admin:bookings_booking_change", args=[self.pk])
        return reverse("bookings:booking", args=[self.organization.key, self.pk])

    @property
    def place(self) -> Bookable:
        """What names the use: the first thing that it takes."""
        return min(self.items.all(), key=lambda item: item.pk).bookable


class BookingItem(models.Model):
    """What was asked for; it stays when the booking gives its resources up."""

    booking = models.ForeignKey("bookings.Booking", on_delete=models.CASCADE, related_name="items")
    bookable = models.ForeignKey(
        "bookings.Bookable", on_delete=models.PROTECT, related_name="+", verbose_name="sala lub sprzęt"
    )
    asked_bookable = models.ForeignKey(
        "bookings.Bookable",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="proszono o",
        help_text="Puste: o to samo.",
    )
    quantity = models.PositiveSmallIntegerField("ile", default=1)

    class Meta:
        triggers = [SHOWN]
        verbose_name = "zarezerwowana rzecz"
        verbose_name_plural = "zarezerwowane rzeczy"
        constraints = [
            models.UniqueConstraint(name="booking_item_once", fields=["booking", "bookable"]),
            models.CheckConstraint(name="booking_item_some", condition=Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.bookable} × {self.quantity}" if self.quantity > 1 else str(self.bookable)


class ContactQuerySet(models.QuerySet["BookingContact"]):
    def forget(self, today: date) -> None:
        """Needs go a week after the use, names and telephones after ninety days."""
        used = self.filter(booking__ends_at__lt=midnight(today - NEEDS_KEPT))
        used.exclude(needs="").filter(Q(name__gt="") | Q(phone__gt="")).update(needs="")
        used.filter(name="", phone="").delete()
        self.filter(booking__ends_at__lt=midnight(today - NAMES_KEPT)).delete()


class BookingContact(Ruled):
    """Data of persons about one booking. In no history: once deleted, it is gone.

    The organisation sees it, and the staff who handle bookings; nobody else does.
    """

    booking = models.OneToOneField("bookings.Booking", on_delete=models.CASCADE, related_name="contact")
    name = models.CharField("osoba odpowiedzialna", max_length=150, blank=True, validators=[refuse_pesel])
    phone = models.CharField("telefon tej osoby", max_length=30, blank=True, validators=[check_phone])
    needs = models.CharField(
        "potrzeby związane z dostępnością", max_length=300, blank=True, validators=[refuse_pesel]
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "osoba odpowiedzialna i potrzeby"
        verbose_name_plural = "osoby odpowiedzialne i potrzeby"
        constraints = [
            models.CheckConstraint(
                name="booking_contact_says_something",
                condition=~Q(name="", phone="", needs=""),
                violation_error_message="Podaj osobę, telefon albo potrzeby.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.phone

    @classmethod
    def keep(cls, booking: Any, told: Mapping[str, str]) -> "BookingContact | None":
        """Keep what was told with the booking; nothing told, nothing kept."""
        return next(iter(cls.keep_all([booking], told)), None)

    @classmethod
    def keep_all(cls, bookings: Iterable[Any], told: Mapping[str, str]) -> "list[BookingContact]":
        """The same with each of several bookings, in one statement."""
        words = {field: word.strip() for field, word in told.items()}
        if not any(words.values()):
            return []
        return cls.objects.bulk_create(cls(booking=booking, **words) for booking in bookings)
