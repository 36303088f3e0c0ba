"""Polish as people write it: plurals, dates, hours and telephone links. Built in to every template."""

import re
from datetime import date, datetime

from django import template
from django.utils import dateformat, timezone

register = template.Library()

WEEKDAYS_ACCUSATIVE = [
    "w poniedziałek",
    "we wtorek",
    "w środę",
    "w czwartek",
    "w piątek",
    "w sobotę",
    "w niedzielę",
]


def _local(moment: date) -> date:
    return timezone.localtime(moment) if isinstance(moment, datetime) else moment


@register.filter
def odmiana(number: int, forms: str) -> str:
    """The form of a word after a whole number: `{{ n|odmiana:"dzień,dni,dni" }}` (1, 2-4, 5-21)."""
    one, few, many = forms.split(",")
    if number == 1:
        return one
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return few
    return many


@register.filter
def dzien(moment: date | None) -> str:
    """„22 marca 2026 r.”, in Warsaw time."""
    return dateformat.format(_local(moment), "j\xa0E\xa0Y\xa0\\r.") if moment else ""


@register.filter
def dzien_tygodnia(moment: date) -> str:
    return dateformat.format(_local(moment), "l").lower()


@register.filter
def w_dzien(moment: date) -> str:
    """„w poniedziałek”, „we wtorek”: the day of the week after a preposition."""
    return WEEKDAYS_ACCUSATIVE[_local(moment).weekday()]


@register.filter
def godzina(moment: datetime) -> str:
    """„7:30”, in Warsaw time."""
    return dateformat.format(_local(moment), "G:i") if moment else ""


@register.filter
def tel(number: str) -> str:
    """A number as printed („32 47 19 555”) as the address of a `tel:` link."""
    digits = re.sub(r"\D", "", number)
    return f"+{digits}" if len(digits) > 9 else f"+48{digits}"


@register.filter
def zostalo(due_on: date) -> str:
    """„zostało 5 dni”, „dzisiaj”, „2 dni po terminie”: the same words in lists and on pages."""
    days = (due_on - timezone.localdate()).days
    words = odmiana(abs(days), "dzień,dni,dni")
    if days < 0:
        return f"{-days} {words} po terminie"
    return f"zostało {days} {words}" if days else "dzisiaj"
