"""What people choose, the units that it takes, its hours and its picture, and what is taken when."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from agreements.models import Right
from jcop.models import SHOWN
from jcop.models.hours import WEEKDAYS, WeekdaySpan, span_rules
from jcop.opening.hours import Day, Span
from jcop.rules import Ruled

Week = tuple[tuple[Span, ...], ...]
TAKEN = "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."
ADVISER_TAKEN = "Ten termin rozmowy z doradcą jest już zajęty. Proszę wybrać inny."


class Topic(models.TextChoices):
    """What the Centre advises in, in the words of the city's own page."""

    ASSOCIATION = "stowarzyszenie", "zakładanie nowych stowarzyszeń"
    ORDINARY = "stowarzyszenie-zwykle", "zakładanie stowarzyszeń zwykłych"
    FOUNDATION = "fundacja", "zakładanie fundacji"
    SPORTS_CLUB = (
        "klub-sportowy",
        "zakładanie klubów sportowych nieprowadzących działalności gospodarczej",
    )
    RUNNING = "dzialalnosc", "bieżąca działalność organizacji pozarządowych"
    LAW = "prawo", "obowiązujące przepisy prawa dla III sektora"


# Topics of those who have no organisation yet.
FOUNDING = frozenset({Topic.ASSOCIATION, Topic.ORDINARY, Topic.FOUNDATION, Topic.SPORTS_CLUB})


class Resource(models.Model):
    """One thing that can be taken only once at a time: a room, a laptop, a desk, an adviser."""

    name = models.CharField("nazwa", max_length=100, db_collation="pl-x-icu")

    class Meta:
        triggers = [SHOWN]
        verbose_name = "zasób"
        verbose_name_plural = "zasoby"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BookableQuerySet(models.QuerySet["Bookable"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_photos(self) -> Self:
        """With what is told of the picture, without the picture."""
        return self.select_related("photo").defer("photo__content")

    def rooms(self) -> Self:
        return self.filter(kind=Bookable.Kind.ROOM)

    def equipment(self) -> Self:
        return self.filter(kind=Bookable.Kind.EQUIPMENT)

    def for_use(self) -> Self:
        """Rooms and things; desks are for duties, and advisers are asked under their own pages."""
        return self.filter(kind__in=[Bookable.Kind.ROOM, Bookable.Kind.EQUIPMENT])

    def but_advisers(self) -> Self:
        return self.exclude(kind=Bookable.Kind.ADVICE)

    def advising(self, topic: str) -> Self:
        return self.filter(kind=Bookable.Kind.ADVICE, topics__contains=[topic])

    def on_calendar(self) -> Self:
        """What everybody may look up: when rooms are taken, and when advisers are."""
        return self.filter(kind__in=[Bookable.Kind.ROOM, Bookable.Kind.ADVICE])

    def for_duties(self) -> Self:
        return self.filter(Q(kind=Bookable.Kind.DUTY) | Q(serves_duties=True))


class Bookable(models.Model):
    """What people choose: a room, a hall of rooms, a kind of equipment, a desk for duties, an adviser."""

    class Kind(models.TextChoices):
        ROOM = "room", "sala"
        EQUIPMENT = "equipment", "sprzęt"
        DUTY = "duty", "stanowisko dyżurowe"
        ADVICE = "advice", "doradca"

    class Takes(models.TextChoices):
        ALL = "all", "wszystkie jednostki (sala)"
        AS_ASKED = "as_asked", "tyle, o ile poproszono (sprzęt)"

    class ConfirmedBy(models.TextChoices):
        PORTAL = "portal", "od razu portal"
        WORKER = "worker", "pracownik Centrum"

    RIGHTS = {
        Kind.ROOM: Right.ROOM,
        Kind.EQUIPMENT: Right.EQUIPMENT,
        Kind.DUTY: Right.DUTY,
        Kind.ADVICE: Right.ADVICE,
    }

    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    name = models.CharField("nazwa", max_length=100, db_collation="pl-x-icu")
    slug = models.SlugField("adres", max_length=60, unique=True)
    description = models.TextField("opis", blank=True)
    features = ArrayField(
        models.CharField(max_length=40),
        verbose_name="wyposażenie",
        default=list,
        blank=True,
        size=15,
        help_text="Krótkie słowa po przecinku, na przykład: rzutnik, tablica, ekran.",
    )
    accessibility = models.TextField(
        "dostępność",
        max_length=1000,
        blank=True,
        help_text="Każdy wiersz to osobna informacja: wejście, szerokość drzwi, toaleta, pętla indukcyjna.",
    )
    capacity = models.PositiveSmallIntegerField("liczba miejsc", null=True, blank=True)
    takes = models.CharField("zajmuje", max_length=10, choices=Takes, default=Takes.ALL)
    confirmed_by = models.CharField(
        "potwierdza", max_length=10, choices=ConfirmedBy, default=ConfirmedBy.PORTAL
    )
    minutes_before = models.PositiveSmallIntegerField("przerwa przed (minuty)", default=0)
    minutes_after = models.PositiveSmallIntegerField("przerwa po (minuty)", default=0)
    serves_duties = models.BooleanField(
        "można tu pełnić dyżur",
        default=False,
        db_default=False,
        help_text="Dla sal. Przy stanowisku dyżurowym organizacje dyżurują zawsze.",
    )
    topics = ArrayField(
        models.CharField(max_length=25, choices=Topic),
        verbose_name="w czym doradza",
        default=list,
        db_default=models.Value([], output_field=ArrayField(models.CharField(max_length=25))),
        blank=True,
    )
    slot_minutes = models.PositiveSmallIntegerField(
        "długość porady (minuty)", null=True, blank=True, help_text="Tylko dla doradcy: od 15 do 240."
    )
    adviser = models.ForeignKey(
        "jcop.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name="konto doradcy",
        help_text="Widzi swoje porady i pisze ich karty. Nazwiska doradcy portal nigdzie nie pokazuje.",
    )
    units = models.ManyToManyField(Resource, related_name="bookables", verbose_name="jednostki", blank=True)
    is_active = models.BooleanField("do rezerwacji", default=True)

    objects = BookableQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "sala lub sprzęt"
        verbose_name_plural = "sale i sprzęt"
        ordering = ["-kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="bookable_room_has_capacity",
                condition=~Q(kind="room") | Q(capacity__isnull=False, capacity__gte=1),
                violation_error_message="Sala musi mieć liczbę miejsc.",
            ),
            models.CheckConstraint(
                name="bookable_duties_are_at_a_place",
                condition=~Q(kind="equipment") | Q(serves_duties=False),
                violation_error_message="Dyżur pełni się w sali albo przy stanowisku, nie na sprzęcie.",
            ),
            models.CheckConstraint(
                name="bookable_adviser_whole",
                condition=(
                    Q(kind="advice", slot_minutes__gte=15, slot_minutes__lte=240, capacity__gte=1)
                    & ~Q(topics=[])
                )
                | (~Q(kind="advice") & Q(topics=[], slot_minutes=None, adviser=None)),
                violation_error_message="Doradca, i tylko doradca, ma tematy, długość porady (od 15 do 240"
                " minut) i liczbę miejsc.",
            ),
            models.UniqueConstraint(
                name="bookable_adviser_once",
                fields=["adviser"],
                violation_error_message="To konto należy już do innego doradcy.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.ADVICE:
            return reverse("advice")
        return reverse("bookings:bookable", args=[self.slug])

    def lock_units(self) -> set[Resource]:
        """Its units, none of which anybody else can book until the transaction ends."""
        return set(self.units.order_by("pk").select_for_update(of=("self",), no_key=True))

    def booked_ahead(self, at: datetime) -> dict[Resource, datetime]:
        """The units held by bookings of this very thing that are not over, and the end of the last."""
        rows = (
            Resource.objects.filter(
                allocations__booking__items__bookable=self, allocations__booking__ends_at__gt=at
            )
            .filter(bookables=self)
            .annotate(last=Max("allocations__booking__ends_at"))
        )
        return {unit: unit.last for unit in rows}

    @property
    def picture(self) -> "BookablePhoto | None":
        return getattr(self, "photo", None)

    def own_week(self) -> list[tuple[str, list[str]]]:
        """Weekday and hours of its own; nothing when the Centre's hours hold."""
        spans = list(self.hours.all())
        return [
            (name, [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in spans if one.weekday == number])
            for number, name in enumerate(WEEKDAYS if spans else [])
        ]

    @property
    def accessibility_lines(self) -> list[str]:
        return [line.strip(" –-•") for line in self.accessibility.splitlines() if line.strip()]

    @property
    def slot(self) -> timedelta:
        """How long an adviser talks with one party."""
        return timedelta(minutes=self.slot_minutes or 0)

    @property
    def may_serve_duties(self) -> bool:
        return self.kind == self.Kind.DUTY or self.serves_duties

    @property
    def right(self) -> str:
        return self.RIGHTS[self.Kind(self.kind)]


class BookableHours(WeekdaySpan):
    """One stretch of a weekday in which a thing is booked; with none at all, the Centre's hours hold."""

    bookable = models.ForeignKey(Bookable, on_delete=models.CASCADE, related_name="hours")

    class Meta:
        triggers = [SHOWN]
        verbose_name = "godziny rezerwacji"
        verbose_name_plural = "własne godziny rezerwacji (bez wpisu: godziny otwarcia Centrum)"
        ordering = ["weekday", "opens"]
        constraints = span_rules("bookable_span", "bookable")


def own_weeks(bookables: Iterable[int]) -> dict[int, Week]:
    """The own week of each of these things that has one, from Monday, in one statement."""
    spans: dict[int, list[tuple[int, Span]]] = {}
    rows = BookableHours.objects.filter(bookable__in=bookables).order_by("weekday", "opens")
    for bookable, weekday, opens, closes in rows.values_list("bookable", "weekday", "opens", "closes"):
        spans.setdefault(bookable, []).append((weekday, Span(opens, closes)))
    return {
        bookable: tuple(tuple(span for day, span in found if day == number) for number in range(7))
        for bookable, found in spans.items()
    }


def with_own_weeks(rows: models.QuerySet[Bookable]) -> dict[Bookable, Week | None]:
    """The things with the own week of each, read in the statement that reads them."""
    own = BookableHours.objects.filter(bookable=OuterRef("pk")).order_by("weekday", "opens")
    found = rows.annotate(
        own=ArraySubquery(own.values(span=JSONObject(day="weekday", at="opens", to="closes")))
    )
    return {thing: _week_of(thing.own) for thing in found}


def _week_of(own: list[dict[str, Any]]) -> Week | None:
    spans = [(one["day"], Span(time.fromisoformat(one["at"]), time.fromisoformat(one["to"]))) for one in own]
    return tuple(tuple(span for day, span in spans if day == number) for number in range(7)) if own else None


def bookable_day(day: Day, own: Week | None) -> Day:
    """A day of the Centre as it is for a thing with its own week.

    Its own hours replace the Centre's week, and nothing else: a suspension, a holiday and a day that
    was published as closed stay closed, and hours published for some days narrow its own.
    """
    if own is None or not day.is_known:
        return day
    mine = own[day.date.weekday()]
    return replace(day, spans=mine if day.is_usual else _common(day.spans, mine))


def _common(published: Iterable[Span], own: Iterable[Span]) -> tuple[Span, ...]:
    pairs = ((max(a.opens, b.opens), min(a.closes, b.closes)) for a in published for b in own)
    return tuple(Span(opens, closes) for opens, closes in pairs if opens < closes)


class BookablePhoto(Ruled):
    """What a room looks like, for those who see it and, in words, for those who do not."""

    bookable = models.OneToOneField(Bookable, on_delete=models.CASCADE, related_name="photo")
    content = models.BinaryField("plik JPEG")
    digest = models.CharField(max_length=64, editable=False)
    alt = models.CharField("opis słowny", max_length=250)
    caption = models.CharField("podpis", max_length=150, blank=True)

    class Meta:
        triggers = [SHOWN]
        verbose_name = "zdjęcie"
        verbose_name_plural = "zdjęcia"
        constraints = [
            models.CheckConstraint(
                name="bookable_photo_is_told_in_words",
                condition=~Q(alt=""),
                violation_error_message="Zdjęcie wymaga opisu słownego dla osób, które go nie widzą.",
            )
        ]

    def __str__(self) -> str:
        return self.alt

    @classmethod
    def put_up(cls, bookable: Bookable, *, content: bytes | None, alt: str, caption: str = "") -> Self:
        """Show this picture of the thing; without `content` the one that is there, told in other words."""
        fields: dict[str, object] = {"alt": alt.strip(), "caption": caption.strip()}
        if content is not None:
            fields |= {"content": content, "digest": hashlib.sha256(content).hexdigest()}
        return cls.objects.update_or_create(bookable=bookable, defaults=fields)[0]


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def during(self, start: datetime, end: datetime | None) -> Self:
        """Touching the span; without an end, whatever comes."""
        return self.filter(during__overlap=DateTimeTZRange(start, end, "[)"))


class Allocation(Ruled):
    """One resource taken for one span by one booking; it exists exactly while the booking holds.

    `during` is half-open and carries the buffers copied when the booking was made. The composite
    foreign key (booking, holds) lives in the migration: Django cannot declare it.
    """

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="allocations")
    booking = models.ForeignKey("bookings.Booking", on_delete=models.CASCADE, related_name="allocations")
    during = DateTimeRangeField("kiedy")
    holds = models.BooleanField(default=True, db_default=True, editable=False)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "zajęcie zasobu"
        verbose_name_plural = "zajęcia zasobów"
        constraints = [
            models.CheckConstraint(name="allocation_holds", condition=Q(holds=True)),
            models.CheckConstraint(
                name="allocation_span_is_half_open_and_bounded",
                condition=Q(
                    during__isempty=False,
                    during__lower_inc=True,
                    during__upper_inc=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                ),
                violation_error_message="Koniec musi być późniejszy niż początek.",
            ),
            ExclusionConstraint(
                name="allocation_one_at_a_time",
                expressions=[("resource", "="), ("during", "&&")],
                violation_error_message=TAKEN,
            ),
        ]
        triggers = [
            SHOWN,
            pgtrigger.Trigger(
                name="holding_keeps_allocation",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.UpdateOf("booking_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM bookings_booking b
                        WHERE b.id = OLD.booking_id AND b.holds AND NOT EXISTS (
                            SELECT FROM bookings_allocation a WHERE a.booking_id = b.id
                        )
                    ) THEN
                        RAISE EXCEPTION 'booking % holds no resource', OLD.booking_id
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'booking_holding_needs_allocation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        start, end = (timezone.localtime(moment) for moment in (self.during.lower, self.during.upper))
        return f"{self.resource}: {start:%d.%m.%Y, %H:%M}–{end:%H:%M}"
