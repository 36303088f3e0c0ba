"""A text as a list of blocks: what a clerk can write, and nothing that a browser could run."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import cycle, groupby

DEEPEST_HEADING, DEEPEST_LIST = 3, 4
MOST_COLUMNS, LONGEST_ADDRESS = 12, 2000
SCHEMES = ("http:", "https:", "mailto:", "tel:")
# Of no use to a reader, and some of them PostgreSQL refuses; the last is our sign of a line in a cell.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u2028\u2029\ufeff\u23ce\ud800-\udfff]")


@dataclass(frozen=True)
class Run:
    """A stretch of words that look alike. A line break is a „\\n” among them."""

    text: str
    strong: bool = False
    em: bool = False
    href: str = ""


Words = tuple[Run, ...]
BREAK = Run("\n")
TWO_BREAKS = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(frozen=True)
class Block:
    """„p”, „h” (level 1-3) or an item of a list, „ul” or „ol” (level 1-4)."""

    kind: str
    words: Words
    level: int = 1

    @property
    def is_item(self) -> bool:
        return self.kind in {"ul", "ol"}


@dataclass(frozen=True)
class Table:
    """Rows of equal length; the first may tell what the columns are."""

    rows: tuple[tuple[Words, ...], ...]
    has_head: bool = False


Part = Block | Table


def safe_address(text: str) -> str:
    """An address that a link may lead to, written so that nothing in it can end it; else nothing."""
    text = re.sub(r"[\s\x00-\x20\x7f]+", "", text)
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\"))
    if not (is_ours or text.lower().startswith(SCHEMES)) or len(text) > LONGEST_ADDRESS:
        return ""
    return re.sub(r"[^!#$%&+,./0-9:;=?@A-Z\w~'-]", lambda found: _percent(found[0]), text)


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "ignore"))


def normal(parts: Iterable[Part]) -> list[Part]:
    """The same text in the one shape that it is stored in: written and read back it stays as it is."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Table):
            found += _normal_table(part)
        elif part.kind == "p":
            found += [Block("p", words) for words in _paragraphs(part.words) if words]
        elif words := tidy(part.words, lines=part.is_item):
            plain = tuple(replace(run, strong=False) for run in words) if part.kind == "h" else words
            found.append(replace(part, words=_joined(plain)))
    return list(_with_levels(found))


def tidy(words: Iterable[Run], *, lines: bool = True) -> Words:
    """Without doubled spaces, empty stretches and spaces or breaks at the ends."""
    kept: list[tuple[str, Run]] = []
    for run in words:
        for sign in UNSEEN.sub("", run.text):
            if sign == "\n" and lines:
                while kept and kept[-1][0].isspace():
                    kept.pop()
                kept.append(("\n", BREAK))
            elif not sign.isspace():
                kept.append((sign, run))
            elif kept and not kept[-1][0].isspace():
                kept.append((sign if sign == "\xa0" else " ", run))
    while kept and kept[-1][0].isspace():
        kept.pop()
    first = next((n for n, (sign, _) in enumerate(kept) if not sign.isspace()), 0)
    alike = groupby(kept[first:], key=lambda pair: (pair[1].strong, pair[1].em, pair[1].href))
    return tuple(Run("".join(sign for sign, _ in signs), *look) for look, signs in alike)


def _joined(words: Iterable[Run]) -> Words:
    alike = groupby(words, key=lambda run: (run.strong, run.em, run.href))
    joined = (Run("".join(run.text for run in runs), *look) for look, runs in alike)
    return tuple(run for run in joined if run.text)


def _paragraphs(words: Words) -> Iterator[Words]:
    """People make paragraphs with two line breaks; these become what they mean."""
    part: list[Run] = []
    for run in _joined(words):
        first, *others = TWO_BREAKS.split(run.text)
        part.append(replace(run, text=first))
        for line in others:
            yield tidy(part)
            part = [replace(run, text=line)]
    yield tidy(part)


def _normal_table(table: Table) -> list[Part]:
    rows = [[tidy(cell) for cell in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    width = min(max(len(row) for row in rows), MOST_COLUMNS)
    even = [_of_width(row, width) for row in rows]
    if width == 1 and len(even) == 1:
        return [Block("p", words) for words in _paragraphs(even[0][0]) if words]
    bold_first = all(run.strong for cell in even[0] for run in cell if run.text.strip())
    has_head = len(even) > 1 and (table.has_head or bold_first)
    if has_head:
        even[0] = tuple(_joined(replace(run, strong=False) for run in cell) for cell in even[0])
    return [Table(tuple(even), has_head)]


def _of_width(row: list[Words], width: int) -> tuple[Words, ...]:
    """The row with empty cells added; what stands beyond the last column is said in it."""
    rest = [run for cell in row[width:] for run in (Run(" "), *cell)]
    cells = [*row[:width], *[()] * (width - len(row))]
    return (*cells[:-1], tidy([*cells[-1], *rest]))


def _with_levels(parts: Sequence[Part]) -> Iterator[Part]:
    """Headings that skip no level, and lists that grow one level at a time."""
    above: list[int] = []
    depth = 0
    for part in parts:
        if isinstance(part, Block) and part.is_item:
            depth = max(1, min(part.level, depth + 1, DEEPEST_LIST))
            yield replace(part, level=depth)
            continue
        depth = 0
        if isinstance(part, Block) and part.kind == "h":
            while above and above[-1] >= part.level:
                above.pop()
            above.append(part.level)
            yield replace(part, level=min(len(above), DEEPEST_HEADING))
        else:
            yield part


def as_html(
    parts: Sequence[Part], *, top: int = 2, text: Callable[[str], str] = escape, on_page: bool = False
) -> str:
    """The text as HTML; `top` is the level of its first headings, `text` writes words outside links.

    On a page a table is framed as ours are: on a narrow screen each cell says its column.
    """
    written = []
    for is_list, group in groupby(parts, key=lambda part: isinstance(part, Block) and part.is_item):
        if is_list:
            written.append(_list([part for part in group if isinstance(part, Block)], text))
            continue
        for part in group:
            if isinstance(part, Table):
                written.append(_framed(part, text) if on_page else _table(part, text))
            elif part.kind == "h":
                level = min(part.level + top - 1, 6)
                written.append(f"<h{level}>{_inline(part.words, text)}</h{level}>")
            else:
                written.append(f"<p>{_inline(part.words, text)}</p>")
    return "\n".join(written)


def _inline(words: Words, text: Callable[[str], str]) -> str:
    written = []
    for href, runs in groupby(words, key=lambda run: run.href):
        inner = ""
        for run in runs:
            said = (escape if href else text)(run.text).replace("\n", "<br>")
            said = f"<em>{said}</em>" if run.em else said
            inner += f"<strong>{said}</strong>" if run.strong else said
        written.append(f'<a href="{escape(href)}">{inner}</a>' if href else inner)
    return "".join(written)


def _list(items: Sequence[Block], text: Callable[[str], str]) -> str:
    out: list[str] = []
    open_lists: list[str] = []
    for item in items:
        while len(open_lists) > item.level:
            out.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) == item.level:
            if open_lists[-1] == item.kind:
                out.append("</li>")
            else:
                out.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) < item.level:
            open_lists.append(item.kind)
            out.append(f"<{item.kind}>")
        out.append(f"<li>{_inline(item.words, text)}")
    out += [f"</li></{kind}>" for kind in reversed(open_lists)]
    return "".join(out)


def _table(table: Table, text: Callable[[str], str]) -> str:
    rows = [[_inline(cell, text) for cell in row] for row in table.rows]
    head = ""
    if table.has_head:
        names = "".join(f'<th scope="col">{cell}</th>' for cell in rows.pop(0))
        head = f"<thead><tr>{names}</tr></thead>"
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _framed(table: Table, text: Callable[[str], str]) -> str:
    """The table in a frame, each cell with the name of its column."""
    html = _table(table, text)
    if table.has_head:
        names = [escape(" ".join(run.text for run in cell)) for cell in table.rows[0]]
        labels = cycle(f'<td data-label="{name}">' if name else "<td>" for name in names)
        html = re.sub("<td>(</td>)?", lambda found: _labelled(found, next(labels)), html)
    return f'<div class="table-scroll">{html}</div>'


def _labelled(found: re.Match[str], cell: str) -> str:
    return found[0] if found[1] else cell


def plain(parts: Sequence[Part]) -> str:
    """The words alone, a line for each block."""
    lines = []
    for part in parts:
        cells = [cell for row in part.rows for cell in row] if isinstance(part, Table) else [part.words]
        lines += ["".join(run.text for run in words) for words in cells]
    return "\n".join(line for line in lines if line)
