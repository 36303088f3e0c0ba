from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jcop.models import SHOWN


class Right(models.TextChoices):
    """What a granted service lets an organisation do in the portal. Fixed in code: bookings ask for it."""

    ROOM = "room", "rezerwacja sal"
    EQUIPMENT = "equipment", "rezerwacja sprzętu"
    DUTY = "duty", "dyżury organizacji"
    ADVICE = "advice", "doradztwo"
    ADDRESS = "address", "adres do korespondencji"
    BOX = "box", "skrzynka kontaktowa"
    TRAINING = "training", "szkolenia"
    NONE = "none", "bez uprawnień w portalu"


# What is booked by day and hour: rooms, equipment, the desk of those on duty.
BOOKED = [Right.ROOM, Right.EQUIPMENT, Right.DUTY]


class Detail(models.TextChoices):
    """What a zapotrzebowanie may ask about a service. The office chooses which of these each one asks."""

    PURPOSE = "purpose", "Cel"
    KIND = "kind", "Rodzaj wydarzeń"
    FREQUENCY = "frequency", "Jak często"
    TIMES = "times", "Dogodne dni i godziny"
    PERSONS = "persons", "Liczba osób"
    EQUIPMENT = "equipment", "Potrzebny sprzęt"
    COLLECTORS = "collectors", "Osoby upoważnione do odbioru"
    TOPIC = "topic", "Temat"
    REMARKS = "remarks", "Uwagi"


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        return self.filter(is_offered=True)


class Service(models.Model):
    """One świadczenie of the Centre's catalogue; the office edits the words, the code knows the right."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("nazwa", max_length=150)
    description = models.TextField("opis", blank=True)
    question = models.CharField(
        "pytanie w zapotrzebowaniu",
        max_length=200,
        help_text="Na przykład: „Na co, jak często i dla ilu osób będzie potrzebna sala?”",
    )
    asks = ArrayField(
        models.CharField(max_length=12, choices=Detail),
        verbose_name="o co pytamy",
        default=list,
        blank=True,
        help_text="Pola, które organizacja zobaczy przy tym świadczeniu. Żadne nie jest obowiązkowe.",
    )
    right = models.CharField("uprawnienie", max_length=10, choices=Right, default=Right.NONE)
    position = models.PositiveSmallIntegerField("kolejność", default=0)
    is_offered = models.BooleanField("w ofercie", default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "świadczenie"
        verbose_name_plural = "świadczenia"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="service_right_known", condition=Q(right__in=Right.values))
        ]

    @property
    def is_booked(self) -> bool:
        return self.right in BOOKED

    def __str__(self) -> str:
        return self.name

    @property
    def details(self) -> list[Detail]:
        """What it asks, in the order of the form."""
        return [detail for detail in Detail if detail in self.asks]
