"""What stays on one line. In the examples ~ is a no-break space and ^ a word joiner."""

import pytest
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe

from jcop.templatetags.polish import bez_sierot
from jcop.typography import bind, bind_html


def shown(text: str) -> str:
    return text.replace("\xa0", "~").replace("\u2060", "^")


def written(text: str) -> str:
    return text.replace("~", "\xa0").replace("^", "\u2060")


@pytest.mark.parametrize(
    "bound",
    [
        "w~domu i~z~dala, (o~tym) „A~to”, U~nas",
        "nr~7, art.~6 ust.~1 lit.~e, ul.~Długa, al.~Piłsudskiego, tel.~32 47, godz.~10:00, pkt~2, §~3",
        "3~dni, 22~marca 2026~r., 150~zł, 10~osób, od 1,5~godziny",
        "e-^mail, E-^mailem, e-^Doręczenia, w~Jastrzębiu-^Zdroju, W/^904, WDS.^526.1.2026",
        "10:00–18:00 albo 26/2026, sala 7 i~8",
    ],
)
def test_words_that_belong_together_stay_on_one_line(bound: str):
    loose = bound.replace("~", " ").replace("^", "")

    assert [shown(bind(loose)), shown(bind(written(bound)))] == [bound, bound]


def test_ends_of_addresses_and_of_longer_words_are_left_alone():
    text = "Proszę pisać: www.um.pl albo a@b.pl gdy https://x.pl/W/904 nie działa; kino dla 12 i to wszystko"

    assert shown(bind(text)) == text.replace("i to", "i~to")


def test_in_a_template_only_its_words_are_bound():
    source = (
        "{# i tak #}{% block title %}W domu{% endblock title %}"
        '{% if a %}<p class="w x" title="w domu">O&nbsp;tym i <a href="/w/">tu</a> z {{ dom }}</p>'
        '<script>i = "w domu"</script>{% include "a.html" with text="w domu" kind="w domu" %}{% endif %}'
        "<td>{{ rok }} r.</td>"
    )

    assert shown(bind_html(source)) == (
        "{# i tak #}{% block title %}W domu{% endblock title %}"
        '{% if a %}<p class="w x" title="w domu">O~tym i~<a href="/w/">tu</a> z~{{ dom }}</p>'
        '<script>i = "w domu"</script>{% include "a.html" with text="w~domu" kind="w domu" %}{% endif %}'
        "<td>{{ rok }}~r.</td>"
    )


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("  lista jest w\n  domu", "  lista jest\n  w~domu"),
        ("  to i w\n  domu", "  to\n  i~w~domu"),
        ('  pisać: tel.\n  <a href="#">1</a>', '  pisać:\n  tel.~<a href="#">1</a>'),
        ("  za\n  i\n  przed", "  za\n  i~przed"),
        ("  wybrano a\n</p>", "  wybrano a\n</p>"),
    ],
)
def test_a_word_that_ends_a_line_of_a_template_begins_the_next(source: str, bound: str):
    assert shown(bind_html(source)) == bound


def test_a_lazy_text_that_is_safe_stays_so_and_no_other_becomes_so():
    lazily = lazy(lambda: mark_safe('<a href="/">w domu</a>'), str)

    assert bez_sierot(lazily()) == '<a href="/">w\xa0domu</a>'
    assert [isinstance(bez_sierot(words), SafeString) for words in (lazily(), "<b>w domu</b>")] == [
        True,
        False,
    ]
