"""At the desk: the organisation of a paper is found or entered, a colleague's cases are taken over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.admin import fields
from agreements.models import ServiceRequest
from organizations.models import Organization
from tests.agreements.test_agreement_desk import desk
from tests.factories import make_organization, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = ServiceRequest.State
DAY = timedelta(days=1)
FORMS = ["admin:agreements_servicerequest_add", "admin:agreements_agreement_add"]


@pytest.fixture
def clerk(as_user) -> Client:
    return desk(as_user, "Referat")


def shown(page: object) -> list[int]:
    _, *rows = page.context["form"].fields["organization"].choices
    return [key for key, _ in rows]


@pytest.mark.parametrize("form", FORMS)
class TestFindingTheOrganisation:
    @pytest.mark.parametrize("words", ["zolw", "77", "KRS 0000000077", "525-000-77-88"])
    def test_by_a_part_of_its_name_or_its_number(self, clerk: Client, form: str, words: str):
        asked = make_organization(name="Stowarzyszenie „Żółw”", krs="0000000077", nip="5250007788")
        make_organization()

        page = clerk.get(reverse(form), {"szukaj": words})

        assert shown(page) == [asked.pk]
        assert page.context["form"]["organization"].value() == asked.pk

    def test_of_many_only_what_was_looked_for_is_shown(
        self, clerk: Client, monkeypatch: pytest.MonkeyPatch, form: str
    ):
        monkeypatch.setattr(fields, "MOST_SHOWN", 2)
        many = [make_organization(name=f"Klub {n}") for n in range(3)]

        page = clerk.get(reverse(form))

        assert (shown(page), shown(clerk.get(reverse(form), {"szukaj": "klub"}))) == (
            [],
            [row.pk for row in many[:2]],
        )
        assert shown(clerk.get(reverse(form), {"organizacja": many[2].pk})) == [many[2].pk]

    def test_one_that_is_new_is_entered_first_and_the_paper_goes_on(self, clerk: Client, form: str):
        path = reverse(form)
        assert f"/admin/organizations/organization/add/?next={path}" in clerk.get(path).content.decode()
        told = {
            "legal_form": "association",
            "name": "Nowe Stowarzyszenie",
            "krs": "0000000011",
            "street": "ul. Próbna 1",
            "postal_code": "44-335",
            "city": "Jastrzębie-Zdrój",
            "signatures_required": "1",
        }
        for inline in ("representatives", "memberships", "verifications"):
            told |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}

        answer = clerk.post(f"/admin/organizations/organization/add/?next={path}", told)
        elsewhere = clerk.post(
            "/admin/organizations/organization/add/?next=https://example.org/", told | {"krs": "0000000012"}
        )

        assert answer.url == f"{path}?organizacja={Organization.objects.get(krs='0000000011').pk}"
        assert elsewhere.url == reverse("admin:organizations_organization_changelist")


class TestTakingOver:
    PATH = "/admin/agreements/servicerequest/przejecie/"

    def test_moves_all_open_cases_of_a_colleague_and_no_others(self, clerk: Client):
        ill, other, me = make_user(groups=("Referat",)), make_user(groups=("Referat",)), clerk_of(clerk)
        cases = {state: make_request(state=state) for state in set(State) - {State.DRAFT}}
        ServiceRequest.objects.update(assigned_to=ill)
        others = make_request()
        others.take(to=other)

        page = clerk.post(self.PATH, {"of": ill.pk, "to": me.pk}, follow=True)

        led = {state for state, case in cases.items() if leader(case) == me.pk}
        assert led == {State.SUBMITTED, State.UNDER_EXAMINATION, State.AWAITING_CORRECTION}
        assert leader(others) == other.pk
        assert "przejęto 3 sprawy." in page.content.decode()

    def test_is_of_whoever_leads_something_by_whoever_may_examine(self, clerk: Client):
        me = clerk_of(clerk)
        make_user(groups=("Pracownik Centrum",))
        make_request().take(to=me)

        form = clerk.get(self.PATH).context["form"]

        assert list(form.fields["of"].queryset) == [me]
        assert list(form.fields["to"].queryset) == [me]
        assert form["to"].value() == me.pk


def clerk_of(client: Client) -> object:
    return client.get("/admin/").wsgi_request.user


def leader(case: ServiceRequest) -> int | None:
    return ServiceRequest.objects.values_list("assigned_to", flat=True).get(pk=case.pk)


class TestTwoTheSame:
    def test_are_noticed_by_the_office_and_by_whoever_files_and_refused_to_nobody(
        self, clerk: Client, as_user
    ):
        organization = make_organization()
        first = make_request(organization=organization, services=("sala", "adres"))
        draft = make_request(organization=organization, services=("sala", "adres"), state=State.DRAFT)
        others = [
            make_request(organization=organization, services=("sala",)),
            make_request(organization=organization, services=("sala", "adres"), state=State.WITHDRAWN),
            make_request(services=("sala", "adres")),
            make_request(organization=organization, services=("sala", "adres"), at=timezone.now() - 2 * DAY),
        ]
        page = clerk.get(reverse("admin:agreements_servicerequest_change", args=[first.pk]))
        assert page.context["twins"] == []

        keeper = as_user(organization.registered_by)
        check = keeper.get(reverse("agreements:request_check", args=[organization.key, draft.pk]))
        draft.submit()

        assert "Takie samo zapotrzebowanie jest już złożone" in check.content.decode()
        assert ServiceRequest.objects.twins(first) == [draft]
        assert ServiceRequest.objects.twins(draft) == [first]
        assert [ServiceRequest.objects.twins(other) for other in others[::2]] == [[], []]

    def test_are_named_on_the_page_of_each(self, clerk: Client):
        organization = make_organization()
        first, second = (make_request(organization=organization) for _ in range(2))

        page = clerk.get(reverse("admin:agreements_servicerequest_change", args=[first.pk])).content.decode()

        assert f'<a href="{reverse("admin:agreements_servicerequest_change", args=[second.pk])}">' in page
