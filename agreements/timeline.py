"""Everything that happened in a case, told from its history (pghistory): when, who, what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreements.models import ServiceRequest
from agreements.models.states import RequestState
from jcop.models import User
from jcop.templatetags.polish import dzien

S = RequestState
BECAME = {
    S.DRAFT: "Przygotowano wersję roboczą",
    S.SUBMITTED: "Złożono zapotrzebowanie",
    S.UNDER_EXAMINATION: "Rozpoczęto rozpatrywanie",
    S.AWAITING_CORRECTION: "Wezwano do uzupełnienia braków",
    S.ACCEPTED: "Rozpatrzono pozytywnie",
    S.REFUSED: "Odmówiono zawarcia porozumienia",
    S.LEFT: "Pozostawiono bez rozpoznania",
    S.WITHDRAWN: "Wycofano zapotrzebowanie",
}
BECAME_AGAIN = {
    (S.AWAITING_CORRECTION, S.SUBMITTED): "Organizacja wysłała uzupełnienie; potrzebny jest nowy komplet",
    (S.AWAITING_CORRECTION, S.UNDER_EXAMINATION): "Uzupełniono braki",
}
ROLES = {"staff": "Referat", "organization": "organizacja"}


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `who` is a role; the person's name is for the office only."""

    at: datetime
    text: str
    who: str
    person: str = ""


def timeline(request: ServiceRequest, *, with_names: bool = False) -> list[Entry]:
    """The newest first, in three statements at most. With `with_names` it is for staff."""
    history: Any = request.events  # type: ignore[attr-defined]
    events = list(history.select_related("pgh_context").order_by("pgh_id"))
    people: dict[Any, str] = {}
    if with_names:
        ids = {who for event in events if (who := _context(event).get("user"))}
        people = {user.pk: user.full_name for user in User.objects.filter(pk__in=ids)}
    entries = []
    for event, before in zip(events, [None, *events], strict=False):
        context = _context(event)
        who = ROLES.get(context.get("role", ""), "portal")
        person = people.get(context.get("user"), "")
        entries += [Entry(event.pgh_created_at, text, who, person) for text in _told(event, before)]
    return entries[::-1]


def _context(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _told(event: Any, before: Any | None) -> Iterator[str]:
    """Sentences for one change of the row."""
    if before is None or event.state != before.state:
        yield _moved(event, before)
    if before is None:
        return
    if event.received_on and event.received_on != before.received_on:
        yield f"Wpłynął podpisany komplet (data wpływu: {dzien(event.received_on)})"
    if event.extension_reason and event.due_on != before.due_on:
        yield f"Podano nowy termin: {dzien(event.due_on)} Powód: {event.extension_reason}"
    elif event.state == before.state and _moved_date(event.due_on, before.due_on):
        yield f"Termin przeliczono: {dzien(event.due_on)}"
    if event.assigned_to_id and event.assigned_to_id != before.assigned_to_id:
        yield "Przydzielono sprawę"
    if event.printed_on and event.printed_on != before.printed_on:
        yield "Wydrukowano komplet do podpisu w Referacie"


def _moved(event: Any, before: Any | None) -> str:
    source = S(before.state) if before else None
    to = S(event.state)
    if source and (source, to) in BECAME_AGAIN:
        return BECAME_AGAIN[source, to]
    if source in {S.ACCEPTED, S.REFUSED, S.LEFT, S.WITHDRAWN}:
        return "Wznowiono sprawę"
    return BECAME[to]


def _moved_date(new: date | None, old: date | None) -> bool:
    return new is not None and old is not None and new != old
