"""Telephone numbers: checked by the phonenumbers library, kept and shown as people typed them."""

import phonenumbers
from django.core.exceptions import ValidationError


def check_phone(text: str) -> None:
    """A validator: a possible number of Poland, or of another country after its +prefix."""
    try:
        number = phonenumbers.parse(text, "PL")
    except phonenumbers.NumberParseException:
        raise ValidationError("Podaj numer telefonu, na przykład 32 47 19 555.") from None
    if not phonenumbers.is_valid_number(number):
        raise ValidationError("Takiego numeru telefonu nie ma: proszę sprawdzić liczbę cyfr i kierunkowy.")
