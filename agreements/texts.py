"""Document texts as the office edits them: a little HTML with placeholders from a closed list.

Placeholders are substituted here and nothing is compiled: a text cannot run code, and what is not in
the list is refused. Pure: strings in, strings out.
"""

import re
from collections.abc import Collection, Mapping
from html import escape
from html.parser import HTMLParser

import nh3

from jcop.typography import bind_html

TAGS = frozenset({"h2", "p", "ol", "ul", "li", "strong", "em", "br"})
PLACEHOLDER = re.compile(r"\[\[\s*([^\[\]]*?)\s*\]\]")
# What stands for a name in brackets, told to the person who edits.
PLACEHOLDERS = {
    "organizacja": "pełna nazwa organizacji",
    "adres organizacji": "adres siedziby organizacji",
    "rejestr": "numer w rejestrze lub ewidencji",
    "centrum": "nazwa Centrum",
    "adres centrum": "ulica, kod i miejscowość Centrum",
    "strona": "kto zawiera porozumienie za Miasto, w mianowniku",
    "liczba egzemplarzy": "ile jest egzemplarzy kompletu",
    "dzień zakończenia": "wykropkowane miejsce na datę",
    "świadczenia": "lista świadczeń; w osobnym akapicie",
    "administrator": "administrator danych osobowych",
    "inspektor": "kontakt do inspektora ochrony danych",
    "urząd": "urząd i jego komórka",
    "adres urzędu": "ulica, kod i miejscowość urzędu",
    "telefon urzędu": "telefon komórki urzędu",
    "e-mail urzędu": "adres e-mail komórki urzędu",
}
# Those of an aneks and of a renewal, which speak of an agreement that has a number and a date.
CHANGE_PLACEHOLDERS = {
    "numer porozumienia": "numer porozumienia, którego dotyczy dokument",
    "data porozumienia": "dzień zawarcia tego porozumienia",
    "zmiany": "co zmienia aneks",
    "od kiedy": "„z dniem 1 stycznia 2027 r.” albo „z dniem zawarcia”",
    "do kiedy": "„do dnia 31 grudnia 2027 r.” albo „na czas nieokreślony”",
}
OF_CHANGES = frozenset({"amendment", "renewal"})
BLOCKS = frozenset({"świadczenia"})


def placeholders(kind: str) -> dict[str, str]:
    """What a text of that kind may name."""
    return PLACEHOLDERS | (CHANGE_PLACEHOLDERS if kind in OF_CHANGES else {})


# Without these a document would not say what it is about; what the office need not say is not here.
NEEDED = {
    "agreement": ("świadczenia",),
    "amendment": ("numer porozumienia", "zmiany", "świadczenia", "od kiedy", "do kiedy"),
    "renewal": ("numer porozumienia", "świadczenia", "od kiedy", "do kiedy"),
}


def lacking(kind: str, text: str) -> list[str]:
    """Sentences for what a text of that kind has to name and does not."""
    named = set(PLACEHOLDER.findall(text))
    words = PLACEHOLDERS | CHANGE_PLACEHOLDERS
    return [
        f"Brakuje pola [[{name}]] ({words[name]}): bez niego dokument by tego nie mówił."
        for name in NEEDED.get(kind, ())
        if name not in named
    ]


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


def clean(text: str, names: Collection[str] = PLACEHOLDERS) -> str:
    """The text as it may be kept, with no placeholders but `names`; BadText names all that is wrong."""
    tags = _Tags()
    tags.feed(text)
    tags.close()
    wrong = [*tags.wrong, *(f"Znacznik <{tag}> nie jest zamknięty." for tag in tags.open)]
    named = PLACEHOLDER.findall(text)
    wrong += [f"Nie ma pola [[{name}]]." for name in named if name not in names]
    if "[[" in PLACEHOLDER.sub("", text) or "]]" in PLACEHOLDER.sub("", text):
        wrong.append("Pole zaczyna się od [[ i kończy na ]].")
    for name in BLOCKS & set(named):
        if not re.search(rf"<p>\s*\[\[\s*{name}\s*\]\]\s*</p>", text):
            wrong.append(f"Pole [[{name}]] musi stać samo w akapicie: <p>[[{name}]]</p>.")
    if not PLACEHOLDER.sub("x", re.sub(r"<[^>]*>", "", text)).strip():
        wrong.append("Tekst nie może być pusty.")
    if wrong:
        raise BadText(list(dict.fromkeys(wrong)))
    return nh3.clean(text, tags=set(TAGS), attributes={}).strip()


def filled(text: str, values: Mapping[str, str], blocks: Mapping[str, str]) -> str:
    """The cleaned text with words and lists put in; words are escaped, `blocks` are HTML of ours."""
    html = clean(text, {*values, *blocks})
    for name, block in blocks.items():
        html = re.sub(rf"<p>\s*\[\[\s*{name}\s*\]\]\s*</p>", block.replace("\\", r"\\"), html)
    html = PLACEHOLDER.sub(lambda found: blocks.get(found[1]) or escape(values[found[1]]), html)
    # A date ends with a dot of its own, and so may the sentence that it closes.
    return bind_html(html.replace("\xa0r..", "\xa0r."))
