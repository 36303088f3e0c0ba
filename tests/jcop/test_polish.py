"""Polish as people write it."""

from datetime import UTC, date, datetime

import pytest
from django.forms import DateField
from django.template import Context, Template
from django.utils import formats

from jcop.templatetags.polish import (
    dzien,
    dzien_tygodnia,
    godzina,
    odmiana,
    tel,
    w_dzien,
    z_odnosnikami,
    zajawka,
    zdanie,
)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "zgłoszeń"),
        (1, "zgłoszenie"),
        (2, "zgłoszenia"),
        (5, "zgłoszeń"),
        (12, "zgłoszeń"),
        (22, "zgłoszenia"),
        (25, "zgłoszeń"),
        (101, "zgłoszeń"),
        (102, "zgłoszenia"),
        (112, "zgłoszeń"),
    ],
)
def test_a_word_takes_the_form_its_number_asks_for(number: int, form: str):
    assert odmiana(number, "zgłoszenie,zgłoszenia,zgłoszeń") == form


def test_every_template_may_decline_words_without_loading_anything():
    template = Template('{{ n }} {{ n|odmiana:"dzień,dni,dni" }}')

    assert [template.render(Context({"n": n})) for n in (1, 2)] == ["1 dzień", "2 dni"]


def test_a_sentence_about_hours_keeps_them_whole_and_becomes_no_code():
    assert zdanie("<b> 7:30–15:30") == '&lt;b&gt; <span class="unbroken">7:30–15:30</span>'


def test_an_excerpt_is_thirty_words_and_no_number_in_it_is_broken_or_cut():
    words = ["słowo"] * 29

    assert zajawka(f"{' '.join(words)}\n32 47 85 135 czynny") == f"{' '.join(words)}; 32\xa047\xa085\xa0135 …"
    lines = "Godziny:\n22 marca 10:00–18:00\n\n26 marca – nieczynne\nSprawy pilne.\nKoniec"
    told = "Godziny: 22\xa0marca 10:00\u2060–\u206018:00; 26\xa0marca – nieczynne. Sprawy pilne. Koniec"
    assert zajawka(lines) == told
    assert zajawka(f"{'słowo ' * 29}koniec. Dalej") == f"{'słowo ' * 29}koniec …"
    assert zajawka("Telefon 32 47 85 135") == "Telefon 32\xa047\xa085\xa0135"


def test_what_the_office_wrote_can_be_called_and_written_to():
    assert z_odnosnikami("Referat <1>, tel. 32 47 85 135, a@example.org") == (
        'Referat &lt;1&gt;, tel. <a href="tel:+48324785135">32 47 85 135</a>,'
        ' <a href="mailto:a@example.org">a@example.org</a>'
    )


def test_a_date_is_written_out_and_never_broken_across_lines():
    assert dzien(date(2026, 3, 5)) == "5\xa0marca\xa02026\xa0r."
    assert dzien(date(2026, 10, 1)) == "1\xa0października\xa02026\xa0r."
    assert dzien(None) == ""


def test_a_moment_is_dated_by_the_clock_of_warsaw():
    assert dzien(datetime(2026, 10, 27, 23, 30, tzinfo=UTC)) == "28\xa0października\xa02026\xa0r."


@pytest.mark.parametrize(
    ("day", "phrase"),
    [
        (8, "w poniedziałek"),
        (9, "we wtorek"),
        (10, "w środę"),
        (11, "w czwartek"),
        (12, "w piątek"),
        (13, "w sobotę"),
        (14, "w niedzielę"),
    ],
)
def test_a_day_of_the_week_follows_its_preposition(day: int, phrase: str):
    assert w_dzien(date(2026, 6, day)) == phrase.replace(" ", "\xa0").replace(" ", "\xa0")


def test_the_day_after_the_preposition_is_the_one_in_warsaw():
    assert w_dzien(datetime(2026, 6, 8, 23, tzinfo=UTC)) == "we\xa0wtorek"


def test_a_day_of_the_week_inside_a_sentence_is_lower_case():
    assert dzien_tygodnia(date(2026, 11, 12)) == "czwartek"


@pytest.mark.parametrize(("hour", "text"), [(5, "7:30"), (16, "18:30")])
def test_an_hour_has_no_leading_zero(hour: int, text: str):
    assert godzina(datetime(2026, 6, 10, hour, 30, tzinfo=UTC)) == text


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("32 47 19 555", "+48324719555"),
        ("+48 32 47 19 555", "+48324719555"),
        ("(32) 471-95-55", "+48324719555"),
        ("600 700 800", "+48600700800"),
    ],
)
def test_a_printed_number_becomes_an_address_to_call(printed: str, address: str):
    assert tel(printed) == address


def test_a_short_date_can_be_typed_back():
    shown = formats.date_format(date(2026, 3, 5), "SHORT_DATE_FORMAT")

    assert shown == "05.03.2026"
    assert DateField().clean(shown) == date(2026, 3, 5)


def test_a_year_is_not_split_by_a_thousands_separator():
    assert Template("{{ year }}").render(Context({"year": 2026})) == "2026"
