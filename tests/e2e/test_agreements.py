"""The agreement's life at the desk: an old paper, its renewal, an end, a letter collected."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.people import enter_demonstration
from tests.e2e.test_pages import barriers

# Of the demonstration: without an agreement in force, and with one that grants rooms.
PARTY = "Stowarzyszenie Dawnych Przykładów"
DAY = timedelta(days=1)
NUMBER = "DS.7.2024"
SERVICES = ["Sala na spotkania i wydarzenia", "Skrzynka kontaktowa", "Adres do korespondencji"]


def test_an_old_agreement_lives_on(visitor: Visitor):
    clerk, approver, worker = (visitor() for _ in range(3))
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(approver, "Zatwierdzający")
    enter_demonstration(worker, "Pracownik Centrum")

    clerk_enters_an_old_paper(clerk)
    approver_renews_it(approver)
    worker_lends_a_box_and_notes_a_letter(worker)
    worker_hands_the_letter_over(worker)
    approver_sees_what_an_end_takes_away(approver)


def clerk_enters_an_old_paper(page: Page) -> None:
    page.goto("/admin/agreements/agreement/add/")
    page.get_by_label("Organizacja").select_option(label=PARTY)
    page.get_by_label("Numer porozumienia").fill(NUMBER)
    page.get_by_label("Data zawarcia").fill("2024-03-04")
    page.get_by_label(re.compile("^Obowiązuje do")).fill((timezone.localdate() + 5 * DAY).isoformat())
    for service in SERVICES:
        page.get_by_label(service, exact=True).check()
    assert barriers(page) == []
    page.get_by_role("button", name="Wprowadź porozumienie").click()
    expect(page.get_by_text(f"Wprowadzono: porozumienie nr {NUMBER}.")).to_be_visible()
    expect(page.get_by_text("obowiązujące", exact=True)).to_be_visible()


def approver_renews_it(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="porozumienia kończą się w ciągu 30 dni").click()
    page.get_by_role("row").filter(has_text=NUMBER).get_by_role("link").first.click()
    page.get_by_role("link", name="Przedłuż porozumienie").click()
    page.get_by_label("Data zawarcia").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Przedłuż porozumienie").click()
    expect(page.get_by_text("Zrobione: przedłuż porozumienie")).to_be_visible()
    expect(page.get_by_text("przedłużone przez")).to_be_visible()


def worker_lends_a_box_and_notes_a_letter(page: Page) -> None:
    today = timezone.localdate().isoformat()
    page.goto("/admin/agreements/box/add/")
    page.get_by_label("Numer skrzynki").fill("77")
    page.get_by_role("button", name="Zapisz i kontynuuj edycję").click()
    page.get_by_role("link", name="Użycz skrzynki").click()
    page.get_by_label("Porozumienie").select_option(label=f"{PARTY} (porozumienie nr {NUMBER})")
    page.get_by_label("Od dnia").fill(today)
    page.get_by_role("button", name="Użycz skrzynki").click()
    expect(page.get_by_text("Zrobione: użycz skrzynki")).to_be_visible()

    page.goto("/admin/agreements/mailitem/add/")
    page.get_by_label("Skrzynka").select_option(label="skrzynka nr 77")
    page.get_by_label("Data nadejścia").fill(today)
    assert barriers(page) == []
    page.get_by_role("button", name="Zapisz przesyłkę").click()
    expect(page.get_by_text(re.compile("Odnotowano: list zwykły"))).to_be_visible()


def worker_hands_the_letter_over(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="przesyłki do odebrania").click()
    page.get_by_role("row").filter(has_text=PARTY).get_by_role("link").first.click()
    page.get_by_role("link", name="Odnotuj odbiór").click()
    page.get_by_label("Kto odebrał").select_option(index=0)
    page.get_by_role("button", name="Odnotuj odbiór").click()
    expect(page.get_by_text("Zrobione: odnotuj odbiór")).to_be_visible()


def approver_sees_what_an_end_takes_away(page: Page) -> None:
    """An agreement of the demonstration that has bookings to come."""
    page.goto("/admin/agreements/agreement/?kolejka=obowiazujace")
    addresses = [link.get_attribute("href") for link in page.get_by_role("table").locator("tbody th a").all()]
    for address in addresses:
        page.goto(address or "")
        if page.get_by_text(re.compile(r"przyszł[ae] rezerwacj")).count():
            break
    page.get_by_role("link", name="Rozwiąż porozumienie").click()
    expect(page.get_by_role("heading", name="Co opiera się na tym porozumieniu")).to_be_visible()
    page.get_by_label("Sposób rozwiązania").select_option(label="za porozumieniem stron")
    # Far away: the demonstration's bookings are other tests', too.
    page.get_by_label("Ostatni dzień obowiązywania").fill((timezone.localdate() + 400 * DAY).isoformat())
    page.get_by_label("Powód").fill("na wniosek organizacji")
    page.get_by_role("button", name="Rozwiąż porozumienie").click()
    expect(page.get_by_text("Zrobione: rozwiąż porozumienie")).to_be_visible()
