"""The demonstration Centre: invented organisations whose cases walk the real verbs.

Names are plainly invented; KRS numbers lie far above those that the register has reached.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from agreements.models import Agreement, Service, ServiceRequest
from bookings.demo.places import make_places
from bookings.models import Bookable, Booking
from jcop import richtext
from jcop.demo.views import ACCOUNTS
from jcop.models import Announcement, HoursPeriod, HoursSpan, Message, User, WorkerDuty
from jcop.opening.hours import WARSAW, Span
from jcop.opening.workdays import statutory_day_off
from organizations.models import Organization, Representative
from organizations.registers import REGISTER_OF, LegalForm, Register

DAYS_BACK, DAYS_AHEAD = 14, 21


@dataclass(frozen=True)
class Case:
    """One invented organisation and how far its request and agreement have come."""

    form: str
    name: str
    number: str
    stage: str
    services: tuple[str, ...] = ("sala", "sprzet-i-internet", "dyzury", "doradztwo")


CASES = [
    Case(LegalForm.ASSOCIATION, "Stowarzyszenie „Zmyślona Przystań”", "0009999901", "in_force"),
    Case(LegalForm.FOUNDATION, "Fundacja Niebyła Łąka", "0009999902", "in_force"),
    Case(LegalForm.SPORTS_CLUB, "Klub Sportowy „Wymyślony Orzeł” Jastrzębie-Zdrój", "W/901", "in_force"),
    Case(LegalForm.PUPILS_SPORTS_CLUB, "UKS „Przykładowa Piątka”", "W/902", "in_force"),
    Case(LegalForm.ORDINARY_ASSOCIATION, "Ćwiczebne Koło Sąsiadów", "Z/903", "in_force"),
    Case(LegalForm.FIRE_BRIGADE, "OSP w Nigdziebądź", "0009999903", "in_force"),
    Case(LegalForm.ASSOCIATION, "Łańcuch Nieistniejących Serc", "0009999904", "to_sign"),
    Case(LegalForm.FOUNDATION, "Fundacja „Źródło Przykładów”", "0009999905", "examined"),
    Case(LegalForm.SOCIAL_COOPERATIVE, "Spółdzielnia Socjalna „Ósmy Przykład”", "0009999906", "examined"),
    Case(LegalForm.ASSOCIATION, "Śląskie Towarzystwo Zmyślonych Ogrodów", "0009999907", "submitted"),
    Case(LegalForm.SPORTS_CLUB, "Żeglarski Klub Suchego Jeziora", "W/904", "submitted"),
    Case(LegalForm.ORDINARY_ASSOCIATION, "Grupa „Na Próbę”", "Z/905", "draft"),
    Case(LegalForm.ASSOCIATION, "Towarzystwo Odmówionych Przykładów", "0009999908", "refused"),
    Case(LegalForm.FOUNDATION, "Fundacja Wycofanych Próśb", "0009999909", "withdrawn"),
    Case(LegalForm.ASSOCIATION, "Stowarzyszenie Dawnych Przykładów", "0009999910", "terminated"),
    Case(LegalForm.FOUNDATION, "Fundacja „Minione Lato”", "0009999911", "expired"),
    Case(LegalForm.ASSOCIATION, "Klub Pomyłkowych Numerów", "0009999912", "annulled"),
    Case(LegalForm.PUPILS_SPORTS_CLUB, "UKS „Zawieszona Piłka”", "W/906", "suspended"),
]


def is_marked() -> bool:
    """Is this database marked as a demonstration, which may be thrown away?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        return bool(cursor.fetchone()[0] == "demonstration")


def mark() -> None:
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS 'demonstration'")


def build(now: datetime) -> None:
    """Everything but the bookings; once."""
    people = {account.email: _person(account) for account in ACCOUNTS}
    staff = people["referat@demo.example"]
    approver = people["zatwierdza@demo.example"]
    _hours(timezone.localdate(now))
    make_places()
    for number, case in enumerate(CASES):
        first = people["opiekun@demo.example"] if number in (0, 2) else None
        person = first or _invented_person(number)
        _walk(case, number, person, staff, approver, now)
        if first:
            _go_on(Organization.objects.get(name=case.name), person, staff, now)
    Announcement.objects.create(
        slug="portal-jcop",
        title="Rezerwacje i zapotrzebowania składamy teraz w portalu",
        body=richtext.from_markup(
            "Sale i sprzęt rezerwujemy przez Internet, a zapotrzebowanie można złożyć z telefonu."
            " Kto woli papier, znajdzie druki w dziale [Dokumenty](/dokumenty/).\n\n"
            "Pytania: tel. 32 47 19 555."
        ),
        publish_from=now - timedelta(days=3),
    )
    tell_nobody()


def _person(account: object) -> User:
    user = User.objects.create_user(account.email, full_name=account.name, is_staff=bool(account.group))  # type: ignore[attr-defined]
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if account.group:  # type: ignore[attr-defined]
        user.groups.add(Group.objects.get(name=account.group))  # type: ignore[attr-defined]
    return user


def _invented_person(number: int) -> User:
    return User.objects.create_user(f"osoba{number}@demo.example", full_name=f"Osoba Zmyślona {number}")


def _hours(today: date) -> None:
    pattern = HoursPeriod.objects.create(kind=HoursPeriod.Kind.PATTERN, valid_from=today - timedelta(days=90))
    for weekday in range(5):
        opens, closes = (time(10), time(18)) if weekday in (0, 3) else (time(7, 30), time(15, 30))
        HoursSpan.objects.create(period=pattern, weekday=weekday, opens=opens, closes=closes)
    pattern.publish()
    for month in (today.replace(day=1), (today.replace(day=1) + timedelta(days=32)).replace(day=1)):
        duty = WorkerDuty.objects.create(month=month)
        duty.set_week([[Span(time(15), time(18))] if weekday in (0, 3) else [] for weekday in range(7)])


def _walk(case: Case, number: int, person: User, staff: User, approver: User, now: datetime) -> None:
    """Register the organisation and take its case as far as `case.stage` says, by the real verbs."""
    in_krs = REGISTER_OF[case.form] == Register.KRS
    organization = Organization.objects.register(
        by=person,
        form_key=uuid.uuid4(),
        representatives=[
            Representative(name="Zofia Zmyślona", function="prezes zarządu"),
            Representative(name="Tomasz Przykładny", function="skarbnik"),
        ],
        legal_form=case.form,
        name=case.name,
        krs=case.number if in_krs else None,
        register_number=None if in_krs else case.number,
        street=f"ul. Zmyślona {number + 1}",
        postal_code="44-335",
        city="Jastrzębie-Zdrój",
        phone="32 47 19 555",
        email=f"organizacja{number}@demo.example",
        signatures_required=2 if number % 2 else 1,
    )
    services = Service.objects.filter(code__in=case.services)
    request = ServiceRequest.prepare(
        organization=organization,
        by=person,
        form_key=uuid.uuid4(),
        wishes={one: {"times": "po południu", "frequency": "raz w tygodniu"} for one in services},
    )
    if case.stage == "draft":
        return
    settled = case.stage not in {"submitted", "examined", "to_sign"}
    filed_at = now - timedelta(days=60 if settled else number)
    request.submit(at=filed_at)
    if case.stage == "withdrawn":
        request.withdraw()
        return
    if case.stage == "submitted":
        return
    request.receive_signed_set(
        on=timezone.localdate(filed_at + timedelta(days=1)), channel="in_person", copies=3
    )
    if case.stage == "examined":
        return
    decided_at = filed_at + timedelta(days=4)
    if case.stage == "refused":
        request.refuse(by=approver, reason="Działalność poza miastem.", at=decided_at)
        return
    organization.verify(by=staff, at=decided_at, source="krs" if organization.krs else "city")
    request.accept(by=staff, at=decided_at)
    if case.stage != "to_sign":
        _conclude(case, request.agreement, approver, decided_at)


def _go_on(organization: Organization, person: User, staff: User, now: datetime) -> None:
    """What the keeper who shows the portal finds on the desk: a draft, and a case to be corrected."""
    advice, box = (Service.objects.get(code=code) for code in ("doradztwo", "skrzynka"))
    _, called = (
        ServiceRequest.prepare(organization=organization, by=person, form_key=uuid.uuid4(), wishes=wishes)
        for wishes in ({advice: {"topic": "zmiana statutu"}}, {box: {"collectors": "Zofia Zmyślona"}})
    )
    called.submit(at=now - timedelta(days=6))
    called.call_for_correction(by=staff, defects=["Złożono mniej niż trzy egzemplarze dokumentów."])
    called.answer_applicant(
        by=staff, text="Wystarczy jeden podpisany egzemplarz więcej. Czekamy w Referacie."
    )


def _conclude(case: Case, agreement: Agreement, approver: User, at: datetime) -> None:
    signed_on = timezone.localdate(at)
    agreement.conclude(
        by=approver,
        number=Agreement.objects.proposed_number(signed_on.year),
        signed_on=signed_on,
        valid_until=signed_on + timedelta(days=30) if case.stage == "expired" else None,
        at=at,
    )
    if case.stage == "terminated":
        agreement.terminate(on=signed_on + timedelta(days=31), reason="Wypowiedzenie organizacji.")
    if case.stage == "annulled":
        agreement.annul(reason="Numer nadany przez pomyłkę.")
    if case.stage == "suspended":
        agreement.organization.suspend(reason="Wyjaśniamy składy władz.")


def book(now: datetime) -> None:
    """Bookings from two weeks ago to three weeks ahead, on days that have none yet."""
    today = timezone.localdate(now)
    rooms = list(Bookable.objects.rooms().order_by("slug"))
    laptop = Bookable.objects.get(slug="laptop")
    organizations = [Organization.objects.get(name=case.name) for case in CASES if case.stage == "in_force"]
    last = (
        Booking.objects.exclude(kind=Booking.Kind.DUTY)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    after = timezone.localdate(last) if last else today - timedelta(days=DAYS_BACK + 1)
    for offset in range(-DAYS_BACK, DAYS_AHEAD + 1):
        day = today + timedelta(days=offset)
        if day <= after or day.weekday() > 4 or statutory_day_off(day):
            continue
        for number, (bookable, hour) in enumerate(
            [(rooms[0], 11), (rooms[0], 13), (rooms[1], 12), (laptop, 11)][: 2 + day.day % 3]
        ):
            organization = organizations[(day.day + number) % len(organizations)]
            _book(organization, bookable, day, hour, titled=number == 0, today=today)
    tell_nobody()


def _book(
    organization: Organization,
    bookable: Bookable,
    day: date,
    hour: int,
    *,
    titled: bool,
    today: date,
) -> None:
    starts_at = datetime.combine(day, time(hour), WARSAW)
    booking = Booking.request(
        organization=organization,
        by=organization.registered_by,
        bookable=bookable,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1, minutes=30),
        purpose=Booking.Purpose.TRAINING if titled else Booking.Purpose.MEETING,
        persons=8,
        public_title="Szkolenie otwarte" if titled else "",
        at=starts_at - timedelta(days=12),
    )
    if booking.state == Booking.State.REQUESTED and day < today + timedelta(days=7):
        booking.confirm(at=booking.made_at)


def tell_nobody() -> None:
    """Drop the mails of what was only made up; the sets to print stay for the worker."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'mail' AND status = 'todo'")
    Message.objects.waiting().delete()
