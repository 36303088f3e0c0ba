"""New rules are read under the old address; what an organisation announces, the worker approves first."""

import hashlib
import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape, troubles
from tests.e2e.people import enter_demonstration, enter_organization, open_part
from tests.e2e.reading import address_of, value_of
from tests.files import pdf

HIKE = "Zmyślony spacer po suchym jeziorze"


def test_a_new_version_of_the_rules_is_read_under_the_old_address_without_javascript(visitor: Visitor):
    new = pdf()
    resident = visitor(java_script_enabled=False, viewport=PHONE)
    resident.goto("/")
    resident.get_by_role("main").get_by_role("link", name="Dokumenty").click()
    file = resident.get_by_role("link", name="Regulamin Centrum (przykład) (PDF")
    address = value_of(file, "href")
    before = resident.request.get(address)
    assert before.headers["content-type"] == "application/pdf"
    assert shape(resident) == []

    clerk = visitor(java_script_enabled=False, viewport=PHONE)
    enter_demonstration(clerk, "Pracownik Referatu")
    clerk.get_by_role("link", name="Dokumenty", exact=True).click()
    clerk.get_by_role("link", name="Regulamin Centrum (przykład)").click()
    clerk.get_by_role("link", name="Dodaj nową wersję").click()
    clerk.get_by_label("Obowiązuje od").fill(timezone.localdate().isoformat())
    clerk.get_by_label("Plik").set_input_files({"name": "x.pdf", "mimeType": "text/plain", "buffer": b"nic"})
    clerk.get_by_role("button", name="Dodaj nową wersję").click()
    expect(clerk.get_by_role("alert")).to_contain_text("Tego rodzaju pliku nie przyjmujemy.")
    clerk.get_by_label("Plik").set_input_files(
        {"name": "x.pdf", "mimeType": "application/pdf", "buffer": new}
    )
    clerk.get_by_label("Co się zmieniło").fill("Dopisano zasady dla psów asystujących.")
    clerk.get_by_role("button", name="Dodaj nową wersję").click()
    expect(clerk.locator("body")).to_contain_text("Zrobione: dodaj nową wersję")
    assert shape(clerk) == []

    after = resident.request.get(address)
    assert hashlib.sha256(after.body()).digest() == hashlib.sha256(new).digest()
    resident.goto("/dokumenty/")
    resident.get_by_role("link", name=re.compile("Szczegóły ?: Regulamin Centrum")).click()
    expect(resident.get_by_role("main")).to_contain_text("Dopisano zasady dla psów asystujących.")
    resident.get_by_role("link", name="Wersja 2: nie obowiązuje").click()
    expect(resident.get_by_role("main")).to_contain_text("Ta wersja nie obowiązuje.")
    old = value_of(resident.get_by_role("main").get_by_role("link", name="(PDF"), "href")
    assert resident.request.get(old).body() == before.body()
    assert shape(resident) == []


def test_an_event_is_announced_returned_mended_approved_and_read_without_javascript(visitor: Visitor):
    keeper = visitor(java_script_enabled=False, viewport=PHONE)
    enter_organization(keeper)
    open_part(keeper, "Ogłoszenia")
    keeper.get_by_role("link", name="Zaproś na wydarzenie").click()
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    keeper.get_by_label("Tytuł").fill(HIKE)
    keeper.get_by_label("Treść").fill("Zapraszamy wszystkich, którzy lubią chodzić.")
    keeper.get_by_label("Miejsce").fill("brzeg, którego nie ma")
    keeper.get_by_label("Dzień wydarzenia").fill(day)
    keeper.get_by_label("Widoczne do").fill(day)
    keeper.get_by_role("button", name="Wyślij do akceptacji").click()
    expect(keeper.get_by_role("alert")).to_contain_text("Godziny")
    keeper.get_by_label("Godziny").fill("od rana")
    keeper.get_by_role("button", name="Wyślij do akceptacji").click()
    expect(keeper.get_by_role("status")).to_contain_text("czeka na akceptację")
    assert shape(keeper) == []

    resident = visitor(java_script_enabled=False, viewport=PHONE)
    resident.goto("/wydarzenia-organizacji/")
    expect(resident.get_by_role("link", name=HIKE)).to_have_count(0)

    worker = visitor(java_script_enabled=False, viewport=PHONE)
    enter_demonstration(worker, "Pracownik Centrum")
    worker.get_by_role("link", name="organizacji do akceptacji").click()
    worker.get_by_role("link", name=HIKE).click()
    worker.get_by_role("link", name="Zwróć do poprawy").click()
    worker.get_by_label("Powód, który przeczyta organizacja").fill("Proszę podać godzinę.")
    worker.get_by_role("button", name="Zwróć do poprawy").click()
    expect(worker.locator("body")).to_contain_text("Zrobione: zwróć do poprawy")
    post = address_of(worker, r"/admin/agreements/promotion/\d+/change/")

    keeper.reload()
    expect(keeper.get_by_role("main")).to_contain_text("Proszę podać godzinę.")
    keeper.get_by_role("link", name=re.compile(f"Popraw ?: {HIKE}")).click()
    keeper.get_by_label("Godziny").fill("8:00–11:00")
    keeper.get_by_role("button", name="Wyślij do akceptacji").click()
    worker.goto(post)
    worker.get_by_role("button", name="Zaakceptuj").click()
    expect(worker.locator("body")).to_contain_text("Zrobione: zaakceptuj")

    resident.goto("/")
    resident.get_by_role("link", name=HIKE).click()
    expect(resident.get_by_role("main")).to_contain_text("8:00–11:00")
    expect(resident.get_by_role("main").get_by_role("link", name="32 47 19 555")).to_be_visible()
    assert shape(resident) == []

    keeper.get_by_text("Wycofanie").first.click()
    keeper.get_by_role("button", name=re.compile(f"Wycofaj ?: {HIKE}")).click()
    expect(keeper.get_by_role("status")).to_contain_text("Ogłoszenie jest wycofane")
    resident.goto("/")
    expect(resident.get_by_role("link", name=HIKE)).to_have_count(0)


def test_the_pages_of_papers_and_announcements_have_no_barriers_at_the_desk(visitor: Visitor):
    page = visitor(viewport=PHONE)

    def pages():
        enter_demonstration(page, "Pracownik Centrum")
        page.goto("/admin/jcop/document/add/")
        page.get_by_role("button", name="Zapisz", exact=True).click()
        yield "new document"
        page.goto("/admin/agreements/promotion/")
        page.get_by_role("link", name="Pomoc na mecie").click()
        page.get_by_role("link", name="Zwróć do poprawy").click()
        yield "return"

    assert troubles(page, pages(), barriers) == (
        {"new document", "return"},
        {},
    )
