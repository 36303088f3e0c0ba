"""The demonstration's papers: plainly invented, and each says so on its first line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from jcop.demo.views import ACCOUNTS
from jcop.files.pdf import render
from jcop.models import Centre, Document, User

Parts = Sequence[tuple[str, Sequence[str]]]
CLERK = next(account for account in ACCOUNTS if account.group == "Referat")
OLD_RULES: Parts = [
    (
        "Postanowienia ogólne",
        [
            "Z Centrum korzystają organizacje, które mają porozumienie.",
            "Korzystanie z Centrum jest bezpłatne i służy celom statutowym.",
        ],
    ),
    (
        "Sale i sprzęt",
        [
            "Termin rezerwuje się w portalu albo przez telefon.",
            "Po spotkaniu sala zostaje w takim stanie, w jakim ją zastano.",
        ],
    ),
]
NEW_RULES: Parts = [
    *OLD_RULES,
    ("Klucze", ["Wydanie i zwrot kluczy potwierdza protokół.", "Szkody zgłasza się przy zwrocie kluczy."]),
]


@dataclass(frozen=True)
class Paper:
    slug: str
    kind: str
    title: str
    lead: str
    parts: Parts
    blanks: Sequence[str] = ()


PAPERS = [
    Paper(
        "regulamin",
        Document.Kind.RULES,
        "Regulamin Centrum (przykład)",
        "Zmyślony na potrzeby demonstracji: kto i na jakich zasadach korzysta z Centrum.",
        OLD_RULES,
    ),
    Paper(
        "karta-organizacji",
        Document.Kind.FORM,
        "Karta kontaktowa organizacji (przykład)",
        "Zmyślony formularz dla organizacji, które wolą papier.",
        [],
        ["Nazwa organizacji", "Telefon dla mieszkańców", "E-mail dla mieszkańców", "Czym się zajmujemy"],
    ),
    Paper(
        "lista-trzech-egzemplarzy",
        Document.Kind.DOWNLOAD,
        "Trzy egzemplarze: lista do sprawdzenia (przykład)",
        "Co włożyć do koperty, zanim się ją zaniesie do Referatu.",
        [
            (
                "Przed złożeniem",
                [
                    "Zapotrzebowanie i porozumienie są w trzech egzemplarzach.",
                    "Podpisały je osoby uprawnione do reprezentowania organizacji.",
                    "Numer porozumienia i data podpisania są puste.",
                ],
            )
        ],
    ),
    Paper(
        "poradnik-zmyslonej-ksiegowosci",
        Document.Kind.PUBLICATION,
        "Księgowość stowarzyszenia, którego nie ma (przykład)",
        "Zmyślony poradnik: jak wyglądają publikacje w portalu.",
        [("Rozdział pierwszy i ostatni", ["Przychody są zmyślone.", "Koszty także.", "Saldo się zgadza."])],
    ),
]


def put_up(now: datetime) -> None:
    """Papers of every kind, the rules in two versions, and a book to read at the Centre; once."""
    if Document.objects.exists():
        return
    clerk, today = User.objects.get(email=CLERK.email), timezone.localdate(now)
    for position, paper in enumerate(PAPERS):
        document = Document.objects.create(
            slug=paper.slug, kind=paper.kind, title=paper.title, lead=paper.lead, position=position
        )
        document.add_version(
            upload=_pdf(paper, paper.parts), valid_from=today - timedelta(days=200), by=clerk
        )
        document.publish()
    rules = Document.objects.get(slug="regulamin")
    rules.add_version(
        upload=_pdf(PAPERS[0], NEW_RULES),
        valid_from=today - timedelta(days=20),
        change_note="Dodano rozdział o kluczach.",
        by=clerk,
    )
    Document.objects.create(
        slug="atlas-zmyslonych-fundacji",
        kind=Document.Kind.PUBLICATION,
        title="Atlas zmyślonych fundacji (przykład)",
        lead="Książka, której nie ma; pokazuje, jak portal opisuje publikacje na półce w Centrum.",
        category="",
        author="Tomasz Przykładny",
        publisher="Wydawnictwo Przykładowe",
        year=2019,
        is_at_centre=True,
        copies=2,
        position=len(PAPERS),
    ).publish()


def _pdf(paper: Paper, parts: Parts) -> ContentFile:
    context = {"title": paper.title, "parts": parts, "blanks": paper.blanks, "centre": Centre.objects.get()}
    return ContentFile(render("jcop/print/demonstration.html", context), f"{paper.slug}.pdf")
