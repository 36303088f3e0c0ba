"""Telephone numbers: checked by the phonenumbers library, kept and shown as people typed them."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import PhoneNumber

# „wew. 12” after a number of an office.
INNER = re.compile(
    r"[\s,;(]*\b(?:wewn?\.?|wewnętrzny|numer wewnętrzny)\s*(?:nr\s*)?(\d{1,5})\s*\)?\s*$", re.IGNORECASE
)
# „0-32 47…” and „+48 (0)32…”: the zero that was dialled between Polish towns until 2010.
TOWN_ZERO = re.compile(r"^(\D*?(?:\+48|0048)?\D*?)\(?\b0(?=[-)\s(/]*[1-9])\)?")
LONGEST_DIGITS = 15  # E.164: whatever has more is no single number.
LONGEST_TEXT = 60  # The patterns try again and again on a text of thousands of signs.
ONE_NUMBER = "Proszę wpisać jeden numer telefonu, na przykład 32 47 19 555."


def _parsed(text: str) -> PhoneNumber:
    """What `text` dials from Poland; a ValidationError says why it is no number."""
    if len(text) > LONGEST_TEXT:
        raise ValidationError(ONE_NUMBER)
    inner = INNER.search(text)
    bare = TOWN_ZERO.sub(r"\1", text[: inner.start()] if inner else text)
    try:
        number = phonenumbers.parse(bare, "PL")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        if _are_several(bare):
            raise ValidationError(ONE_NUMBER)
        if number is None:
            raise ValidationError("Proszę podać numer telefonu, na przykład 32 47 19 555.")
        raise ValidationError("Takiego numeru telefonu nie ma: proszę sprawdzić liczbę cyfr i kierunkowy.")
    if inner:
        number.extension = inner[1]
    return number


def _are_several(text: str) -> bool:
    """Two numbers in one field, with a comma, a stroke, a word or only a space between."""
    is_long = sum(sign.isdecimal() for sign in text) > LONGEST_DIGITS
    return is_long or len(list(phonenumbers.PhoneNumberMatcher(text, "PL"))) > 1


def check_phone(text: str) -> None:
    """A validator: one possible number of Poland, or of another country after its +prefix."""
    _parsed(text)


def dialled(text: str) -> str:
    """What a `tel:` link holds: „0048 32 47 19 555” → +48324719555, an inner number after `;ext=` (RFC 3966).

    Of several numbers the first is dialled; what is no number, as a short one of the city, as its digits.
    """
    try:
        number = _parsed(text)
    except ValidationError:
        several = phonenumbers.PhoneNumberMatcher(text[:LONGEST_TEXT], "PL")
        if not several.has_next():
            return re.sub(r"[^\d+]", "", text)
        number = several.next().number
    inner = f";ext={number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + inner
