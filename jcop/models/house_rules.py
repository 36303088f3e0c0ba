"""Rules for everyone in the Centre, as sets that hold between two dates."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q

from jcop.models.pages import SHOWN
from jcop.rules import Ruled


class Use(models.TextChoices):
    """What the Centre is used for; the values are those of a booking's kind."""

    ROOM = "room", "sala"
    EQUIPMENT = "equipment", "sprzęt"
    DUTY = "duty", "dyżur organizacji"
    ADVICE = "advice", "doradztwo"
    TRAINING = "training", "szkolenie"


class HouseRulesQuerySet(models.QuerySet["HouseRules"]):
    def in_force(self, day: date) -> Self:
        return self.not_over(day).filter(valid_from__lte=day)

    def not_over(self, day: date) -> Self:
        """In force on `day` or later."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day)).order_by("valid_from", "pk")

    def between(self, first: date, last: date) -> Self:
        """In force on any of these days."""
        return self.not_over(first).filter(valid_from__lte=last)

    def archived(self, day: date) -> Self:
        return self.filter(valid_until__lt=day)

    def strictest(self, use: str, day: date) -> "PersonsLimit | None":
        """The lowest limit of persons for this use on that day, in one statement."""
        limits = PersonsLimit.objects.filter(rules__in=self.in_force(day), use=use)
        return limits.select_related("rules").order_by("persons", "pk").first()


@pghistory.track()
class HouseRules(Ruled):
    """A set of rules that everyone in the Centre keeps from one date to another."""

    title = models.CharField("nazwa", max_length=200)
    body = models.TextField("treść", help_text="Każdy wiersz to osobna zasada.")
    valid_from = models.DateField("obowiązują od")
    valid_until = models.DateField(
        "obowiązują do", null=True, blank=True, help_text="Ostatni dzień. Puste: do odwołania."
    )

    objects = HouseRulesQuerySet.as_manager()

    class Meta:
        triggers = [SHOWN]
        verbose_name = "zasady w Centrum"
        verbose_name_plural = "zasady w Centrum"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="house_rules_end_after_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="Ostatni dzień jest wcześniejszy niż pierwszy.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lines(self) -> list[str]:
        """The rules one by one, without the dash that a line may begin with."""
        return [line.strip(" –-•") for line in self.body.splitlines() if line.strip()]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PersonsLimit(Ruled):
    """How many persons one use may bring while the rules hold; bookings are held to it."""

    rules = models.ForeignKey(HouseRules, on_delete=models.CASCADE, related_name="limits")
    use = models.CharField("rodzaj", max_length=10, choices=Use)
    persons = models.PositiveSmallIntegerField(
        "najwyżej osób", help_text="Osoby podawane w rezerwacji, bez doradcy i pracowników Centrum."
    )
    wording = models.CharField(
        "słowami",
        max_length=200,
        blank=True,
        help_text="Na przykład: „jeden przedstawiciel organizacji i doradca”.",
    )

    class Meta:
        triggers = [SHOWN]
        verbose_name = "ograniczenie liczby osób"
        verbose_name_plural = "ograniczenia liczby osób"
        ordering = ["use"]
        constraints = [
            models.UniqueConstraint(
                name="persons_limit_once",
                fields=["rules", "use"],
                violation_error_message="To zastosowanie ma już w tych zasadach ograniczenie.",
            ),
            models.CheckConstraint(
                name="persons_limit_some",
                condition=Q(persons__gte=1),
                violation_error_message="Ograniczenie to co najmniej jedna osoba.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()}: {self.wording or f'najwyżej osób: {self.persons}'}"
