"""What a text shows only when a template prints what is not text, leaves something out or counts wrongly."""

import re
from collections.abc import Iterator

# Each with what a reader would see of it.
FAULTS = {
    "a value of Python": re.compile(r"<QuerySet|<\w+: |\w object at 0x|\bNone\b|\bdatetime\."),
    "a placeholder": re.compile(r"\[\[|\]\]|\{\{|\{%|%\(\w+\)s"),
    "two full stops": re.compile(r"(?<!\.)\.\.(?!\.)"),
    "a space before a mark": re.compile(r"(?<=\w)[ \xa0][,.;:!?](?=\s|$)"),
    "an unfilled blank": re.compile(
        r"„”|\(\)|\(,|,[ \xa0]?,|\bnr(?=[,.;]|\s*$)|(?<!obowiązuje )\b(?:do|od|przez)(?=[,.;])|godz\.\s*–"
        r"|\b(?:Powód|Temat|Termin|Miejsce|Dotyczy|Seria):[ \xa0]*$",
        re.MULTILINE,
    ),
}
SPACES = re.compile(r"\S(?: {2,}|[ \xa0]\xa0|\xa0 )\S|\n{4,}|\n\n\n(?!$)")
# Of what pages and mails count: after 1, after 2-4, after 5 and more.
COUNTED = [
    tuple(forms.split())
    for forms in (
        "dzień dni dni",
        "minuta minuty minut",
        "osoba osoby osób",
        "miejsce miejsca miejsc",
        "rezerwacja rezerwacje rezerwacji",
        "seria serie serii",
        "wizyta wizyty wizyt",
        "termin terminy terminów",
        "plik pliki plików",
        "znak znaki znaków",
        "wiersz wiersze wierszy",
        "wynik wyniki wyników",
        "ogłoszenie ogłoszenia ogłoszeń",
        "egzemplarz egzemplarze egzemplarzy",
        "porozumienie porozumienia porozumień",
        "wiadomość wiadomości wiadomości",
        "organizacja organizacje organizacji",
        "wydarzenie wydarzenia wydarzeń",
        "komplet komplety kompletów",
        "propozycja propozycje propozycji",
        "porada porady porad",
        "godzina godziny godzin",
        "strona strony stron",
        "tydzień tygodnie tygodni",
        "zapotrzebowanie zapotrzebowania zapotrzebowań",
        "przesyłka przesyłki przesyłek",
        "prośba prośby próśb",
        "list listy listów",
    )
]
NOUNS = "|".join(sorted(set().union(*COUNTED)))
NUMERAL = re.compile(rf"(?<![\d.,:/–-])(\d{{1,3}})[ \xa0]({NOUNS})\b")


def printing_faults(text: str, *, is_plain: bool = True) -> list[str]:
    """What is wrong in `text`, each with its neighbourhood; a browser joins spaces, plain text does not."""
    asked = FAULTS | ({"two spaces or two empty lines": SPACES} if is_plain else {})
    found = [(fault, match) for fault, pattern in asked.items() for match in pattern.finditer(text)]
    found += [("an undeclined numeral", match) for match in _undeclined(text)]
    return [f"{fault}: {text[max(0, match.start() - 30) : match.end() + 30]!r}" for fault, match in found]


def _undeclined(text: str) -> Iterator[re.Match[str]]:
    """Forms that no case of the noun makes right: „1 osób”, „1 serie”, „3 rezerwacja”, „50 rezerwacje”."""
    for match in NUMERAL.finditer(text):
        number, word = int(match[1]), match[2]
        is_few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
        for one, few, many in COUNTED:
            # After 1 the genitive is right too: „dla 1 osoby”, „najdalej 1 miejsca”.
            genitives = {one[:-1] + end for end in ("i", "y", "a", "ci")}
            wrong = {few, many} - genitives if number == 1 else {one} if is_few else {one, few} - {many}
            if word in wrong:
                yield match
