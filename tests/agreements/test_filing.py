"""Filing a zapotrzebowanie in the browser, step by step."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from agreements.models import Declaration, Service, ServiceRequest
from agreements.tasks import forget_drafts
from jcop.history import became
from organizations.models import Organization, Representative
from tests.factories import make_organization, make_request

pytestmark = pytest.mark.django_db
State = ServiceRequest.State
PESEL = "44051401359"


def path(organization: Organization, end: str = "") -> str:
    return f"/panel/{organization.key}/zapotrzebowania/{end}"


def service(code: str) -> Service:
    return Service.objects.get(code=code)


def chosen(*codes: str) -> dict[str, object]:
    return {"form_key": uuid.uuid4(), "services": [service(code).pk for code in codes]}


def declared() -> dict[str, str]:
    return {f"declaration_{one.pk}": "on" for one in Declaration.objects.current()}


def told(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_request_is_filed_in_five_steps_each_of_which_is_kept(as_user):
    organization = make_organization()
    client = as_user(organization.registered_by)

    first = client.post(path(organization, "zloz/"), chosen("sala", "doradztwo"))
    draft = ServiceRequest.objects.get()
    room, advice = service("sala"), service("doradztwo")
    second = client.post(
        first.url,
        {
            f"purpose_{room.pk}": " zebrania zarządu ",
            f"kind_{room.pk}": ["spotkania", "szkolenia"],
            f"persons_{room.pk}": "12",
            f"topic_{advice.pk}": "zmiana statutu",
        },
    )
    third = client.post(second.url, {"signatories": [organization.representatives.get().pk]})
    assert third.url == path(organization, f"{draft.pk}/zalaczniki/")
    last = client.post(path(organization, f"{draft.pk}/sprawdzenie/"), declared(), follow=True)

    draft.refresh_from_db()
    assert (draft.state, draft.reference) == (State.SUBMITTED, f"1/{timezone.localdate().year}")
    assert {wish.service.code: wish.answers for wish in draft.wishes.all()} == {
        "sala": {"purpose": "zebrania zarządu", "kind": "spotkania, szkolenia", "persons": "12"},
        "doradztwo": {"topic": "zmiana statutu"},
    }
    assert draft.declarations.count() == Declaration.objects.current().count()
    assert last.redirect_chain == [(draft.get_absolute_url(), 302)]
    text = last.content.decode()
    assert f"Złożono zapotrzebowanie nr {draft.reference}." in text
    assert "Odpowiemy najpóźniej" in text


def test_a_person_may_stop_after_any_step_and_finds_everything_there_later(as_user):
    organization = make_organization()
    client = as_user(organization.registered_by)

    stopped = client.post(path(organization, "zloz/"), chosen("sala") | {"later": "1"})
    draft = ServiceRequest.objects.get()

    assert stopped.url == draft.get_absolute_url()
    page = client.get(path(organization, f"{draft.pk}/swiadczenia/"))
    assert list(page.context["form"].initial["services"]) == [service("sala")]
    text = client.get(stopped.url).content.decode()
    assert "Zapotrzebowanie nie jest jeszcze złożone." in text


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (lambda: {"form_key": uuid.uuid4()}, ["Wybierz co najmniej jedno świadczenie."]),
        (
            lambda: {"form_key": uuid.uuid4(), "services": [0]},
            ["Jednego z wybranych świadczeń nie ma już w ofercie. Proszę wybrać ponownie."],
        ),
    ],
)
def test_services_that_are_missing_or_gone_are_told(as_user, fields, errors: list[str]):
    organization = make_organization()

    response = as_user(organization.registered_by).post(path(organization, "zloz/"), fields())

    assert response.context["form"].errors == {"services": errors}
    assert not ServiceRequest.objects.exists()


def test_a_pesel_among_the_details_is_refused_and_the_rest_is_kept(as_user):
    request = make_request(state=State.DRAFT, services=("adres", "doradztwo"))
    address, advice = service("adres"), service("doradztwo")
    client = as_user(request.prepared_by)

    response = client.post(
        path(request.organization, f"{request.pk}/szczegoly/"),
        {f"collectors_{address.pk}": f"Jan, {PESEL}", f"topic_{advice.pk}": "statut"},
    )

    assert list(response.context["form"].errors) == [f"collectors_{address.pk}"]
    assert 'value="statut"' in response.content.decode()
    assert request.wishes.get(service=address).answers == {"remarks": "co tydzień"}


def test_fewer_signatories_than_the_organisation_needs_are_told(as_user):
    organization = make_organization(signatures_required=2)
    Representative.objects.create(organization=organization, position=2, name="Jan", function="skarbnik")
    request = make_request(organization=organization, state=State.DRAFT)

    response = as_user(request.prepared_by).post(
        path(organization, f"{request.pk}/podpisy/"),
        {"signatories": [organization.representatives.first().pk]},
    )

    [error] = response.context["form"].errors["signatories"]
    assert error.startswith("Dokumenty podpisuje co najmniej 2 z tych osób.")


def test_a_declaration_that_is_missing_is_told_beside_it_and_nothing_is_filed(as_user):
    request = make_request(state=State.DRAFT)
    first, *others = Declaration.objects.current()
    client = as_user(request.prepared_by)

    response = client.post(
        path(request.organization, f"{request.pk}/sprawdzenie/"),
        {f"declaration_{one.pk}": "on" for one in others},
    )

    assert response.context["form"].errors == {f"declaration_{first.pk}": ["Proszę złożyć to oświadczenie."]}
    request.refresh_from_db()
    assert request.state == State.DRAFT


def test_words_that_were_declared_never_change(as_user):
    request = make_request(state=State.DRAFT)
    as_user(request.prepared_by).post(path(request.organization, f"{request.pk}/sprawdzenie/"), declared())
    declaration = Declaration.objects.current()[0]
    before = declaration.text

    newer = declaration.reword("Zupełnie inne słowa.")

    assert (newer.version, newer.is_current) == (2, True)
    made = request.declarations.get(declaration__code=declaration.code)
    assert (made.declaration.text, made.declaration.version) == (before, 1)


def test_words_that_nobody_declared_are_changed_in_place():
    declaration = Declaration.objects.current()[0]

    assert declaration.reword("Inaczej.") == declaration
    assert Declaration.objects.filter(code=declaration.code).count() == 1


def test_a_step_skipped_by_its_address_leads_to_where_one_can_go_on(as_user):
    request = make_request(state=State.DRAFT, services=())
    client = as_user(request.prepared_by)
    services = path(request.organization, f"{request.pk}/swiadczenia/")

    for step in ("szczegoly", "sprawdzenie"):
        assert client.get(path(request.organization, f"{request.pk}/{step}/")).url == services


@pytest.mark.parametrize("step", ["swiadczenia", "szczegoly", "podpisy", "sprawdzenie"])
def test_a_filed_request_is_not_edited(as_user, step: str):
    request = make_request()

    response = as_user(request.prepared_by).get(path(request.organization, f"{request.pk}/{step}/"))

    assert response.url == request.get_absolute_url()
    assert told(response) == [f"Teraz nie można tego zmieniać: {became(request, with_name=False)}."]


def test_submitting_twice_files_once_and_says_so(as_user):
    request = make_request(state=State.DRAFT)
    client, check = as_user(request.prepared_by), path(request.organization, f"{request.pk}/sprawdzenie/")

    first, second = (client.post(check, declared()) for _ in range(2))

    request.refresh_from_db()
    assert first.url == second.url == request.get_absolute_url()
    assert told(second)[-1] == f"Zapotrzebowanie nr {request.reference} jest już złożone."
    assert ServiceRequest.objects.filed().count() == 1


def test_a_service_withdrawn_meanwhile_is_named_and_nothing_is_filed(as_user):
    request = make_request(state=State.DRAFT, services=("sala", "doradztwo"))
    Service.objects.filter(code="doradztwo").update(is_offered=False)
    check = path(request.organization, f"{request.pk}/sprawdzenie/")

    response = as_user(request.prepared_by).post(check, declared())

    assert response.context["form"].non_field_errors() == [
        "Tego już nie ma w ofercie: Doradztwo. Proszę wrócić do wyboru świadczeń."
    ]
    assert not ServiceRequest.objects.filed().exists()


def test_a_suspended_organisation_is_told_above_the_form(as_user):
    organization = make_organization()
    organization.suspend(reason="wyjaśnienia")

    response = as_user(organization.registered_by).post(path(organization, "zloz/"), chosen("sala"))

    assert response.context["form"].non_field_errors() == [
        "Organizacja jest zawieszona albo zamknięta i nie może składać zapotrzebowań."
    ]


def test_an_earlier_request_is_copied_as_far_as_the_catalogue_still_offers_it(as_user):
    request = make_request(services=("sala", "doradztwo"))
    Service.objects.filter(code="doradztwo").update(is_offered=False)

    response = as_user(request.prepared_by).post(f"{request.get_absolute_url()}kopiuj/")

    copy = ServiceRequest.objects.get(state=State.DRAFT)
    assert response.url == path(request.organization, f"{copy.pk}/swiadczenia/")
    assert [(wish.service.code, wish.answers) for wish in copy.wishes.all()] == [
        ("sala", {"remarks": "co tydzień"})
    ]


def test_a_draft_that_nobody_files_is_deleted_after_the_time_that_its_page_names():
    kept, given_up = make_request(state=State.DRAFT), make_request(state=State.DRAFT)
    filed = make_request()
    long_ago = timezone.now() - timedelta(days=92)
    ServiceRequest.objects.filter(pk__in=[given_up.pk, filed.pk]).update(prepared_at=long_ago)
    assert kept.expires_on == timezone.localdate() + timedelta(days=90)

    forget_drafts.func(timestamp=0)

    assert set(ServiceRequest.objects.all()) == {kept, filed}


def test_changed_data_make_a_new_set_and_the_old_mark_is_named(as_user, run_jobs):
    request = make_request()
    run_jobs()
    Organization.objects.filter(pk=request.organization_id).update(street="ul. Nowa 7")
    client = as_user(request.prepared_by)
    assert "Dane organizacji zmieniły się" in client.get(request.get_absolute_url()).content.decode()

    client.post(f"{request.get_absolute_url()}nowy-wydruk/")
    run_jobs()
    request.refresh_from_db()
    request.receive_signed_set(on=timezone.localdate(), channel="post", copies=3, mark=1)

    newest, first = request.versions.all()
    assert newest.differences(first) == [
        ("usunięto", "ul. Próbna 1, 44-335 Jastrzębie-Zdrój"),
        ("dodano", "ul. Nowa 7, 44-335 Jastrzębie-Zdrój"),
    ]
    assert request.is_outdated_mark
    assert client.get(f"{request.get_absolute_url()}komplet.pdf").content == bytes(newest.document.content)


def test_asking_again_when_nothing_changed_makes_no_new_set():
    request = make_request()

    request.print_anew()

    assert [version.number for version in request.versions.all()] == [1]


def test_words_typed_into_a_step_that_came_too_late_can_be_copied(as_user):
    request = make_request()

    response = as_user(request.prepared_by).post(
        path(request.organization, f"{request.pk}/szczegoly/"), {"purpose_1": "zebrania zarządu"}
    )

    assert response.status_code == 409
    assert response.context["typed"] == ["zebrania zarządu"]
    assert response.context["reason"].startswith("Teraz nie można tego zmieniać: ")


def test_a_suspended_organisation_reads_its_draft_and_changes_nothing_of_it(as_user):
    request = make_request(state=State.DRAFT)
    request.organization.suspend(reason="wyjaśnienia")
    client = as_user(request.prepared_by)

    page = client.get(request.get_absolute_url()).content.decode()
    response = client.post(path(request.organization, f"{request.pk}/szczegoly/"), {})

    assert "więc nie można go teraz zmieniać ani złożyć" in page
    assert told(response) == [
        "Organizacja jest zawieszona albo zamknięta: wersji roboczej nie można zmieniać."
    ]
    with pytest.raises(ValidationError):
        request.choose([service("doradztwo")])
