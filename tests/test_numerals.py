"""What is counted is declined, whatever the number: by the one filter, on every page and in every mail."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from jcop.accounts.desk import Queue
from jcop.templatetags.polish import zostalo
from tests.printed import NOUNS, printing_faults
from tests.test_house import code, name, templates

NUMBERS = (0, 1, 2, 5, 12, 22, 25)
# A value and the noun that a reader sees after it; a date or an hour counts nothing.
IN_TEMPLATES = re.compile(rf"\{{\{{([^{{}}]*)\}}\}}(?:\s|&nbsp;|</?\w+[^<>{{}}]*>)+(?:{NOUNS})\b")
COUNTS_NOTHING = re.compile(r"odmiana|\|\s*(dzien|godzina)")
# A constant says which form is right; everything else may be any number.
IN_CODE = re.compile(rf"\{{(?![A-Z_]+\}})([^{{}}\"]*)\}}[ \xa0](?:{NOUNS})\b")
# Words and a genitive („masz już 6 godz. rezerwacji”), no counts of the noun that follows.
COUNT_OTHERS = {"came", "done", "week", "hours(taken)"}


def test_a_noun_after_a_count_is_chosen_by_the_filter_in_every_template():
    bare = [
        f"{name(path)}: {match[0]}"
        for path in templates()
        for match in IN_TEMPLATES.finditer(path.read_text())
        if not COUNTS_NOTHING.search(match[1])
    ]

    assert bare == []


def test_a_noun_after_a_count_is_chosen_by_the_filter_in_all_code():
    bare = [
        f"{name(path)}: {match[0]}"
        for path in code()
        if not name(path).startswith("tests/")
        for match in IN_CODE.finditer(path.read_text())
        if match[1] not in COUNT_OTHERS
    ]

    assert bare == []


def test_what_is_left_of_a_term_is_declined():
    today = timezone.localdate()

    left = [zostalo(today + timedelta(days=n)) for n in NUMBERS]

    assert left == [
        "dzisiaj",
        "został 1 dzień",
        "zostały 2 dni",
        "zostało 5 dni",
        "zostało 12 dni",
        "zostały 22 dni",
        "zostało 25 dni",
    ]


def test_a_queue_of_the_desk_is_declined():
    queues = [Queue("rezerwacja,rezerwacje,rezerwacji", "do odnotowania", n, "/") for n in NUMBERS]

    assert [f"{queue.count} {queue.label}".removesuffix(" do odnotowania") for queue in queues] == [
        "0 rezerwacji",
        "1 rezerwacja",
        "2 rezerwacje",
        "5 rezerwacji",
        "12 rezerwacji",
        "22 rezerwacje",
        "25 rezerwacji",
    ]


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("50 rezerwacje", True),
        ("1 serie", True),
        ("3 dzień", True),
        ("1 osób", True),
        ("12 osoby", True),
        ("22 osoby", False),
        ("co 2 tygodnie", False),
        ("dla 2 osób", False),
        ("o 1 rezerwacji", False),
        ("5 dni", False),
        ("1 dzień", False),
    ],
)
def test_a_page_is_searched_for_forms_that_no_case_makes_right(text: str, *, is_wrong: bool):
    assert bool(printing_faults(text)) == is_wrong


def test_no_template_puts_a_stop_after_a_date_or_tears_an_hour_from_its_word():
    torn = re.compile(r"\|dzien \}\}(?:\{%[^%]*%\})*\.|godz\. (?=\{\{|<span|\d)")

    found = [f"{name(path)}: {match[0]}" for path in templates() for match in torn.finditer(path.read_text())]

    assert found == []
