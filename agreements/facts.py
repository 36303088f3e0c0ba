"""The Centre's catalogue of świadczenia: the union of the two lists on the city's page."""

from agreements.models import Right, Service

CATALOGUE = [
    (
        "sala",
        Right.ROOM,
        "Sala na spotkania i wydarzenia",
        "Udostępnienie pomieszczenia na spotkania, szkolenia, imprezy okolicznościowe, wernisaże"
        " i akcje społeczne.",
        "Na co, jak często i dla ilu osób będzie potrzebna sala?",
    ),
    (
        "sprzet-i-internet",
        Right.EQUIPMENT,
        "Sprzęt biurowy i Internet",
        "Udostępnienie sprzętu biurowego: komputera, drukarki i innych, możliwość korzystania z Internetu.",
        "Jaki sprzęt i do czego będzie potrzebny?",
    ),
    (
        "adres",
        Right.ADDRESS,
        "Adres do korespondencji",
        "Udostępnienie adresu JCOP do korespondencji. Adres Centrum nie jest adresem siedziby organizacji.",
        "Kto będzie odbierać korespondencję?",
    ),
    (
        "skrzynka",
        Right.BOX,
        "Skrzynka kontaktowa",
        "Prowadzenie skrzynki kontaktowej organizacji w Centrum.",
        "Kto będzie korzystać ze skrzynki?",
    ),
    (
        "dyzury",
        Right.DUTY,
        "Dyżury organizacji w Centrum",
        "Stałe godziny, w których organizacja przyjmuje w Centrum osoby zainteresowane jej działalnością.",
        "Jak często i w jakich godzinach najchętniej?",
    ),
    (
        "doradztwo",
        Right.ADVICE,
        "Doradztwo",
        "Zakładanie stowarzyszeń, stowarzyszeń zwykłych, fundacji i klubów sportowych nieprowadzących"
        " działalności gospodarczej; bieżąca działalność i przepisy dla III sektora.",
        "Jakich spraw ma dotyczyć doradztwo?",
    ),
    (
        "szkolenia",
        Right.TRAINING,
        "Szkolenia, warsztaty i spotkania",
        "Udział w szkoleniach, warsztatach i spotkaniach o działaniu organizacji pozarządowych.",
        "Jakie tematy Państwa interesują?",
    ),
    (
        "publikacje",
        Right.NONE,
        "Publikacje i materiały",
        "Udostępnianie publikacji i materiałów związanych z działalnością organizacji pozarządowych.",
        "Jakie publikacje będą przydatne?",
    ),
    (
        "integracja",
        Right.NONE,
        "Działania integrujące organizacje",
        "Wspólne działania organizacji pozarządowych w mieście.",
        "W jakich działaniach chcą Państwo wziąć udział?",
    ),
    (
        "promocja",
        Right.NONE,
        "Promocja organizacji i wolontariatu",
        "Promowanie organizacji pozarządowych i wolontariatu.",
        "Co chcą Państwo promować?",
    ),
    (
        "inne",
        Right.NONE,
        "Inne działania",
        "Inne działania w ramach współpracy Miasta z jastrzębskim sektorem pozarządowym.",
        "O co chodzi?",
    ),
]


def load() -> None:
    """Add what is missing; never write over what the office has edited."""
    for position, (code, right, name, description, question) in enumerate(CATALOGUE, start=1):
        Service.objects.get_or_create(
            code=code,
            defaults={
                "right": right,
                "name": name,
                "description": description,
                "question": question,
                "position": position,
            },
        )
