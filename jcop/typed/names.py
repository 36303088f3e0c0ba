"""Names that other people read in mails: one line, no address of a page, no sign that hides or turns text."""

import re
import unicodedata

from django.core.exceptions import ValidationError

ADDRESS = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}/", re.IGNORECASE)
# Controls and line breaks, bidirectional and zero-width signs, line and paragraph separators.
UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})


# What PostgreSQL finds of them: line breaks, and the controls between which they stand.
BROKEN = r"[\x01-\x1f\x7f\x85\u2028\u2029]"


def refuse_lines(text: str) -> None:
    """A validator for what stands in one line: a title in a calendar, the subject of a mail."""
    if any(unicodedata.category(sign) in UNSEEN for sign in text):
        raise ValidationError(
            "W tym polu jest nowy wiersz albo niewidoczny znak. Proszę wpisać nazwę w jednym wierszu.",
            code="unseen",
        )


def refuse_disguise(name: str) -> None:
    """A validator for every name that a mail of ours may carry to somebody else."""
    refuse_lines(name)
    if ADDRESS.search(name):
        raise ValidationError("Proszę nie wpisywać tu adresu strony internetowej.", code="address")
