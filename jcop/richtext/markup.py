"""Texts as people type them where no editor runs: the signs are few, and plain text is right as it is.

A blank line ends a paragraph; „# ” begins a heading, „- ” or „– ” an item, „1. ” a numbered one, „|” a row
of a table; **bold**, __slanted__, [words](address). A backslash takes a sign's meaning away.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from jcop.richtext.blocks import Block, Part, Run, Table, Words, normal, safe_address

HEADING = re.compile(r"\s*(#{1,3})\s+(.*)")
ITEM = re.compile(r"(\s*)(?:[-–•*]|(\d{1,3})[.)])\s+(.*)")
ROW = re.compile(r"\s*\|(.*)\|\s*")
CONTINUED = re.compile(r"\s{2,}(.*)")
CELL = re.compile(r"(?:\\.|[^\\|])*")
RULE = re.compile(r"-{3,}")
LINE_IN_CELL = "⏎"
SIGNS = re.compile(
    r"\\(?P<plain>[\\*_\[\]|#.)–•-])|(?P<mark>\*\*|__)|\[(?P<said>(?:\\.|[^\[\]\\])+)\]\((?P<to>[^\s()]+)\)"
)
# At the beginning of a line these would be read as signs.
OPENING = re.compile(r"([#|–•-]|\d{1,3}(?=[.)]))")


def parse(text: str) -> list[Part]:
    return normal(_parts(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def _parts(lines: list[str]) -> Iterator[Part]:
    at = 0
    numbers: dict[int, int] = {}
    while at < len(lines):
        line, at = lines[at], at + 1
        if found := HEADING.fullmatch(line):
            numbers = {}
            yield Block("h", _words(found[2]), len(found[1]))
        elif ROW.fullmatch(line):
            rows = [line]
            while at < len(lines) and ROW.fullmatch(lines[at]):
                rows.append(lines[at])
                at += 1
            numbers = {}
            yield _table(rows)
        elif (found := ITEM.fullmatch(line)) and _is_item(found, numbers):
            said = [found[3]]
            while at < len(lines) and _goes_on(lines[at], numbers):
                said.append(lines[at].strip())
                at += 1
            yield Block("ol" if found[2] else "ul", _words("\n".join(said)), _level(found))
        elif line.strip():
            said = [line.strip()]
            while at < len(lines) and lines[at].strip() and not _begins(lines[at]):
                said.append(lines[at].strip())
                at += 1
            numbers = {}
            yield Block("p", _words("\n".join(said)))


def _level(found: re.Match[str]) -> int:
    return len(found[1].expandtabs(4)) // 2 + 1


def _is_item(found: re.Match[str], numbers: dict[int, int]) -> bool:
    """Only 1, or the number after the last one, makes a numbered item: „26. marca” is a date."""
    level = _level(found)
    number = int(found[2] or 0)
    if found[2] and number not in {1, numbers.get(level, 0) + 1}:
        return False
    for deeper in [one for one in numbers if one >= level]:
        del numbers[deeper]
    if found[2]:
        numbers[level] = number
    return True


def _begins(line: str) -> bool:
    """Whether a line of a paragraph is the next block already."""
    item = ITEM.fullmatch(line)
    is_item = item is not None and item[2] in {None, "1"}
    return is_item or bool(HEADING.fullmatch(line) or ROW.fullmatch(line))


def _goes_on(line: str, numbers: dict[int, int]) -> bool:
    """Whether a line belongs to the item before it: set in, and no item itself."""
    found = ITEM.fullmatch(line)
    if found and (not found[2] or int(found[2]) in {1, numbers.get(_level(found), 0) + 1}):
        return False
    return bool(CONTINUED.fullmatch(line)) and bool(line.strip())


def _table(lines: list[str]) -> Table:
    rows = [[cell.strip() for cell in _cells(line.strip()[1:-1])] for line in lines]
    has_head = len(rows) > 1 and all(RULE.fullmatch(cell) for cell in rows[1])
    if has_head:
        del rows[1]
    return Table(
        tuple(tuple(_words(cell.replace(LINE_IN_CELL, "\n")) for cell in row) for row in rows), has_head
    )


def _cells(line: str) -> list[str]:
    found, at = [], 0
    while True:
        match = CELL.match(line, at)
        assert match is not None
        found.append(match[0])
        if match.end() >= len(line):
            return found
        at = match.end() + 1


def _words(text: str) -> Words:
    marks = [found["mark"] for found in SIGNS.finditer(_unlinked(text)) if found["mark"]]
    # A sign that nobody closes is a sign of its own.
    left = {mark: marks.count(mark) // 2 * 2 for mark in ("**", "__")}
    return tuple(_runs(text, {"**": False, "__": False}, left, ""))


def _unlinked(text: str) -> str:
    """The text with the words of its links, but without their addresses."""
    return SIGNS.sub(lambda found: f" {found['said']} " if _to(found) else found[0], text)


def _to(found: re.Match[str]) -> str:
    return safe_address(found["to"]) if found["to"] else ""


def _runs(text: str, on: dict[str, bool], left: dict[str, int], href: str) -> Iterator[Run]:
    def said(words: str) -> Run:
        return Run(words, on["**"], on["__"], href)

    at = 0
    for found in SIGNS.finditer(text):
        yield said(text[at : found.start()])
        at = found.end()
        mark = found["mark"]
        if found["plain"]:
            yield said(found["plain"])
        elif mark and left[mark]:
            left[mark] -= 1
            on[mark] = not on[mark]
        elif to := _to(found):
            yield from _runs(found["said"], on, left, to)
        else:
            yield said(found[0])
    yield said(text[at:])


def write(parts: list[Part]) -> str:
    """The text with its signs; parsed again it is the same text."""
    blocks: list[str] = []
    numbers: dict[int, int] = {}
    for is_list, group in groupby(parts, key=lambda part: isinstance(part, Block) and part.is_item):
        if is_list:
            numbers = {}
            blocks.append("\n".join(_item(part, numbers) for part in group if isinstance(part, Block)))
            continue
        for part in group:
            if isinstance(part, Table):
                blocks.append(_rows(part))
            elif part.kind == "h":
                blocks.append(f"{'#' * part.level} {_signs(part.words)}")
            else:
                blocks.append(_safe_lines(_signs(part.words)))
    return "\n\n".join(blocks)


def _item(item: Block, numbers: dict[int, int]) -> str:
    for deeper in [one for one in numbers if one > item.level or (one == item.level and item.kind == "ul")]:
        del numbers[deeper]
    mark = "-"
    if item.kind == "ol":
        numbers[item.level] = numbers.get(item.level, 0) + 1
        mark = f"{numbers[item.level]}."
    before = "  " * (item.level - 1)
    first, *others = _signs(item.words).split("\n")
    lines = [f"{before}{mark} {first}", *(f"{before}    {_safe_lines(line)}" for line in others)]
    return "\n".join(lines)


def _safe_lines(text: str) -> str:
    return "\n".join(_safe_line(line) for line in text.split("\n"))


def _safe_line(line: str) -> str:
    found = OPENING.match(line)
    if not found:
        return line
    sign = found[0]
    return f"{sign}\\{line[len(sign) :]}" if sign[0].isdecimal() else f"\\{line}"


def _rows(table: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    if table.has_head:
        rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(words: Words) -> str:
    text = _signs(words).replace("\n", LINE_IN_CELL)
    return f"\\{text}" if RULE.fullmatch(text) else text


def _signs(words: Words) -> str:
    out, strong, em = "", False, False
    for href, group in groupby(words, key=lambda run: run.href):
        inner = ""
        for run in group:
            if run.strong != strong:
                inner, strong = inner + "**", run.strong
            if run.em != em:
                inner, em = inner + "__", run.em
            inner += re.sub(r"[\\*_\[\]|]", r"\\\g<0>", run.text)
        out += f"[{inner}]({href})" if href else inner
    return out + ("**" if strong else "") + ("__" if em else "")
