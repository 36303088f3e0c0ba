"""What a fresh account cannot make of the portal: a mailer to strangers, a place to squat on, a disguise."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from jcop.models import User
from jcop.templatetags.mails import portal_links
from jcop.typed.names import refuse_disguise
from organizations.models import AccessRequest, Invitation, Organization
from tests.bookings.test_race import race
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db
MOST, RIVALS = 2, 8


@pytest.fixture(autouse=True)
def few(settings):
    settings.INVITATIONS_BEFORE_VERIFICATION = MOST
    settings.REGISTRATIONS_PER_DAY = MOST


def invite(organization: Organization, email: str = "", by: User | None = None) -> Invitation:
    email, by = email or f"{uuid.uuid4().hex}@example.org", by or organization.registered_by
    return Invitation.send(organization=organization, email=email, role="user", by=by)


def test_unverified_organization_invites_at_most_a_few_in_a_week_whoever_of_it_sends_them():
    organization = make_organization()
    sent = [invite(organization, by=make_user()) for _ in range(MOST)]

    with pytest.raises(ValidationError, match="tylko kilka zaproszeń"):
        invite(organization, by=make_user())
    Invitation.objects.filter(pk=sent[0].pk).update(invited_at=timezone.now() - timedelta(days=8))

    assert invite(organization, by=make_user()).is_pending


def test_verified_organization_invites_as_many_as_it_needs():
    organization = make_organization(verified=True)

    sent = [invite(organization) for _ in range(MOST + 1)]

    assert all(invitation.is_pending for invitation in sent)


def test_invitations_of_one_person_are_counted_over_all_organizations():
    person = make_user()
    for _ in range(MOST):
        invite(make_organization(by=person))

    with pytest.raises(ValidationError, match="tylko kilka zaproszeń"):
        invite(make_organization(), by=person)


def test_invitations_to_one_address_are_counted_over_all_organizations():
    for _ in range(MOST):
        invite(make_organization(), "obcy@example.org")

    with pytest.raises(ValidationError, match="tylko kilka zaproszeń"):
        invite(make_organization(), "Obcy@example.org")


def test_refused_invitation_keeps_what_was_typed_and_says_why(as_user):
    organization = make_organization()
    for _ in range(MOST):
        invite(organization)

    page = as_user(organization.registered_by).post(
        reverse("organizations:people", args=[organization.key]), {"email": "x@example.org", "role": "user"}
    )

    assert "tylko kilka zaproszeń" in page.content.decode()
    assert 'value="x@example.org"' in page.content.decode()


def test_account_registers_a_few_organizations_a_day_and_the_office_as_many_as_it_needs():
    person, clerk = make_user(), make_user(groups=("Referat",))
    for _ in range(MOST):
        register(person)
        register(clerk)

    with pytest.raises(ValidationError, match="już kilka organizacji"):
        register(person)

    assert register(clerk).pk


def test_form_of_the_last_allowed_registration_may_be_sent_twice():
    person, key = make_user(), uuid.uuid4()
    register(person)

    first, again = register(person, form_key=key), register(person, form_key=key)

    assert first == again


def register(by: object, nth: int = 0, **fields: object) -> Organization:
    number = Organization.objects.count() + 900_000 + nth
    defaults = {"form_key": uuid.uuid4(), "legal_form": "association", "name": f"Próba {number}"}
    place = {"street": "ul. Próbna 1", "postal_code": "44-335", "city": "Jastrzębie-Zdrój"}
    return Organization.objects.register(
        by=by, representatives=[], krs=f"{number:010}", **defaults | place | fields
    )


@pytest.mark.django_db(transaction=True)
def test_of_rivals_for_the_last_invitation_all_others_are_refused(settings):
    settings.REGISTRATIONS_PER_DAY = RIVALS
    person = make_user()
    organizations = [make_organization(by=person) for _ in range(RIVALS)]

    results = race(lambda n: invite(organizations[n]), RIVALS)

    assert Counter(type(result) for result in results) == {Invitation: MOST, ValidationError: RIVALS - MOST}


@pytest.mark.django_db(transaction=True)
def test_of_rivals_for_the_last_registration_of_a_day_all_others_are_refused():
    person = make_user()

    results = race(lambda n: register(person, nth=RIVALS * n), RIVALS)

    assert Counter(type(result) for result in results) == {Organization: MOST, ValidationError: RIVALS - MOST}


@pytest.mark.parametrize(
    "name",
    [
        "Wygraj na https://zly.example",
        "Wejdź na www.zly.example",
        "Nagroda: zly.example/odbierz",
        "Fundacja\nPilne: proszę o przelew",
        "Fundacja \u202egpj.exe",
        "Fundacja\u2028Pilne",
        "Fun\u200bdacja",
    ],
)
def test_name_with_an_address_or_an_unseen_sign_is_refused(name: str):
    with pytest.raises(ValidationError):
        refuse_disguise(name)


@pytest.mark.parametrize("name", ["Fundacja „Pomagam.pl” – oddział 3/4", "Koło nr 7 (44-335) i spółka"])
def test_usual_name_passes(name: str):
    assert refuse_disguise(name) is None


def test_registration_with_an_address_in_the_name_says_so_beside_the_field(as_user):
    page = as_user(make_user()).post(
        "/panel/rejestracja/stowarzyszenie/", {"name": "Wygraj na https://zly.example", "number": "1"}
    )

    assert "Proszę nie wpisywać tu adresu strony internetowej." in page.content.decode()


def test_mail_makes_links_of_the_portals_addresses_only():
    text = "Organizacja www.zly.example (https://zly.example) <b> zaprasza: https://portal.example/panel/a/."

    assert portal_links(text, "https://portal.example") == (
        "Organizacja www.zly.example (https://zly.example) &lt;b&gt; zaprasza: "
        '<a href="https://portal.example/panel/a/">https://portal.example/panel/a/</a>.'
    )


def test_request_about_an_unverified_record_goes_to_the_office_alone(as_user, run_jobs, mailoutbox):
    organization = make_organization()
    squatter = organization.registered_by
    asked = AccessRequest.ask(organization=organization, by=make_user(), message="prezes zarządu")
    run_jobs()
    client = as_user(squatter)
    path = reverse("organizations:people", args=[organization.key])

    page = client.get(path).content.decode()
    answers = [client.post(f"{path}prosby/{asked.pk}/{act}/").status_code for act in ("przyjmij", "odrzuc")]
    with pytest.raises(ValidationError, match="rozpatruje Referat"):
        asked.decline(by=squatter)

    assert mailoutbox == []
    assert "prezes zarządu" not in page
    assert answers == [404, 404]
    assert list(AccessRequest.objects.awaiting_office(timezone.now())) == [asked]
