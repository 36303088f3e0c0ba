"""Acceptance needs what conclusion needs; what a verification compared is compared again once it changed."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.models import ServiceRequest
from agreements.reminders import waiting
from organizations.models import Organization, Representative
from organizations.models.organizations import NOT_COMPARED
from tests.agreements.test_agreement_desk import desk
from tests.agreements.test_life import received
from tests.factories import make_agreement, make_organization, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = ServiceRequest.State
CHECKED = {"has_same_name": "on", "has_same_address": "on", "has_same_representatives": "on"}


@pytest.fixture
def clerk(as_user) -> Client:
    return desk(as_user, "Referat")


def unverified() -> ServiceRequest:
    return make_request(organization=make_organization(), state=State.UNDER_EXAMINATION)


def accept(request: ServiceRequest) -> str:
    return reverse("admin:agreements_servicerequest_move", args=[request.pk, "accept"])


def asked(request: ServiceRequest, **checked: str) -> dict[str, object]:
    services = [service.pk for service in request.services.all()]
    return {"services": services} | {f"weryfikacja-{name}": value for name, value in checked.items()}


class TestAcceptance:
    def test_of_an_unverified_organisation_verifies_it_on_the_same_page(self, clerk: Client):
        request = unverified()
        page = clerk.get(accept(request))
        assert request.organization.registration in page.content.decode()

        clerk.post(accept(request), asked(request, source="krs", note="zgodne", **CHECKED))

        request.refresh_from_db()
        check = request.organization.verifications.get()
        assert (request.state, request.organization.state) == (State.ACCEPTED, "verified")
        assert (check.source, check.note, check.by) == ("krs", "zgodne", request.decided_by)

    def test_is_refused_beside_what_does_not_agree(self, clerk: Client):
        request = unverified()

        page = clerk.post(accept(request), asked(request, has_same_name="on"))

        assert sorted(page.context["form"].errors) == [
            "weryfikacja-has_same_address",
            "weryfikacja-has_same_representatives",
            "weryfikacja-source",
        ]
        request.refresh_from_db()
        assert (request.state, request.organization.state) == (State.UNDER_EXAMINATION, "registered")

    def test_by_whoever_may_not_verify_waits_for_another(self, clerk: Client):
        request = unverified()
        permission = clerk.get("/admin/").wsgi_request.user.groups.get().permissions
        permission.remove(permission.get(codename="verify_organization"))

        page = clerk.post(accept(request), asked(request, source="krs", **CHECKED))

        assert "weryfikacja-source" not in page.context["form"].fields
        [refusal] = page.context["form"].non_field_errors()
        assert refusal.startswith("Najpierw trzeba zweryfikować organizację")

    def test_of_a_verified_one_asks_nothing_more(self, clerk: Client):
        form = clerk.get(accept(make_request(state=State.UNDER_EXAMINATION))).context["form"]

        assert list(form.fields) == ["services", "reason"]

    @pytest.mark.parametrize("what", ["unverified", "unsigned"])
    def test_lacks_nothing_that_the_approver_would_find_missing(self, what: str):
        if what == "unverified":
            request = unverified()
        else:
            agreement = received()
            first = agreement.organization.representatives.first()
            request = agreement.record_signatures(by=make_user(), signatories=[first]).request

        with pytest.raises(ValidationError) as refusal:
            request.accept(by=make_user())

        assert refusal.value.code == what

    def test_in_part_needs_no_signature_of_the_old_set(self):
        agreement = received()
        first = agreement.organization.representatives.first()
        request = agreement.record_signatures(by=make_user(), signatories=[first]).request

        request.accept(by=make_user(), services=request.services.all()[:1], reason="brak sprzętu")

        assert request.state == State.ACCEPTED


def rename(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(name="Nowa nazwa")


def represent_otherwise(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(representation="dwóch członków zarządu łącznie")


CHANGES = {
    "a new person": lambda one: Representative.objects.create(
        organization=one, name="Jan", function="skarbnik"
    ),
    "another function": lambda one: one.representatives.update(function="wiceprezes"),
    "nobody": lambda one: one.representatives.all().delete(),
    "another name": rename,
    "another representation": represent_otherwise,
}
SAME = {
    "the order": lambda one: one.representatives.update(position=7),
    "the telephone": lambda one: Organization.objects.filter(pk=one.pk).update(phone="32 47 19 555"),
    "the same words": lambda one: one.representatives.first().save(),
}


class TestTheQueue:
    @pytest.mark.parametrize("change", CHANGES)
    def test_a_change_of_what_was_compared_stands_in_it_until_it_is_compared_again(self, change: str):
        organization = make_organization(verified=True)
        before = list(Organization.objects.to_verify())

        CHANGES[change](organization)

        assert (before, list(Organization.objects.to_verify())) == ([], [organization])
        organization.verify(by=make_user(), source="statute")
        assert list(Organization.objects.to_verify()) == []
        assert organization.verifications.count() == 2

    @pytest.mark.parametrize("change", SAME)
    def test_what_no_extract_says_does_not(self, change: str):
        organization = make_organization(verified=True)

        SAME[change](organization)

        assert list(Organization.objects.to_verify()) == []

    def test_holds_who_was_never_verified_and_may_agree(self):
        fresh = make_organization()
        make_organization(legal_form="informal_group", krs=None)
        make_organization().suspend(reason="wyjaśnienia")

        assert list(Organization.objects.to_verify()) == [fresh]

    def test_is_listed_at_the_desk_and_in_the_digest(self, clerk: Client):
        fresh = make_organization()
        make_agreement()

        page = clerk.get(f"{reverse('admin:organizations_organization_changelist')}?kolejka=do-weryfikacji")

        assert list(page.context["cl"].queryset) == [fresh]
        assert ("Organizacje do weryfikacji", 1) in waiting(timezone.localdate())

    def test_a_board_that_the_organisation_changes_stands_in_it(self, client: Client, as_user):
        organization = make_organization(verified=True)
        keeper = as_user(organization.registered_by)
        person = organization.representatives.get()

        keeper.post(
            reverse("organizations:edit_representative", args=[organization.key, person.pk]),
            {"name": "Nowa Prezes", "function": "prezes", "basis": "board"},
        )

        assert list(Organization.objects.to_verify()) == [organization]

    def test_verifying_again_is_offered_at_any_time(self, clerk: Client):
        organization = make_organization(verified=True)
        path = reverse("admin:organizations_organization_move", args=[organization.pk, "verify"])

        clerk.post(path, {"source": "krs", "extract_on": "2026-11-30", **CHECKED})

        assert organization.verifications.count() == 2

    @pytest.mark.parametrize("is_verified", [False, True])
    def test_a_board_that_changed_under_the_hands_was_not_compared(self, clerk: Client, *, is_verified: bool):
        organization = make_organization(verified=is_verified)
        path = reverse("admin:organizations_organization_move", args=[organization.pk, "verify"])
        seen = clerk.get(path).context["form"]["seen"].value()
        organization.representatives.update(name="Jan Nowy")

        page = clerk.post(path, {"source": "krs", "extract_on": "2026-11-30", **CHECKED, "seen": seen})

        assert page.context["form"].non_field_errors() == [NOT_COMPARED]
        assert list(Organization.objects.to_verify()) == [organization]


class TestWhatIsSigned:
    def test_stands_on_the_list_to_sign_and_on_both_pages(self, as_user):
        organization = make_organization(verified=True)
        request = make_request(organization=organization, state=State.ACCEPTED, services=("sala", "adres"))
        request.wishes.filter(service__code="adres").update(is_declined=True)
        approver, agreement = desk(as_user, "Zatwierdzający"), request.agreement
        paths = [
            f"{reverse('admin:agreements_agreement_changelist')}?kolejka=podpis",
            reverse("admin:agreements_agreement_change", args=[agreement.pk]),
            reverse("admin:agreements_agreement_move", args=[agreement.pk, "conclude"]),
        ]

        listed, page, to_sign = [approver.get(path).content.decode() for path in paths]

        assert re.findall(r'field-scope"[^>]*>([^<]*)<', listed) == ["Sala na spotkania i wydarzenia"]
        assert "Z chwilą zatwierdzenia:<ul><li>Sala na spotkania i wydarzenia</li></ul>" in page
        assert "Świadczenia: Sala na spotkania i wydarzenia<" in to_sign
