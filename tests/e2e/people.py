"""What people do in the portal, told as they would tell it. Each act starts on the page where it stands."""

import re
import time
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from playwright.sync_api import Cookie, Locator, Page, expect
from pypdf import PdfReader

from jcop.opening.workdays import statutory_day_off
from tests.e2e.conftest import PATIENCE_MS, PHONE
from tests.e2e.looking import follow
from tests.e2e.post import mail_to
from tests.e2e.reading import address_of, all_of, any_of, is_open, text_of, value_of

CODE = re.compile(r"^[0-9A-Z-]{6,9}$", re.MULTILINE)
LOOK_AGAIN_MS = 100
OWN_DESK = r"/panel/[^/]+/"
EVENING = 16  # The demonstration's own bookings end before.
EASTER_MONDAY = "Poniedziałek Wielkanocny"
MONDAY, THURSDAY = 0, 3  # When the demonstration is open till 18:00.


@dataclass(frozen=True)
class Keeper:
    """An invented person who keeps the account of an invented organisation."""

    name: str
    email: str
    organization: str
    legal_form: str
    number_label: str
    number: str
    signatory: str
    password: str = "Wrzosowa 15, parter"

    @property
    def personal(self) -> list[str]:
        """What the public must never read."""
        return [self.name, self.email, self.signatory]


def sign_up(page: Page, keeper: Keeper) -> None:
    """From the home page to a confirmed account, with the code from the mail that was really sent."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Załóż konto").click()
    fill_sign_up(page, keeper)
    expect(page.get_by_role("heading", level=1)).to_have_text("Panel organizacji")


def open_part(page: Page, name: str) -> None:
    """A part of the organisation's panel; on a phone its parts lie behind a fold."""
    if page.viewport_size == PHONE:
        page.get_by_text("Działy panelu").click()
    parts = page.get_by_role("navigation", name="Panel organizacji")
    parts.get_by_role("link", name=name, exact=True).click()
    current = page.locator(".desk-nav a[aria-current]").filter(has_text=name)
    expect(current.first).to_be_attached()


def fill_sign_up(page: Page, keeper: Keeper) -> None:
    """From the form of a new account to where its owner wanted to go."""
    page.get_by_label("Imię i nazwisko").fill(keeper.name)
    page.get_by_label("E-mail").fill(keeper.email)
    page.get_by_label("Hasło", exact=True).fill(keeper.password)
    page.get_by_label("z informacją o przetwarzaniu danych").check()
    page.get_by_role("main").get_by_role("button", name="Załóż konto").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Potwierdzenie adresu e-\u2060mail")
    code = CODE.findall(mail_to(keeper.email, "Kod do potwierdzenia adresu e-mail"))
    page.get_by_label("Kod").fill(code[0])
    page.get_by_role("button", name="Potwierdź adres").click()


def reload_until(page: Page, locator: Locator) -> None:
    """Reload, as a person would, until what is made in the background is there."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not any_of(locator):
        assert time.monotonic() < deadline, f"never shown: {locator}"
        page.wait_for_timeout(LOOK_AGAIN_MS)
        page.reload()


def made_by_worker(page: Page, address: str) -> PdfReader:
    """Ask, as the page that waits does, until the worker has made the document."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    answer = page.request.get(address)
    while answer.status != 200:
        assert answer.status == 202
        assert time.monotonic() < deadline, f"{address} was never made"
        page.wait_for_timeout(LOOK_AGAIN_MS)
        answer = page.request.get(address)
    return PdfReader(BytesIO(answer.body()))


def register_organization(page: Page, keeper: Keeper) -> None:
    page.get_by_role("link", name="Zarejestruj organizację").click()
    page.get_by_role("link", name=keeper.legal_form, exact=True).click()
    page.get_by_label("Pełna nazwa").fill(keeper.organization)
    page.get_by_label(keeper.number_label).fill(keeper.number)
    page.get_by_label("Ulica i numer").fill("ul. Próbna 3")
    page.get_by_label("Telefon organizacji").fill("32 47 19 555")
    first = page.get_by_role("group", name="Pierwsza osoba")
    first.get_by_label("Imię i nazwisko").fill(keeper.signatory)
    first.get_by_label("Funkcja").fill("prezes zarządu")
    page.get_by_label("Oświadczam, że organizacja działa").check()
    page.get_by_role("button", name="Zarejestruj organizację").click()
    expect(page.get_by_role("status")).to_contain_text("Organizacja jest zarejestrowana")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pulpit")


NEXT, SUBMIT = "Zapisz i przejdź dalej", "Złóż zapotrzebowanie"


def file_request(page: Page, services: dict[str, dict[str, str]]) -> str:
    """Choose services, saying what each is for; the reference number that the portal gives."""
    page.get_by_role("link", name="Złóż zapotrzebowanie").click()
    for service in services:
        page.get_by_role("checkbox", name=re.compile(f"^{service}")).check()
    follow(page.get_by_role("button", name=NEXT))
    for service, answers in services.items():
        for question, answer in answers.items():
            page.get_by_role("group", name=service).get_by_label(question).fill(answer)
    follow(page.get_by_role("button", name=NEXT))
    follow(page.get_by_role("button", name=NEXT))
    page.get_by_role("link", name="Przejdź dalej").click()
    declare_all(page)
    page.get_by_role("button", name=SUBMIT).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"^Zapotrzebowanie nr \d+/\d{4}$"))
    return text_of(heading).removeprefix("Zapotrzebowanie nr ")


def declare_all(page: Page) -> None:
    """Check every declaration that stands before the button of the last step."""
    expect(page.get_by_role("button", name=SUBMIT)).to_be_visible()
    for box in all_of(page.get_by_role("main").get_by_role("checkbox")):
        box.check()


def download_set(page: Page) -> PdfReader:
    """Wait until the worker has made the set to print, and take it home."""
    link = page.get_by_role("link", name="Komplet dokumentów do podpisu")
    reload_until(page, link)
    answer = page.request.get(value_of(link, "href"))
    expect(answer).to_be_ok()
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(BytesIO(answer.body()))


def open_case(page: Page, reference: str) -> None:
    page.goto("/admin/agreements/servicerequest/?kolejka=wszystkie")
    page.locator("#searchbar").fill(reference)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=f"nr {reference}", exact=True).click()


def make_move(page: Page, label: str) -> None:
    """A move of the desk that asks for nothing more."""
    page.get_by_role("link", name=label).click()
    confirm_move(page, label)


def confirm_move(page: Page, label: str) -> None:
    """On the page of a move, with everything filled that it asks for."""
    page.get_by_role("button", name=label).click()
    expect(page.get_by_text(f"Zrobione: {label.lower()}")).to_be_visible()


def clerk_verifies(page: Page, keeper: Keeper) -> None:
    """From the page of the organisation's case."""
    page.get_by_role("link", name=keeper.organization).click()
    page.get_by_role("link", name="Zweryfikuj: dane zgodne z rejestrem").click()
    compare_with_register(page)
    page.get_by_role("button", name="Zweryfikuj: dane zgodne z rejestrem").click()
    expect(page.get_by_text("Zrobione: zweryfikuj")).to_be_visible()


def compare_with_register(page: Page) -> None:
    """The check-list of a verification: everything agrees with the register's extract."""
    page.get_by_label("z czym porównano").select_option(index=1)
    for agrees in ["nazwa i numer", "adres się", "osoby uprawnione"]:
        page.get_by_label(agrees).check()


def approver_concludes(page: Page, keeper: Keeper, *, until: date | None = None) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(r"^\s*\d+\s+porozumie\S+ do podpisu")).click()
    page.get_by_role("row").filter(has_text=keeper.organization).get_by_role("link").first.click()
    page.get_by_role("link", name="Zatwierdź porozumienie").click()
    page.get_by_label("Podpisy na komplecie są sprawdzone").check()
    page.get_by_label("Numer porozumienia").fill(f"{keeper.number}/JCOP")
    page.get_by_label("Data zawarcia").fill(timezone.localdate().isoformat())
    page.get_by_label("Obowiązuje do").fill(until.isoformat() if until else "")
    page.get_by_role("button", name="Zatwierdź porozumienie").click()
    expect(page.get_by_text("Zrobione: zatwierdź porozumienie")).to_be_visible()
    expect(page.get_by_text("obowiązujące")).to_be_visible()


# The session of each role in this process's portal, and where its first page is.
sessions: dict[str, tuple[list[Cookie], str]] = {}


def enter_demonstration(page: Page, role: str) -> None:
    """Sign in as one of the demonstration's accounts: by its one button, and afterwards by that session."""
    if role not in sessions:
        page.goto("/konto/zaloguj/")
        page.get_by_role("button", name=re.compile(rf"Zaloguj się ?: {role}")).click()
        first = address_of(page, "/(admin|panel)/")
        sessions[role] = page.context.cookies(), first
    else:
        cookies, first = sessions[role]
        page.context.add_cookies(cookies)
        page.goto(first)


def enter_organization(page: Page) -> str:
    """Sign in as the demonstration's keeper and open the desk of the first organisation; its address."""
    enter_demonstration(page, "Opiekun konta organizacji")
    page.get_by_role("main").get_by_role("link").first.click()
    return address_of(page, OWN_DESK)


def open_desk(page: Page) -> None:
    """The desk of the only organisation."""
    page.goto("/panel/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pulpit")


def accept_rules(page: Page) -> None:
    """Rules of the house are asked about once for each version, if there are any."""
    for box in any_of(page.get_by_label(re.compile(r"Znamy\si\sakceptujemy"))):
        box.check()


def ask_for_room(page: Page, room: str, day: date, *, title: str = "") -> None:
    """Fill the booking form for 16:00-17:00 and send it."""
    page.get_by_label("Sala lub sprzęt").select_option(label=room)
    page.get_by_label("Dzień").fill(day.isoformat())
    page.get_by_label("Od godziny").fill(f"{EVENING}:00")
    page.get_by_label("Do godziny").fill(f"{EVENING + 1}:00")
    page.get_by_label("Liczba osób").fill("9")
    fold = page.locator("details.folded")
    if not is_open(fold):
        fold.locator("summary").click()
    fold.get_by_label("Tytuł w publicznym kalendarzu").fill(title)
    accept_rules(page)
    page.get_by_role("button", name="Zarezerwuj").click()


def show_dates(page: Page, bookings: str, room: str, first: date, count: int) -> None:
    """Fill the form of a weekly series for 16:00-17:00 and ask which dates it would have."""
    page.goto(f"{bookings}seria/")
    page.get_by_label("Sala, sprzęt albo stanowisko dyżurowe").select_option(label=room)
    page.get_by_label("Pierwszy dzień").fill(first.isoformat())
    page.get_by_label("Od godziny").fill(f"{EVENING}:00")
    page.get_by_label("Do godziny").fill(f"{EVENING + 1}:00")
    page.get_by_label("albo liczba terminów").fill(str(count))
    page.get_by_label("Liczba osób").fill("9")
    accept_rules(page)
    page.get_by_role("button", name="Pokaż terminy").click()


def day_to_book(today: date) -> date:
    """A day at least two weeks ahead on which the demonstration's Centre is open in the evening."""
    day = today + timedelta(days=14)
    while day.weekday() not in (MONDAY, THURSDAY) or statutory_day_off(day):
        day += timedelta(days=1)
    return day


def easter_monday(today: date) -> date:
    """The next one that is far enough from the bookings of all other tests."""
    day = today + timedelta(days=70)
    while statutory_day_off(day) != EASTER_MONDAY:
        day += timedelta(days=1)
    return day
