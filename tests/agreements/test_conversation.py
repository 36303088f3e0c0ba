"""Questions and answers about a request, and the timeline that both sides read."""

import pytest

from agreements.models import Message, ServiceRequest
from agreements.timeline import timeline
from tests.factories import make_request, make_user

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
PESEL = "44051401359"


def talk(request: ServiceRequest) -> str:
    return f"{request.get_absolute_url()}wiadomosci/"


def test_the_applicant_asks_and_the_office_finds_it_in_its_queue(as_user):
    request = make_request()

    as_user(request.prepared_by).post(talk(request), {"text": " Kiedy odpowiedź? "})

    message = request.messages.get()
    assert (message.text, message.is_from_office, message.read_at) == ("Kiedy odpowiedź?", False, None)
    assert list(ServiceRequest.objects.with_news()) == [request]


def test_an_answer_marks_what_it_answers_as_read_and_is_read_when_it_is_shown(as_user):
    request, clerk = make_request(), make_user(groups=("Referat",))
    Message.write(request=request, text="Kiedy?", by=request.prepared_by, is_from_office=False)

    request.answer_applicant(by=clerk, text="Jutro.")
    assert list(ServiceRequest.objects.with_news()) == []
    assert request.messages.unread_by_applicant().count() == 1
    client = as_user(request.prepared_by)
    assert "nowe" in client.get(request.get_absolute_url()).content.decode()
    text = client.get(talk(request)).content.decode()

    assert "Jutro." in text
    assert clerk.full_name not in text
    assert request.messages.unread_by_applicant().count() == 0


@pytest.mark.parametrize("text", ["", "   ", f"mój numer {PESEL}"])
def test_a_message_that_will_not_do_is_told_beside_the_field_and_kept(as_user, text: str):
    request = make_request()

    response = as_user(request.prepared_by).post(talk(request), {"text": text})

    assert list(response.context["form"].errors) == ["text"]
    assert not request.messages.exists()
    assert text in response.content.decode()


def test_the_timeline_names_the_role_to_the_applicant_and_the_person_to_the_office(as_user):
    request, clerk = make_request(), make_user(groups=("Referat",))
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={})
    path = f"/admin/agreements/servicerequest/{request.pk}/czynnosc/take/"
    as_user(clerk).post(path, {"to": clerk.pk})

    newest = timeline(request, with_names=True)[0]
    assert (newest.text, newest.who, newest.person) == ("Przydzielono sprawę", "Referat", clerk.full_name)
    assert timeline(request)[0].person == ""


def test_the_timeline_tells_everything_in_order():
    clerk = make_user(groups=("Referat",))
    request = make_request(state=State.UNDER_EXAMINATION)
    request.call_for_correction(by=clerk, defects=["brak"])
    request.send_correction()
    request.refuse(by=clerk, reason="powód")
    request.reopen(by=clerk, reason="nowe dokumenty")

    told = [entry.text.partition(" (")[0] for entry in reversed(timeline(request))]

    assert told == [
        "Przygotowano wersję roboczą",
        "Złożono zapotrzebowanie",
        "Rozpoczęto rozpatrywanie",
        "Wpłynął podpisany komplet",
        "Wezwano do uzupełnienia braków",
        "Uzupełniono braki",
        "Odmówiono zawarcia porozumienia",
        "Wznowiono sprawę",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_case_asks_as_often_for_one_as_for_three(as_user, rows: int, django_assert_num_queries):
    request, clerk = make_request(), make_user(groups=("Referat",))
    for _ in range(rows):
        Message.write(request=request, text="Pytanie", by=request.prepared_by, is_from_office=False)
        request.note(by=clerk, text="notatka")
        request.take(to=clerk)
    client = as_user(request.prepared_by)

    with django_assert_num_queries(23):
        client.get(request.get_absolute_url())
    with django_assert_num_queries(7):
        client.get(talk(request))
