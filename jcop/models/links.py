from typing import Self

from django.db import models

from jcop.models.pages import SHOWN


class LinkQuerySet(models.QuerySet["Link"]):
    def shown(self) -> Self:
        return self.filter(is_shown=True)


class Link(models.Model):
    """A page of somebody else that the office recommends („Polecamy”)."""

    title = models.CharField("tytuł", max_length=150, db_collation="pl-x-icu")
    url = models.URLField("adres", max_length=300)
    about = models.CharField(
        "opis", max_length=300, blank=True, help_text="Jedno zdanie: co można tam znaleźć."
    )
    position = models.PositiveSmallIntegerField("kolejność", default=0)
    is_shown = models.BooleanField("pokazywana", default=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "polecana strona"
        verbose_name_plural = "polecane strony"
        ordering = ["position", "title", "pk"]
        triggers = [SHOWN]

    def __str__(self) -> str:
        return self.title
