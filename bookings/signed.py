"""Links that act for whoever holds them: signed, for one purpose, until a moment, and dead once used."""

from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet

BROKEN = (
    "Ten odnośnik jest niepełny albo zmieniony. Proszę skopiować go w całości z wiadomości, którą wysłaliśmy."
)
GONE = "Ten odnośnik nie prowadzi już do niczego: dane, których dotyczył, zostały usunięte."
LATE = "Ten odnośnik już wygasł: termin, którego dotyczył, minął."
USED = (
    "Ten odnośnik został już użyty albo zastąpił go nowszy."
    " Proszę otworzyć odnośnik z ostatniej wiadomości, którą wysłaliśmy."
)

M = TypeVar("M", bound=Model)


class Linked(Protocol):
    """What a link leads to; whatever uses the link up has to change `link_version`."""

    pk: Any

    @property
    def link_version(self) -> str: ...


class DeadLink(Exception):
    """A link that does nothing (any more); `told` is the sentence for whoever opened it."""

    def __init__(self, told: str, status: int = 410) -> None:
        super().__init__(told)
        self.told, self.status = told, status


def link_for(subject: Linked, purpose: str, *, until: datetime) -> str:
    """The token of an address under which `subject` is shown (GET) and acted upon (POST) before `until`."""
    said = [subject.pk, subject.link_version, int(until.timestamp())]
    return _signer(purpose).sign_object(said)


def read(token: str, purpose: str, rows: "QuerySet[M]", *, at: datetime) -> M:
    """What the link leads to, of `rows`; DeadLink when it is another's, late, used or has nothing left."""
    try:
        pk, version, until = _signer(purpose).unsign_object(token)
    except BadSignature as error:
        raise DeadLink(BROKEN, 404) from error
    found = rows.filter(pk=pk).first()
    if found is None:
        raise DeadLink(GONE)
    if at >= datetime.fromtimestamp(until, UTC):
        raise DeadLink(LATE)
    if version != found.link_version:  # type: ignore[attr-defined]
        raise DeadLink(USED)
    return found


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"bookings.link.{purpose}", sep=".")
