"""The mail that the worker of the demonstration really sent, read from where it puts it."""

import email
import email.policy
import os
import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from tests.e2e.conftest import PATIENCE_MS

RULER = b"-" * 79 + b"\n"  # Django's file backend ends each mail with it.
LOOK_AGAIN_SECONDS = 0.05
WALKS = Path(__file__).parent / "walks"
RULE = "=" * 60  # Between two mails of a walk.
MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
WEEKDAYS = "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela"
# What differs from day to day and from run to run; everything else is compared to the letter.
VARYING = [
    (re.compile(r"http://127\.0\.0\.1:\d+/\S*"), "<adres>"),
    (re.compile(rf"\b\d{{1,2}}\s({MONTHS})(\s\d{{4}}\sr\.)?(\s\(({WEEKDAYS})\))?"), "<dzień>"),
    (re.compile(r"\b\d\d\.\d\d\.\d{4}\b"), "<dzień>"),
    (re.compile(r"\b\d+/20\d\d\b"), "<numer>"),
    (re.compile(r"(?m)^[0-9A-Z-]{6,9}$"), "<kod>"),
]


def mail_to(address: str, subject: str) -> str:
    """Wait for the newest mail to that address whose subject holds these words; its text."""
    texts = _wait_for(
        1,
        lambda: [text for about, text in _mails_to(address) if subject in about],
        f"{address} about {subject}",
    )
    return texts[-1]


def post_of(address: str, walk: str) -> tuple[list[str], list[str]]:
    """Every mail to that address, and what is written in `walks`; waits until as many have come."""
    count = len(_written(walk))
    return as_written(_wait_for(count, partial(_whole_mails_to, address), address), walk)


def as_written(texts: list[str], walk: str) -> tuple[list[str], list[str]]:
    """These texts without what varies, where lines end too, and those of `walks`.

    Both are sorted, as two of a minute come in any order.
    """
    return sorted(map(_without_what_varies, texts)), sorted(map(_without_what_varies, _written(walk)))


def _written(walk: str) -> list[str]:
    return (WALKS / f"{walk}.txt").read_text().split(f"{RULE}\n")


def _without_what_varies(text: str) -> str:
    for pattern, name in VARYING:
        text = pattern.sub(name, text)
    return " ".join(text.split())


def _wait_for(count: int, look: Callable[[], list[str]], what: str) -> list[str]:
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while len(mails := look()) < count:
        assert time.monotonic() < deadline, f"mails to {what}: {len(mails)} and not {count}: {mails}"
        time.sleep(LOOK_AGAIN_SECONDS)
    return mails


def _whole_mails_to(address: str) -> list[str]:
    return [f"{about.strip()}\n\n{text}" for about, text in _mails_to(address)]


def _mails_to(address: str) -> Iterator[tuple[str, str]]:
    """Subject and text of each, copies too, oldest first; what is being written is left for the next look."""
    directory = Path(os.environ["JCOP_MAIL_DIR"])
    for path in sorted(directory.glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
        *whole, _ = path.read_bytes().split(RULER)
        for raw in whole:
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            if address in f"{mail['To']}, {mail['Cc']}".split(", "):
                yield mail["Subject"], mail.get_body(("plain",)).get_content()
