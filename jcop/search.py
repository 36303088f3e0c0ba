"""Searching Polish text as people type it: without diacritics and without regard to case."""

from django.db.models import CharField, Func


class Plain(Func):
    """Text without diacritics („Łódź” → „Lodz”), immutable so that an index can hold it.

    PostgreSQL's own unaccent() is only stable; `jcop_plain` names its dictionary and is declared
    immutable in jcop's migration.
    """

    function = "jcop_plain"
    arity = 1
    output_field = CharField()
