"""Attaching a file from a telephone, without JavaScript: refused, mended, opened, taken back."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.databases import connect
from tests.e2e.conftest import DATABASE, PHONE, Visitor
from tests.e2e.looking import barriers, shape
from tests.e2e.people import enter_organization
from tests.files import pdf

DRAFT = """
    SELECT request.id FROM agreements_servicerequest request
    JOIN organizations_organization organization ON organization.id = request.organization_id
    WHERE organization.key = %s AND request.state = 'draft' ORDER BY request.id LIMIT 1
"""


def draft_of(desk: str) -> int:
    """A request that the organisation with this desk is still preparing."""
    *_, key, _ = desk.split("/")
    with connect(DATABASE) as connection:
        return connection.execute(DRAFT, [key]).fetchone()[0]


def test_a_file_is_attached_from_a_phone_without_javascript(visitor: Visitor, tmp_path: Path):
    page = visitor(viewport=PHONE, java_script_enabled=False)
    desk = enter_organization(page)
    page.goto(f"{desk}zapotrzebowania/{draft_of(desk)}/zalaczniki/")

    send(page, "uchwała.pdf", b"MZ to jest program")
    expect(page.get_by_role("alert")).to_contain_text("To jest program, a nie dokument.")
    expect(page.get_by_label("Rodzaj dokumentu")).to_have_value("election")
    content = pdf()
    send(page, "Uchwała – żółć.pdf", content)
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Plik jest załączony.")
    assert shape(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Uchwała – żółć.pdf").click()
    assert download.value.suggested_filename == "Uchwała – żółć.pdf"
    assert Path(download.value.path()).read_bytes() == content
    page.get_by_role("button", name="Usuń plik Uchwała – żółć.pdf").click()

    expect(page.get_by_role("main")).to_contain_text("Usunięto plik „Uchwała – żółć.pdf”.")
    expect(page.get_by_role("main")).to_contain_text("nie załączono żadnego pliku")


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Rodzaj dokumentu").select_option("uchwała o wyborze")
    page.get_by_label("Plik").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Załącz plik").click()


def test_the_page_of_attachments_has_no_barriers(visitor: Visitor):
    page = visitor()
    desk = enter_organization(page)
    page.goto(f"{desk}zapotrzebowania/{draft_of(desk)}/zalaczniki/")
    send(page, "Statut " + "bardzo długa nazwa " * 9 + ".pdf", pdf())
    page.get_by_role("button", name="Załącz plik").click()
    expect(page.get_by_role("alert")).to_contain_text("Formularz zawiera błędy")

    wrong = shape(page) + barriers(page)
    page.get_by_role("button", name="Usuń plik Statut").click()
    expect(page.get_by_role("main")).to_contain_text("nie załączono żadnego pliku")
    assert wrong == []
