"""Numbers of organisations: every valid one in every common spelling, no single wrong digit."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jcop.typed.personal import pesel_in, refuse_pesel
from organizations.registers import (
    NUMBER_LABEL,
    REGISTER_OF,
    SLUGS,
    LegalForm,
    Register,
    clean_e_delivery,
    clean_krs,
    clean_nip,
    clean_regon,
)

SEPARATORS = st.sampled_from(["", " ", "-"])


def check_digit(digits: str, weights: list[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def digits_of(length: int, least: int = 0) -> st.SearchStrategy[str]:
    """As many digits; made from numbers, which costs a twentieth of drawing them from an expression."""
    return st.integers(least, 10**length - 1).map(lambda number: f"{number:0{length}}")


@st.composite
def nips(draw: st.DrawFn) -> str:
    weights = [6, 5, 7, 2, 3, 4, 5, 6, 7]
    digits = draw(digits_of(9, least=10**8).filter(lambda text: check_digit(text, weights) < 10))
    return digits + str(check_digit(digits, weights))


@st.composite
def regons(draw: st.DrawFn) -> str:
    digits = draw(digits_of(8).filter(lambda text: len(set(text)) > 1))
    return digits + str(check_digit(digits, [8, 9, 2, 3, 4, 5, 6, 7]) % 10)


@given(number=nips().filter(lambda text: len(set(text)) > 1), separator=SEPARATORS, prefix=st.booleans())
def test_valid_nip_is_accepted_in_every_spelling(number: str, separator: str, prefix: bool):
    spelled = separator.join([number[:3], number[3:6], number[6:8], number[8:]])

    assert clean_nip(f"{'PL ' if prefix else ''}{spelled}") == number


@given(number=nips(), place=st.integers(0, 9), shift=st.integers(1, 9))
def test_nip_with_one_wrong_digit_is_refused(number: str, place: int, shift: int):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    with pytest.raises(ValidationError):
        clean_nip(wrong)


@given(number=regons(), separator=SEPARATORS, padded=st.booleans())
def test_valid_regon_is_accepted_in_every_spelling_and_padded(number: str, separator: str, padded: bool):
    spelled = separator.join([number[:3], number[3:6], number[6:]])

    assert clean_regon(spelled + "00000" * padded) == number


@given(number=regons(), place=st.integers(0, 8), shift=st.integers(1, 9))
def test_regon_with_one_wrong_digit_is_refused_unless_its_check_digit_is_ambiguous(
    number: str, place: int, shift: int
):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    # Remainder 10 is written as 0, so REGON itself cannot tell 0 from 10: the law's own weakness.
    remainder = check_digit(wrong[:8], [8, 9, 2, 3, 4, 5, 6, 7])

    if remainder % 10 == int(wrong[8]):
        assert {remainder, check_digit(number[:8], [8, 9, 2, 3, 4, 5, 6, 7])} == {0, 10}
    else:
        with pytest.raises(ValidationError):
            clean_regon(wrong)


@given(number=st.integers(1, 9_999_999_999), prefix=st.sampled_from(["", "KRS ", "krs"]))
def test_krs_is_padded_to_ten_digits(number: int, prefix: str):
    assert clean_krs(f"{prefix}{number}") == f"{number:010}"


@pytest.mark.parametrize(
    ("clean", "typed", "sentence"),
    [
        (clean_krs, "12345678901", "Numer KRS ma dziesięć cyfr, a podano 11."),
        (clean_krs, "00O123", "Numer KRS składa się z samych cyfr."),
        (clean_krs, "900006.00", "Numer KRS składa się z samych cyfr."),
        (clean_krs, "0000000000", "Numer KRS nie może składać się z samych zer."),
        (clean_nip, "123456321", "NIP ma dziesięć cyfr, a podano 9."),
        (clean_nip, "1111111111", "NIP nie może składać się z jednej powtórzonej cyfry."),
        (clean_nip, "12345A3218", "NIP składa się z samych cyfr."),
        (clean_regon, "1234567", "REGON ma dziewięć albo czternaście cyfr, a podano 7."),
        (clean_regon, "000000000", "REGON nie może składać się z jednej powtórzonej cyfry."),
        (clean_e_delivery, "PL-1", "Adres do e-Doręczeń ma postać AE:PL-12345-67890-ABCDE-12."),
    ],
)
def test_a_wrong_number_says_which_rule_it_breaks(clean: object, typed: str, sentence: str):
    with pytest.raises(ValidationError) as refusal:
        clean(typed)

    assert refusal.value.messages == [sentence]


def test_e_delivery_address_is_accepted_in_small_letters_and_with_spaces():
    assert clean_e_delivery(" ae:pl-12345-67890-abcde-12 ") == "AE:PL-12345-67890-ABCDE-12"


def test_every_legal_form_has_a_register_an_address_and_a_label_for_its_number():
    assert set(REGISTER_OF) == set(SLUGS.values()) == set(LegalForm)
    assert set(NUMBER_LABEL) == set(Register) - {Register.NONE}


@pytest.mark.parametrize(
    "text",
    [
        "44051401359",
        "PESEL: 440514 01359, proszę",
        "nr 44-05-14-01359",
        "44.05.14.01359",
        "44/05/14/01359",
        "440514 / 01359",
        "440514_01359",
        "440514–01359",
        "440514\u00a001359",  # a hard space
        "440514\u202f01359",  # a narrow hard space
        "44051\u200b401359",  # a space of no width
        "44051\u00ad401\u2060359",  # a soft hyphen, a word joiner
        "lokal 12 44051401359",
        "４４０５１４０１３５９",
    ],
)
def test_a_pesel_in_free_text_is_refused(text: str):
    with pytest.raises(ValidationError, match="PESEL"):
        refuse_pesel(text)


@pytest.mark.parametrize(
    "text",
    [
        "44051401358",  # wrong check digit
        "telefon 48 32 471 95 55",
        "KRS 0000006865, REGON 49270733300000",  # ten and fourteen digits
        "144051401359",  # twelve digits
        "44-335, 12 05 14, 440514\n01359",  # the end of a line lies between
        "PL 61 1090 1014 0000 0712 1981 2874",
        "12.05.2020 r., godz. 10:00-12:00",
    ],
)
def test_other_numbers_are_not_taken_for_a_pesel(text: str):
    assert refuse_pesel(text) is None


def test_a_birth_date_still_to_come_is_no_pesel():
    from datetime import date

    assert pesel_in("44051401359", date(1944, 5, 13)) is None
    assert pesel_in("44051401359", date(1944, 5, 14)) == "44051401359"
