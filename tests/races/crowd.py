"""Many signed-in clients who send their forms at the same moment, and what they were answered."""

import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from uuid import uuid4

from django.utils import timezone

from bookings.models import Bookable, Booking
from jcop.make.processes import Failure
from jcop.models import User
from tests.benchmarks.portal import Answer, Portal, Visitor
from tests.races.slots import Slot

PATIENCE_SECONDS = 120
MOST_DECISIONS = 100
SEEN = re.compile(r'<input(?=[^>]*name="skutki-seen")[^>]*value="([^"]*)"')
SUMMARY = re.compile(r'<div class="error-summary".*?</div>', re.DOTALL)
SENTENCE = re.compile(r"<li>(.*?)</li>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Shot:
    """One form that one client sends."""

    client: Visitor
    path: str
    fields: dict[str, object]
    # Is asked about the bookings that the act hits, and says „later” until it is saved.
    decides: bool = False

    def send(self) -> Answer:
        answer = self.client.post(self.path, self.fields)
        for _ in range(MOST_DECISIONS if self.decides else 0):
            seen = SEEN.search(answer.body)
            if answer.status != 200 or seen is None:
                break
            decided = {"skutki-seen": unescape(seen[1]), "skutki-choice": "later"}
            answer = self.client.post(self.path, self.fields | decided)
        return answer


@dataclass
class Tally:
    """What came of the shots of one round or of many."""

    winners: int = 0
    losers: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.winners += other.winners
        self.losers += other.losers
        self.sentences += other.sentences
        self.faults += other.faults


def client(portal: Portal, user: User) -> Visitor:
    """Each client connects by itself; the session is made directly (allauth limits sign-ins)."""
    return Visitor(Portal(portal.port), user)


def open_form(visitor: Visitor, path: str) -> None:
    """Fetch the form with its CSRF token; the next request will be over a new connection."""
    visitor.open_form(path)
    visitor.portal.close()


def volley(shots: list[Shot]) -> list[Answer]:
    """Send all of `shots` at the same moment, each over a new connection; the answers in their order."""
    start = threading.Barrier(len(shots))
    answers: list[Answer | BaseException | None] = [None] * len(shots)

    def shoot(number: int, shot: Shot) -> None:
        start.wait(PATIENCE_SECONDS)
        try:
            answers[number] = shot.send()
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that asked
            answers[number] = error
        finally:
            shot.client.portal.close()

    threads = [threading.Thread(target=shoot, args=each) for each in enumerate(shots)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    for answer in answers:
        if not isinstance(answer, Answer):
            raise Failure(f"A client was not answered: {answer!r}")
    return answers  # type: ignore[return-value]


def tally(answers: list[Answer]) -> Tally:
    """Each is a redirect, or the form again with a sentence; whatever else came is a fault."""
    found = Tally()
    for answer in answers:
        told = sentences(answer.body) if answer.status == 200 else []
        if answer.status == 302:
            found.winners += 1
        elif told:
            found.losers += 1
            found.sentences.update(told)
        else:
            found.faults.append(f"answered {answer.status} without a sentence: {answer.body[:300]}")
    return found


def sentences(body: str) -> list[str]:
    """What the form says is wrong, as people read it."""
    summary = SUMMARY.search(body)
    found = SENTENCE.findall(summary[0]) if summary else []
    return [" ".join(unescape(TAG.sub("", text)).split()) for text in found]


def booking_fields(bookable: Bookable, slot: Slot, **fields: object) -> dict[str, object]:
    """The booking form filled in."""
    starts_at, ends_at = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return {
        "form_key": uuid4(),
        "bookable": bookable.pk,
        "day": starts_at.date(),
        "starts_at": f"{starts_at:%H:%M}",
        "ends_at": f"{ends_at:%H:%M}",
        "quantity": 1,
        "purpose": Booking.Purpose.MEETING.value,
        "persons": 8,
        "public_title": "Zebranie",
        **fields,
    }
