"""Filing a zapotrzebowanie in the browser, and reading what became of it."""

import uuid

import pytest
from django.contrib.messages import get_messages

from agreements.models import Service, ServiceRequest
from organizations.models import Organization
from tests.factories import make_agreement, make_organization, make_request

pytestmark = pytest.mark.django_db


def path(organization: Organization, end: str = "") -> str:
    return f"/panel/{organization.key}/zapotrzebowania/{end}"


def filled(*codes: str, **fields: object) -> dict[str, object]:
    chosen = {f"service_{s.pk}": "on" for s in Service.objects.filter(code__in=codes)}
    return {"form_key": uuid.uuid4(), "truth": "on"} | chosen | fields


def details(code: str, words: str) -> dict[str, str]:
    return {f"details_{Service.objects.get(code=code).pk}": words}


def test_filing_gives_a_number_a_deadline_and_what_to_do_next(as_user):
    organization = make_organization()
    client = as_user(organization.registered_by)

    response = client.post(
        path(organization, "zloz/"), filled("sala", **details("sala", " co tydzień ")), follow=True
    )

    request = ServiceRequest.objects.get()
    assert response.redirect_chain == [(request.get_absolute_url(), 302)]
    assert [str(m) for m in response.context["messages"]] == [
        f"Złożono zapotrzebowanie nr {request.reference}."
    ]
    assert [(w.service.code, w.details) for w in request.wishes.all()] == [("sala", "co tydzień")]
    text = response.content.decode()
    assert "Komplet dokumentów jest przygotowywany" in text
    assert "Odpowiemy najpóźniej" in text


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (filled, {"__all__": ["Wybierz co najmniej jedno świadczenie."]}),
        (lambda: filled("sala", truth=""), {"truth": ["To pole jest wymagane."]}),
    ],
)
def test_what_is_missing_is_told(as_user, fields, errors: dict):
    organization = make_organization()

    response = as_user(organization.registered_by).post(path(organization, "zloz/"), fields())

    assert response.context["form"].errors == errors
    assert not ServiceRequest.objects.exists()


def test_a_need_described_without_its_service_is_asked_about_and_kept(as_user):
    organization = make_organization()
    told = filled("sala", **details("skrzynka", "dwie osoby"))

    response = as_user(organization.registered_by).post(path(organization, "zloz/"), told)

    box = Service.objects.get(code="skrzynka")
    assert list(response.context["form"].errors) == [f"service_{box.pk}"]
    assert "dwie osoby" in response.content.decode()


def test_a_suspended_organisation_is_told_above_the_form(as_user):
    organization = make_organization()
    organization.suspend(reason="wyjaśnienia")

    response = as_user(organization.registered_by).post(path(organization, "zloz/"), filled("sala"))

    assert response.context["form"].non_field_errors() == [
        "Organizacja jest zawieszona albo zamknięta i nie może składać zapotrzebowań."
    ]


def test_the_same_form_sent_twice_leads_to_the_first_request(as_user):
    organization = make_organization()
    client, form = as_user(organization.registered_by), filled("sala")

    first, second = (client.post(path(organization, "zloz/"), form) for _ in range(2))

    assert first.url == second.url == ServiceRequest.objects.get().get_absolute_url()


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


def test_withdrawing_says_so_and_a_second_time_says_why_not(as_user):
    request = make_request()
    client = as_user(request.prepared_by)

    first, second = (client.post(f"{request.get_absolute_url()}wycofaj/") for _ in range(2))

    told = [[str(m) for m in get_messages(answer.wsgi_request)] for answer in (first, second)]
    assert told[0] == ["Zapotrzebowanie zostało wycofane."]
    assert told[1][-1] == f"Tej czynności nie można już wykonać: {request} ma teraz stan „wycofane”."


def test_the_reasons_of_a_refusal_are_told_where_one_signs_in(as_user):
    request = make_request(state=ServiceRequest.State.REFUSED)

    response = as_user(request.prepared_by).get(request.get_absolute_url())

    text = response.content.decode()
    assert "Uzasadnienie odmowy zawarcia porozumienia" in text
    assert "<p>powód</p>" in text
    assert "odwołani" not in text


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
