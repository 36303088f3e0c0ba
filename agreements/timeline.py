"""Everything that happened in a case, told from its history (pghistory): when, who, what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agreements.models import Agreement, Amendment, ChangeRequest, Correction, ServiceRequest, SignedScan
from agreements.models.states import RequestState
from jcop.models import User
from jcop.templatetags.polish import dzien

S = RequestState
A = Agreement.State
R = ChangeRequest.State
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
    (
        S.AWAITING_CORRECTION,
        S.SUBMITTED,
    ): "Organizacja wysłała uzupełnienie; potrzebny jest podpisany komplet",
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


@dataclass(frozen=True)
class Told:
    """A sentence and the history row that it comes from."""

    event: Any
    text: str

    @property
    def at(self) -> datetime:
        return self.event.pgh_created_at


def timeline(request: ServiceRequest, *, with_names: bool = False) -> list[Entry]:
    """The case and its agreement, the newest first. With `with_names` it is for staff."""
    told = _of_case(request)
    # A draft has none yet. What one act does to both, it does to the case first: of one moment that is older.
    if agreement := getattr(request, "agreement", None):
        told = _of_agreement(agreement) + told
    return _entries(told, with_names=with_names)


def agreement_timeline(agreement: Agreement) -> list[Entry]:
    """What became of an agreement, for staff; also of one that came without a request."""
    return _entries(_of_agreement(agreement), with_names=True)


def _entries(told: list[Told], *, with_names: bool) -> list[Entry]:
    people: dict[Any, str] = {}
    if with_names:
        ids = {who for one in told if (who := _context(one.event).get("user"))}
        people = {user.pk: user.full_name for user in User.objects.filter(pk__in=ids)}
    entries = []
    for one in sorted(told, key=lambda one: one.at, reverse=True):
        context = _context(one.event)
        who = ROLES.get(context.get("role", ""), "portal")
        entries.append(Entry(one.at, one.text, who, people.get(context.get("user"), "")))
    return entries


def _rows(events: Any) -> list[Any]:
    return list(events.select_related("pgh_context").order_by("pgh_id"))


def _history_of(model: Any) -> Any:
    return model._meta.get_field("events").related_model.objects


def _of_case(request: ServiceRequest) -> list[Told]:
    events = _rows(request.events)  # type: ignore[attr-defined]
    pairs = zip(events, [None, *events], strict=False)
    # Of one moment the last is the newest.
    moves = [Told(event, text) for event, before in pairs for text in _told(event, before)]
    return [*moves[::-1], *_cured(request)]


def _cured(request: ServiceRequest) -> list[Told]:
    """What came after a call that stays open; what completes a set moves the case, which is told by that."""
    rows = _rows(_history_of(Correction).filter(request=request.pk))
    left = [
        (row, [line for line in row.defects.splitlines() if line and line not in row.cured]) for row in rows
    ]
    text = "Wpłynęło uzupełnienie; brakuje jeszcze: {}"
    return [Told(row, text.format("; ".join(missing))) for row, missing in reversed(left) if missing]


def _of_agreement(agreement: Agreement) -> list[Told]:
    events = _rows(agreement.events)  # type: ignore[attr-defined]
    pairs = zip(events, [None, *events], strict=False)
    told = [Told(event, text) for event, before in pairs for text in _agreed(event, before)]
    if any(event.number for event in events):
        told += [
            Told(one, _amended(one)) for one in _rows(_history_of(Amendment).filter(agreement=agreement.pk))
        ]
        scans = _rows(_history_of(SignedScan).filter(agreement=agreement.pk))
        told += [Told(one, "Dołączono skan podpisanego porozumienia") for one in scans]
        renewals = _rows(_history_of(Agreement).filter(renews=agreement.pk, pgh_label="insert"))
        asked = _rows(_history_of(ChangeRequest).filter(agreement=agreement.pk))
        told += [Told(event, text) for event in asked if (text := _asked(event))]
        told += [Told(one, f"Przedłużono: porozumienie nr {one.number}, {_term(one)}") for one in renewals]
    return told[::-1]


def _term(event: Any) -> str:
    end = f"do {dzien(event.valid_until)}" if event.valid_until else "bezterminowo"
    return f"obowiązuje od {dzien(event.valid_from)} {end}"


def _amended(event: Any) -> str:
    start = dzien(event.valid_from)
    return (
        f"Zawarto aneks nr {event.number} z {dzien(event.signed_on)}, obowiązuje od {start}: {event.changes}"
    )


def _asked(event: Any) -> str:
    """What was answered by its paper is told by that paper."""
    kind = event.get_kind_display()
    return {
        R.ASKED: f"Organizacja wysłała zgłoszenie: {kind}",
        R.WITHDRAWN: f"Organizacja wycofała zgłoszenie: {kind}",
        R.DECLINED: f"Zamknięto zgłoszenie bez zmian: {kind}. Powód: {event.reason}",
    }.get(event.state, "")


def _agreed(event: Any, before: Any | None) -> Iterator[str]:
    """Sentences for one change of an agreement; its receipt and refusal are told by the case."""
    if event.state == A.CONCLUDED and (before is None or before.state != A.CONCLUDED):
        came = "Zawarto" if before else "Przedłużono: zawarto" if event.renews_id else "Wprowadzono z papieru"
        yield f"{came} porozumienie nr {event.number} z {dzien(event.signed_on)}, {_term(event)}"
    if event.state == A.ANNULLED and (before is None or before.state != A.ANNULLED):
        yield f"Anulowano numer porozumienia {event.number}. Powód: {event.end_reason}"
    if before is None:
        return
    if event.state == A.PREPARED and before.state == A.RECEIVED:
        yield "Organizacja podpisuje nowy komplet"
    if event.signatures_noted and event.signatures_noted != before.signatures_noted:
        yield f"Odnotowano podpisy organizacji: {event.signatures_noted}"
    if event.handed_over_on and not before.handed_over_on:
        yield f"Wydano egzemplarz organizacji ({dzien(event.handed_over_on)})"
    if event.terminated_on and not before.terminated_on:
        mode = event.get_end_mode_display()
        last = f"ostatni dzień: {dzien(event.terminated_on)}"
        yield f"Rozwiązano porozumienie ({mode}), {last} Powód: {event.end_reason}"
    if before.terminated_on and not event.terminated_on and event.state == A.CONCLUDED:
        yield f"Cofnięto rozwiązanie. Powód: {_context(event).get('reason', '')}"


def _context(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _told(event: Any, before: Any | None) -> Iterator[str]:
    """Sentences for one change of the row."""
    if before is None or event.state != before.state:
        yield _moved(event, before)
    if before is None:
        return
    reason = _context(event).get("mended")
    # One act may change the row several times, and is told once.
    if reason and event.pgh_context_id != before.pgh_context_id:
        yield f"Poprawiono wpis Referatu. Powód: {reason}"
    elif not reason and event.received_on and event.received_on != before.received_on:
        yield f"Wpłynął podpisany komplet (data wpływu: {dzien(event.received_on)})"
    if event.extension_reason and event.due_on != before.due_on:
        yield f"Podano nowy termin: {dzien(event.due_on)} Powód: {event.extension_reason}"
    elif event.state == before.state and _moved_date(event.due_on, before.due_on):
        yield f"Termin przeliczono: {dzien(event.due_on)}"
    if event.assigned_to_id and event.assigned_to_id != before.assigned_to_id:
        yield "Przydzielono sprawę"
    if event.case_sign != before.case_sign:
        yield f"Znak sprawy: {event.case_sign or 'usunięto'}"
    if event.printed_on and event.printed_on != before.printed_on:
        yield "Wydrukowano komplet do podpisu w Referacie"


def _moved(event: Any, before: Any | None) -> str:
    source = S(before.state) if before else None
    to = S(event.state)
    if source and (source, to) in BECAME_AGAIN:
        return BECAME_AGAIN[source, to]
    if source in {S.ACCEPTED, S.REFUSED, S.LEFT, S.WITHDRAWN}:
        return "Wznowiono sprawę"
    reason = _context(event).get("reason") if to == S.WITHDRAWN else None
    return f"{BECAME[to]}. Powód: {reason}" if reason else BECAME[to]


def _moved_date(new: date | None, old: date | None) -> bool:
    return new is not None and old is not None and new != old
