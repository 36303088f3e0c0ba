"""A resident at a training, an organisation on its waiting list, and the worker who holds it: no scripts."""

import re
from collections.abc import Iterator

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape, troubles
from tests.e2e.people import CODE, day_to_book, enter_demonstration, enter_organization, open_part
from tests.e2e.post import mail_to
from tests.e2e.reading import address_of

FIRST_AID, ACCOUNTS = "Pierwsza pomoc dla każdego", "Sprawozdanie finansowe małej organizacji"
TITLE = "Warsztaty zmyślonej fotografii"


def sign_up(page: Page, title: str, name: str, email: str) -> None:
    """From the programme to the place, by the code from the mail that was really sent."""
    page.goto("/wydarzenia/")
    page.get_by_role("link", name=title).click()
    page.get_by_role("main").get_by_role("link", name="Zapisz się").click()
    page.get_by_label("Imię i nazwisko").fill(name)
    page.get_by_label("Adres e-mail").fill(email)
    page.get_by_role("button", name="Wyślij kod").click()
    expect(page.get_by_role("main")).to_contain_text(email)
    assert shape(page) == []
    code = CODE.findall(mail_to(email, "Kod do potwierdzenia adresu e-mail"))
    page.get_by_label("Kod z wiadomości").fill(code[0])
    page.get_by_role("button", name="Potwierdź i zapisz się").click()
    expect(page.get_by_role("status")).to_contain_text("Miejsce jest zajęte.")


def link_in(text: str) -> str:
    """The page that a mail leads its reader to."""
    found = re.search(r"https?://[^/]+(/wydarzenia/miejsce/odnosnik/\S+)", text)
    assert found
    return found[1]


def test_a_resident_signs_up_with_a_code_and_gives_the_place_up_by_the_link_in_the_mail(visitor: Visitor):
    resident = visitor(java_script_enabled=False, viewport=PHONE)
    sign_up(resident, FIRST_AID, "Zofia Wymyślona", "zofia@example.org")
    assert shape(resident) == []

    link = link_in(mail_to("zofia@example.org", "Zgłoszenie na wydarzenie"))
    resident.goto(link)
    expect(resident.get_by_role("main")).to_contain_text("miejsce zajęte")
    with_javascript = visitor(viewport=PHONE)  # Without it axe waits for ever.
    with_javascript.goto(link)
    assert (shape(resident), barriers(with_javascript)) == ([], [])
    resident.get_by_role("button", name="Zwolnij miejsce").click()

    expect(resident.get_by_role("status")).to_contain_text("Miejsce jest zwolnione.")
    expect(resident.get_by_role("main")).to_contain_text("Z tego miejsca już zrezygnowano")
    expect(resident.get_by_role("button", name="Zwolnij miejsce")).to_have_count(0)


def test_an_organisation_waits_for_a_place_and_gives_its_turn_up(visitor: Visitor):
    keeper = visitor(java_script_enabled=False, viewport=PHONE)
    enter_organization(keeper)
    open_part(keeper, "Wydarzenia")
    assert shape(keeper) == []
    keeper.get_by_role("link", name=FIRST_AID).click()
    keeper.get_by_label("Liczba osób").fill("2")
    keeper.get_by_label("Imiona i nazwiska").fill("Anna Wymyślona\nJan Wymyślony\nEwa Wymyślona")
    keeper.get_by_role("button", name="Zapisz", exact=True).click()
    expect(keeper.get_by_role("alert")).to_contain_text("Wpisano osób: 3, a zgłaszana liczba to 2.")

    keeper.get_by_label("Imiona i nazwiska").fill("Anna Wymyślona")
    keeper.get_by_role("button", name="Zapisz", exact=True).click()

    expect(keeper.get_by_role("status")).to_contain_text("miejsca zajęte: 2")
    assert shape(keeper) == []
    person = keeper.get_by_role("listitem").filter(has_text="Osoba 2")
    person.get_by_role("button", name="Zwolnij miejsce").click()
    expect(person).to_contain_text("rezygnacja")


def test_the_worker_announces_moves_and_cancels_and_the_resident_is_asked_and_told(visitor: Visitor):
    worker, resident = visitor(java_script_enabled=False), visitor(java_script_enabled=False, viewport=PHONE)
    day = day_to_book(timezone.localdate())
    enter_demonstration(worker, "Pracownik Centrum")
    worker.get_by_role("link", name="Wydarzenia", exact=True).click()
    worker.get_by_role("link", name="Nowe wydarzenie").click()
    worker.get_by_label("Tytuł").fill(TITLE)
    worker.get_by_label("Rodzaj").select_option("warsztaty")
    worker.get_by_label("Opis", exact=True).fill("Zdjęcia bez aparatu.")
    worker.get_by_label("Sala").select_option("Sala spotkań")
    worker.get_by_label("Dzień").fill(day.isoformat())
    worker.get_by_label("Od godziny").fill("08:00")
    worker.get_by_label("Do godziny").fill("09:00")
    worker.get_by_label("Powód odstępstwa").fill("przed otwarciem")
    worker.get_by_label("Liczba miejsc").fill("4")
    worker.get_by_label("Zapisy od").fill(f"{timezone.localdate()}T00:00")
    worker.get_by_label("Zapisy do").fill(f"{day}T07:00")
    worker.get_by_role("button", name="Zapisz szkic").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text(TITLE)
    event = address_of(worker, r"/admin/bookings/event/\d+/change/")
    resident.goto("/wydarzenia/")
    expect(resident.get_by_role("link", name=TITLE)).to_have_count(0)
    worker.get_by_role("link", name="Ogłoś").click()
    worker.get_by_role("button", name="Ogłoś").click()
    sign_up(resident, TITLE, "Karol Wymyślony", "karol@example.org")

    worker.get_by_role("link", name="Przenieś termin").click()
    worker.get_by_label("Od godziny").fill("07:30")
    worker.get_by_label("Powód odstępstwa").fill("na prośbę uczestników")
    worker.get_by_role("button", name="Przenieś termin").click()
    resident.goto(link_in(mail_to("karol@example.org", "Zmiana terminu")))
    expect(resident.get_by_role("main")).to_contain_text("7:30–9:00")
    assert shape(resident) == []
    resident.get_by_role("button", name="Przyjdę mimo zmiany").click()
    expect(resident.get_by_role("status")).to_contain_text("czekamy w nowym terminie")

    worker.goto(event)
    worker.get_by_role("link", name="Lista uczestników i obecność").click()
    expect(worker.get_by_role("rowheader", name="Karol Wymyślony")).to_be_visible()
    worker.goto(event)
    worker.get_by_role("link", name="Odwołaj wydarzenie").click()
    worker.get_by_label("Powód").fill("choroba prowadzącej")
    worker.get_by_role("button", name="Odwołaj wydarzenie").click()
    told = mail_to("karol@example.org", "Odwołane")
    assert "choroba prowadzącej" in told
    resident.goto("/wydarzenia/")
    expect(resident.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("odwołane")


def test_pages_of_events_have_no_barriers(visitor: Visitor):
    page = visitor()

    def public() -> Iterator[str]:
        page.goto("/wydarzenia/")
        page.get_by_role("link", name=FIRST_AID).click()
        page.get_by_role("main").get_by_role("link", name="Zapisz się").click()
        page.get_by_role("button", name="Wyślij kod").click()
        yield "refused"
        page.get_by_label("Imię i nazwisko").fill("Hanna Wymyślona")
        page.get_by_label("Adres e-mail").fill("hanna@example.org")
        page.get_by_role("button", name="Wyślij kod").click()
        expect(page.get_by_label("Kod z wiadomości")).to_be_visible()
        yield "code"

    def office() -> Iterator[str]:
        enter_demonstration(page, "Pracownik Centrum")
        page.goto("/admin/bookings/event/")
        page.get_by_role("link", name=ACCOUNTS).click()
        page.get_by_role("link", name="Lista uczestników i obecność").click()
        yield "participants"

    seen, wrong = troubles(page, public(), lambda page: shape(page) + barriers(page))
    assert (seen, wrong) == ({"refused", "code"}, {})
    seen, wrong = troubles(page, office(), barriers)
    assert (seen, wrong) == ({"participants"}, {})
