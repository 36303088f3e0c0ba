"""Hours as they are typed, told and read back."""

import re
from calendar import monthrange
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcop.opening.hours import Span
from jcop.opening.typed_hours import (
    LAST_MINUTE,
    OVER_MIDNIGHT,
    OVERLAP,
    SHAPE,
    UnreadableHours,
    read_hours,
    typed_hours,
)
from jcop.opening.wording import (
    IN_MONTH,
    between,
    duty_sentence,
    full_date,
    in_time,
    pattern_sentence,
    read_pattern,
    read_week,
    week_sentence,
)

MARCH_22 = date(2027, 3, 22)  # a Monday
WORKDAY, SHORT, LONG = (Span(time(7, 30), time(15, 30)), Span(time(15), time(18)), Span(time(10), time(18)))
SOURCE_WEEK = ["10:00-18:00", "7:30-15:30", "7:30-15:30", "8:30-18:00", "nieczynne"]

minutes = st.integers(min_value=0, max_value=1439).map(lambda n: time(n // 60, n % 60))


@st.composite
def spans_of_a_day(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(minutes, max_size=6)))
    return tuple(Span(edges[n], edges[n + 1]) for n in range(0, len(edges) - 1, 2))


a_week = st.tuples(*[spans_of_a_day()] * 7)
days = st.dates(min_value=date(2009, 1, 1), max_value=date(2099, 12, 1))


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


class TestTypedHours:
    @pytest.mark.parametrize(
        ("text", "spans"),
        [
            ("10:00-18:00", (LONG,)),
            ("10-18", (LONG,)),
            (" 10.00 – 18.00 ", (LONG,)),
            ("od 10 do 18", (LONG,)),
            ("godz. 10:00—18:00", (LONG,)),
            ("15:00-18:00, 7:30-15:00", (Span(time(7, 30), time(15)), SHORT)),
            ("7:30-15:00 i 15:00-18:00", (Span(time(7, 30), time(15)), SHORT)),
            ("nieczynne", ()),
            ("Nieczynne.", ()),
            ("0:00-23:59", (Span(time(0), time(23, 59)),)),
        ],
    )
    def test_are_read_as_people_write_them(self, text: str, spans: tuple[Span, ...]):
        assert read_hours(text) == spans

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("8:00-12:00, 10:00-14:00", OVERLAP),
            ("8:00-12:00, 8:00-12:00", OVERLAP),
            ("18:00-10:00", OVER_MIDNIGHT),
            ("22:00-2:00", OVER_MIDNIGHT),
            ("10:00-10:00", OVER_MIDNIGHT),
            ("16:00-24:00", LAST_MINUTE),
            ("16-24", LAST_MINUTE),
            ("24:30-25:00", "Nie ma godziny 24:30."),
            ("8:00-25:00", "Nie ma godziny 25:00."),
            ("8:00-16:75", "Nie ma godziny 16:75."),
            ("rano", SHAPE),
            ("", SHAPE),
            ("10:00", SHAPE),
            ("10:00-18:00,", SHAPE),
            ("nieczynne, 10-18", SHAPE),
        ],
    )
    def test_that_make_no_sense_are_told_why(self, text: str, sentence: str):
        with pytest.raises(UnreadableHours) as refusal:
            read_hours(text)

        assert str(refusal.value) == sentence

    @given(spans_of_a_day())
    def test_are_read_back_as_they_were_typed(self, spans: tuple[Span, ...]):
        assert read_hours(typed_hours(spans)) == spans

    @given(st.text(max_size=40) | st.text(alphabet="0123456789:-–, dionecz", max_size=30))
    def test_anything_at_all_is_read_or_refused(self, text: str):
        try:
            spans = read_hours(text)
        except UnreadableHours as refusal:
            told = str(refusal)
        else:
            told = f"{typed_hours(spans)}."

        assert told.endswith(".")
        assert len(told) > 5


class TestTheSentenceOfAWeek:
    def test_tells_the_week_of_the_source(self):
        week = [(MARCH_22 + timedelta(days=n), read_hours(text)) for n, text in enumerate(SOURCE_WEEK)]

        assert plain(week_sentence(week)) == (
            "W dniach 22–26 marca 2027 r. Centrum jest czynne: w poniedziałek 22 marca w godz. 10:00–18:00;"
            " we wtorek 23 marca i w środę 24 marca w godz. 7:30–15:30;"
            " w czwartek 25 marca w godz. 8:30–18:00; w piątek 26 marca – nieczynne."
        )

    def test_keeps_what_belongs_together_on_one_line(self):
        assert week_sentence([(MARCH_22, (LONG,))]) == (
            "W\xa0poniedziałek 22\xa0marca 2027\xa0r. Centrum jest czynne w\xa0godz.\xa010:00–18:00."
        )

    @pytest.mark.parametrize(
        ("offset", "words"),
        [
            (0, "W poniedziałek 22 marca"),
            (1, "We wtorek 23 marca"),
            (2, "W środę 24 marca"),
            (3, "W czwartek 25 marca"),
            (4, "W piątek 26 marca"),
            (5, "W sobotę 27 marca"),
            (6, "W niedzielę 28 marca"),
        ],
    )
    def test_names_every_weekday_in_its_case(self, offset: int, words: str):
        found = plain(week_sentence([(MARCH_22 + timedelta(days=offset), ())]))

        assert found == f"{words} 2027 r. Centrum jest nieczynne."

    @pytest.mark.parametrize(
        ("offset", "words"),
        [
            (0, "od poniedziałku 22 marca do środy 24 marca"),
            (1, "od wtorku 23 marca do czwartku 25 marca"),
            (2, "od środy 24 marca do piątku 26 marca"),
            (3, "od czwartku 25 marca do soboty 27 marca"),
            (4, "od piątku 26 marca do niedzieli 28 marca"),
        ],
    )
    def test_names_equal_days_from_the_first_to_the_last(self, offset: int, words: str):
        found = week_sentence([(MARCH_22 + timedelta(days=offset + n), (LONG,)) for n in range(3)])

        assert words in plain(found)

    def test_names_the_month_and_the_year_twice_only_where_they_differ(self):
        assert between(date(2027, 3, 29), date(2027, 4, 2)) == "29 marca – 2 kwietnia 2027 r."
        assert between(date(2026, 12, 28), date(2027, 1, 3)) == "28 grudnia 2026 r. – 3 stycznia 2027 r."

    @pytest.mark.parametrize("offsets", [[], [0, 2], [1, 0], range(8)])
    def test_is_of_one_week(self, offsets: list[int]):
        with pytest.raises(ValueError, match="a week has"):
            week_sentence([(MARCH_22 + timedelta(days=n), ()) for n in offsets])

    @given(days, st.integers(min_value=1, max_value=7), a_week)
    def test_read_back_gives_the_same_week(self, first: date, length: int, hours: tuple):
        week = [(first + timedelta(days=n), hours[n]) for n in range(length)]

        assert read_week(week_sentence(week)) == week

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Zapraszamy.",
            "Centrum jest czynne.",
            "W dniach 22–26 marca 2027 r. Centrum jest czynne: w poniedziałek 22 marca w godz. 10:00–18:00.",
            "W dniach 22–23 marca 2027 r. Centrum jest czynne: w piątek 22 marca i we wtorek 23 marca"
            " – nieczynne.",
            "We wtorek 22 marca 2027 r. Centrum jest nieczynne.",
            "W dniach 22–23 marca 2027 r. Centrum jest czynne: w poniedziałek 22 marca rano.",
        ],
    )
    def test_that_contradicts_the_calendar_is_not_read(self, text: str):
        with pytest.raises(ValueError, match=r"^no|not"):
            read_week(text)


class TestTheSentenceOfAMonth:
    week = ((SHORT,),) * 5 + ((), ())

    @pytest.mark.parametrize(
        ("month", "words"),
        [
            (1, "W styczniu"),
            (2, "W lutym"),
            (3, "W marcu"),
            (4, "W kwietniu"),
            (5, "W maju"),
            (6, "W czerwcu"),
            (7, "W lipcu"),
            (8, "W sierpniu"),
            (9, "We wrześniu"),
            (10, "W październiku"),
            (11, "W listopadzie"),
            (12, "W grudniu"),
        ],
    )
    def test_names_every_month_in_its_case(self, month: int, words: str):
        first = date(2027, month, 1)
        last = date(2027, month, monthrange(2027, month)[1])

        assert plain(pattern_sentence(first, last, self.week)) == (
            f"{words} 2027 r. Centrum jest czynne: od poniedziałku do piątku w godz. 15:00–18:00;"
            " w soboty i w niedziele – nieczynne."
        )

    def test_names_single_weekdays_in_the_plural(self):
        hours = ((SHORT,), (LONG,), (SHORT,), (LONG,), (SHORT,), (LONG,), (SHORT,))

        found = plain(pattern_sentence(date(2027, 2, 1), None, hours))

        assert found.startswith(
            "Od 1 lutego 2027 r. Centrum jest czynne: w poniedziałki w godz. 15:00–18:00;"
        )
        assert re.findall(r"we? \w+(?= w godz)", found) == [
            "w poniedziałki",
            "we wtorki",
            "w środy",
            "w czwartki",
            "w piątki",
            "w soboty",
            "w niedziele",
        ]

    def test_of_another_stretch_names_both_ends(self):
        assert in_time(date(2027, 7, 1), date(2027, 8, 15)) == "od 1 lipca do 15 sierpnia 2027 r."
        assert (
            in_time(date(2026, 12, 15), date(2027, 1, 15)) == "od 15 grudnia 2026 r. do 15 stycznia 2027 r."
        )
        assert in_time(date(2027, 9, 1), date(2027, 10, 31)) == "od 1 września do 31 października 2027 r."

    @given(days, st.none() | st.integers(min_value=0, max_value=400), a_week)
    def test_read_back_gives_the_same_hours(self, first: date, length: int | None, hours: tuple):
        last = None if length is None else first + timedelta(days=length)

        assert read_pattern(pattern_sentence(first, last, hours)) == (first, last, hours)

    @given(st.integers(min_value=2009, max_value=2099), st.integers(min_value=1, max_value=12), a_week)
    def test_of_a_whole_month_read_back_gives_the_same_hours(self, year: int, month: int, hours: tuple):
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        told = pattern_sentence(first, last, hours)

        assert plain(told).lower().startswith(f"{IN_MONTH[month - 1]} {year} r. ")
        assert read_pattern(told) == (first, last, hours)


def test_the_duty_of_september_is_told_as_in_the_source():
    week = ((SHORT,),) * 5 + ((), ())

    assert plain(duty_sentence(date(2027, 9, 1), week)) == (
        "We wrześniu 2027 r. pracownik Centrum pełni dyżury od poniedziałku do piątku w godz. 15:00–18:00."
    )
    assert plain(duty_sentence(date(2027, 9, 1), ((),) * 7)) == (
        "We wrześniu 2027 r. pracownik Centrum nie pełni dyżurów."
    )


def test_a_date_in_full_is_in_the_genitive():
    assert full_date(date(2027, 10, 5)) == "5 października 2027 r."
