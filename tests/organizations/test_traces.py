"""Traces of who acts for an organisation and where it is written to; they outlive people, and name none."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection

from jcop.accounts.privacy import forget
from jcop.models import Trace, User
from organizations.models import AccessRequest, Organization
from tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db
REASON = "uchwała zarządu z 3 marca"


def newest() -> int:
    return Trace.objects.values_list("pk", flat=True).first() or 0


def since(seen: int) -> list[tuple[str, int | None, int | None, str]]:
    rows = Trace.objects.filter(pk__gt=seen).order_by("pk")
    return list(rows.values_list("kind", "account", "organization", "detail"))


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_memberships_and_roles_are_traced_also_past_the_portal():
    organization, user, other = make_organization(), make_user(), make_user()
    seen = newest()

    membership = organization.memberships.create(user=user, role="user")
    membership.give_role("keeper")
    execute("UPDATE organizations_membership SET since = now() WHERE id = %s", membership.pk)
    execute("UPDATE organizations_membership SET user_id = %s WHERE id = %s", other.pk, membership.pk)
    execute("DELETE FROM organizations_membership WHERE id = %s", membership.pk)

    assert since(seen) == [
        ("member_added", user.pk, organization.pk, "user"),
        ("role_changed", user.pk, organization.pk, "keeper"),
        ("member_removed", user.pk, organization.pk, "keeper"),
        ("member_added", other.pk, organization.pk, "keeper"),
        ("member_removed", other.pk, organization.pk, "keeper"),
    ]


@pytest.mark.parametrize("role", ["", "user", "keeper"])
def test_a_keeper_by_the_office_is_traced_with_who_and_why_whoever_it_was_before(as_user, role: str):
    organization, user = make_organization(), make_user()
    if role:
        organization.memberships.create(user=user, role=role)
    administrator = User.objects.create_superuser("root@example.org", full_name="R")
    TOTP.activate(administrator, generate_totp_secret())

    as_user(administrator).post(
        f"/admin/organizations/organization/{organization.pk}/czynnosc/appoint_keeper/",
        {"user": user.email, "reason": REASON},
    )

    trace = Trace.objects.get(kind="keeper_appointed")
    assert (trace.account, trace.organization, trace.by, trace.reason) == (
        user.pk,
        organization.pk,
        administrator.pk,
        REASON,
    )


def test_a_keeper_appointed_because_he_asked_is_traced():
    organization, user, clerk = make_organization(), make_user(), make_user(groups=("Referat",))
    request = AccessRequest.ask(organization=organization, by=user, message="prezes")

    request.appoint(by=clerk)

    trace = Trace.objects.get(kind="keeper_appointed")
    assert (trace.account, trace.organization, trace.by) == (user.pk, organization.pk, clerk.pk)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "nowy@example.org"),
        ("phone", "32 47 19 556"),
        ("public_email", "nowy@example.org"),
        ("public_phone", "32 47 19 556"),
    ],
)
def test_a_changed_contact_of_an_organisation_is_traced_without_what_it_is_now(column: str, value: str):
    organization = make_organization()
    seen = newest()

    Organization.objects.filter(pk=organization.pk).update(**{column: value})
    execute(f"UPDATE organizations_organization SET {column} = %s, city = 'Żory'", value)

    assert since(seen) == [("contact_changed", None, organization.pk, column)]
    assert value not in str(list(Trace.objects.values()))


def test_nothing_of_an_erased_person_stays_in_the_traces(client):
    client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    planted = ["Bogumiła", "Zapomniana", "bogumila.zapomniana", "jezioro", "203.0.113"]
    user = make_user("bogumila.zapomniana@example.org")
    user.full_name = "Bogumiła Zapomniana"
    user.set_password("jezioro-pod-lasem-7")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    seen = newest()

    for password in ("nie to", "jezioro-pod-lasem-7"):
        client.post("/konto/zaloguj/", {"login": user.email, "password": password})
    client.post("/konto/zaloguj/", {"login": "bogumila.zapomniana@example.com", "password": "nie to"})
    TOTP.activate(user, generate_totp_secret())
    reason = "Bogumiła Zapomniana (bogumila.zapomniana@example.org) zgubiła telefon"
    user.reset_second_factor(by=make_user(), reason=reason)
    organization = make_organization()
    organization.appoint_keeper(user=user, reason="uchwała, Bogumiła Zapomniana jest prezesem")
    pk = user.pk
    forget(user)

    kinds = set(Trace.objects.filter(account=pk, pk__gt=seen).values_list("kind", flat=True))
    assert kinds >= {"signed_in", "failed", "factor_added", "factor_reset", "keeper_appointed"}
    dump = str(list(Trace.objects.values()))
    assert [word for word in planted if word in dump] == []
