"""An organisation's desk says at each moment what is waited for, by whom and until when."""

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from agreements.models import Agreement, Box, Service, ServiceRequest
from jcop.templatetags.polish import dzien
from tests.factories import make_agreement, make_organization, make_request, make_user

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
TODAY = timezone.localdate()


def plain(response: HttpResponse) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def organization():
    return make_organization(verified=True)


@pytest.fixture
def desk(as_user, organization):
    """The words of a page of the organisation; its desk when no name is given."""
    client = as_user(organization.registered_by)
    return lambda page="organizations:desk": plain(client.get(reverse(page, args=[organization.key])))


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.DRAFT, "Teraz Państwo: dokończenie i złożenie wersji roboczej, do {draft}"),
        (State.SUBMITTED, "Teraz Państwo: złożenie podpisanego kompletu w Referacie, do {due}"),
        (State.UNDER_EXAMINATION, "Teraz Referat: rozpatrzenie zapotrzebowania, do {due}"),
        (State.AWAITING_CORRECTION, "Teraz Państwo: otwarcie pisma z {today}"),
        (State.ACCEPTED, "Teraz Miasto: podpisanie porozumienia; o zawarciu powiadomimy"),
        (State.REFUSED, "Teraz Państwo: otwarcie pisma z {today}"),
        (State.LEFT, "Teraz Państwo: otwarcie pisma z {today}"),
    ],
)
def test_the_desk_says_what_a_case_waits_for(organization, desk, state, sentence):
    request = make_request(organization=organization, state=state)
    request.letters.update(delivered_on=None, delivery="")
    request.refresh_from_db()
    days = {"due": dzien(request.due_on), "today": dzien(TODAY), "draft": dzien(request.expires_on)}

    words = desk()

    assert " ".join(sentence.format(**days).split()) in words
    assert "Zaczyna się od zapotrzebowania" not in words


def test_after_the_call_is_opened_the_desk_says_until_when_it_is_answered(organization, desk):
    request = make_request(organization=organization, state=State.AWAITING_CORRECTION)
    request.open_correction.letter.open()

    day = " ".join(dzien(request.open_correction.due_on).split())

    assert f"Teraz Państwo: uzupełnienie braków, do {day}" in desk()


def test_accepted_in_part_waits_for_the_organisation(organization, desk):
    request = make_request(
        organization=organization, state=State.UNDER_EXAMINATION, services=("sala", "doradztwo")
    )
    request.accept(by=make_user(), services=[Service.objects.get(code="sala")], reason="brak doradcy")

    assert "Teraz Państwo: złożenie kompletu podpisanego na przyznane świadczenia" in desk()


def test_an_unread_letter_stands_before_everything_else(organization, desk):
    make_request(organization=organization, state=State.SUBMITTED)
    make_request(organization=organization, state=State.REFUSED).letters.update(
        delivered_on=None, delivery=""
    )

    words = desk()

    assert words.index("Jest do Państwa pismo") < words.index("złożenie podpisanego kompletu")


def test_a_settled_case_waits_for_nothing(organization, desk):
    request = make_request(organization=organization, state=State.REFUSED)
    request.letters.get().open()

    assert "Zaczyna się od zapotrzebowania" in desk()


class TestMail:
    def test_a_granted_box_is_granted_although_none_is_assigned(self, organization, desk):
        agreement = make_agreement(organization=organization, services=("skrzynka",))

        before = desk("agreements:mail")
        Box.objects.create(number=7).lend(agreement=agreement, on=TODAY, by=make_user())

        assert "przyznana w porozumieniu; numer przydzieli pracownik Centrum" in before
        assert "Złóż zapotrzebowanie" not in before
        assert "przydzieli" not in desk("agreements:mail")

    def test_an_accepted_request_is_not_sent_for_again(self, organization, desk):
        make_request(organization=organization, state=State.ACCEPTED, services=("skrzynka",))

        words = desk("agreements:mail")

        assert "jest rozpatrzone pozytywnie. Będą dostępne po zawarciu porozumienia." in words

    def test_whom_the_request_named_may_collect_once_the_agreement_is_concluded(self, organization):
        request = make_request(
            organization=organization, state=State.ACCEPTED, services=("adres", "skrzynka")
        )
        named = {"adres": "Anna Próbna i Jan Zmyślony", "skrzynka": "Anna Próbna\n– Ewa Testowa"}
        for code, names in named.items():
            request.wishes.filter(service__code=code).update(answers={"collectors": names})

        Agreement.objects.get(request=request).conclude(by=make_user(), signed_on=TODAY)

        names = [collector.name for collector in organization.collectors.all()]
        assert names == ["Anna Próbna", "Ewa Testowa", "Jan Zmyślony"]
