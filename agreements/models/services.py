from typing import Self

from django.db import models
from django.db.models import Q


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


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        return self.filter(is_offered=True)


class Service(models.Model):
    """One świadczenie of the Centre's catalogue; the office edits the words, the code knows the right."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("nazwa", max_length=150)
    description = models.TextField("opis", blank=True)
    question = models.CharField(
        "o co pytamy w zapotrzebowaniu",
        max_length=200,
        help_text="Na przykład: „Do czego i jak często będzie potrzebna sala?”",
    )
    right = models.CharField("uprawnienie", max_length=10, choices=Right, default=Right.NONE)
    position = models.PositiveSmallIntegerField("kolejność", default=0)
    is_offered = models.BooleanField("w ofercie", default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "świadczenie"
        verbose_name_plural = "świadczenia"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="service_right_known", condition=Q(right__in=Right.values))
        ]

    def __str__(self) -> str:
        return self.name
