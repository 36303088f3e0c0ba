"""What can be told of a page by reading it: its outline, and whether its links say where they lead."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.tour.walk import Stop

VAGUE = {"tutaj", "kliknij", "kliknij tutaj", "więcej", "czytaj więcej", "link", "zobacz", "dalej"}


def outline_errors(stop: Stop) -> Iterator[str]:
    """One title, one first heading, and none that skips a level."""
    levels = [level for level, _ in stop.reading.headings]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"from h{before} to h{after}"
    if not stop.reading.title.strip():
        yield "no title"
    yield from (f"id {name} twice" for name, count in Counter(stop.reading.ids).items() if count > 1)


def vague_links(stop: Stop) -> Iterator[str]:
    for address, said in stop.reading.links:
        if not said.strip():
            yield f"link to {address} says nothing"
        if said.lower().strip(" .…→»") in VAGUE:
            yield f"link to {address} says {said}"
