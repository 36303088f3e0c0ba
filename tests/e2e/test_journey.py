"""The main journey, from a resident's first look to a booking in the public calendar."""

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from jcop.opening.hours import monday_of
from jcop.opening.workdays import term
from jcop.templatetags.polish import dzien
from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.people import (
    Keeper,
    approver_concludes,
    ask_for_room,
    clerk_verifies,
    day_to_book,
    download_set,
    enter_demonstration,
    file_request,
    make_move,
    open_desk,
    register_organization,
    sign_up,
)
from tests.e2e.post import mail_to
from tests.e2e.reading import address_of, source_of, texts_of

ASSOCIATION = Keeper(
    name="Halina Zmyślna",
    email="halina@przystan.example",
    organization="Stowarzyszenie „Żółta Łódź”",
    legal_form="stowarzyszenie (KRS)",
    number_label="Numer KRS",
    number="9999 91",
    signatory="Bożena Niebyła",
)
CLUB = Keeper(
    name="Tadeusz Wymyślny",
    email="tadeusz@klub.example",
    organization="Klub Sportowy „Gęś”",
    legal_form="klub sportowy (ewidencja)",
    number_label="Numer w ewidencji",
    number="W/977",
    signatory="Łucja Przykładna",
)
SERVICES = {
    "Sala na spotkania i wydarzenia": {
        "Cel": "Zebrania.",
        "Jak często": "raz w miesiącu",
        "Liczba osób": "9",
    },
    "Doradztwo": {"Temat": "Sprawozdania."},
}
STAFF = ["Ewa Wymyślona", "Piotr Zmyślony", "Maria Nieistniejąca"]
SMALL_ROOM, LARGE_ROOM = "Sala spotkań", "Sala duża"
TITLE = "Pokaz gimnastyki"
TAKEN = "Ten termin jest już zajęty. Proszę wybrać inną godzinę albo inną salę."


def test_the_journey_from_the_first_look_to_the_calendar(visitor: Visitor):
    resident, clerk, approver, worker = (visitor() for _ in range(4))
    halina, tadeusz = visitor(viewport=PHONE), visitor()
    day = day_to_book(timezone.localdate())

    resident_learns_what_there_is(resident)

    sign_up(halina, ASSOCIATION)
    register_organization(halina, ASSOCIATION)
    reference = file_request(halina, SERVICES)
    due_date_is_explained(halina, timezone.localdate())
    set_is_ready_to_sign(download_set(halina), ASSOCIATION, reference)
    sign_up(tadeusz, CLUB)
    register_organization(tadeusz, CLUB)
    rival_reference = file_request(tadeusz, SERVICES)

    enter_demonstration(clerk, "Pracownik Referatu")
    queue_is_ordered_by_due_date(clerk)
    enter_demonstration(approver, "Zatwierdzający")
    for keeper, number in [(ASSOCIATION, reference), (CLUB, rival_reference)]:
        clerk_verifies_receives_and_accepts(clerk, keeper, number)
        approver_concludes(approver, keeper)
    assert "zostało zawarte" in mail_to(ASSOCIATION.email, "Porozumienie nr")

    representative_books(halina, day)
    rival_is_told_clearly_and_takes_another_room(tadeusz, day)
    worker_confirms(worker)
    resident_sees_the_calendar_without_names(resident, day)


def resident_learns_what_there_is(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Miejsce dla organizacji pozarządowych Jastrzębia-\u2060Zdroju"
    )
    now = page.get_by_role("region", name="Czy Centrum jest teraz otwarte")
    expect(now).to_contain_text(re.compile("Otwarte dziś do|ieczynne"))
    expect(now.get_by_role("table", name="Ten tydzień").get_by_role("row")).to_have_count(7)
    expect(now.get_by_role("link", name="32 47 19 555")).to_be_visible()
    expect(page.get_by_role("heading", name="Aktualności")).to_be_visible()


def due_date_is_explained(page: Page, filed_on: date) -> None:
    expected = term(filed_on, 14)
    section = page.locator("section").filter(has=page.get_by_role("heading", name="Termin rozpatrzenia"))
    expect(section).to_contain_text(f"Odpowiemy najpóźniej {dzien(expected.end)}")

    section.get_by_text("Jak to policzyliśmy").click()

    for day, reason in [(filed_on, "tego dnia nie liczymy"), (expected.nominal_end, ""), *expected.skipped]:
        told = section.get_by_role("definition").filter(has_text=dzien(day)).filter(has_text=reason)
        expect(told.first).to_be_visible()


def set_is_ready_to_sign(reader: PdfReader, keeper: Keeper, reference: str) -> None:
    """Three copies of both documents, with the name filled in and number and date left as dots."""
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    documents = re.split(r"(?=Egzemplarz \d z 3)", text)[1:]

    requests, agreements = documents[0::2], documents[1::2]

    assert [document[:16] for document in documents] == [
        f"Egzemplarz {copy} z 3" for copy in (1, 1, 2, 2, 3, 3)
    ]
    for copy, document in enumerate(requests, start=1):
        assert f"Jastrzębskiego Centrum Organizacji Pozarządowych, egzemplarz {copy}" in document
        assert f"Numer w portalu: {reference}" in document
        assert keeper.organization in document
        assert keeper.signatory in document
    for copy, document in enumerate(agreements, start=1):
        assert re.search(rf"Porozumienie nr …+ egzemplarz {copy}", document)
        assert re.search(r"Miejsce i dzień zawarcia: Jastrzębie-\W?Zdrój, …+", document)
        assert keeper.organization in document
        assert document.count(f"{keeper.signatory}, prezes zarządu") == 1


def queue_is_ordered_by_due_date(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"komplet\S* do przyjęcia")).click()
    expect(page).to_have_title(re.compile("apotrzebowani"))
    rows = page.get_by_role("table").get_by_role("row").filter(has_text="zostało")
    due = [re.search(r"(\d\d)\.(\d\d)\.(\d{4}) \(zostało", row).group(3, 2, 1) for row in texts_of(rows)]

    assert len(due) > 2
    assert due == sorted(due)


def clerk_verifies_receives_and_accepts(page: Page, keeper: Keeper, reference: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(r"komplet\S* do przyjęcia")).click()
    page.get_by_role("link", name=f"nr {reference}", exact=True).click()
    case = address_of(page, r"/admin/agreements/servicerequest/\d+/change/")

    clerk_verifies(page, keeper)
    page.goto(case)
    page.get_by_role("link", name="Przyjmij podpisany komplet").click()
    page.get_by_label("Data wpływu").fill(timezone.localdate().isoformat())
    page.get_by_label("Sposób wpływu").select_option(label="osobiście")
    page.get_by_label("Liczba egzemplarzy").fill("3")
    page.get_by_role("button", name="Przyjmij podpisany komplet").click()
    expect(page.get_by_text("egzemplarzy: 3")).to_be_visible()

    make_move(page, "Przyjmij zapotrzebowanie")


def representative_books(page: Page, day: date) -> None:
    open_desk(page)
    expect(page.get_by_role("link", name=f"Porozumienie nr {ASSOCIATION.number}/JCOP")).to_be_visible()
    page.get_by_role("link", name="Zarezerwuj salę lub sprzęt").click()
    ask_for_room(page, SMALL_ROOM, day)
    expect(page.get_by_role("status")).to_contain_text("Zapisano rezerwację: potwierdzona.")


def rival_is_told_clearly_and_takes_another_room(page: Page, day: date) -> None:
    open_desk(page)
    page.get_by_role("link", name="Zarezerwuj salę lub sprzęt").click()

    ask_for_room(page, SMALL_ROOM, day, title=TITLE)

    expect(page.get_by_role("alert")).to_contain_text(TAKEN)
    expect(page.get_by_label("Sala lub sprzęt").locator("option:checked")).to_have_text(SMALL_ROOM)
    for label, kept in [
        ("Dzień", day.isoformat()),
        ("Od godziny", "16:00"),
        ("Do godziny", "17:00"),
        ("Liczba osób", "9"),
        ("Tytuł w publicznym kalendarzu", TITLE),
    ]:
        expect(page.get_by_label(label)).to_have_value(kept)

    page.get_by_label("Sala lub sprzęt").select_option(label=LARGE_ROOM)
    page.get_by_role("button", name="Zarezerwuj").click()
    expect(page.get_by_role("status")).to_contain_text("Zapisano rezerwację: czeka na potwierdzenie.")


def worker_confirms(page: Page) -> None:
    enter_demonstration(page, "Pracownik Centrum")
    page.get_by_role("link", name=re.compile(r"rezerwacj\w+ do potwierdzenia")).click()
    page.get_by_role("row").filter(has_text=CLUB.organization).get_by_role("link").first.click()
    make_move(page, "Potwierdź rezerwację")


def resident_sees_the_calendar_without_names(page: Page, day: date) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Sale").click()
    page.get_by_role("link", name="Kalendarz: kiedy sale są wolne").click()
    monday = monday_of(timezone.localdate())
    while monday != monday_of(day):
        monday += timedelta(days=7)
        page.get_by_role("link", name="Następny tydzień").click()
        expect(page).to_have_url(re.compile(f"tydzien={monday}$"))

    for room, entry in [(SMALL_ROOM, "16:00–17:00 zajęte"), (LARGE_ROOM, f"16:00–17:00 {TITLE}")]:
        week = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=room))
        # The whole of it, with the break around: others beside it begin alike.
        words = re.compile(rf"^\s*{re.escape(entry)}\s+\(z przerwą 15:45–17:15\)\s*$")
        expect(week.get_by_role("listitem").filter(has_text=words).first).to_be_visible()
    seen = source_of(page)
    for person in [*ASSOCIATION.personal, *CLUB.personal, *STAFF]:
        assert person not in seen
