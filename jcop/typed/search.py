"""Searching Polish text as people type it: without diacritics, case and, roughly, endings."""

import re
import unicodedata

from django.db.models import CharField, Func


class Plain(Func):
    """Text without diacritics („Łódź” → „Lodz”), immutable so that an index can hold it.

    PostgreSQL's own unaccent() is only stable; `jcop_plain` names its dictionary and is declared
    immutable in jcop's migration.
    """

    function = "jcop_plain"
    arity = 1
    output_field = CharField()


WORD = re.compile(r"[^\W_]{2,}")


def plain_letters(text: str) -> str:
    """Without diacritics: „Łódź” → „Lodz”."""
    parted = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def plain_words(text: str) -> str:
    """What `jcop_plain(lower(…))` makes of it, for text that lies in the code."""
    return plain_letters(text.lower())


def words_of(query: str) -> list[str]:
    """The words of a query, without punctuation and single letters, each once."""
    return list(dict.fromkeys(WORD.findall(query.lower())))


def stem(word: str) -> str:
    """A word without its likely ending, so that „sali szkoleniowej” finds „sale szkoleniowe”.

    PostgreSQL has no Polish dictionary of its own; cutting one letter of four or five and two of more
    finds a little too much and misses little.
    """
    plain = plain_words(word)
    return plain[: -2 if len(plain) > 5 else -1] if len(plain) > 3 else plain
