"""Cells of a spreadsheet as offices write them and as Excel keeps them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from agreements.typed_cells import day, first_day, last_day, number, words
from tests.counting import Cases

THAT_DAY = date(2025, 1, 15)


def refusal_of(read: Callable[[object], object], value: object) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(value)
    return " ".join(refusal.value.messages)


def test_a_day_is_understood_however_an_office_writes_it(case: Cases):
    typed = ["15.01.2025", "15.1.2025", "15.01.2025 r.", "15.01.2025r.", "15.01.2025 roku", "15-01-2025"]
    typed += ["15/01/2025", "15. 01. 2025", "2025-01-15", "2025.01.15", "2025-01-15 00:00:00", "15.01.25"]
    typed += ["15 stycznia 2025", "15 Stycznia 2025 r.", "dnia 15.01.2025 r.", "15 I 2025", "15.I.2025"]
    typed += [
        "15.01.2025\xa0",
        " 15.01.2025 ",
        "45672",
        45672,
        45672.0,
        datetime.combine(THAT_DAY, time()),
        THAT_DAY,
    ]
    for value in typed:
        with case(repr(value)):
            assert day(value) == THAT_DAY


def test_what_is_no_day_or_may_be_several_is_refused(case: Cases):
    typed = ["31.02.2025", "15.13.2025", "01/15/2025", "brak", "nd", "-", "15.01", "2025", 2025, "1.2025"]
    typed += ["15.01.20255", "15 stycznia", "15 brumaire 2025", 45672.5, 999999, "2025-01-15 13:30", "0"]
    for value in typed:
        with case(repr(value)):
            assert f"„{value}” nie jest datą" in refusal_of(day, value)
    with case("a time"):
        assert "zamienił" in refusal_of(day, time(12, 30))


def test_a_term_without_an_end_is_written_in_many_ways(case: Cases):
    typed = ["bezterminowo", "Bezterminowo ", "czas nieokreślony", "na czas  nieokreślony", "-", "–", ""]
    typed += [None, "czas nieokres\u0301lony", "31.12.9999", "9999-12-31", date.max]
    typed += [2958465, "2958465"]
    for value in typed:
        with case(repr(value)):
            assert last_day(value) is None
    with case("an end"):
        assert last_day("31.12.2025") == date(2025, 12, 31)
    with case("no word for an end"):
        assert "„brak”" in refusal_of(last_day, "brak")


def test_a_dash_is_no_beginning():
    assert (first_day("–"), first_day("15.01.2025")) == (None, THAT_DAY)


def test_a_number_that_became_a_date_is_refused(case: Cases):
    typed = [datetime.combine(THAT_DAY, time()), date(2025, 3, 1), time(7, 20), timedelta(hours=31)]
    typed += ["2025-03-01 00:00:00", "2025-03-01", "mar.25", "paź-25", "Mar-25"]
    for value in typed:
        with case(repr(value)):
            assert "Proszę sformatować kolumnę jako tekst" in refusal_of(number, value)
    for kept in ("3/2025", "15/01/2025", "1.03.2025", "DS.7.2025", "mar/25"):
        with case(kept):
            assert number(kept) == kept


def test_words_are_composed_and_trimmed_and_errors_of_the_sheet_are_refused(case: Cases):
    cells = {
        "s\u0301wiez\u0307a\xa0 nazwa\n": "świeża nazwa",
        12.0: "12",
        7: "7",
        0: "0",
        "12.0": "12.0",
        "'+48 32 471 95 55": "+48 32 471 95 55",
        "'Ala": "'Ala",
        "7/20\u200b25\u00ad\ufeff": "7/2025",
        "#1": "#1",
    }
    for value, text in cells.items():
        with case(repr(value)):
            assert words(value) == text
    for error in ("#REF!", "#N/A", "#N/D!", "#ADR!", "#DZIEL/0!", "#NAZWA?"):
        with case(error):
            assert refusal_of(words, error) == f"W komórce jest błąd arkusza: {error}."
