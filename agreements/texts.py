"""Document texts as the office edits them: a little HTML with placeholders from a closed list.

Placeholders are substituted here and nothing is compiled: a text cannot run code, and what is not in
the list is refused. Pure: strings in, strings out.
"""

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

import nh3

TAGS = frozenset({"h2", "p", "ol", "ul", "li", "strong", "em", "br"})
PLACEHOLDER = re.compile(r"\[\[\s*([^\[\]]*?)\s*\]\]")
# What stands for a name in brackets, told to the person who edits.
PLACEHOLDERS = {
    "organizacja": "pełna nazwa organizacji",
    "adres organizacji": "adres siedziby organizacji",
    "rejestr": "numer w rejestrze lub ewidencji",
    "centrum": "nazwa Centrum",
    "adres centrum": "ulica, kod i miejscowość Centrum",
    "strona": "kto zawiera porozumienie za Miasto",
    "liczba egzemplarzy": "ile jest egzemplarzy kompletu",
    "dzień zakończenia": "wykropkowane miejsce na datę",
    "świadczenia": "lista świadczeń; w osobnym akapicie",
}
BLOCKS = frozenset({"świadczenia"})


class BadText(ValueError):
    """What is wrong with a text, in sentences for the person who edits it."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class _Tags(HTMLParser):
    """Reads the tags and remembers what is wrong with them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(f"Znacznika <{tag}> nie można użyć.")
        elif attrs:
            self.wrong.append(f"Znacznik <{tag}> nie może mieć atrybutów.")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"Znacznik </{tag}> niczego nie zamyka.")
            return
        self.open.pop()

    def handle_comment(self, data: str) -> None:
        self.wrong.append("Tekst nie może zawierać komentarzy HTML.")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("Tekst nie może zawierać deklaracji HTML.")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)


def clean(text: str) -> str:
    """The text as it may be kept; BadText names everything that is wrong with it."""
    tags = _Tags()
    tags.feed(text)
    tags.close()
    wrong = [*tags.wrong, *(f"Znacznik <{tag}> nie jest zamknięty." for tag in tags.open)]
    names = PLACEHOLDER.findall(text)
    wrong += [f"Nie ma pola [[{name}]]." for name in names if name not in PLACEHOLDERS]
    if "[[" in PLACEHOLDER.sub("", text) or "]]" in PLACEHOLDER.sub("", text):
        wrong.append("Pole zaczyna się od [[ i kończy na ]].")
    for name in BLOCKS & set(names):
        if not re.search(rf"<p>\s*\[\[\s*{name}\s*\]\]\s*</p>", text):
            wrong.append(f"Pole [[{name}]] musi stać samo w akapicie: <p>[[{name}]]</p>.")
    if not PLACEHOLDER.sub("x", re.sub(r"<[^>]*>", "", text)).strip():
        wrong.append("Tekst nie może być pusty.")
    if wrong:
        raise BadText(list(dict.fromkeys(wrong)))
    return nh3.clean(text, tags=set(TAGS), attributes={}).strip()


def filled(text: str, values: Mapping[str, str], blocks: Mapping[str, str]) -> str:
    """The cleaned text with words and lists put in; words are escaped, `blocks` are HTML of ours."""
    html = clean(text)
    for name, block in blocks.items():
        html = re.sub(rf"<p>\s*\[\[\s*{name}\s*\]\]\s*</p>", block.replace("\\", r"\\"), html)
    return PLACEHOLDER.sub(lambda found: blocks.get(found[1]) or escape(values[found[1]]), html)
