"""What the demonstration's organisations announce: events, volunteering posts, and one that waits."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from agreements.models import Promotion
from bookings.demo.cases import CASES, tell_nobody
from jcop.demo.views import ACCOUNTS
from jcop.models import User
from organizations.models import Organization

WORKER = next(account for account in ACCOUNTS if account.group == "Pracownik Centrum")
EVENT, VOLUNTEERING = Promotion.Kind.EVENT, Promotion.Kind.VOLUNTEERING


@dataclass(frozen=True)
class Announced:
    """Of the organisation of that case, so many days ahead, shown for so many days."""

    case: int
    kind: str
    title: str
    text: str
    place: str
    times: str
    ahead: int
    is_approved: bool = True


ANNOUNCED = [
    Announced(
        0,
        EVENT,
        "Zmyślony wernisaż: przystań w akwareli",
        "Wystawa obrazów, których nikt nie namalował. Wstęp wolny.\n\nWejście bez schodów.",
        "Sala spotkań Centrum, ul. Wrzosowa 12A",
        "17:00–19:00",
        12,
    ),
    Announced(
        1,
        VOLUNTEERING,
        "Sadzenie wymyślonej łąki",
        "Szukamy osób, które posieją z nami kwiaty, jakich nie ma w żadnym atlasie. Narzędzia dajemy.",
        "Park Zmyślony, wejście od stawu",
        "soboty, po trzy godziny",
        45,
    ),
    Announced(
        4,
        EVENT,
        "Przykładowe śniadanie sąsiedzkie",
        "Każdy przynosi coś na wspólny stół. Zapraszamy z dziećmi.",
        "Podwórze przy ul. Nieistniejącej 5",
        "10:00–12:00",
        20,
    ),
    Announced(
        2,
        EVENT,
        "Zmyślony bieg wokół suchego jeziora",
        "Pięć kilometrów po mapie, której nie ma. Każdy biegnie albo idzie we własnym tempie.",
        "Zbiórka przy przystani, której nie ma",
        "9:00–12:00",
        30,
    ),
    Announced(
        2,
        VOLUNTEERING,
        "Pomoc na mecie zmyślonego biegu",
        "Szukamy osób do podawania wody i liczenia zawodników, którzy nie pobiegną.",
        "Meta przy przystani, której nie ma",
        "w dniu biegu, trzy godziny",
        60,
        is_approved=False,
    ),
]


def announce(now: datetime) -> None:
    """By the real verbs, once; the last one waits for the worker."""
    if Promotion.objects.exists():
        return
    worker, today = User.objects.get(email=WORKER.email), timezone.localdate(now)
    for one in ANNOUNCED:
        named = Organization.objects.filter(name=CASES[one.case].name)
        named.update(public_phone="32 47 19 555", public_email=f"organizacja{one.case}@demo.example")
        organization = named.get()
        day = today + timedelta(days=one.ahead)
        sent = Promotion.send(
            organization=organization,
            by=organization.registered_by,
            form_key=uuid.uuid4(),
            kind=one.kind,
            title=one.title,
            text=one.text,
            place=one.place,
            times=one.times,
            happens_on=day if one.kind == EVENT else None,
            shown_until=day,
        )
        if one.is_approved:
            sent.approve(by=worker)
    tell_nobody()
