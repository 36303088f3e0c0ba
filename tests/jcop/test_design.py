"""What the style sheets promise: one palette, and enough contrast by day and by night."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from jcop.templatetags.desk import labelled

CSS = settings.BASE_DIR / "static" / "css"
HEX = re.compile(r"#[0-9a-f]{3,6}\b")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
DARK, MORE = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
MODES = {
    "light": [],
    "dark": [DARK],
    "light, more contrast": [MORE],
    "dark, more contrast": [DARK, MORE, f"{MORE} and {DARK}"],
}
# Words, on what they stand, and how much they must differ (WCAG 1.4.3, 1.4.11).
WORDS = 4.5
SIGNS = 3.0
PAIRS = [
    *(
        (ink, on, WORDS)
        for ink in ("ink", "ink-soft", "link", "brand")
        for on in ("ground", "surface", "brand-tint")
    ),
    *((tone, f"{tone}-tint", WORDS) for tone in ("good", "wait", "bad", "info", "off")),
    *((tone, on, WORDS) for tone in ("bad", "good") for on in ("ground", "surface")),
    ("on-brand", "brand", WORDS),
    ("on-brand", "brand-strong", WORDS),
    ("on-deep", "brand-deep", WORDS),
    ("on-signal", "signal", WORDS),
    *(("line-strong", on, SIGNS) for on in ("ground", "surface")),
    *(("focus", on, SIGNS) for on in ("ground", "surface", "brand-tint", "bad-tint")),
]


def site() -> str:
    return (CSS / "site.css").read_text()


def blocks() -> Iterator[tuple[str, dict[str, str]]]:
    """The condition of each block of tokens, and its tokens."""
    tokens = site().split("@layer tokens {")[1].split("@layer base {")[0]
    for part in re.split(r"(?=@media )", tokens):
        condition = re.match(r"@media (.+) \{", part)
        yield condition[1] if condition else "", dict(TOKEN.findall(part))


def palette(mode: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for condition, tokens in blocks():
        if condition in ["", *MODES[mode]]:
            found |= tokens
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_words_and_signs_stand_out_from_what_they_stand_on(mode: str):
    colours = palette(mode)

    weak = {
        f"{ink} on {on}": round(contrast(colours[ink], colours[on]), 2)
        for ink, on, least in PAIRS
        if contrast(colours[ink], colours[on]) < least
    }

    assert weak == {}


def test_who_asks_for_more_contrast_gets_more():
    for mode in ("light", "dark"):
        usual, more = palette(mode), palette(f"{mode}, more contrast")
        for ink in ("ink", "ink-soft", "link", "line"):
            assert contrast(more[ink], more["ground"]) >= contrast(usual[ink], usual["ground"])
        assert contrast(more["line"], more["surface"]) == pytest.approx(21)


@pytest.mark.parametrize("name", ["static/css/admin.css", "templates/email/base.html"])
def test_admin_and_mails_wear_the_colours_of_the_portal(name: str):
    ours = {colour for _, tokens in blocks() for colour in tokens.values()} | {"#ffffff", "#000"}

    assert set(HEX.findall((settings.BASE_DIR / name).read_text())) - ours == set()


def test_the_style_sheet_of_the_portal_can_be_read_at_once():
    assert len(site().splitlines()) <= 900


def test_a_cell_of_admin_says_its_column():
    headers = [{"text": '<input type="checkbox">'}, {"text": "organizacja"}, {"text": "a & b"}]
    cells = [
        SafeString('<td class="action-checkbox">x</td>'),
        SafeString('<th class="field-o"><a href="1/">Łąka</a></th>'),
        SafeString("<td>1</td>"),
    ]

    assert labelled(cells, headers) == [
        '<td class="action-checkbox">x</td>',
        '<th data-label="Organizacja" class="field-o"><a href="1/">Łąka</a></th>',
        '<td data-label="A &amp; b">1</td>',
    ]


def test_the_button_to_call_dials_what_it_shows():
    page = Template('{% include "components/call.html" with phone="32 47 19 555" only %}').render(Context())

    assert 'href="tel:+48324719555"' in page
    assert "32 47 19 555" in page


def test_a_notice_says_once_that_it_is_not_to_be_answered():
    text = "Sala czeka.\n\nWiadomość wygenerowana automatycznie, prosimy na nią nie odpowiadać."

    html = render_to_string("email/notice.html", {"text": text, "site_url": "https://jcop.example"})

    assert html.count("prosimy na nią nie odpowiadać") == 1
    assert html.count('href="https://jcop.example"') == 1
