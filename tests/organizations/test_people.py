"""Who acts for an organisation: invitations, access, keepers, deletion of an account."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template import engines
from django.utils import timezone

from agreements.models import ServiceRequest
from jcop.accounts.privacy import forget
from jcop.models import User
from organizations.models import AccessRequest, Invitation, Membership, Organization
from tests.factories import make_organization, make_request, make_user
from tests.jcop.clerk import make_worker

pytestmark = pytest.mark.django_db


def invite(email: str = "ewa@example.org", role: str = "user") -> Invitation:
    organization = make_organization()
    return Invitation.send(organization=organization, email=email, role=role, by=organization.registered_by)


def test_an_invitation_is_mailed_and_accepted_once(client, as_user, run_jobs, mailoutbox):
    invitation = invite()
    guest = make_user("ewa@example.org")
    run_jobs()
    (mail,) = [mail for mail in mailoutbox if mail.to == ["ewa@example.org"]]
    assert invitation.organization.name in mail.body
    assert invitation.organization.name not in mail.subject
    assert invitation.link in mail.body

    first = as_user(guest).post(invitation.link)
    second = client.post(invitation.link)

    assert first.status_code == 302
    assert Membership.objects.get(user=guest).role == "user"
    assert second.status_code == 400
    assert "zostało już przyjęte" in second.content.decode()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda invitation: invitation.revoke(), "odwołane"),
        (
            lambda invitation: Invitation.objects.update(
                invited_at=timezone.now() - timedelta(days=15),
                expires_at=timezone.now() - timedelta(days=1),
            ),
            "straciło ważność",
        ),
        (
            lambda invitation: User.objects.filter(email="ewa@example.org").update(email="x@example.org"),
            "inny adres",
        ),
    ],
)
def test_a_void_invitation_says_why(as_user, spoil, sentence):
    invitation = invite()
    guest = make_user("ewa@example.org")
    spoil(invitation)
    client = as_user(User.objects.get(pk=guest.pk))

    looked, response = client.get(invitation.link), client.post(invitation.link)

    # Of another address the page may be read: the right person may be about to sign in.
    assert (looked.status_code == 400) == (sentence != "inny adres")
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Membership.objects.filter(user=guest).exists()


def test_a_forged_link_reveals_nothing(client):
    invitation = invite()

    response = client.get(invitation.link.replace(":", ":x", 1))

    assert response.status_code == 400
    assert invitation.organization.name not in response.content.decode()


def test_an_invitation_raises_the_role_of_a_member_and_never_lowers_it(as_user):
    roles = []
    for first, second in (("user", "keeper"), ("keeper", "user")):
        guest = make_user()
        invitation = invite(guest.email, second)
        invitation.organization.memberships.create(user=guest, role=first)

        as_user(guest).post(invitation.link)

        roles.append(invitation.organization.memberships.get(user=guest).role)
    assert roles == ["keeper", "keeper"]


def test_an_invitation_is_declined_by_its_link_without_an_account(client, as_user, run_jobs, mailoutbox):
    invitation = invite()
    run_jobs()

    declined = client.post(invitation.link, {"odpowiedz": "odrzuc"})
    again = as_user(make_user("ewa@example.org")).post(invitation.link)
    people = as_user(invitation.invited_by).get(f"/panel/{invitation.organization.key}/uzytkownicy/")

    assert "można zaproszenie odrzucić, bez logowania" in mailoutbox[0].body
    assert "jest odrzucone" in declined.content.decode()
    assert (again.status_code, Membership.objects.filter(user__email="ewa@example.org").count()) == (400, 0)
    assert "Odrzucone zaproszenia" in people.content.decode()


def test_looking_at_an_invitation_declines_nothing(client):
    invitation = invite()

    page = client.get(invitation.link + "?odpowiedz=odrzuc")

    invitation.refresh_from_db()
    assert (page.status_code, invitation.declined_at) == (200, None)


def test_a_new_invitation_replaces_the_earlier_one():
    first = invite()

    second = Invitation.send(
        organization=first.organization, email="EWA@example.org", role="keeper", by=first.invited_by
    )

    assert list(Invitation.objects.pending(timezone.now())) == [second]


def test_the_last_keeper_cannot_leave_nor_lose_the_role():
    organization = make_organization()
    keeper = organization.memberships.get()
    organization.memberships.create(user=make_user(), role="user")

    for act in (keeper.end, lambda: keeper.give_role("user")):
        with pytest.raises(ValidationError, match="jedyny opiekun"):
            act()


def test_a_keeper_hands_over_and_leaves():
    organization = make_organization()
    keeper = organization.memberships.get()
    other = organization.memberships.create(user=make_user(), role="user")

    other.give_role("keeper")
    keeper.end()

    assert list(organization.memberships.values_list("user", "role")) == [(other.user_id, "keeper")]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM organizations_membership WHERE role = 'keeper'",
        "UPDATE organizations_membership SET role = 'user'",
    ],
)
def test_postgresql_keeps_a_keeper_where_there_are_users(sql: str):
    organization = make_organization()
    organization.memberships.create(user=make_user(), role="user")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(sql)


def test_asking_for_access_goes_to_keepers_and_after_a_week_to_the_office(run_jobs, mailoutbox):
    organization = make_organization()
    organization.verify(by=organization.registered_by, source="krs")
    asked = AccessRequest.ask(organization=organization, by=make_user(), message="sekretarz")
    run_jobs()

    now = timezone.now()
    assert [mail.to for mail in mailoutbox] == [[organization.registered_by.email]]
    assert list(AccessRequest.objects.awaiting_office(now)) == []
    assert list(AccessRequest.objects.awaiting_office(now + timedelta(days=7))) == [asked]


def test_an_unverified_record_never_blocks_the_board():
    """Somebody registered first; the office is asked at once and appoints."""
    organization = make_organization()
    board = make_user()
    asked = AccessRequest.ask(organization=organization, by=board, message="prezes")

    assert list(AccessRequest.objects.awaiting_office(timezone.now())) == [asked]
    asked.appoint(by=make_user(groups=("Referat",)))

    assert organization.memberships.get(user=board).is_keeper


def test_an_answered_request_cannot_be_answered_again():
    organization = make_organization(verified=True)
    asked = AccessRequest.ask(organization=organization, by=make_user(), message="prezes")
    asked.decline(by=organization.registered_by)

    with pytest.raises(ValidationError):
        asked.grant(by=organization.registered_by)

    assert organization.memberships.count() == 1


def test_a_user_who_is_no_keeper_may_not_invite(as_user):
    organization = make_organization()
    member = organization.memberships.create(user=make_user(), role="user")
    client = as_user(member.user)
    path = f"/panel/{organization.key}/uzytkownicy/"

    assert "Zaproś osobę" not in client.get(path).content.decode()
    assert client.post(f"{path}{member.pk}/rola/", {"role": "keeper"}).status_code == 403
    member.refresh_from_db()
    assert member.role == "user"


def test_registering_a_known_number_offers_access_and_reveals_nobody(as_user):
    known = make_organization(krs="0000006865")
    newcomer = make_user()
    client = as_user(newcomer)
    data = {
        "form_key": "5f0c7f0e-1111-4222-8333-444455556666",
        "name": "Inna nazwa",
        "number": "6865",
        "street": "ul. Próbna 2",
        "postal_code": "44-335",
        "city": "Jastrzębie-Zdrój",
        "phone": "32 47 19 555",
        "signatures_required": "1",
        "signatory_1_name": "Ewa Próbna",
        "signatory_1_function": "prezes",
        "works_in_city": "on",
    }

    response = client.post("/panel/rejestracja/stowarzyszenie/", data)
    page = response.content.decode()
    asked = client.post(
        "/panel/prosba-o-dostep/", {"token": response.context["known_token"], "message": "prezes"}
    )

    assert "jest już w portalu" in page
    assert 'value="Inna nazwa"' in page
    assert known.registered_by.email not in page
    assert known.name not in page
    assert asked.status_code == 302
    assert AccessRequest.objects.get().organization == known


def test_deleting_an_account_leaves_the_name_nowhere(client, as_user, run_jobs):
    """A name is planted wherever the portal lets a person put one; afterwards no table holds it."""
    person = make_user("zofia.slad@example.org")
    User.objects.filter(pk=person.pk).update(full_name="Zofia Śladowa")
    person.refresh_from_db()
    organization = make_organization(by=person)
    make_request(organization=organization, state=ServiceRequest.State.DRAFT)
    filed = make_request(organization=organization)
    invite("zofia.slad@example.org")
    AccessRequest.ask(organization=make_organization(), by=person, message="to ja")
    as_user(person).get("/panel/")

    forget(person)

    filed.refresh_from_db()
    assert filed.prepared_by is None
    assert ServiceRequest.objects.get(state="draft").prepared_by is None
    assert tables_that_hold("Śladowa") == []
    assert tables_that_hold("zofia.slad") == []


def tables_that_hold(text: str) -> list[str]:
    """Every table of the database with a row in which `text` stands, history and jobs included."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_only_keeper_hands_over_before_deleting_the_account():
    organization = make_organization()
    organization.memberships.create(user=make_user(), role="user")

    with pytest.raises(ValidationError, match="przekazać opiekę"):
        forget(organization.registered_by)

    assert organization.memberships.count() == 2


def test_a_deleted_account_is_told_to_whoever_stays_without_the_name(run_jobs, mailoutbox):
    organization, person = make_organization(verified=True), make_user()
    name = person.full_name
    organization.memberships.create(user=person, role="user")
    make_organization(by=person)

    forget(person)
    run_jobs()

    (told,) = mailoutbox
    assert [told.to, told.cc] == [[organization.email], [organization.registered_by.email]]
    assert "usunęła swoje konto" in told.body
    assert name not in told.body
    assert not Organization.objects.deserted(timezone.now()).exists()


def test_the_office_is_told_of_an_organisation_without_anybody_left(as_user, run_jobs, mailoutbox):
    organization, now = make_organization(verified=True), timezone.now()
    person = organization.memberships.create(user=make_user(), role="keeper").user
    organization.memberships.exclude(user=person).delete()
    client = as_user(make_worker("Referat"))

    forget(person)
    run_jobs()
    desk = client.get("/admin/").content.decode()
    listed = client.get("/admin/organizations/organization/?kolejka=bez-osoby").context["cl"].queryset

    assert "Nikt nie ma teraz dostępu do konta organizacji" in mailoutbox[-1].body
    assert "<strong>1</strong> organizacja bez żadnej osoby z kontem" in desk
    assert list(listed) == [organization]
    assert not Organization.objects.deserted(now + timedelta(days=31)).exists()
    Membership.appoint(organization=organization, user=make_user(), reason="uchwała")
    assert not Organization.objects.deserted(now).exists()


def test_what_is_asked_of_a_closed_organisation_waits_in_no_queue():
    unverified, verified = make_organization(), make_organization(verified=True)
    for organization in (unverified, verified):
        AccessRequest.ask(organization=organization, by=make_user(), message="prezes")
    week_later = timezone.now() + timedelta(days=7)
    waiting = AccessRequest.objects.awaiting_office(week_later).count()

    for organization in (unverified, verified):
        organization.close(reason="koniec działalności")

    assert waiting == 2
    assert not AccessRequest.objects.awaiting_office(week_later).exists()
    assert not verified.access_requests.for_keepers().exists()
    verified.resume(reason="pomyłka")
    assert AccessRequest.objects.awaiting_office(week_later).count() == 1


def test_staff_are_not_deleted_by_themselves():
    with pytest.raises(ValidationError, match="administrator"):
        forget(make_user(groups=("Referat",)))


def test_a_member_removed_while_filling_in_a_form_is_told_so_and_keeps_the_words(as_user):
    organization, words = make_organization(), "ul. Wrzosowa 12, wejście od podwórza"
    removed = organization.memberships.create(user=make_user(), role="keeper")
    client = as_user(removed.user)
    path = f"/panel/{organization.key}/dane/zmien/"
    assert client.get(path).status_code == 200
    removed.end()

    response = client.post(path, {"street": words, "form_key": "x y", "city": "Żory"})
    of_nobody = client.post("/panel/niema/dane/zmien/", {"street": words})

    text = response.content.decode()
    assert (response.status_code, of_nobody.status_code) == (404, 404)
    assert response.context["typed"] == of_nobody.context["typed"] == [words]
    assert "zakończył w tym czasie Państwa dostęp" in " ".join(text.split())
    assert organization.name not in text
    organization.refresh_from_db()
    assert organization.street == "ul. Próbna 1"


class TestMandates:
    @pytest.mark.ignore_template_errors
    @pytest.mark.parametrize(("days", "is_warned"), [(-1, True), (30, True), (31, False)])
    def test_a_mandate_that_ends_soon_warns_both_sides_and_blocks_nothing(
        self, as_user, monkeypatch: pytest.MonkeyPatch, days: int, is_warned: bool
    ):
        monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
        organization = make_organization()
        until = timezone.localdate() + timedelta(days=days)
        organization.representatives.update(mandate_until=until)
        clerk = make_user(groups=("Referat",))
        Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={})
        admin = "/admin/organizations/organization/"

        desk = as_user(organization.registered_by).get(organization.get_absolute_url()).content.decode()
        office = as_user(clerk)
        page = office.get(f"{admin}{organization.pk}/change/").content.decode()
        queue = office.get(f"{admin}?kadencja=konczy-sie")

        assert ("Kadencja kończy się albo już się skończyła" in desk) == is_warned
        assert (f"(do {until:%d.%m.%Y}). Niczego to nie blokuje." in page) == is_warned
        assert list(queue.context["cl"].result_list) == ([organization] if is_warned else [])
        assert make_request(organization=organization).state == "submitted"
