"""What residents can find: the pages of the portal by name, and what each app lets them look for.

A provider (a module named in `settings.FINDABLE`) has `found(words)`, hits by kind, and `addresses()`,
every page of its own that residents may read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from importlib import import_module
from operator import and_
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Collate, Concat, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from jcop.models import Announcement, Document, Link
from jcop.typed.search import Plain, plain_words, stem

HITS = 10


@dataclass(frozen=True)
class SitePage:
    """A page with an address of its own that does not depend on what the office enters."""

    name: str
    title: str
    about: str = ""

    @property
    def address(self) -> str:
        return reverse(self.name)


@dataclass(frozen=True)
class Hit:
    title: str
    address: str
    about: str = ""


@dataclass(frozen=True)
class Kind:
    """Hits of one kind, under the heading that residents read."""

    heading: str
    hits: list[Hit] = field(default_factory=list)


class Provider(Protocol):
    def found(self, words: list[str]) -> list[Kind]: ...

    def addresses(self) -> Iterable[str]: ...


PAGES = {
    "Centrum": [
        SitePage("home", "Strona główna", "czy Centrum jest teraz otwarte, telefon, aktualności"),
        SitePage("hours", "Godziny otwarcia", "kiedy Centrum jest czynne, święta, zmiany, zawieszenie"),
        SitePage("duties", "Dyżury", "dyżury organizacji i pracownika Centrum"),
        SitePage("announcements", "Aktualności", "ogłoszenia i komunikaty"),
        SitePage("announcements_archive", "Archiwum aktualności", "dawne ogłoszenia według miesięcy"),
        SitePage("about", "O Centrum", "cele, co robimy, tekst łatwy do czytania ETR"),
        SitePage("contact", "Kontakt", "adres, mapa, dojazd, telefon, e-mail, Referat, urząd"),
        SitePage("house_rules", "Zasady w Centrum", "zasady pobytu, ograniczenia liczby osób"),
    ],
    "Dla organizacji i mieszkańców": [
        SitePage("how_to_use", "Jak skorzystać", "zapotrzebowanie, porozumienie, trzy egzemplarze, 14 dni"),
        SitePage("bookings:rooms", "Sale i sprzęt", "spotkania, szkolenia, wernisaże, komputer, drukarka"),
        SitePage("bookings:events", "Wydarzenia", "szkolenia, warsztaty, wernisaże, spotkania, zapisy"),
        SitePage("bookings:calendar", "Kalendarz sal", "wolne i zajęte terminy, rezerwacje"),
        SitePage("advice", "Doradztwo", "zakładanie stowarzyszenia, fundacji, klubu sportowego, przepisy"),
        SitePage("agreements:directory", "Organizacje", "wykaz organizacji pozarządowych"),
        SitePage(
            "agreements:events", "Wydarzenia organizacji", "spotkania, wernisaże, akcje społeczne organizacji"
        ),
        SitePage("agreements:volunteering", "Wolontariat", "organizacje szukają wolontariuszy, pomoc"),
        SitePage("documents", "Dokumenty", "regulamin, wzory, druki, pliki do pobrania, publikacje"),
    ],
    "O portalu": [
        SitePage("search", "Wyszukiwarka"),
        SitePage("site_map", "Mapa strony"),
        SitePage("accessibility", "Deklaracja dostępności", "dostępność cyfrowa, tłumacz języka migowego"),
        SitePage("privacy", "Prywatność", "RODO, dane osobowe, ciasteczka"),
    ],
}


def providers() -> Iterator[Provider]:
    return (cast(Provider, import_module(path)) for path in settings.FINDABLE)


def saying(rows: QuerySet[Any], words: list[str], *fields: str) -> QuerySet[Any]:
    """Rows whose `fields` together contain every word, whatever the diacritics, the case and the ending."""
    # One collation for all: names carry the Polish one, descriptions the database's.
    parts = [Collate(Cast(name, TextField()), "pl-x-icu") for name in fields]
    spaced = [part for column in parts for part in (column, Value(" "))]
    text = Plain(Lower(Concat(*spaced, output_field=TextField())))
    wanted = (Q(said__contains=Plain(Lower(Value(stem(word))))) for word in words)
    return rows.alias(said=text).filter(reduce(and_, wanted))


def _without_tags(name: str) -> Func:
    tags, everywhere = Value("<[^>]*>"), Value("g")
    return Func(F(name), tags, Value(" "), everywhere, function="regexp_replace", output_field=TextField())


def found(words: list[str]) -> list[Kind]:
    """Pages by their titles and what they are about, notices, documents and recommended links."""
    wanted = [stem(word) for word in words]
    pages = [
        Hit(page.title, page.address, page.about)
        for section in PAGES.values()
        for page in section
        if all(word in plain_words(f"{page.title} {page.about}") for word in wanted)
    ]
    published = Announcement.objects.published(timezone.now()).alias(words=_without_tags("body"))
    notices = saying(published, words, "title", "words")
    papers = saying(Document.objects.published(), words, "title", "lead", "category", "author", "publisher")
    links = saying(Link.objects.shown(), words, "title", "about")
    return [
        Kind("Strony", pages[:HITS]),
        Kind(
            "Aktualności",
            [
                Hit(row.title, row.get_absolute_url(), Truncator(row.text).words(25))
                for row in notices.order_by("-publish_from")[:HITS]
            ],
        ),
        Kind("Dokumenty", [Hit(row.title, row.get_absolute_url(), row.about) for row in papers[:HITS]]),
        Kind("Polecane strony", [Hit(row.title, row.url, row.about) for row in links[:HITS]]),
    ]


def addresses() -> Iterator[str]:
    for section in PAGES.values():
        for page in section:
            yield page.address
    if Link.objects.shown().exists():
        yield reverse("recommended")
    for row in Announcement.objects.published(timezone.now()):
        yield row.get_absolute_url()
    for paper in Document.objects.published():
        yield paper.get_absolute_url()
