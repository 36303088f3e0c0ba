"""Texts of the office: what may stand in them, how they are typed, read, stored and shown.

Stored is HTML of a closed list of tags, in one normal shape, whatever it was made from. It is read anew
whenever it is shown, so that a row that nobody cleaned cannot bring code to a page either.
"""

from collections.abc import Callable
from html import escape

from jcop.richtext import blocks, markup, reading


def cleaned(html: str) -> str:
    """What to store of HTML of any origin."""
    return blocks.as_html(reading.read(html))


def from_markup(text: str) -> str:
    """What to store of a text typed with signs, or of plain text."""
    return blocks.as_html(markup.parse(text))


def as_markup(html: str) -> str:
    return markup.write(reading.read(html))


def plain(html: str) -> str:
    return blocks.plain(reading.read(html))


def shown(html: str, *, top: int = 2, text: Callable[[str], str] = escape) -> str:
    """What readers get: its first headings are of level `top`, and `text` writes words outside links."""
    return blocks.as_html(reading.read(html), top=top, text=text, on_page=True)
