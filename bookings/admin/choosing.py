"""What is decided about bookings that an act hits: for all, and for one otherwise."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet

from bookings.models import Booking, Choice, Closure, Consequence, Decision, Obstacle
from bookings.models.closures import lock_parties
from bookings.search.elsewhere import next_times
from jcop.models import User
from jcop.typed.personal import refuse_pesel

Obstacles = dict[int, frozenset[str]]

LATER = "later"
ABOUT_HITS = ("choice", "reason", "keep_reason")
CHOICES = [
    (Choice.KEEP.value, "zostawić mimo przeszkody"),
    (Choice.CANCEL.value, "odwołać"),
    (Choice.PROPOSE.value, "zaproponować najbliższy wolny termin"),
    (LATER, "rozstrzygnąć później (trafi do kolejki konfliktów)"),
]
SHORT = [
    (Choice.KEEP.value, "zostawić"),
    (Choice.CANCEL.value, "odwołać"),
    (Choice.PROPOSE.value, "inny termin"),
]
GUESTS = "osoby bez konta"
STALE = "W międzyczasie lista się zmieniła. Poniżej jest stan obecny; proszę sprawdzić i zapisać jeszcze raz."


@dataclass(frozen=True)
class Resumption:
    """The end of a suspension: what is told of it, and the bookings that it cancelled."""

    told: str = ""
    cancelled: Sequence[Consequence] = ()

    @property
    def parties(self) -> Iterator[tuple[str, list[Consequence]]]:
        for name, group in groupby(self.cancelled, lambda row: str(row.booking.organization or GUESTS)):
            yield name, list(group)


@dataclass(frozen=True)
class Hit:
    """A booking, what stands against it, and the next free time that could be proposed."""

    booking: Booking
    against: frozenset[str]
    starts_at: datetime | None

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + (self.booking.ends_at - self.booking.starts_at) if self.starts_at else None

    @property
    def party(self) -> str:
        """Whose booking it is; an event's participants are told by the event."""
        if self.booking.is_hosted:
            return f"wydarzenie Centrum: {self.booking.event_date.event}"
        return str(self.booking.organization or "bez organizacji")

    @property
    def obstacles(self) -> str:
        return ", ".join(str(Obstacle.of(one).label) for one in sorted(self.against))

    @property
    def fingerprint(self) -> str:
        return f"{self.booking.pk} {self.booking.starts_at:%s} {self.obstacles} {self.starts_at}"


def hits_of(find: Callable[[], Obstacles], at: datetime, *, lock: bool) -> list[Hit]:
    """The bookings found, by organisation and time, in as many statements for one as for many.

    Whoever is about to save locks them first and looks again, so that nobody changes them meanwhile.
    """
    found = find()
    if lock and found:
        lock_parties(_rows(found))
        locked = found
        found = {pk: against for pk, against in find().items() if pk in locked}
    bookings = list(_rows(found))
    times = next_times(bookings, at) if bookings else {}
    return [Hit(booking, found[booking.pk], times.get(booking.pk)) for booking in bookings]


def _rows(found: Obstacles) -> QuerySet[Booking]:
    rows = Booking.objects.filter(pk__in=found).select_related(
        "organization", "agreement", "event_date__event"
    )
    return rows.prefetch_related("items__bookable__units").order_by(
        "organization__name", "event_date__event_id", "starts_at", "pk"
    )


class ChoosingForm(forms.Form):
    """One choice for all, another for those where it differs.

    When a suspension ends, also whether those whose bookings it cancelled are told; nobody is, unasked.
    """

    prefix = "skutki"

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    choice = forms.ChoiceField(
        label="Co z tymi rezerwacjami",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Proszę zdecydować, co z tymi rezerwacjami."},
    )
    reason = forms.CharField(
        label="Powód podawany organizacjom",
        max_length=200,
        required=False,
        validators=[refuse_pesel],
        help_text="Na przykład: inwentaryzacja. Niepotrzebny tylko wtedy, gdy wszystko czeka na później.",
    )
    keep_reason = forms.CharField(
        label="Dlaczego zostają",
        max_length=200,
        required=False,
        validators=[refuse_pesel],
        help_text="Tylko gdy coś zostaje, na przykład: klucze odbierze prezes. Puste: powód jak wyżej.",
    )

    tell = forms.ChoiceField(
        label="Czy zawiadomić tych, których rezerwacje odwołano z powodu zawieszenia",
        choices=[("tak", "zawiadomić, że znów można rezerwować"), ("nie", "nie zawiadamiać")],
        widget=forms.RadioSelect,
        error_messages={"required": "Proszę zdecydować, czy ich zawiadomić."},
    )

    def __init__(
        self, data: Any, *, hits: Sequence[Hit], resumption: Resumption | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.hits, self.resumption = hits, resumption or Resumption()
        for name in [*([] if hits else ABOUT_HITS), *([] if self.resumption.cancelled else ["tell"])]:
            del self.fields[name]
        self.initial["seen"] = self.fingerprint
        for hit in hits:
            self.fields[self._name(hit)] = forms.ChoiceField(
                label=f"Decyzja: {hit.booking}",
                choices=[("", "jak wszystkie"), *SHORT, (LATER, "później")],
                required=False,
            )

    @staticmethod
    def _name(hit: Hit) -> str:
        return f"booking_{hit.booking.pk}"

    @property
    def fingerprint(self) -> str:
        seen = [hit.fingerprint for hit in self.hits], [row.pk for row in self.resumption.cancelled]
        return sha256(repr(seen).encode()).hexdigest()[:16]

    @property
    def parties(self) -> Iterator[tuple[str, list[tuple[Hit, forms.BoundField]]]]:
        """Rows of the table, under the name of each organisation."""
        for name, group in groupby(self.hits, lambda hit: hit.party):
            yield name, [(hit, self[self._name(hit)]) for hit in group]

    @property
    def shared(self) -> list[forms.BoundField]:
        return [self[name] for name in ABOUT_HITS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decided = any(self._chosen(hit) != LATER for hit in self.hits)
        if decided and "choice" in data and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Proszę podać powód: przeczyta go każda z tych organizacji.")
        if data.get("seen") != self.fingerprint:
            # Sent again, it counts as seen.
            self.data = {**{name: self.data.get(name) for name in self.data}, "skutki-seen": self.fingerprint}
            raise forms.ValidationError(STALE, code="stale")
        return data

    def _chosen(self, hit: Hit) -> str:
        data = self.cleaned_data
        return data.get(self._name(hit)) or data.get("choice") or LATER

    def settle(self, *, kind: str, told: str, by: User, at: datetime) -> Closure | None:
        """Carry the decisions out; nothing when all of them are left for later."""
        decisions = [
            Decision(hit.booking, choice, hit.against, hit.starts_at)
            for hit in self.hits
            if (choice := self._chosen(hit)) != LATER
        ]
        if not decisions:
            return None
        return Closure.settle(
            kind=kind,
            told=told,
            reason=self.cleaned_data["reason"],
            keep_reason=self.cleaned_data["keep_reason"],
            by=by,
            decisions=decisions,
            at=at,
        )

    def resume(self, *, by: User, at: datetime) -> Closure | None:
        """Tell those whose bookings the suspension cancelled, if that was chosen."""
        if self.cleaned_data.get("tell") != "tak":
            return None
        return Closure.resume(self.resumption.cancelled, told=self.resumption.told, by=by, at=at)


def summary(closure: Closure | None) -> str:
    """What was done, for the message on the next page."""
    if closure is None:
        return "Decyzje o rezerwacjach zostały na później: stoją w kolejce konfliktów."
    chosen = [consequence.choice for consequence in closure.consequences.all()]
    told = {
        "keep": "zostają",
        "cancel": "odwołane",
        "propose": "z propozycją innego terminu",
        "none_free": "bez wolnego terminu (zostały w kolejce konfliktów)",
        "resumed": "odwołane z powodu zawieszenia",
    }
    parts = [f"{words}: {chosen.count(choice)}" for choice, words in told.items() if choice in chosen]
    guests = closure.of_guests().count()
    return (
        f"Rezerwacje: {', '.join(parts)}. Wiadomości do organizacji: {closure.messages.count()}."
        f"{f' Wiadomości do osób bez konta: {guests}.' if guests else ''}"
    )
