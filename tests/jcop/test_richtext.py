"""Texts of the office: pasted, typed and hostile ones; the structure stays and nothing else does."""

import sys
from pathlib import Path

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jcop import richtext
from jcop.richtext import blocks, markup, reading
from jcop.richtext.blocks import Block, Run, Table, normal

PASTED = Path(__file__).with_name("pasted")
# A second opinion: the tags and attributes that a page may get, judged by the library alone.
ALLOWED = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "br"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}
LETTERS = st.text(st.sampled_from("aż 12.)-–•*_#|[]()\\⏎/:\n\xa0<&\"'"), min_size=1, max_size=8)
ADDRESSES = st.sampled_from(["", "", "https://example.org/a_b", "mailto:a@example.org", "/sale/"])
WORDS = st.lists(st.builds(Run, LETTERS, st.booleans(), st.booleans(), ADDRESSES), max_size=4).map(tuple)
KINDS = st.sampled_from(["p", "h", "ul", "ol"])
TABLES = st.builds(
    Table, st.lists(st.lists(WORDS, max_size=3).map(tuple), max_size=3).map(tuple), st.booleans()
)
PARTS = st.lists(st.builds(Block, KINDS, WORDS, st.integers(1, 5)) | TABLES, max_size=5)


def judged(html: str) -> str:
    """What another judge would leave of it, in the same spelling."""
    spelled = html.replace("\xa0", "&nbsp;").replace("&#x27;", "'").replace("&quot;", '"')
    left = nh3.clean(html, tags=ALLOWED, attributes={"a": {"href"}, "th": {"scope"}}, link_rel=None)
    assert left == spelled
    return html


class TestPasted:
    def test_word_keeps_its_headings_lists_table_and_link_and_loses_its_looks(self):
        html = judged(richtext.cleaned((PASTED / "word.html").read_text()))

        assert html == (
            "<h2>Otwarty konkurs ofert</h2>\n"
            "<p>Zapraszamy organizacje do <strong>udziału</strong> w\xa0konkursie. Szczegóły:"
            ' <a href="https://www.jastrzebie.pl/konkurs">ogłoszenie</a>.</p>\n'
            "<h3>Co przygotować</h3>\n"
            "<ul><li>ofertę<ul><li>w dwóch egzemplarzach</li></ul></li><li>statut</li></ul>\n"
            "<h3>Terminy</h3>\n"
            "<ol><li>nabór</li><li>ocena</li></ol>\n"
            '<table><thead><tr><th scope="col">Etap</th><th scope="col">Dzień</th></tr></thead>'
            "<tbody><tr><td>nabór</td><td>od 1 grudnia</td></tr>"
            "<tr><td>nabór</td><td>do 12 grudnia</td></tr></tbody></table>"
        )

    def test_google_docs_keeps_what_is_bold_and_not_its_bold_wrapper(self):
        html = judged(richtext.cleaned((PASTED / "google_docs.html").read_text()))

        assert html == (
            "<h2>Warsztaty</h2>\n"
            "<p>Zapisy <strong>do piątku</strong>, <em>liczba miejsc ograniczona</em></p>\n"
            "<ul><li>sala nr 2<ul><li>pierwsze piętro</li></ul></li></ul>"
        )

    @pytest.mark.parametrize(
        ("pasted", "kept"),
        [
            ("<h1>A</h1><h1>B</h1>", "<h2>A</h2>\n<h2>B</h2>"),
            ("<h4>A</h4><h6>B</h6><h5>C</h5>", "<h2>A</h2>\n<h3>B</h3>\n<h3>C</h3>"),
            ("<h1>A</h1><h2>B</h2><h3>C</h3><h4>D</h4>", "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>\n<h4>D</h4>"),
            ("<p class=MsoTitle>A</p><p class=MsoHeading2>B", "<h2>A</h2>\n<h3>B</h3>"),
            ("<h2><b>A</b><br></h2><h2>&nbsp;</h2>", "<h2>A</h2>"),
        ],
    )
    def test_headings_begin_below_the_title_and_skip_no_level(self, pasted: str, kept: str):
        assert richtext.cleaned(pasted) == kept

    @pytest.mark.parametrize(
        ("pasted", "kept"),
        [
            ("goły tekst", "<p>goły tekst</p>"),
            ("<div>a<div>b</div>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
            ("a<br><br>b<br>c", "<p>a</p>\n<p>b<br>c</p>"),
            ("<p>a<p><b>b", "<p>a</p>\n<p><strong>b</strong></p>"),
            ("<li>a<li>b", "<p>a</p>\n<p>b</p>"),
            ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
            ("<table><tr><td>sam</td></tr></table>", "<p>sam</p>"),
            (
                "<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>",
                "<table><tbody><tr><td>a<br>b</td><td>c</td></tr></tbody></table>",
            ),
            ("<p>a \n  b&nbsp; &nbsp;c\x00\u200b</p>", "<p>a b\xa0c</p>"),
        ],
    )
    def test_whatever_the_shape_it_becomes_a_plain_one(self, pasted: str, kept: str):
        assert richtext.cleaned(pasted) == kept

    def test_two_hundred_columns_become_twelve_and_no_word_is_lost(self):
        html = richtext.cleaned(f"<table><tr>{'<td>x</td>' * 200}</tr></table>")

        assert (html.count("<td>"), html.count("x")) == (12, 200)

    @pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
    def test_a_thousand_levels_are_read_without_falling_over(self, tag: str):
        assert "treść" in richtext.cleaned(f"<{tag}>" * 1000 + "treść")


class TestHostile:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("<script>alert(1)</script>a", "<p>a</p>"),
            ("<scr<script>ipt>alert(1)</script>", "<p>ipt&gt;alert(1)</p>"),
            ("<p onclick=alert(1) style='position:fixed'>a", "<p>a</p>"),
            ("<img src=x onerror=alert(1)>a<svg onload=alert(1)><p>b", "<p>a</p>\n<p>b</p>"),
            ("<img src='data:image/svg+xml;base64,PHN2Zz4='>a", "<p>a</p>"),
            ("<a href='javascript:alert(1)'>a</a>", "<p>a</p>"),
            ("<a href=' jAvA\tscript:alert(1)'>a</a>", "<p>a</p>"),
            ("<a href='&#106;avascript:alert(1)'>a</a>", "<p>a</p>"),
            ("<a href='data:text/html,<script>alert(1)</script>'>a</a>", "<p>a</p>"),
            ("<a href='//zly.example/'>a</a>", "<p>a</p>"),
            ("<a href='/\\zly.example/'>a</a>", "<p>a</p>"),
            ("<a href='https://example.org/\"onmouseover=alert(1) x='>a</a>", None),
            (
                "<iframe src=//x></iframe><object data=x></object><form action=//x><input name=a></form>a",
                "<p>a</p>",
            ),
            ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
            ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", None),
            ("<!--><img src=x onerror=alert(1)>-->a", None),
            ("<base href=//zly.example><meta http-equiv=refresh content=0>a", "<p>a</p>"),
            ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ],
    )
    def test_nothing_that_runs_or_calls_elsewhere_is_left(self, sent: str, kept: str | None):
        html = judged(richtext.cleaned(sent))

        assert kept is None or html == kept
        assert not {"onerror", "onmouseover=", "<img"} & set(html.split())

    @given(st.text(st.sampled_from("<>/=\"' abhp&;!-:\n"), max_size=60) | st.text(max_size=60))
    def test_any_signs_become_a_text_that_stays_as_it_is(self, sent: str):
        html = judged(richtext.cleaned(sent))

        assert richtext.cleaned(html) == html

    def test_a_row_that_nobody_cleaned_is_cleaned_when_it_is_shown(self):
        assert richtext.shown("<h1 onclick=x>A</h1><script>x</script>", top=3) == "<h3>A</h3>"


class TestTyped:
    @pytest.mark.parametrize(
        ("typed", "made"),
        [
            ("Raz.\n\nDwa\ntrzy.", "<p>Raz.</p>\n<p>Dwa<br>trzy.</p>"),
            (
                "Zasady:\n– raz,\n– dwa.\n\nKoniec",
                "<p>Zasady:</p>\n<ul><li>raz,</li><li>dwa.</li></ul>\n<p>Koniec</p>",
            ),
            ("1. raz\n2. dwa\n  - trzy", "<ol><li>raz</li><li>dwa<ul><li>trzy</li></ul></li></ol>"),
            ("22. marca\n23. marca", "<p>22. marca<br>23. marca</p>"),
            ("26 marca – nieczynne", "<p>26 marca – nieczynne</p>"),
            ("# Tytuł\n## Część\ntekst", "<h2>Tytuł</h2>\n<h3>Część</h3>\n<p>tekst</p>"),
            ("**tak** i __tak__, 2 ** 3", "<p><strong>tak</strong> i <em>tak</em>, 2 ** 3</p>"),
            ("[sale](/sale/) [x](javascript:a)", '<p><a href="/sale/">sale</a> [x](javascript:a)</p>'),
            (
                "| a | b |\n|---|---|\n| 1 | 2 |",
                '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
                "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            ),
            ("<b>a</b> & b", "<p>&lt;b&gt;a&lt;/b&gt; &amp; b</p>"),
            ("organ_izacje__a@example.org", "<p>organ_izacje__a@example.org</p>"),
            ("\r\n \r\n", ""),
        ],
    )
    def test_signs_and_plain_lines_become_what_they_mean(self, typed: str, made: str):
        assert judged(richtext.from_markup(typed)) == made

    @given(PARTS)
    @example([Block("ol", (Run("a"),)), Block("ul", (Run("b"),)), Block("ol", (Run("c"),))])
    def test_a_stored_text_typed_again_is_the_same_text(self, parts: list):
        text = normal(parts)

        assert markup.parse(markup.write(text)) == text

    @given(PARTS)
    def test_a_stored_text_read_again_is_the_same_text(self, parts: list):
        text = normal(parts)

        assert reading.read(judged(blocks.as_html(text))) == text

    def test_its_words_alone_have_a_line_for_each_block(self):
        assert richtext.plain("<h2>A</h2><ul><li>b<li>c</ul><table><tr><td>d<td>e</table>") == "A\nb\nc\nd\ne"


def steps(html: str) -> int:
    """How many functions of Python are called while the text is cleaned: its price on any machine."""
    called = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal called
        called += event == "call"

    sys.setprofile(count)
    try:
        richtext.cleaned(html)
    finally:
        sys.setprofile(None)
    return called


def test_a_table_costs_no_more_for_columns_that_it_cannot_have():
    wide = "<table><tr>" + "<td colspan=99>a</td>" * 200 + "</tr></table>"

    assert steps(wide) < 1.1 * steps(wide.replace("99", "12"))


def test_words_that_stand_in_many_rows_make_no_long_text_of_a_short_one():
    cells = ("<td rowspan=99>" + "b" * 190) * 12
    tall = "<table>" + f"<tr>{cells}{'<tr>' * 98}" * 10 + "</table>"

    assert len(richtext.cleaned(tall)) < 3 * len(tall)
