"""English that a library may have left on a page: words of its own messages that no Polish message has."""

import gettext
import re
from functools import cache
from pathlib import Path

import allauth
import django
import import_export

WORD = re.compile(r"[a-ząćęłńóśźż]{3,}")
# Names of things, and words that Polish has borrowed or writes the same.
ALSO_POLISH = frozenset(
    """
    admin atom cookie csv demo etr html http https internet jan jpeg json link list login ngo pdf
    png portal rss sms status super svg token totp url xls xlsx zip
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
# Common words that libraries do not need to say for them to be English.
COMMON = frozenset(
    """
    about after all and any are back because been before but can cannot click close confirm could
    day does each edit email enter error every field first for from has have hello help here home
    how into invalid last like list make may month more must name new next not now off one only open
    other our out page password please previous read required save search select send should sign
    some submit such thank than that the their them then there these they this today unknown until
    update upload use view was week welcome were what when where which who will with year yes you
    your
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


@cache
def english_words() -> frozenset[str]:
    said, polish = set(COMMON), set(ALSO_POLISH)
    for library in (django, allauth, import_export):
        for catalogue in Path(library.__file__).parent.rglob("locale/pl/LC_MESSAGES/*.mo"):
            with catalogue.open("rb") as file:
                messages = gettext.GNUTranslations(file)._catalog
            for message, translation in messages.items():
                said |= words(message[0] if isinstance(message, tuple) else message)
                polish |= words(translation)
    for template in (Path(django.__file__).parent / "contrib/admin/templates").rglob("*.html"):
        for message in re.findall(r'{% translate "([^"]+)"', template.read_text()):
            said |= words(message)
    return frozenset(said - polish)


def words(text: str) -> set[str]:
    """Words of a text, without addresses, names of files, placeholders and secrets in capital letters."""
    plain = re.sub(r"\S*[@/_{}%=]\S*|\S+\.\w{2,}\b|\b[A-Z2-7]{4,}\b", " ", text)
    return set(WORD.findall(plain.lower()))


def english(text: str) -> set[str]:
    return words(text) & english_words()
