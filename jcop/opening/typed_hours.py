"""Hours as a clerk types them: „10:00-18:00”, several after commas, or „nieczynne”. Pure."""

import re
from datetime import time
from itertools import pairwise

from jcop.opening.hours import Span

CLOSED = "nieczynne"
OVERLAP = "Godziny tego dnia nakładają się."
SHAPE = "Proszę wpisać godziny, na przykład „10:00-18:00” (kilka po przecinku), albo „nieczynne”."
LAST_MINUTE = "Doba kończy się o 23:59: zamiast „24:00” proszę wpisać „23:59”."
OVER_MIDNIGHT = (
    "Godzina zamknięcia musi być późniejsza niż otwarcia. Czas po północy należy do następnego dnia."
)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"(?:od )?{_CLOCK} ?(?:[-–—]| do ) ?{_CLOCK}")


class UnreadableHours(ValueError):
    """What was typed is no hours; the message tells the clerk why."""


def read_hours(text: str) -> tuple[Span, ...]:
    """The spans of a day in order, none for „nieczynne”. UnreadableHours says what is wrong."""
    words = " ".join(text.lower().replace("godz.", " ").split())
    if words.rstrip(".") in {CLOSED, "zamknięte"}:
        return ()
    spans = sorted(_span(part.strip()) for part in re.split(r"[,;]| i ", words))
    if any(later.opens < earlier.closes for earlier, later in pairwise(spans)):
        raise UnreadableHours(OVERLAP)
    return tuple(spans)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise UnreadableHours(SHAPE)
    opens, closes = _clock(found[1], found[2]), _clock(found[3], found[4])
    if closes <= opens:
        raise UnreadableHours(OVER_MIDNIGHT)
    return Span(opens, closes)


def _clock(hour: str, minute: str | None) -> time:
    if int(hour) == 24 and not int(minute or 0):
        raise UnreadableHours(LAST_MINUTE)
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise UnreadableHours(f"Nie ma godziny {hour}:{minute or '00'}.") from None


def typed_hours(spans: tuple[Span, ...]) -> str:
    """How `read_hours` would be told these spans."""
    return ", ".join(str(span).replace("–", "-") for span in spans) or CLOSED
