"""Registering an organisation, and who enters its desk."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jcop.moves import IllegalMove
from organizations.models import Membership, Organization, RegisterAuthority
from tests.factories import make_organization, make_user
from tests.walked import make_request

pytestmark = pytest.mark.django_db
PATH = "/panel/rejestracja/stowarzyszenie/"
CLUB_PATH = "/panel/rejestracja/klub-sportowy/"


def filled(**fields: object) -> dict[str, object]:
    form = {
        "form_key": uuid.uuid4(),
        "name": "Stowarzyszenie „Łąka” & Las",
        "number": "321",
        "street": "ul. Próbna 1",
        "postal_code": "44-335",
        "city": "Jastrzębie-Zdrój",
        "phone": "32 47 19 555",
        "email": "laka@example.org",
        "signatures_required": "1",
        "signatory_1_name": "Zofia Próbna",
        "signatory_1_function": "prezes",
        "works_in_city": "on",
    }
    return form | fields


PESEL = "W tekście jest numer PESEL. Proszę go usunąć: nie jest potrzebny, a portal nie może go przechowywać."
SPORTS_CLUB = {"number": " W /  17 "}


class TestRegistering:
    def test_an_association_is_known_by_its_krs_number_in_full_length(self, as_user):
        person = make_user()

        response = as_user(person).post(PATH, filled(number="00 00-321"))

        organization = Organization.objects.get()
        assert response.url == organization.get_absolute_url()
        assert (organization.krs, organization.register_number) == ("0000000321", None)
        assert (organization.state, organization.registered_by) == ("registered", person)
        assert [str(r) for r in organization.representatives.all()] == ["Zofia Próbna – prezes"]
        assert [(m.user, m.role) for m in organization.memberships.all()] == [
            (person, Membership.Role.KEEPER)
        ]

    def test_a_sports_club_is_known_by_its_number_in_the_citys_register(self, as_user):
        as_user(make_user()).post(CLUB_PATH, filled(**SPORTS_CLUB))

        organization = Organization.objects.get()
        assert (organization.krs, organization.register_number) == (None, "W / 17")
        assert organization.registration == "numer w ewidencji W / 17"

    def test_a_number_is_one_however_it_is_typed_and_two_of_two_authorities(self, as_user):
        starosta = RegisterAuthority.objects.create(name="Starosta Próbny")
        make_organization(legal_form="sports_club", krs=None, register_number="W/901")
        client = as_user(make_user())

        pages = [
            client.post(CLUB_PATH, filled(number=number))
            for number in ("W/901", "W 901", "w/901", " w - 901. ", "W901")
        ]
        others = [
            client.post(CLUB_PATH, filled(number="w 901", authority=starosta.pk)),
            client.post(CLUB_PATH, filled(number="W/90/1")),
        ]

        assert ["known_token" in page.context for page in pages] == [True] * 5
        assert [page.status_code for page in others] == [302, 302]
        assert [club.registration for club in Organization.objects.order_by("pk")] == [
            "numer w ewidencji W/901",
            "numer w ewidencji w 901 (Starosta Próbny)",
            "numer w ewidencji W/90/1",
        ]

    def test_another_legal_form_is_told_in_its_own_words_and_any_register(self, as_user):
        client, path = as_user(make_user()), "/panel/rejestracja/inna/"
        told = {"number": "rejestr izb 12", "other_form": "samorząd gospodarczy"}

        refused = client.post(path, filled(**told | {"other_form": ""}))
        client.post(path, filled(**told))

        organization = Organization.objects.get()
        assert list(refused.context["form"].errors) == ["other_form"]
        assert organization.get_legal_form_display() == "samorząd gospodarczy"
        assert organization.registration == "wpis: rejestr izb 12"
        assert organization.may_agree

    def test_an_association_of_local_governments_is_known_by_its_krs_number(self, as_user):
        as_user(make_user()).post("/panel/rejestracja/stowarzyszenie-samorzadow/", filled())

        organization = Organization.objects.get()
        assert (organization.legal_form, organization.krs) == ("local_government_union", "0000000321")
        assert organization.get_legal_form_display() == "stowarzyszenie jednostek samorządu terytorialnego"

    def test_a_group_without_a_register_has_no_number_and_files_nothing(self, as_user):
        client = as_user(make_user())
        client.post("/panel/rejestracja/grupa-nieformalna/", filled())

        group = Organization.objects.get()
        assert (group.krs, group.register_number, group.registration) == (None, None, "bez wpisu do rejestru")
        with pytest.raises(ValidationError, match="Grupa bez rejestru"):
            make_request(organization=group)

    @pytest.mark.parametrize(
        ("fields", "errors"),
        [
            ({"number": ""}, {"number": ["To pole jest wymagane."]}),
            ({"number": "12345678901"}, {"number": ["Numer KRS ma dziesięć cyfr, a podano 11."]}),
            ({"name": "Koło 44051401359"}, {"name": [PESEL]}),
            (
                {"postal_code": "44-33"},
                {"postal_code": ["Kod pocztowy proszę wpisać w postaci 00-000, na przykład 44-335."]},
            ),
            (
                {"signatures_required": "2"},
                {
                    "signatory_2_name": ["Tyle osób musi podpisać dokumenty: podaj także tę osobę."],
                    "signatory_2_function": ["Tyle osób musi podpisać dokumenty: podaj także tę osobę."],
                },
            ),
            (
                {"signatures_required": "5"},
                {"signatures_required": ["Upewnij się, że ta wartość jest mniejsza lub równa 3."]},
            ),
            ({"works_in_city": ""}, {"works_in_city": ["To pole jest wymagane."]}),
        ],
    )
    def test_what_is_missing_is_told_beside_its_field_and_what_was_typed_is_kept(
        self, as_user, fields: dict, errors: dict
    ):
        response = as_user(make_user()).post(PATH, filled(**fields))

        found = response.context["form"].errors
        assert found == errors
        assert 'value="ul. Próbna 1"' in response.content.decode()
        assert not Organization.objects.exists()

    @pytest.mark.parametrize("number", ["", "12x", "44051401359"])
    def test_a_number_that_is_wrong_by_itself_is_told_once(self, as_user, number: str):
        response = as_user(make_user()).post(CLUB_PATH if len(number) > 3 else PATH, filled(number=number))

        assert list(response.context["form"].errors) == ["number"]
        assert response.content.decode().count("error-summary") == 1
        assert "Podaj numer z rejestru" not in response.content.decode()

    @pytest.mark.parametrize(("path", "fields"), [(PATH, {}), (CLUB_PATH, SPORTS_CLUB)])
    def test_a_known_number_is_not_registered_again(self, as_user, path: str, fields: dict):
        client = as_user(make_user())
        client.post(path, filled(**fields))

        response = client.post(path, filled(**fields))

        text = response.content.decode()
        assert "Organizacja o tym numerze jest już w portalu" in text
        assert 'value="ul. Próbna 1"' in text
        assert Organization.objects.count() == 1

    def test_the_number_of_a_closed_organisation_is_free_again(self, as_user):
        make_organization(krs="0000000321").close(reason="wykreślona z KRS")

        response = as_user(make_user()).post(PATH, filled())

        assert response.status_code == 302
        assert Organization.objects.filter(krs="0000000321").count() == 2

    def test_the_same_form_sent_twice_leads_to_the_first_organisation(self, as_user):
        client, form = as_user(make_user()), filled()

        first, second = (client.post(PATH, form) for _ in range(2))

        assert first.url == second.url == Organization.objects.get().get_absolute_url()

    def test_a_key_that_was_tampered_with_is_refused_and_not_crashed_on(self, as_user):
        response = as_user(make_user()).post(PATH, filled(form_key="abc"))

        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["form_key"]


class TestTheDesk:
    def test_a_member_of_one_organisation_is_led_to_it(self, as_user):
        organization = make_organization()

        response = as_user(organization.registered_by).get("/panel/")

        assert response.url == organization.get_absolute_url()

    def test_a_member_of_two_chooses(self, as_user):
        person = make_user()
        mine = {make_organization(by=person), make_organization(by=person)}

        response = as_user(person).get("/panel/")

        assert set(response.context["organizations"]) == mine

    def test_a_closed_organisation_is_no_longer_offered(self, as_user):
        person = make_user()
        make_organization(by=person).close(reason="koniec")

        response = as_user(person).get("/panel/")

        assert response.context["organizations"] == []

    @pytest.mark.parametrize(
        "page",
        [
            "",
            "dane/",
            "dane/zmien/",
            "dane/publikacja/",
            "dane/reprezentacja/nowa/",
            "uzytkownicy/",
            "zapotrzebowania/",
            "zapotrzebowania/zloz/",
            "porozumienia/",
            "rezerwacje/",
            "rezerwacje/nowa/",
        ],
    )
    def test_another_organisations_page_is_not_there(self, as_user, page: str):
        other = make_organization()
        client = as_user(make_organization().registered_by)

        assert client.get(f"/panel/{other.key}/{page}").status_code == 404
        assert client.post(f"/panel/{other.key}/{page}").status_code in (404, 405)

    def test_a_case_of_another_organisation_is_not_there_under_ones_own_key(self, as_user):
        mine, other = make_organization(), make_request()
        client = as_user(mine.registered_by)
        own = f"/panel/{mine.key}"

        answers = [
            client.get(f"{own}/zapotrzebowania/{other.pk}/").status_code,
            client.get(f"{own}/zapotrzebowania/{other.pk}/komplet.pdf").status_code,
            client.post(f"{own}/zapotrzebowania/{other.pk}/wycofaj/").status_code,
            client.get(f"{own}/porozumienia/{other.agreement.pk}/").status_code,
        ]

        assert answers == [404, 404, 404, 404]

    def test_a_visitor_signs_in_first_and_comes_back(self, client):
        organization = make_organization()

        response = client.get(f"/panel/{organization.key}/dane/")

        assert response.url == f"/konto/zaloguj/?next=/panel/{organization.key}/dane/"

    def test_keys_are_random_and_tell_nothing(self):
        keys = {make_organization().key for _ in range(5)}

        assert len(keys) == 5
        assert {len(key) for key in keys} == {10}


class TestTheLifeOfAnOrganisation:
    @pytest.mark.parametrize("verb", ["suspend", "close"])
    @pytest.mark.parametrize("is_verified", [True, False])
    def test_what_was_suspended_or_closed_comes_back_as_it_stood(self, verb: str, is_verified: bool):
        organization = make_organization(verified=is_verified)
        before = organization.state
        getattr(organization, verb)(reason="wyjaśnienia")

        organization.resume(reason="pomyłka")

        organization.refresh_from_db()
        assert (organization.state, organization.state_reason) == (before, "")
        with pytest.raises(IllegalMove):
            organization.resume(reason="pomyłka")

    def test_what_was_registered_anew_meanwhile_does_not_come_back_beside_it(self):
        organization = make_organization(name="Stara").close(reason="pomyłka")
        make_organization(name="Nowa", krs=organization.krs)

        with pytest.raises(IntegrityError, match="organization_krs_once"), transaction.atomic():
            organization.resume(reason="pomyłka")

    def test_each_change_is_mailed_with_its_reason_and_none_that_was_taken_back(self, run_jobs, mailoutbox):
        organization = make_organization()
        organization.suspend(reason="brak zarządu")
        run_jobs()
        organization.resume(reason="jest zarząd")
        run_jobs()
        organization.close(reason="pomyłka")
        organization.resume(reason="pomyłka")
        run_jobs()

        assert [sent.subject.partition("] ")[2] for sent in mailoutbox] == [
            "Organizacja zawieszona w portalu",
            *["Organizacja może znów korzystać z portalu"] * 2,
        ]
        assert "jest w portalu zawieszona. Powód: brak zarządu\n" in mailoutbox[0].body

    def test_verifying_notes_who_and_when(self):
        clerk = make_user()
        organization = make_organization()

        organization.verify(by=clerk, source="krs")

        organization.refresh_from_db()
        assert (organization.state, organization.state_reason) == ("verified", "")
        assert [(v.by, v.source) for v in organization.verifications.all()] == [(clerk, "krs")]

    @pytest.mark.parametrize("verb", ["suspend", "close"])
    def test_an_organisation_is_suspended_and_closed_for_a_reason(self, verb: str):
        with pytest.raises(ValidationError, match="Podaj powód"):
            getattr(make_organization(), verb)(reason="  ")

    def test_a_closed_organisation_stays_closed(self):
        organization = make_organization().close(reason="koniec")

        with pytest.raises(IllegalMove, match="stan zmienił się na „zamknięta”"):
            organization.verify(by=make_user(), source="krs")

    def test_a_suspended_organisation_reads_all_and_files_nothing(self, as_user):
        organization = make_organization()
        organization.suspend(reason="Wyjaśniamy skład zarządu")
        client = as_user(organization.registered_by)

        desk = client.get(organization.get_absolute_url())

        assert "Wyjaśniamy skład zarządu" in desk.content.decode()
        assert organization.may_start is False

    def test_a_signature_that_nobody_is_named_for_has_a_blank(self):
        organization = make_organization(signatures_required=2)

        assert [person.name for person in organization.signatories()] == ["Zofia Próbna", ""]
