from typing import Self

from django.db import models
from django.db.models import Q

from agreements.models import Right


class Resource(models.Model):
    """One thing that can be taken only once at a time: a room, a laptop, a desk, an adviser."""

    name = models.CharField("nazwa", max_length=100, db_collation="pl-x-icu")

    class Meta:
        verbose_name = "zasób"
        verbose_name_plural = "zasoby"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class BookableQuerySet(models.QuerySet["Bookable"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def rooms(self) -> Self:
        return self.filter(kind=Bookable.Kind.ROOM)

    def equipment(self) -> Self:
        return self.filter(kind=Bookable.Kind.EQUIPMENT)

    def but_desks(self) -> Self:
        """What is booked for a use; at a desk duties are held and nothing else."""
        return self.exclude(kind=Bookable.Kind.DUTY)

    def for_duties(self) -> Self:
        return self.filter(Q(kind=Bookable.Kind.DUTY) | Q(serves_duties=True))


class Bookable(models.Model):
    """What people choose: a room, a hall made of rooms, a kind of equipment, a desk for duties."""

    class Kind(models.TextChoices):
        ROOM = "room", "sala"
        EQUIPMENT = "equipment", "sprzęt"
        DUTY = "duty", "stanowisko dyżurowe"

    class Takes(models.TextChoices):
        ALL = "all", "wszystkie jednostki (sala)"
        AS_ASKED = "as_asked", "tyle, o ile poproszono (sprzęt)"

    class ConfirmedBy(models.TextChoices):
        PORTAL = "portal", "od razu portal"
        WORKER = "worker", "pracownik Centrum"

    RIGHTS = {Kind.ROOM: Right.ROOM, Kind.EQUIPMENT: Right.EQUIPMENT, Kind.DUTY: Right.DUTY}

    kind = models.CharField("rodzaj", max_length=10, choices=Kind)
    name = models.CharField("nazwa", max_length=100, db_collation="pl-x-icu")
    slug = models.SlugField("adres", max_length=60, unique=True)
    description = models.TextField("opis", blank=True)
    accessibility = models.CharField("dostępność", max_length=300, blank=True)
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
    units = models.ManyToManyField(Resource, related_name="bookables", verbose_name="jednostki", blank=True)
    is_active = models.BooleanField("do rezerwacji", default=True)

    objects = BookableQuerySet.as_manager()

    class Meta:
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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_serve_duties(self) -> bool:
        return self.kind == self.Kind.DUTY or self.serves_duties

    @property
    def right(self) -> str:
        return self.RIGHTS[self.Kind(self.kind)]
