"""What residents can find of rooms and equipment."""

from collections.abc import Iterator

from django.urls import reverse

from bookings.models import Bookable
from jcop.findable import HITS, Hit, Kind, saying


def found(words: list[str]) -> list[Kind]:
    rows = saying(Bookable.objects.active(), words, "name", "description", "accessibility")
    return [
        Kind(
            "Sale i sprzęt",
            [Hit(row.name, reverse("bookings:rooms"), row.description) for row in rows[:HITS]],
        )
    ]


def addresses() -> Iterator[str]:
    for slug in Bookable.objects.active().rooms().values_list("slug", flat=True):
        yield reverse("bookings:room_calendar", args=[slug])
