"""The mail that the worker of the demonstration really sent, read from where it puts it."""

import email
import email.policy
import os
import time
from email.message import EmailMessage
from pathlib import Path

from tests.e2e.conftest import PATIENCE_MS

RULER = b"-" * 79 + b"\n"  # Django's file backend ends each mail with it.
LOOK_AGAIN_SECONDS = 0.05


def mail_to(address: str, subject: str) -> str:
    """Wait for the newest mail to that address whose subject holds these words; its text."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not (texts := _texts(address, subject)):
        assert time.monotonic() < deadline, f"{address} never had a mail about {subject}"
        time.sleep(LOOK_AGAIN_SECONDS)
    return texts[-1]


def _texts(address: str, subject: str) -> list[str]:
    """Oldest first; a mail that is still being written is left for the next look."""
    texts = []
    directory = Path(os.environ["JCOP_MAIL_DIR"])
    for path in sorted(directory.glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
        *whole, _ = path.read_bytes().split(RULER)
        for raw in whole:
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            if mail["To"] == address and subject in mail["Subject"]:
                texts.append(mail.get_body(("plain",)).get_content())
    return texts
