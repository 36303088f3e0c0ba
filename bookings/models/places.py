from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse

from agreements.models import Right
from bookings.models.topics import Topic
from jcop.models import SHOWN, User
from jcop.models.hours import WEEKDAYS

if TYPE_CHECKING:
    from bookings.models.photos import BookablePhoto


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
        User,
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
