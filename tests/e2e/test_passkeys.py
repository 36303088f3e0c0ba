"""A passkey as the second factor, in Chromium with an authenticator of its own."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Visitor, localhost
from tests.e2e.looking import barriers, shape
from tests.e2e.people import Keeper, sign_up
from tests.e2e.post import mail_to

CLERK = Keeper(
    name="Sławoj Kluczny",
    email="slawoj@klucz.example",
    organization="",
    legal_form="",
    number_label="",
    number="",
    signatory="",
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def plug_in_authenticator(page: Page) -> None:
    """A virtual one that agrees at once, as after a touch of the finger."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def confirm_password(page: Page) -> None:
    """The portal asks before it changes what protects the account."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Potwierdzenie tożsamości")
    page.get_by_label("Hasło", exact=True).fill(CLERK.password)
    page.get_by_role("button", name="Potwierdź").click()


def test_a_passkey_is_added_and_asked_for_at_the_next_sign_in(visitor: Visitor, portal: str):
    page = visitor(base_url=localhost(portal))
    plug_in_authenticator(page)
    sign_up(page, CLERK)

    page.goto("/konto/drugi-skladnik/")
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    confirm_password(page)
    page.get_by_label("Nazwa klucza").fill("laptop „służbowy”")
    assert shape(page) + barriers(page) == []
    page.get_by_role("button", name="Dodaj klucz dostępu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kody zapasowe")
    assert "dodano klucz dostępu" in mail_to(CLERK.email, "Dodano klucz dostępu")
    page.get_by_role("button", name="Wyloguj").first.click()

    page.goto("/konto/zaloguj/")
    page.get_by_role("textbox", name="Adres e-mail").fill(CLERK.email)
    page.get_by_label("Hasło", exact=True).fill(CLERK.password)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logowanie dwuetapowe")
    assert shape(page) + barriers(page) == []
    page.get_by_role("button", name="Użyj klucza dostępu").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Panel organizacji")
    page.goto("/konto/drugi-skladnik/klucze/")
    expect(page.get_by_role("listitem").filter(has_text="laptop „służbowy”")).to_contain_text(
        "ostatnio użyty"
    )
    assert shape(page) + barriers(page) == []


def test_without_javascript_the_page_of_a_new_passkey_names_the_other_way(visitor: Visitor):
    page = visitor(viewport=PHONE, java_script_enabled=False)
    sign_up(page, Keeper(**{**vars(CLERK), "email": "bez@klucz.example"}))

    page.goto("/konto/drugi-skladnik/klucze/dodaj/")
    confirm_password(page)

    expect(page.get_by_role("button", name="Dodaj klucz dostępu")).to_be_hidden()
    expect(page.get_by_text("kod z aplikacji uwierzytelniającej.")).to_be_visible()
    page.get_by_role("link", name="Wolę aplikację uwierzytelniającą").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Włączenie aplikacji uwierzytelniającej")
