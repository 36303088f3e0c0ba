"""The catalogue of świadczenia (the union of the two lists on the city's page), declarations, defects."""

from agreements.models import Declaration, Defect, Detail, Right, Service
from jcop.models import LoadedFact

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

_D = Detail
ASKS = {
    "sala": [_D.PURPOSE, _D.KIND, _D.FREQUENCY, _D.TIMES, _D.PERSONS],
    "sprzet-i-internet": [_D.EQUIPMENT, _D.PURPOSE, _D.FREQUENCY],
    "adres": [_D.COLLECTORS],
    "skrzynka": [_D.COLLECTORS],
    "dyzury": [_D.FREQUENCY, _D.TIMES],
    "doradztwo": [_D.TOPIC],
    "szkolenia": [_D.TOPIC],
}
# What sister centres ask for, kept short: see domain.md 1.4. The office edits the words.
DECLARATIONS = [
    ("prawda", "Podane dane są prawdziwe, a organizacja działa na terenie Jastrzębia-Zdroju."),
    (
        "cele",
        "Organizacja będzie korzystać z Centrum wyłącznie dla celów statutowych i niezarobkowych,"
        " bez agitacji politycznej i praktyk religijnych.",
    ),
    ("oplaty", "Organizacja nie będzie pobierać opłat od uczestników."),
    (
        "regulamin",
        "Organizacja będzie przestrzegać zasad korzystania z Centrum i odpowiada za szkody"
        " powstałe z jej winy.",
    ),
    (
        "rodo",
        "Osoby wymienione w zapotrzebowaniu wiedzą, że ich dane podano Miastu, i mogą zapoznać się"
        " z informacją o przetwarzaniu danych osobowych na stronie portalu.",
    ),
]
# The typical ones by domain.md 2.4.
DEFECTS = [
    ("podpisy", "Brak podpisu wszystkich osób uprawnionych do reprezentowania organizacji."),
    (
        "podpis-bez-uprawnienia",
        "Dokumenty podpisała osoba, która nie jest uprawniona do reprezentowania organizacji.",
    ),
    ("egzemplarze", "Złożono mniej niż trzy egzemplarze dokumentów."),
    ("niepelny-komplet", "Brak zapotrzebowania albo porozumienia w komplecie."),
    ("rejestr", "Dane organizacji są niezgodne z rejestrem albo ewidencją."),
    (
        "numer-i-data",
        "Organizacja wpisała numer porozumienia albo datę podpisania; te miejsca wypełnia Miasto.",
    ),
    (
        "nieaktualny-wydruk",
        "Podpisano nieaktualny wydruk, który różni się treścią od złożonego zapotrzebowania.",
    ),
    ("pelnomocnictwo", "Brak pełnomocnictwa dla osoby, która podpisała dokumenty."),
]
# The register is compared with what was typed, and an authorisation can be attached: the portal cures these.
CURED_ONLINE = {"rejestr", "pelnomocnictwo"}


def load() -> None:
    """Add what was never loaded before: what the office has edited or deleted stays so."""
    for position, (code, right, name, description, question) in enumerate(CATALOGUE, start=1):
        if LoadedFact.is_new(f"service:{code}"):
            Service.objects.get_or_create(
                code=code,
                defaults={
                    "right": right,
                    "name": name,
                    "description": description,
                    "question": question,
                    "position": position,
                    "asks": [*ASKS.get(code, []), Detail.REMARKS],
                },
            )
    for position, (code, text) in enumerate(DECLARATIONS, start=1):
        if LoadedFact.is_new(f"declaration:{code}") and not Declaration.objects.filter(code=code).exists():
            Declaration.objects.create(
                code=code, text=text, position=position, only_without_fees=code == "oplaty"
            )
    for position, (code, text) in enumerate(DEFECTS, start=1):
        if LoadedFact.is_new(f"defect:{code}"):
            defaults = {"position": position, "is_on_paper": code not in CURED_ONLINE}
            Defect.objects.get_or_create(text=text, defaults=defaults)
