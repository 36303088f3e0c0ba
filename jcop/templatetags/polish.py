"""Polish as people write it: plurals, dates, hours and telephone links. Built in to every template."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django import template
from django.utils import dateformat, timezone
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from jcop import richtext
from jcop.opening.hours import Day
from jcop.opening.wording import ON_WEEKDAY, between
from jcop.typed.cleaning import many_lines
from jcop.typed.phones import dialled
from jcop.typography import bind, bind_html

register = template.Library()

EXCERPT_WORDS = 30
WORD_JOINER = "\u2060"
# Where a line ends without a mark of its own; with it, what the next one begins with.
LINE_END = re.compile(r"(?<=[^\s.:;,!?–])[ \t\r]*\n\s*(?=(\S))")
SPAN = re.compile(r"\d+:\d\d–\d+:\d\d")
PHONE = re.compile(r"(?<![\d/])(?:\d\d \d\d \d\d \d{3}|\d\d \d{3} \d\d \d\d|\d{3} \d{3} \d{3})(?!\d)")


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
    return ON_WEEKDAY[_local(moment).weekday()].replace(" ", "\xa0")


@register.filter
def godzina(moment: datetime) -> str:
    """„7:30”, in Warsaw time."""
    return dateformat.format(_local(moment), "G:i") if moment else ""


@register.filter
def tel(number: str) -> str:
    """A number as printed („32 47 19 555”) as the address of a `tel:` link."""
    return dialled(number)


@register.filter
def zostalo(due_on: date) -> str:
    """„zostało 5 dni”, „dzisiaj”, „2 dni po terminie”: the same words in lists and on pages."""
    days = (due_on - timezone.localdate()).days
    words = odmiana(abs(days), "dzień,dni,dni")
    if days < 0:
        return f"{-days} {words} po terminie"
    return f"{odmiana(days, 'został,zostały,zostało')} {days} {words}" if days else "dzisiaj"


@register.filter
def starts_with(text: str, beginning: str) -> bool:
    return text.startswith(beginning)


@register.filter
def zajawka(text: str) -> str:
    """The first 30 words of a text, its lines as one; no telephone or hours broken across lines or cut."""
    whole = LINE_END.sub(lambda end: ". " if end[1].isupper() else "; ", text.strip())
    whole = PHONE.sub(lambda found: found[0].replace(" ", "\xa0"), whole)
    whole = SPAN.sub(lambda found: found[0].replace("–", f"{WORD_JOINER}–{WORD_JOINER}"), whole)
    words = re.split(r"[ \t\r\n]+", whole)
    begun = " ".join(words[:EXCERPT_WORDS])
    return bind(begun if len(words) <= EXCERPT_WORDS else f"{begun.rstrip('.;,:')} …")


@register.filter
def bez_sierot(words: object) -> str:
    """What the office, an applicant or our code says, with the short words kept beside the next ones.

    The words of a template itself are written so (`jcop.make.binding`).
    """
    text = str(words)
    if isinstance(text, SafeString):  # Also of a lazy text, which Django does not know to be safe.
        return mark_safe(bind_html(text))  # noqa: S308 - safe before, and no sign of HTML is added
    return bind(many_lines(text))


@register.filter
def zdanie(sentence: str) -> SafeString:
    """A sentence about hours in which no „10:00–18:00” is broken across lines."""
    return mark_safe(SPAN.sub(r'<span class="unbroken">\g<0></span>', escape(sentence)))  # noqa: S308 - escaped


@register.filter
def z_odnosnikami(text: str) -> SafeString:
    """What the office wrote, with its addresses and telephone numbers as links."""
    linked = urlize(text, autoescape=True)
    return mark_safe(PHONE.sub(_phone_link, linked))  # noqa: S308 - escaped by urlize


@register.filter
def tresc(html: str, top: int = 2) -> SafeString:
    """A text of the office, cleaned as it is shown, with addresses and telephone numbers as links."""
    shown = richtext.shown(html, top=top, text=z_odnosnikami)
    return mark_safe(bind_html(shown))  # noqa: S308 - written anew


def _phone_link(found: re.Match[str]) -> str:
    return f'<a href="tel:{tel(found[0])}">{found[0]}</a>'


@register.filter
def tydzien(days: Sequence[Day]) -> str:
    """„23–29 listopada 2026 r.”: the first and the last of these days."""
    return between(days[0].date, days[-1].date)


@register.filter
def dzien_i_miesiac(day: date) -> str:
    """„22 marca”, never broken across lines."""
    return dateformat.format(_local(day), "j\xa0E")


@register.filter
def dopiski(days: Iterable[Day]) -> list[str]:
    """What the office adds to the hours of these days, each remark once."""
    return list(dict.fromkeys(day.period.note for day in days if day.period and day.period.note))
