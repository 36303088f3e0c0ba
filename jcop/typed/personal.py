"""A PESEL typed into free text is refused: the portal does not need it (RODO art. 5 ust. 1 lit. c)."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.exceptions import ValidationError as NumberError
from stdnum.pl import pesel

# What people put between the digits: spaces of every width (none and hard ones too), hyphens and dashes,
# dots, slashes, underscores. Never the end of a line: a column of numbers is no PESEL.
BETWEEN = r"(?:[^\S\r\n]|[-._\u00b7/\\\u2044\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]){0,3}"
# Looked for from every digit that begins a group, so that a number before it hides none.
ELEVEN_DIGITS = re.compile(rf"(?<!\d)(?=(\d(?:{BETWEEN}\d){{10}})(?!\d))")


def pesel_in(text: str, today: date) -> str | None:
    """The first PESEL in `text`: eleven digits, a right check digit and a birth date not after `today`.

    The birth date spares numbers that only happen to check: a telephone with its 48 would be a birth
    in month 48-something, or in a year that is still to come.
    """
    for match in ELEVEN_DIGITS.finditer(text):
        digits = "".join(str(unicodedata.decimal(sign)) for sign in match[1] if sign.isdecimal())
        try:
            pesel.validate(digits)
            if pesel.get_birth_date(digits) <= today:
                return digits
        except NumberError:
            continue
    return None


def refuse_pesel(text: str) -> None:
    """A validator for every free text that people fill in."""
    if pesel_in(text, timezone.localdate()):
        raise ValidationError(
            "W tekście jest numer PESEL. Proszę go usunąć: nie jest potrzebny, a portal nie może go"
            " przechowywać.",
            code="pesel",
        )
