"""The clerk writes a notice with a picture, looks at it, plans it, publishes it; the resident reads it."""

import re
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor
from tests.e2e.looking import barriers, shape
from tests.e2e.people import enter_demonstration
from tests.e2e.reading import place_of, text_of, value_of
from tests.files import picture

WORD = Path(__file__).parents[1] / "jcop" / "pasted" / "word.html"
POSTER = {"name": "plakat.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", 2400, 1200)}
PASTE = """(area, html) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    data.setData('text/plain', 'sam tekst');
    area.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def paste(page: Page, html: str) -> None:
    """As a browser tells the page of what a word processor left on the clipboard."""
    page.get_by_role("textbox", name="Treść").evaluate(PASTE, html)


def plan(page: Page, days: int) -> None:
    moment = timezone.localtime() + timedelta(days=days)
    page.get_by_label("Widoczne od").fill(f"{moment:%Y-%m-%d}T08:00")


def save(page: Page) -> None:
    page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ogłoszenia")


def test_a_clerk_on_a_telephone_writes_previews_plans_and_publishes(visitor: Visitor):
    clerk = visitor(viewport=PHONE)
    resident = visitor(viewport=PHONE, java_script_enabled=False)
    enter_demonstration(clerk, "Redaktor")
    clerk.goto("/admin/jcop/announcement/add/")

    clerk.get_by_label("Tytuł").fill("Konkurs dla organizacji")
    area = clerk.get_by_role("textbox", name="Treść")
    area.click()
    clerk.get_by_role("button", name="Pogrubienie").click()
    clerk.keyboard.type("Ważne")
    clerk.keyboard.press("Enter")
    clerk.get_by_role("button", name="Lista", exact=True).click()
    clerk.keyboard.type("punkt")
    clerk.keyboard.press("Enter")
    clerk.keyboard.press("Enter")
    paste(clerk, WORD.read_text())
    expect(area.get_by_role("cell", name="do 12 grudnia")).to_be_visible()
    first = clerk.locator("#pictures-0")
    first.get_by_label("Plik").set_input_files(POSTER)
    first.get_by_label("Zdjęcie słowami").fill("Plakat konkursu")
    plan(clerk, 2)

    with clerk.expect_popup() as opened:
        clerk.get_by_role("button", name="Podgląd").click()
    preview = opened.value
    expect(preview.get_by_role("heading", level=1)).to_have_text("Konkurs dla organizacji")
    expect(preview.get_by_role("heading", level=2, name="Otwarty konkurs ofert")).to_be_visible()
    expect(preview.get_by_role("img", name="Plakat konkursu")).to_be_visible()
    assert shape(preview) == []
    preview.close()

    expect(area).to_contain_text("Zapraszamy organizacje")
    save(clerk)
    expect(clerk.get_by_text("Stan ogłoszenia: pokaże się")).to_be_visible()
    resident.goto("/aktualnosci/")
    expect(resident.get_by_role("link", name="Konkurs dla organizacji")).to_have_count(0)

    clerk.get_by_role("link", name="Konkurs dla organizacji").first.click()
    plan(clerk, -1)
    save(clerk)

    resident.goto("/")
    resident.get_by_role("link", name="Konkurs dla organizacji").click()
    article = resident.get_by_role("article")
    expect(article.get_by_role("heading", level=2)).to_have_text(["Otwarty konkurs ofert"])
    expect(article.locator("strong").first).to_have_text("Ważne")
    expect(article.get_by_role("listitem").filter(has_text="ofertę")).to_contain_text("w dwóch egzemplarzach")
    expect(article.get_by_role("link", name="ogłoszenie")).to_have_attribute(
        "href", "https://www.jastrzebie.pl/konkurs"
    )
    poster = article.get_by_role("img", name="Plakat konkursu")
    expect(poster).to_have_attribute("width", "1600")
    answer = resident.request.get(value_of(poster, "src"))
    assert answer.headers["cache-control"].endswith("immutable")


def test_without_scripts_a_clerk_types_signs_and_looks_at_them(visitor: Visitor):
    clerk = visitor(java_script_enabled=False)
    enter_demonstration(clerk, "Redaktor")
    clerk.goto("/admin/jcop/announcement/add/")

    clerk.get_by_label("Tytuł").fill("Święto organizacji")
    clerk.get_by_label("Treść").fill("# Program\n\n- koncert\n- kiermasz\n\nTel. 32 47 19 555")
    with clerk.expect_popup() as opened:
        clerk.get_by_role("button", name="Podgląd").click()
    expect(opened.value.get_by_role("heading", level=2, name="Program")).to_be_visible()
    expect(opened.value.get_by_role("listitem").filter(has_text="kiermasz")).to_be_visible()
    opened.value.close()
    save(clerk)

    clerk.goto("/aktualnosci/swieto-organizacji/")
    expect(clerk.get_by_role("article").get_by_role("link", name="32 47 19 555")).to_be_visible()


def test_a_stored_text_is_edited_again_and_undone(visitor: Visitor):
    clerk = visitor()
    enter_demonstration(clerk, "Redaktor")
    clerk.goto("/admin/jcop/announcement/")
    clerk.locator("#result_list tbody th a").filter(has_text="Zawieszenie działalności").last.click()
    area = clerk.get_by_role("textbox", name="Treść")
    expect(area).to_contain_text("sytuacją")
    before = text_of(area)

    area.click()
    clerk.keyboard.press("Control+End")
    clerk.keyboard.type(" Dopisek.")
    expect(area).to_contain_text("Dopisek.")
    clerk.get_by_role("button", name="Cofnij").click()
    expect(area).not_to_contain_text("Dopisek.")
    clerk.get_by_role("button", name="Zapisz i kontynuuj edycję").click()

    expect(clerk.get_by_text(re.compile("pomyślnie zmieniony"))).to_be_visible()
    assert text_of(clerk.get_by_role("textbox", name="Treść")) == before


def test_the_form_of_a_notice_has_no_barrier(visitor: Visitor):
    clerk = visitor()
    enter_demonstration(clerk, "Redaktor")
    clerk.goto("/admin/jcop/announcement/add/")

    assert barriers(clerk) + shape(clerk) == []


def test_a_list_of_the_desk_can_be_ordered_on_a_telephone(visitor: Visitor):
    clerk = visitor(viewport=PHONE)
    enter_demonstration(clerk, "Redaktor")
    clerk.goto("/admin/jcop/announcement/")

    order = clerk.get_by_role("link", name="Tytuł", exact=True)
    assert place_of(order)["height"] >= 24
    order.click()
    expect(clerk).to_have_url(re.compile(r"\?o=1\b"))
    first, last = (
        clerk.locator("#result_list tbody th a").first,
        clerk.locator("#result_list tbody th a").last,
    )
    expect(first).to_have_text("Działalność Centrum w dniach 22–26 marca")
    expect(last).to_have_text("Zawieszenie działalności do odwołania")
    assert shape(clerk) == []
