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
    make_move,
    open_case,
    open_desk,
    register_organization,
    sign_up,
)
from tests.e2e.post import post_of
from tests.e2e.reading import address_of

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
