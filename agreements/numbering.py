"""Numbers that follow each other within a year, without a gap or a repeat."""

import re

from django.db import models


class Counter(models.Model):
    """The last number given in one series and year.

    Its row is the last lock of a transaction: nothing is rendered or sent while it is held, and a
    number taken in a transaction that rolls back is given to the next one.
    """

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "licznik"
        verbose_name_plural = "liczniki"
        constraints = [models.UniqueConstraint(name="counter_once", fields=["series", "year"])]

    def __str__(self) -> str:
        return f"{self.series} {self.last}/{self.year}"


def hold(series: str, year: int) -> Counter:
    """Let nobody else number in that series and year until the transaction ends."""
    Counter.objects.bulk_create([Counter(series=series, year=year)], ignore_conflicts=True)
    return Counter.objects.select_for_update().get(series=series, year=year)


def next_number(series: str, year: int) -> int:
    """Take the next number of `series` in `year`; call it last, inside the transaction that uses it."""
    counter = hold(series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def written(pattern: str, serial: int, year: int) -> str:
    """„{n}/{rok}” with both filled in."""
    return pattern.replace("{n}", str(serial)).replace("{rok}", str(year))


def serial_of(number: str, pattern: str, year: int) -> int | None:
    """The {n} of a number that follows the pattern; None of one that somebody wrote otherwise."""
    asked = re.escape(pattern).replace(r"\{n\}", r"0*(?P<n>[0-9]{1,9})", 1)
    found = re.fullmatch(asked.replace(r"\{rok\}", str(year)), number)
    return int(found["n"]) if found and "n" in found.groupdict() else None
