"""Who keeps the ewidencja in which a club or an ordinary association is entered."""

from django.db import models
from django.db.models import CharField, Func


class RegisterAuthority(models.Model):
    """A starosta or a president of another city; of our own city nothing is noted."""

    name = models.CharField(
        "nazwa", max_length=150, unique=True, help_text="Na przykład: Starosta Wodzisławski."
    )

    class Meta:
        verbose_name = "organ prowadzący ewidencję"
        verbose_name_plural = "organy prowadzące ewidencje"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Canonical(Func):
    """A number as its register means it: „W/901”, „w 901” and „W-901” are one, „1/12” and „11/2” are two.

    Letters are large; words and numbers stand apart, whatever was typed between them.
    """

    arity = 1
    output_field = CharField()
    template = (
        """regexp_replace(upper(%(expressions)s COLLATE "pl-x-icu"),"""
        r""" '[^[:alnum:]]*([[:alpha:]]+|[[:digit:]]+)[^[:alnum:]]*', '\1/', 'g')"""
    )
