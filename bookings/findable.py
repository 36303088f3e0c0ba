"""What residents can find of rooms, equipment and events."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from bookings.models import Bookable, Event
from jcop.findable import HITS, Hit, Kind, saying


def found(words: list[str]) -> list[Kind]:
    rows = saying(Bookable.objects.active().but_advisers(), words, "name", "description", "accessibility")
    now = timezone.now()
    events = saying(Event.objects.announced().upcoming(now), words, "title", "description")
    return [
        Kind(
            "Wydarzenia",
            [
                Hit(row.title, row.get_absolute_url(), f"{timezone.localtime(row.starts_at):%d.%m.%Y}")
                for row in events[:HITS]
            ],
        ),
        Kind(
            "Sale i sprzęt",
            [Hit(row.name, row.get_absolute_url(), row.description) for row in rows[:HITS]],
        ),
    ]


def addresses() -> Iterator[str]:
    for slug, kind in Bookable.objects.active().but_advisers().values_list("slug", "kind"):
        yield reverse("bookings:bookable", args=[slug])
        if kind == Bookable.Kind.ROOM:
            yield reverse("bookings:room_calendar", args=[slug])
    for event in Event.objects.announced():
        yield event.get_absolute_url()
