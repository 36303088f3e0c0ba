"""What comes after the first act: granted in part, amended, renewed, suspended, resumed, terminated."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.people import (
    Keeper,
    approver_concludes,
    clerk_verifies,
    confirm_move,
    download_set,
    enter_demonstration,
    file_request,
    made_by_worker,
    make_move,
    open_case,
    open_desk,
    register_organization,
    reload_until,
    sign_up,
)
from tests.e2e.post import as_written, post_of
from tests.e2e.reading import address_of, all_of, text_of, value_of

CHOIR = Keeper(
    name="Izydor Nieprawdziwy",
    email="izydor@chor.example",
    organization="Chór „Ósma Łąka”",
    legal_form="stowarzyszenie zwykłe",
    number_label="Numer w ewidencji",
    number="Z/976",
    signatory="Jadwiga Wymyślona",
)
ROOM, ADVICE, BOX = "Sala na spotkania i wydarzenia", "Doradztwo", "Skrzynka kontaktowa"
VILLAGE = Keeper(
    name="",
    email="",
    organization="Koło Gospodyń „Cicha Wieś”",
    legal_form="stowarzyszenie zwykłe",
    number_label="Numer w ewidencji",
    number="Z/974",
    signatory="",
)
DEFECT = "Złożono mniej niż trzy egzemplarze dokumentów."
WISHES = {
    ROOM: {"Cel": "Próby.", "Jak często": "raz w tygodniu", "Liczba osób": "20"},
    ADVICE: {"Temat": "Statut."},
}
NOT_ALL = "Doradca przyjmuje dopiero od wiosny."
DAY = timedelta(days=1)
BOX_NUMBER = "976"


def test_an_organisation_lives_through_the_second_act(visitor: Visitor):
    keeper, clerk, approver, worker = (visitor() for _ in range(4))
    sign_up(keeper, CHOIR)
    register_organization(keeper, CHOIR)
    reference = file_request(keeper, WISHES)
    case = address_of(keeper, r"/panel/[^/]+/zapotrzebowania/\d+/")
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(approver, "Zatwierdzający")
    enter_demonstration(worker, "Pracownik Centrum")

    half_is_granted(clerk, reference)
    the_new_set_is_taken_to_sign(keeper, case)
    the_new_set_comes(clerk, reference)
    approver_concludes(approver, CHOIR, until=timezone.localdate() + 20 * DAY)
    agreement = address_of(approver, r"/admin/agreements/agreement/\d+/change/")
    an_aneks_adds_the_box(approver)
    the_box_is_lent(worker)
    it_is_renewed_with_the_box(approver)
    approver.goto(agreement)
    organization = approver.get_by_role("link", name=CHOIR.organization).first
    organization.click()
    suspended_it_may_not_book_and_resumed_it_may(approver, keeper)
    approver.goto(agreement)
    it_is_terminated_and_that_is_taken_back(approver)

    sent, written = post_of(CHOIR.email, "second-act")
    assert sent == written


def half_is_granted(page: Page, reference: str) -> None:
    open_case(page, reference)
    clerk_verifies(page, CHOIR)
    open_case(page, reference)
    make_move(page, "Przyjmij podpisany komplet")
    page.get_by_role("link", name="Przyjmij zapotrzebowanie").click()
    page.get_by_label(ADVICE).uncheck()
    page.get_by_label("Dlaczego nie pozostałe").fill(NOT_ALL)
    confirm_move(page, "Przyjmij zapotrzebowanie")


def the_new_set_is_taken_to_sign(page: Page, case: str) -> None:
    page.goto(case)
    expect(page.get_by_role("main")).to_contain_text(NOT_ALL)
    text = " ".join(" ".join(each.extract_text() for each in download_set(page).pages).split())
    assert "wydruk 2" in text
    agreement = re.split(r"(?=Egzemplarz \d z 3)", text)[2]
    assert [name for name in (ROOM, ADVICE) if name in agreement] == [ROOM]


def the_new_set_comes(page: Page, reference: str) -> None:
    open_case(page, reference)
    make_move(page, "Przyjmij podpisany komplet")


def an_aneks_adds_the_box(page: Page) -> None:
    page.get_by_role("link", name="Wprowadź aneks").click()
    page.get_by_label("Co zmienia").fill("dodaje się skrzynkę kontaktową")
    page.get_by_label(BOX, exact=True).check()
    confirm_move(page, "Wprowadź aneks")


def the_box_is_lent(page: Page) -> None:
    page.goto("/admin/agreements/box/add/")
    page.get_by_label("Numer skrzynki").fill(BOX_NUMBER)
    page.get_by_role("button", name="Zapisz i kontynuuj edycję").click()
    page.get_by_role("link", name="Użycz skrzynki").click()
    page.get_by_label("Porozumienie").select_option(
        label=f"{CHOIR.organization} (porozumienie nr Z/976/JCOP)"
    )
    confirm_move(page, "Użycz skrzynki")


def it_is_renewed_with_the_box(page: Page) -> None:
    page.get_by_role("link", name="Przedłuż porozumienie").click()
    expect(page.get_by_label(BOX, exact=True)).to_be_checked()
    page.get_by_label("Numer porozumienia").fill("Z/976/JCOP/2")
    confirm_move(page, "Przedłuż porozumienie")


def suspended_it_may_not_book_and_resumed_it_may(page: Page, keeper: Page) -> None:
    for move, reason, count in [
        ("Zawieś organizację", "Wyjaśniamy zalanie sali.", 0),
        ("Przywróć organizację", "Wyjaśniono: pękła rura.", 1),
    ]:
        page.get_by_role("link", name=move).click()
        page.get_by_label("Powód").fill(reason)
        confirm_move(page, move)
        open_desk(keeper)
        expect(keeper.get_by_role("link", name="Zarezerwuj salę lub sprzęt")).to_have_count(count)


def it_is_terminated_and_that_is_taken_back(page: Page) -> None:
    page.get_by_role("link", name="Rozwiąż porozumienie").click()
    expect(page.get_by_text("Jest przedłużenie")).to_be_visible()
    page.get_by_label("Sposób rozwiązania").select_option(label="za porozumieniem stron")
    page.get_by_label("Ostatni dzień obowiązywania").fill((timezone.localdate() + 10 * DAY).isoformat())
    page.get_by_label("Powód").fill("na wniosek organizacji")
    confirm_move(page, "Rozwiąż porozumienie")

    page.get_by_role("link", name="Cofnij rozwiązanie").click()
    page.get_by_label("Powód").fill("organizacja zmieniła zdanie")
    confirm_move(page, "Cofnij rozwiązanie")


def test_an_organisation_on_paper_is_written_to_by_post(visitor: Visitor):
    clerk, approver = visitor(), visitor()
    enter_demonstration(clerk, "Pracownik Referatu")
    enter_demonstration(approver, "Zatwierdzający")

    it_is_entered_without_account_and_mail(clerk)
    reference = its_request_is_entered_from_paper(clerk)
    it_is_called_by_post_and_brings_what_lacked(clerk, reference)
    open_case(clerk, reference)
    clerk_verifies(clerk, VILLAGE)
    open_case(clerk, reference)
    make_move(clerk, "Przyjmij zapotrzebowanie")
    approver_concludes(approver, VILLAGE)
    its_agreement_is_ended(approver)

    sent, written = letters_of(clerk, VILLAGE.organization, "on-paper")
    assert sent == written


def it_is_entered_without_account_and_mail(page: Page) -> None:
    page.goto("/admin/organizations/organization/add/")
    for name, words in {
        "name": VILLAGE.organization,
        "register_number": VILLAGE.number,
        "street": "ul. Polna 7",
        "postal_code": "44-330",
        "city": "Jastrzębie-Zdrój",
    }.items():
        page.locator(f"#id_{name}").fill(words)
    page.locator("#id_legal_form").select_option(label=VILLAGE.legal_form)
    page.get_by_role("button", name="Zapisz", exact=True).first.click()
    expect(page.get_by_text(re.compile("został.* dodan"))).to_be_visible()


def its_request_is_entered_from_paper(page: Page) -> str:
    page.goto("/admin/agreements/servicerequest/add/")
    page.get_by_label("Organizacja").select_option(label=VILLAGE.organization)
    page.get_by_label(ROOM).check()
    page.get_by_label("Data wpływu").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Wprowadź zapotrzebowanie").click()
    entered = text_of(page.get_by_text("Wprowadzono: zapotrzebowanie nr"))
    return re.search(r"\d+/\d{4}", entered)[0]


def it_is_called_by_post_and_brings_what_lacked(page: Page, reference: str) -> None:
    """Its letter is printed and posted, and the office notes when it was delivered and what came."""
    open_case(page, reference)
    page.get_by_role("link", name="Wezwij do uzupełnienia").click()
    page.get_by_label(DEFECT).check()
    page.get_by_role("button", name="Wezwij do uzupełnienia").click()
    confirm_move(page, "Wezwij do uzupełnienia")
    page.goto("/admin/organizations/letter/")
    rows = page.get_by_role("row").filter(has_text=VILLAGE.organization)
    letter = rows.get_by_role("link", name=re.compile("wezwanie"))
    reload_until(page, letter)
    letter.click()
    make_move(page, "Oznacz jako wysłany")

    open_case(page, reference)
    page.get_by_role("link", name=re.compile("^wezwanie")).click()
    make_move(page, "Odnotuj doręczenie")
    open_case(page, reference)
    make_move(page, "Odnotuj uzupełnienie")


def its_agreement_is_ended(page: Page) -> None:
    page.get_by_role("link", name="Rozwiąż porozumienie").click()
    page.get_by_label("Sposób rozwiązania").select_option(label="za porozumieniem stron")
    page.get_by_label("Ostatni dzień obowiązywania").fill((timezone.localdate() + 10 * DAY).isoformat())
    page.get_by_label("Powód").fill("na wniosek organizacji")
    confirm_move(page, "Rozwiąż porozumienie")


def letters_of(page: Page, organization: str, walk: str) -> tuple[list[str], list[str]]:
    """Every letter that was written to it, as it is printed, and what is written of them in `walks`."""
    page.goto(f"/admin/organizations/letter/?kolejka=wszystkie&q={organization}")
    rows = all_of(page.locator("#result_list tbody th a"))
    addresses = [value_of(row, "href").partition("change/")[0] for row in rows]
    papers = [made_by_worker(page, f"{address}pismo.pdf") for address in addresses]
    return as_written(["\n".join(sheet.extract_text() for sheet in paper.pages) for paper in papers], walk)
