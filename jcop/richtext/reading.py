"""HTML of any origin, read into blocks: an editor's, a word processor's, an attacker's.

nh3 parses it as a browser would and drops what can run; what it leaves is read here for its structure only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import nh3

from jcop.richtext.blocks import MOST_COLUMNS, Block, Part, Run, Table, normal, safe_address

HEADINGS = {f"h{level}": level for level in range(1, 7)}
STRONG, EM = {"strong", "b"}, {"em", "i"}
INLINE = {"a", "br", "span", "font", *STRONG, *EM}
PARTS = {"p", "div", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd", *HEADINGS}
TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}
# What is in them is no text, whatever a browser without scripts would show.
GONE = {
    "script",
    "style",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
}
GONE |= {"xml", "audio", "video", "canvas", "head"}
STYLED = {"p", "span", "li", "font", "div", *STRONG, *EM, *HEADINGS}
ATTRIBUTES = {**{tag: {"style", "class"} for tag in STYLED}, "a": {"href"}}
WIDE = {"colspan", "rowspan"}
# Said again in each of its rows a cell must make no long text of a short one: so many signs of one text.
LONG_CELL, SAID_AGAIN = 200, 20_000
JUDGE = nh3.Cleaner(
    tags=INLINE | PARTS | TABLE,
    clean_content_tags=GONE,
    attributes={**ATTRIBUTES, "td": WIDE, "th": WIDE},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
WORD_LEVEL = re.compile(r"mso-list:\s*\w+\s+level(\d)", re.IGNORECASE)
WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
NUMBERED = re.compile(r"\(?(\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
WORD_HEADING = re.compile(r"Mso(?:Heading|Title)(\d?)")
BOLD = re.compile(r"font-weight:\s*(bold|[5-9]00|normal|[1-4]00)", re.IGNORECASE)
ITALIC = re.compile(r"font-style:\s*(italic|oblique|normal)", re.IGNORECASE)


def read(html: str) -> list[Part]:
    reader = _Reader()
    reader.feed(JUDGE.clean(html))
    reader.close()
    reader.end_block()
    return normal(reader.parts)


@dataclass
class _Look:
    """How words look inside an element, and what is undone at its end."""

    tag: str
    strong: bool = False
    em: bool = False
    href: str = ""
    is_mark: bool = False


class _Reader(HTMLParser):
    """Reads well-formed HTML, as nh3 writes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self.words: list[Run] = []
        self.looks = [_Look("")]
        self.lists: list[str] = []
        self.kind, self.level = "p", 1
        self.is_same_item = False
        self.mark = ""
        self.tables = 0
        self.rows: list[list[list[Run]]] = []
        self.has_head = False
        self.from_above: dict[int, int] = {}
        self.empty_after = 0
        self.left_to_say_again = SAID_AGAIN

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "br":
            self.words.append(Run("\n"))
        elif tag in INLINE:
            self._look(tag, told)
        elif tag in TABLE:
            self._start_table(tag, told)
        else:
            self._start_part(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE and tag != "br":
            while len(self.looks) > 1 and self.looks.pop().tag != tag:
                pass
        elif tag in TABLE:
            self._end_table(tag)
        elif tag in PARTS:
            self.end_block()
            if tag in {"ul", "ol"} and self.lists:
                self.lists.pop()
            if tag in {"ul", "ol", "li"}:
                self.is_same_item = False

    def handle_data(self, data: str) -> None:
        look = self.looks[-1]
        if look.is_mark:
            self.mark += data
            return
        said = re.sub(r"[ \t\r\n]+", " ", data)
        self.words.append(Run(said, look.strong, look.em, look.href))

    def _look(self, tag: str, told: dict[str, str]) -> None:
        style, look = told.get("style", ""), replace(self.looks[-1], tag=tag)
        look.strong = look.strong or tag in STRONG
        look.em = look.em or tag in EM
        if weight := BOLD.search(style):
            look.strong = weight[1].lower() not in {"normal", "100", "200", "300", "400"}
        if slant := ITALIC.search(style):
            look.em = slant[1].lower() != "normal"
        if tag == "a":
            look.href = safe_address(told.get("href", ""))
        look.is_mark = look.is_mark or bool(WORD_MARK.search(style))
        self.looks.append(look)

    def _start_part(self, tag: str, told: dict[str, str]) -> None:
        self.end_block()
        if tag in {"ul", "ol"}:
            self.lists.append(tag)
        elif tag == "li":
            self.is_same_item = False
        elif self.lists:
            return  # A paragraph or a heading inside an item is a line of it.
        elif level := WORD_LEVEL.search(told.get("style", "")):
            self.kind, self.level = "word", int(level[1])
        elif tag in HEADINGS:
            self.kind, self.level = "h", HEADINGS[tag]
        elif heading := WORD_HEADING.search(told.get("class", "")):
            self.kind, self.level = "h", int(heading[1] or 1)

    def end_block(self) -> None:
        """What was said since the last block goes to where we are: a cell, an item, or the text itself."""
        words, self.words = self.words, []
        kind, level, mark = self.kind, self.level, self.mark.strip()
        self.kind, self.level, self.mark = "p", 1, ""
        if not any(run.text.strip() for run in words):
            return
        if self.tables:
            self._say_in_cell(words)
        elif self.lists:
            self._say_in_item(words)
        elif kind == "word":
            is_numbered = NUMBERED.match(mark)
            self.parts.append(Block("ol" if is_numbered else "ul", tuple(words), level))
        else:
            self.parts.append(Block(kind, tuple(words), level))

    def _say_in_item(self, words: list[Run]) -> None:
        last = self.parts[-1] if self.parts else None
        if self.is_same_item and isinstance(last, Block):
            self.parts[-1] = replace(last, words=(*last.words, Run("\n"), *words))
        else:
            self.parts.append(Block(self.lists[-1], tuple(words), len(self.lists)))
        self.is_same_item = True

    def _say_in_cell(self, words: list[Run]) -> None:
        if not self.rows:
            self.rows.append([])
        if not self.rows[-1]:
            self.rows[-1].append([])
        cell = self.rows[-1][-1]
        cell.extend([Run("\n"), *words] if cell else words)

    def _start_table(self, tag: str, told: dict[str, str]) -> None:
        self.end_block()
        if tag == "table":
            self.tables += 1
        if self.tables != 1 or tag in {"table", "caption"}:
            return  # A table inside a table is lines of a cell.
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._start_cell(is_head=tag == "th", told=told)

    def _start_cell(self, *, is_head: bool, told: dict[str, str]) -> None:
        """A cell over several columns leaves the others empty; over several rows it is said in each."""
        if not self.rows:
            self.rows.append([])
        self.has_head |= is_head and len(self.rows) == 1
        row = self.rows[-1]
        self._fill_from_above(row)
        columns, rows = (_span(told.get(name, "")) for name in ("colspan", "rowspan"))
        end = max(len(row) + 1, min(len(row) + columns, MOST_COLUMNS))  # What stands beyond is cut anyway.
        for column in range(len(row), end):
            self.from_above[column] = rows - 1
        row.append([])
        self.empty_after = end - len(row)

    def _fill_from_above(self, row: list[list[Run]]) -> None:
        while self.from_above.get(len(row)):
            self.from_above[len(row)] -= 1
            above = self.rows[-2][len(row)] if len(self.rows) > 1 else []
            length = sum(len(run.text) for run in above)
            is_said = length < min(LONG_CELL, self.left_to_say_again)
            self.left_to_say_again -= length if is_said else 0
            row.append([*above] if is_said else [])

    def _end_table(self, tag: str) -> None:
        self.end_block()
        if self.tables == 1 and self.rows:
            if tag in {"td", "th"}:
                self.rows[-1] += [[] for _ in range(self.empty_after)]
                self.empty_after = 0
            elif tag == "tr":
                self._fill_from_above(self.rows[-1])
        if tag != "table" or not self.tables:
            return
        self.tables -= 1
        if self.tables == 0:
            self._put_table(tuple(tuple(tuple(cell) for cell in row) for row in self.rows))
            self.rows, self.has_head, self.from_above = [], False, {}

    def _put_table(self, rows: Iterable[tuple[tuple[Run, ...], ...]]) -> None:
        table = Table(tuple(rows), self.has_head)
        if not self.lists:
            self.parts.append(table)
            return
        for row in table.rows:  # A table inside a list is lines of its item.
            words = [run for cell in row for run in (*cell, Run(" "))]
            if any(run.text.strip() for run in words):
                self._say_in_item(words)


def _span(told: str) -> int:
    return int(told) if re.fullmatch(r"[1-9][0-9]?", told) else 1
