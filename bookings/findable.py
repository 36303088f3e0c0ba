"""What residents can find of rooms and equipment."""

from collections.abc import Iterator

from django.urls import reverse

from bookings.models import Bookable
from jcop.findable import HITS, Hit, Kind, saying


def found(words: list[str]) -> list[Kind]:
    rows = saying(Bookable.objects.active().but_advisers(), words, "name", "description", "accessibility")
    return [
        Kind(
            "Sale i sprzęt",
            [Hit(row.name, row.get_absolute_url(), row.description) for row in rows[:HITS]],
        )
    ]


def addresses() -> Iterator[str]:
    for slug, kind in Bookable.objects.active().but_advisers().values_list("slug", "kind"):
        yield reverse("bookings:bookable", args=[slug])
        if kind == Bookable.Kind.ROOM:
            yield reverse("bookings:room_calendar", args=[slug])
