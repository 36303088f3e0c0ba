"""Reading what became of a zapotrzebowanie."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from agreements.models import CaseLetter, Correction, ServiceRequest
from jcop.centre.calendars import office_day_off
from jcop.history import moment
from jcop.models import User
from jcop.opening.workdays import workdays_after
from organizations.models import Organization
from tests.agreements.test_pdf import pages, properties
from tests.factories import make_agreement, make_organization, make_request, make_user

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
DAY = timedelta(days=1)


def path(organization: Organization, end: str = "") -> str:
    return f"/panel/{organization.key}/zapotrzebowania/{end}"


def test_the_set_is_being_prepared_and_then_can_be_printed(as_user, run_jobs):
    request = make_request()
    client = as_user(request.prepared_by)
    set_path = f"{request.get_absolute_url()}komplet.pdf"

    before = client.get(set_path)
    run_jobs()
    after = client.get(set_path)

    assert (before.status_code, before["Content-Type"]) == (202, "text/html; charset=utf-8")
    assert (after.status_code, after["Content-Type"]) == (200, "application/pdf")
    assert after["Content-Disposition"] == (
        f'inline; filename="zapotrzebowanie-{request.number}-{request.year}.pdf"'
    )
    assert after.content == bytes(request.documents.get().content)


@pytest.mark.parametrize("end", ["komplet.pdf", "komplet/porozumienie.pdf"])
def test_a_page_that_has_waited_for_a_minute_names_the_telephone_and_asks_no_more(as_user, end: str):
    request = make_request()
    address, client = f"{request.get_absolute_url()}{end}", as_user(request.prepared_by)

    pages = []
    for seconds in (55, 65):
        request.versions.update(made_at=timezone.now() - timedelta(seconds=seconds))
        pages.append(client.get(address))

    assert [(page.status_code, page.get("Refresh")) for page in pages] == [(202, "2"), (202, None)]
    heading = "Komplet dokumentów jeszcze nie powstał"
    assert [heading in page.content.decode() for page in pages] == [False, True]
    assert 'zadzwonić do Centrum: <a href="tel:+48324719555">32 47 19 555</a>' in pages[1].content.decode()


def test_a_draft_has_no_set_to_wait_for(as_user):
    request = make_request(state=ServiceRequest.State.DRAFT)

    assert as_user(request.prepared_by).get(f"{request.get_absolute_url()}komplet.pdf").status_code == 404


@pytest.mark.prints
def test_each_document_of_the_set_can_be_printed_alone(as_user, run_jobs):
    request = make_request()
    client, address = as_user(request.prepared_by), f"{request.get_absolute_url()}komplet/"
    headings = {
        "zapotrzebowanie": "Organizacji Pozarządowych, egzemplarz",
        "porozumienie": "Porozumienie nr …",
    }

    waiting = client.get(f"{address}porozumienie.pdf")
    run_jobs()
    found = {part: client.get(f"{address}{part}.pdf").content for part in headings}

    assert (waiting.status_code, waiting["Refresh"]) == (202, "2")
    for part, content in found.items():
        text = " ".join(pages(content))
        assert {one: text.count(words) for one, words in headings.items()} == {
            one: 3 if one == part else 0 for one in headings
        }
        assert properties(content)["tagged"]
    kept = request.documents.get().parts.all()
    assert {one.sha256: bytes(one.content) for one in kept} == {
        hashlib.sha256(content).hexdigest(): content for content in found.values()
    }
    assert f"{address}porozumienie.pdf" in client.get(request.get_absolute_url()).content.decode()
    assert client.get(f"{address}inny.pdf").status_code == 404


def test_withdrawing_says_so_and_a_second_time_says_why_not(as_user):
    request = make_request()
    client = as_user(request.prepared_by)

    first, second = (client.post(f"{request.get_absolute_url()}wycofaj/") for _ in range(2))

    told = [[str(m) for m in get_messages(answer.wsgi_request)] for answer in (first, second)]
    assert told[0] == ["Zapotrzebowanie zostało wycofane."]
    day = moment(request.events.latest("pgh_id").pgh_created_at)
    assert told[1][-1] == (
        f"Tej czynności nie można już wykonać: {day} stan zmienił się na „wycofane” (organizacja)."
    )


def test_the_reasons_of_a_refusal_are_told_where_one_signs_in(as_user):
    request = make_request(state=ServiceRequest.State.REFUSED)
    letter = request.letters.get()
    client = as_user(request.prepared_by)

    before = client.get(letter.get_absolute_url()).content.decode()
    opened = client.post(letter.get_absolute_url(), follow=True).content.decode()

    letter.refresh_from_db()
    assert (letter.delivered_on, letter.delivery) == (timezone.localdate(), "panel")
    assert ("Uzasadnienie: powód" in before, "Uzasadnienie: powód" in opened) == (False, True)
    assert "odwołani" not in opened


@pytest.mark.parametrize("state", ServiceRequest.State)
def test_a_request_can_be_read_in_every_state(as_user, state: str):
    request = make_request(state=state)

    response = as_user(request.prepared_by).get(request.get_absolute_url())

    assert response.status_code == 200
    assert request.get_state_display() in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_as_often_for_one_as_for_three(as_user, rows: int, django_assert_num_queries):
    organization = make_organization(verified=True)
    for _ in range(rows):
        make_agreement(organization=organization)
    client = as_user(organization.registered_by)

    with django_assert_num_queries(5):
        requests = client.get(path(organization))
    with django_assert_num_queries(7):
        agreements = client.get(f"/panel/{organization.key}/porozumienia/")

    assert len(requests.context["requests"]) == rows
    assert len(agreements.context["agreements"]) == rows


def gone_on(state: str, clerk: User) -> CaseLetter:
    """A letter that nobody has opened when its case goes on."""
    request = make_request(state=state)
    if state == State.UNDER_EXAMINATION:
        until = workdays_after(request.due_on, 5, office_day_off())
        letter = request.extend(by=clerk, until=until, reason="oględziny")
        request.accept(by=clerk)
        return letter
    letter = request.letters.first()
    CaseLetter.objects.update(delivered_on=None, delivery="", issued_at=timezone.now() - 90 * DAY)
    if state == State.AWAITING_CORRECTION:
        request.withdraw()
    else:
        request.reopen(by=clerk, reason="pomyłka")
    return letter


@pytest.mark.parametrize(
    "state", [State.AWAITING_CORRECTION, State.UNDER_EXAMINATION, State.REFUSED, State.LEFT]
)
def test_an_unread_letter_that_no_longer_holds_says_so_and_is_awaited_by_nobody(as_user, state: str):
    clerk = make_user(groups=("Referat",))
    letter = gone_on(state, clerk)
    request, far = letter.request, timezone.localdate() + 90 * DAY
    client = as_user(request.prepared_by)

    pages = [client.get(page.get_absolute_url()).content.decode() for page in (request, letter)]
    desk = client.get(reverse("organizations:desk", args=[request.organization.key])).content.decode()
    client.post(letter.get_absolute_url())

    assert "nieaktualne" in pages[0]
    assert "To pismo jest już nieaktualne" in pages[1]
    assert [page for page in (*pages, desk) if "Jest do Państwa pismo" in page] == []
    assert "otwarcie pisma" not in desk
    assert not CaseLetter.objects.unopened(far).exists()
    assert not Correction.objects.filter(closed_at=None).exists()


def test_a_letter_that_holds_is_awaited(as_user):
    request = make_request(state=State.AWAITING_CORRECTION)
    letter = request.letters.get()
    client = as_user(request.prepared_by)

    pages = [client.get(page.get_absolute_url()).content.decode() for page in (request, letter)]

    assert "Jest do Państwa pismo" in pages[0]
    assert [page for page in pages if "nieaktualne" in page] == []
    assert list(CaseLetter.objects.unopened(timezone.localdate() + 90 * DAY)) == [letter]
