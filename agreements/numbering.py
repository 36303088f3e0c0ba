"""Numbers that follow each other within a year, without a gap or a repeat."""

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


def next_number(series: str, year: int) -> int:
    """Take the next number of `series` in `year`; call it last, inside the transaction that uses it."""
    Counter.objects.bulk_create([Counter(series=series, year=year)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
