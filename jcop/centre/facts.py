"""What is true about the Centre: taken from the city's page, loaded once, edited by the office after.

The page's anti-spam „@remove-this.” is undone, and its several spellings of one address and one
telephone are made one. Its notices carry no year: 22 March was a Monday in 2021, the first that
fits after the reopening of 1 September 2020. They are loaded as archived, never as hours in force.
"""

from datetime import date, datetime
from typing import Any

from jcop import richtext
from jcop.models import Announcement, Centre, HouseRules, LoadedFact, PersonsLimit
from jcop.models.house_rules import Use
from jcop.opening.hours import WARSAW

CENTRE: dict[str, Any] = {
    "name": "Jastrzębskie Centrum Organizacji Pozarządowych",
    "short_name": "JCOP",
    "street": "ul. Wrzosowa 12A",
    "postal_code": "44-335",
    "city": "Jastrzębie-Zdrój",
    "phone": "32 47 19 555",
    "email": "cop@um.jastrzebie.pl",
    "authority": "Urząd Miasta Jastrzębie-Zdrój",
    "unit": "Wydział Dialogu Społecznego – Referat Organizacji Pozarządowych",
    "unit_street": "al. Piłsudskiego 60",
    "unit_postal_code": "44-335",
    "unit_city": "Jastrzębie-Zdrój",
    "unit_phone": "32 47 85 135",
    "unit_email": "organizacje@um.jastrzebie.pl",
    "website": "https://www.jastrzebie.pl",
    "party": "Gmina Miasta Jastrzębie-Zdrój, w której imieniu działa Prezydent Miasta albo osoba upoważniona",
    "controller": "Gmina Miasta Jastrzębie-Zdrój reprezentowana przez Prezydenta Miasta",
    "building_access": "Centrum mieści się przy ul. Wrzosowej 12A. O dojście bez schodów, miejsce"
    " parkingowe i toaletę dla osób z niepełnosprawnościami prosimy pytać telefonicznie przed"
    " przyjściem. Do budynku można wejść z psem asystującym.",
}

NOTICES: list[dict[str, Any]] = [
    {
        "slug": "zawieszenie-dzialalnosci",
        "title": "Zawieszenie działalności do odwołania",
        "from": date(2020, 3, 12),
        "until": date(2020, 9, 1),
        "body": (
            "W związku z trwającą sytuacją epidemiczną działalność Jastrzębskiego Centrum Organizacji"
            " Pozarządowych zostaje zawieszona do odwołania.\n\n"
            "Wszelkie informacje dotyczące dalszego funkcjonowania Centrum można uzyskać, kontaktując"
            " się z Referatem Organizacji Pozarządowych Urzędu Miasta Jastrzębie-Zdrój:"
            " tel. 32 47 85 135, e-mail: organizacje@um.jastrzebie.pl."
        ),
    },
    {
        "slug": "wznowienie-dzialalnosci-2020",
        "title": "Jastrzębskie Centrum Organizacji Pozarządowych wznawia swoją działalność",
        "from": date(2020, 9, 1),
        "until": date(2020, 10, 1),
        "body": (
            "Od 1 września 2020 roku swoją działalność wznowiło Jastrzębskie Centrum Organizacji"
            " Pozarządowych z siedzibą przy ul. Wrzosowej 12A w Jastrzębiu-Zdroju.\n\n"
            "We wrześniu pracownik Centrum pełni dyżury od poniedziałku do piątku w godz."
            " 15:00–18:00.\n\n"
            "Wszystkie osoby przebywające w lokalu są bezwzględnie zobowiązane do przestrzegania zasad:\n"
            "– prawidłowe zakrywanie ust i nosa od wejścia do wyjścia,\n"
            "– dezynfekcja dłoni po wejściu i przed wyjściem,\n"
            "– dystans co najmniej 1,5 metra od innych osób,\n"
            "– podczas doradztwa w pomieszczeniu jeden przedstawiciel organizacji i doradca,\n"
            "– podczas dyżuru organizacji jeden jej przedstawiciel i jedna osoba zainteresowana."
        ),
    },
    {
        "slug": "dzialalnosc-w-dniach-22-26-marca",
        "title": "Działalność Centrum w dniach 22–26 marca",
        "from": date(2021, 3, 19),
        "until": date(2021, 3, 27),
        "body": (
            "22 marca 10:00–18:00\n23 marca 7:30–15:30\n24 marca 7:30–15:30\n25 marca 8:30–18:00\n"
            "26 marca – nieczynne\n\n"
            "Wszelkie sprawy związane z działalnością organizacji pozarządowych można w tych dniach"
            " załatwić w Centrum. Ze względu na obecną sytuację szczególnie zachęcamy do kontaktu"
            " telefonicznego lub pod adresem e-mail: tel. 32 47 19 555, cop@um.jastrzebie.pl."
        ),
    },
]

# The source does not say until when these rules held; the end is that of the notice they stood in.
RULES_2020: dict[str, Any] = {
    "title": "Zasady pobytu w Centrum w czasie epidemii",
    "valid_from": date(2020, 9, 1),
    "valid_until": date(2020, 9, 30),
    "body": (
        "prawidłowe zakrywanie ust i nosa od momentu wejścia aż do opuszczenia Centrum\n"
        "po wejściu i przed wyjściem obowiązuje dezynfekcja dłoni środkiem dostępnym w Centrum\n"
        "obowiązkowo należy zachować dystans społeczny, tj. minimum 1,5 metra odległości od innych osób"
        " znajdujących się w Centrum\n"
        "podczas świadczonego doradztwa w pomieszczeniu może znajdować się wyłącznie jeden przedstawiciel"
        " organizacji pozarządowej i doradca\n"
        "podczas dyżuru organizacji pozarządowej w Centrum może przebywać jeden przedstawiciel danej"
        " organizacji oraz jedna osoba zainteresowana działalnością tej organizacji"
    ),
}
LIMITS_2020: list[dict[str, Any]] = [
    {"use": Use.ADVICE, "persons": 1, "wording": "jeden przedstawiciel organizacji i doradca"},
    {
        "use": Use.DUTY,
        "persons": 2,
        "wording": "jeden przedstawiciel organizacji i jedna osoba zainteresowana",
    },
]


def load(today: date) -> None:
    """Add what was never loaded before: what the office has edited or deleted stays so."""
    Centre.objects.get_or_create(
        pk=1,
        defaults={
            **CENTRE,
            "declaration_published_on": today,
            "declaration_updated_on": today,
            "declaration_prepared_on": today,
        },
    )
    if LoadedFact.is_new("rules:2020"):
        rules = HouseRules.objects.create(**RULES_2020)
        PersonsLimit.objects.bulk_create(PersonsLimit(rules=rules, **limit) for limit in LIMITS_2020)
    for notice in NOTICES:
        if not LoadedFact.is_new(f"notice:{notice['slug']}"):
            continue
        Announcement.objects.get_or_create(
            slug=notice["slug"],
            defaults={
                "title": notice["title"],
                "body": richtext.from_markup(notice["body"]),
                "publish_from": _morning(notice["from"]),
                "publish_until": _morning(notice["until"]),
            },
        )


def _morning(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=WARSAW)
