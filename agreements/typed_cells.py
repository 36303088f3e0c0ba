"""What a cell of a spreadsheet says: words, a number, a day, as offices write them and Excel keeps them.

Pure: a value in, a value out. Each refusal is a ValidationError, one sentence without the name of the column.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from jcop.files import spreadsheets
from jcop.opening.wording import MONTHS, OF_MONTH

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
MONTH = {name: number for names in (OF_MONTH, MONTHS, ROMAN) for number, name in enumerate(names, start=1)}
YEAR = r"(?:\s*(?:r\.?|roku))?"
DAY_FIRST = re.compile(
    rf"(?:dnia )?(?P<d>\d\d?)[\s./-]+(?P<m>\d\d?|[^\W\d_]+)[\s./-]+(?P<y>\d{{4}}|\d\d){YEAR}"
)
YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})[./-](?P<m>\d\d?)[./-](?P<d>\d\d?)(?:[ t]00:00(?::00(?:\.0+)?)?)?{YEAR}"
)
# Excel counts days from here; as a serial number only what falls into these years is taken for a day.
DAY_ZERO, SERIAL_YEARS = date(1899, 12, 30), range(2000, 2100)
SERIAL = re.compile(r"(\d{5,7})(?:[.,]0+)?")
NONE = {"-", "–", "—"}
ENDLESS = NONE | {"bezterminowo", "bezterminowe", "bezterminowa", "czas nieokreślony", "na czas nieokreślony"}
ENDLESS_YEAR = 9999  # 31.12.9999, as other registers write it
# What Excel makes of „3/2025” where it is saved as text: a day, or a month cut short.
MADE_A_DAY = re.compile(
    r"\d{4}-\d\d-\d\d(?:[ t]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"
    r"|(?:sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru)[.\- ]\d\d"
    r"|(?:jan|feb|apr|may|jun|jul|aug|sep|oct|nov|dec)[.\- ]\d\d"
)
ERROR = re.compile(r"#(?:N/[AD]!?|[^\W\d_]+(?:/0)?[!?])")


def words(value: Any) -> str:
    """The text of a cell; a whole number without its decimals. ValidationError of what was no text."""
    if isinstance(value, date | time | timedelta):
        raise _made_a_day(f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value))
    text = spreadsheets.words(int(value) if isinstance(value, float) and value.is_integer() else value)
    if ERROR.fullmatch(text):
        raise ValidationError(f"W komórce jest błąd arkusza: {text}.")
    # As our own spreadsheets write what would run as a formula.
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def number(value: Any) -> str:
    """Words of a column of numbers, which a spreadsheet is quick to take for dates."""
    text = words(value)
    if MADE_A_DAY.fullmatch(text.lower()):
        raise _made_a_day(text)
    return text


def day(value: Any) -> date | None:
    """The day; None of an empty cell. ValidationError of what is none, or of which nobody can be sure."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = words(value)
    if not text:
        return None
    lower = text.lower()
    serial = SERIAL.fullmatch(lower)
    written = DAY_FIRST.fullmatch(lower) or YEAR_FIRST.fullmatch(lower)
    try:
        if serial:
            return _counted(int(serial[1]))
        if written:
            month = written["m"]
            year = int(written["y"]) + (2000 if len(written["y"]) == 2 else 0)
            return date(year, int(month) if month.isdecimal() else MONTH[month], int(written["d"]))
    except (ValueError, KeyError, OverflowError):
        pass
    raise ValidationError(f"„{text}” nie jest datą, na przykład 31.12.2026.")


def first_day(value: Any) -> date | None:
    """The day on which a term begins; a dash is nothing."""
    return None if isinstance(value, str) and value.strip() in NONE else day(value)


def last_day(value: Any) -> date | None:
    """The day on which a term ends; None of one that goes on, in whatever words."""
    if isinstance(value, str) and words(value).lower() in ENDLESS:
        return None
    last = day(value)
    return None if last and last.year == ENDLESS_YEAR else last


def _counted(serial: int) -> date:
    counted = DAY_ZERO + timedelta(days=serial)
    if counted.year not in SERIAL_YEARS and counted != date(ENDLESS_YEAR, 12, 31):
        raise ValueError("no day of this century")
    return counted


def _made_a_day(text: str) -> ValidationError:
    return ValidationError(
        f"Arkusz zamienił ten wpis na datę („{text}”). Proszę sformatować kolumnę jako tekst"
        " i wpisać go jeszcze raz."
    )
