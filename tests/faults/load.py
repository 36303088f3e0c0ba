"""A light load: members who book, attach and read, and who send again what was not answered, as people do."""

import hashlib
import io
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from itertools import count

import pikepdf
from django.urls import reverse

from agreements.models import ServiceRequest
from jcop.make.processes import Failure
from tests.benchmarks.portal import Answer, Portal, Visitor
from tests.factories import make_agreement, make_request, make_room
from tests.races.crowd import booking_fields
from tests.races.slots import slot

PAUSE_SECONDS = 0.3  # between two acts of a person
AGAIN_SECONDS = 1.0  # before the same form is sent again
BOUNDARY = "faults-boundary"
ATTACHED_TWICE = "Ten sam plik jest już załączony"
Taken = Callable[[Answer], bool]


@dataclass
class Tally:
    """What was asked until it was taken, and every answer on the way (0: none came)."""

    booked: list[tuple[int, datetime]] = field(default_factory=list)  # rooms and hours
    attached: list[str] = field(default_factory=list)  # digests
    answers: int = 0
    refused: Counter[int] = field(default_factory=Counter)  # the status of whatever was not taken
    late: Counter[str] = field(default_factory=Counter)  # those not taken although all was well

    def add(self, other: "Tally") -> None:
        self.booked += other.booked
        self.attached += other.attached
        self.answers += other.answers
        self.refused += other.refused
        self.late += other.late


class Member(threading.Thread):
    """One person: books an hour, attaches a file, reads the first page, again and again."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(daemon=True)
        organization = make_agreement().organization
        draft = make_request(organization=organization, state=ServiceRequest.State.DRAFT)
        self.visitor = Visitor(Portal(portal.port), organization.registered_by)
        self.book_path = reverse("bookings:book", args=[organization.key])
        self.attach_path = reverse("agreements:attachments", args=[organization.key, draft.pk])
        self.open_form()
        self.room, self.slots, self.tally = make_room(), count(), Tally()
        self.is_over, self.is_well = threading.Event(), threading.Event()

    def open_form(self) -> None:
        """Once is enough: the CSRF token is good for every form."""
        for _ in range(3):
            try:
                self.visitor.open_form(self.book_path)
            except (OSError, HTTPException, Failure):
                self.visitor.portal.close()
            else:
                return

    def run(self) -> None:
        while not self.is_over.is_set():
            hour = slot(next(self.slots))
            if self.form(self.book_path, booking_fields(self.room, hour)):
                self.tally.booked.append((self.room.pk, hour.starts_at))
            content = document()
            if self.form(self.attach_path, {"kind": "other"}, content):
                self.tally.attached.append(hashlib.sha256(content).hexdigest())
            self.send("GET", "/", {}, None, lambda answer: answer.status == 200)

    def form(self, path: str, fields: dict[str, object], content: bytes = b"") -> bool:
        """Send it until it is taken; False when the load ended before."""
        body = multipart({**self.visitor.hidden, **fields}, content)
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.send("POST", path, kind, body, is_taken)

    def send(self, method: str, path: str, headers: dict[str, str], body: bytes | None, taken: Taken) -> bool:
        cookie = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
        while True:
            was_well = self.is_well.is_set()
            try:
                answer, _ = self.visitor.portal.ask(method, path, {**headers, "Cookie": cookie}, body)
            except (OSError, HTTPException):
                self.visitor.portal.close()
                answer = Answer(0, "", 0)
            self.tally.answers += 1
            if taken(answer):
                time.sleep(PAUSE_SECONDS)
                return True
            self.tally.refused[answer.status] += 1
            if was_well:
                self.tally.late[f"{answer.status} {path.partition('/panel/')[0]}"] += 1
            if self.is_over.is_set():
                return False
            time.sleep(AGAIN_SECONDS)


def is_taken(answer: Answer) -> bool:
    """A form was: now, or the first time, whose answer was lost."""
    return answer.status == 302 or ATTACHED_TWICE in answer.body


def document() -> bytes:
    """A PDF of 300 kB unlike every other."""
    written = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.Root.Random = pikepdf.Stream(paper, os.urandom(300_000))
        paper.save(written)
    return written.getvalue()


def multipart(fields: dict[str, object], content: bytes) -> bytes:
    """The form as a browser sends it, with one file when there is one."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if content:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="upload"; filename="skan.pdf"\r\n'
        parts += [head.encode(), b"Content-Type: application/pdf\r\n\r\n", content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
