"""What people do in the portal, told as they would tell it. Each act starts on the page where it stands."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from jcop.workdays import statutory_day_off
from tests.e2e.conftest import PATIENCE_MS

CODE = re.compile(r"^[0-9A-Z-]{6,9}$", re.MULTILINE)
RELOADS = 60
LOOK_AGAIN_MS = 250
EVENING = 16  # The demonstration's own bookings end before.
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
    fold = page.get_by_text("Działy panelu")
    if fold.is_visible():
        fold.click()
    parts = page.get_by_role("navigation", name="Panel organizacji")
    parts.get_by_role("link", name=name, exact=True).click()


def fill_sign_up(page: Page, keeper: Keeper) -> None:
    """From the form of a new account to where its owner wanted to go."""
    page.get_by_label("Imię i nazwisko").fill(keeper.name)
    page.get_by_label("E-mail").fill(keeper.email)
    page.get_by_label("Hasło", exact=True).fill(keeper.password)
    page.get_by_label("z informacją o przetwarzaniu danych").check()
    page.get_by_role("main").get_by_role("button", name="Załóż konto").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Potwierdzenie adresu e-mail")
    code = CODE.findall(mail_to(page, keeper.email, "Kod do potwierdzenia adresu e-mail"))
    page.get_by_label("Kod").fill(code[0])
    page.get_by_role("button", name="Potwierdź adres").click()


def mail_to(page: Page, address: str, subject: str) -> str:
    """Wait for the newest mail with that subject in the demonstration's post, in a tab of its own."""
    post = page.context.new_page()
    letter = post.get_by_role("listitem").filter(has_text=f"Do: {address}").filter(has_text=subject)
    reload_until(post, "/demo/poczta/", letter.first)
    text = letter.first.locator("pre").inner_text()
    post.close()
    return text


def reload_until(page: Page, address: str, locator: Locator) -> None:
    """Reload, as a person would, until what is made in the background is there."""
    for _ in range(RELOADS):
        page.goto(address)
        if locator.count():
            return
        page.wait_for_timeout(LOOK_AGAIN_MS)
    raise AssertionError(f"{address} never showed {locator}")


def made_by_worker(page: Page, address: str) -> PdfReader:
    """Ask, as the page that waits does, until the worker has made the document."""
    for _ in range(PATIENCE_MS // LOOK_AGAIN_MS):
        answer = page.request.get(address)
        if answer.status == 200:
            return PdfReader(BytesIO(answer.body()))
        assert answer.status == 202
        page.wait_for_timeout(LOOK_AGAIN_MS)
    raise AssertionError(f"{address} was never made")


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


NEXT = "Zapisz i przejdź dalej"


def file_request(page: Page, services: dict[str, dict[str, str]]) -> str:
    """Choose services, saying what each is for; the reference number that the portal gives."""
    page.get_by_role("link", name="Złóż zapotrzebowanie").click()
    for service in services:
        page.get_by_role("checkbox", name=re.compile(f"^{service}")).check()
    page.get_by_role("button", name=NEXT).click()
    for service, answers in services.items():
        for question, answer in answers.items():
            page.get_by_role("group", name=service).get_by_label(question).fill(answer)
    page.get_by_role("button", name=NEXT).click()
    page.get_by_role("button", name=NEXT).click()
    page.get_by_role("link", name="Przejdź dalej").click()
    declare_all(page)
    page.get_by_role("button", name="Złóż zapotrzebowanie").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"^Zapotrzebowanie nr \d+/\d{4}$"))
    return heading.inner_text().removeprefix("Zapotrzebowanie nr ")


def declare_all(page: Page) -> None:
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        box.check()


def download_set(page: Page) -> PdfReader:
    """Wait until the worker has made the set to print, and take it home."""
    link = page.get_by_role("link", name="Komplet dokumentów do podpisu")
    reload_until(page, page.url, link)
    answer = page.request.get(link.get_attribute("href"))
    expect(answer).to_be_ok()
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(BytesIO(answer.body()))


def enter_demonstration(page: Page, role: str) -> None:
    """Sign in as one of the demonstration's accounts, by its one button."""
    page.goto("/konto/zaloguj/")
    page.get_by_role("button", name=re.compile(rf"Zaloguj się ?: {role}")).click()
    page.wait_for_url(re.compile("/(admin|panel)/"))


def open_desk(page: Page) -> None:
    """The desk of the only organisation."""
    page.goto("/panel/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pulpit")


def accept_rules(page: Page) -> None:
    """Rules of the house are asked about once for each version, if there are any."""
    for box in page.get_by_label(re.compile("Znamy i akceptujemy")).all():
        box.check()


def ask_for_room(page: Page, room: str, day: date, *, title: str = "") -> None:
    """Fill the booking form for 16:00-17:00 and send it."""
    page.get_by_label("Sala lub sprzęt").select_option(label=room)
    page.get_by_label("Dzień").fill(day.isoformat())
    page.get_by_label("Od godziny").fill(f"{EVENING}:00")
    page.get_by_label("Do godziny").fill(f"{EVENING + 1}:00")
    page.get_by_label("Liczba osób").fill("9")
    title_field = page.get_by_label("Tytuł w publicznym kalendarzu")
    if not title_field.is_visible():
        page.get_by_text("Osoba odpowiedzialna, sprzęt").click()
    title_field.fill(title)
    accept_rules(page)
    page.get_by_role("button", name="Zarezerwuj").click()


def day_to_book(today: date) -> date:
    """A day at least two weeks ahead on which the demonstration's Centre is open in the evening."""
    day = today + timedelta(days=14)
    while day.weekday() not in (MONDAY, THURSDAY) or statutory_day_off(day):
        day += timedelta(days=1)
    return day
