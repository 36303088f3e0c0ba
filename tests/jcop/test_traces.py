"""Every act on an account leaves a trace by number, for its term: in the portal and past it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
)
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from jcop.accounts.traces import delete_expired
from jcop.models import PageVersion, Trace, User
from jcop.tasks import forget_traces
from tests.factories import make_user
from tests.jcop.account_holder import code_of
from tests.test_house import lines_with

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
PASSWORD = "jezioro-pod-lasem-7"
REASON = "utracony telefon, tożsamość potwierdzona osobiście"


def make_holder() -> User:
    """An account with a password and a confirmed address."""
    user = make_user()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_superuser() -> User:
    user = User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user


def sign_in(client, login: str, password: str = PASSWORD):
    return client.post("/konto/zaloguj/", {"login": login, "password": password})


def newest() -> int:
    """Traces after this one are those of the act."""
    return Trace.objects.values_list("pk", flat=True).first() or 0


def since(seen: int) -> list[tuple[str, int | None, str]]:
    rows = Trace.objects.filter(pk__gt=seen).order_by("pk")
    return list(rows.values_list("kind", "account", "detail"))


def execute(sql: str, *values: object) -> None:
    """As somebody does who has the database open and the portal not."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_sign_in_is_traced_with_its_way_and_by_whom(client):
    user = make_holder()
    seen = newest()

    sign_in(client, user.email)

    assert since(seen) == [("signed_in", user.pk, "password")]
    assert Trace.objects.get(kind="signed_in").by == user.pk


def test_a_second_factor_is_traced_when_it_is_used_and_when_it_is_wrong(client):
    user = make_holder()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    right = code_of(secret)
    seen = newest()

    sign_in(client, user.email)
    client.post("/konto/drugi-skladnik/podaj/", {"code": "x" + right[1:]})
    client.post("/konto/drugi-skladnik/podaj/", {"code": right})

    assert since(seen) == [
        ("failed", user.pk, "totp"),
        ("factor_used", user.pk, "totp"),
        ("signed_in", user.pk, "password mfa"),
    ]


@pytest.mark.parametrize("credential", ["1", '{"id": "x"}'])
def test_what_is_no_passkey_is_traced_as_a_wrong_try(client, credential: str):
    user = make_holder()
    TOTP.activate(user, generate_totp_secret())
    sign_in(client, user.email)
    seen = newest()

    client.post("/konto/drugi-skladnik/podaj/", {"credential": credential})

    assert since(seen) == [("failed", user.pk, "webauthn")]


def test_too_many_wrong_codes_are_traced_as_held_up(client):
    user = make_holder()
    TOTP.activate(user, generate_totp_secret())
    seen = newest()

    sign_in(client, user.email)
    for _ in range(7):
        client.post("/konto/drugi-skladnik/podaj/", {"code": "x"})

    assert since(seen) == [("failed", user.pk, "totp")] * 5 + [("locked", user.pk, "")]


@pytest.mark.parametrize("has_account", [True, False])
def test_wrong_passwords_are_traced_and_then_that_they_are_held_up(client, has_account: bool):
    user = make_holder()
    login = user.email if has_account else "nikt.taki@example.org"
    account = user.pk if has_account else None
    seen = newest()

    for _ in range(7):
        sign_in(client, login, "nie to hasło")

    assert since(seen) == [("failed", account, "password")] * 5 + [("locked", account, "")]
    assert set(Trace.objects.filter(pk__gt=seen).values_list("by", "reason")) == {(None, "")}


def test_a_wrong_code_of_a_mail_is_traced(client):
    user = make_holder()
    client.post("/konto/zaloguj/kod/", {"email": user.email})
    seen = newest()

    client.post("/konto/zaloguj/kod/potwierdz/", {"code": "XXXXXX"})

    assert since(seen) == [("failed", user.pk, "code")]


@pytest.mark.parametrize(
    ("column", "value", "trace"),
    [
        ("is_staff", True, ("right_given", "is_staff")),
        ("is_superuser", True, ("right_given", "is_superuser")),
        ("is_active", False, ("right_taken", "is_active")),
        ("email", "inny@example.org", ("email_changed", "")),
        ("password", make_password("inne-hasło-7", salt="sól", hasher="md5"), ("password_changed", "")),
        ("password", "!bez-hasla", ("password_changed", "")),
        ("password", "pbkdf2_sha256$1000000$sól$skrót=", ("password_changed", "stored_anew")),
    ],
)
def test_a_changed_account_is_traced_also_past_the_portal(column: str, value: object, trace: tuple[str, str]):
    user = make_holder()
    seen = newest()

    execute(f"UPDATE jcop_user SET {column} = %s WHERE id = %s", value, user.pk)

    kind, detail = trace
    assert since(seen) == [(kind, user.pk, detail)]


def test_what_is_no_right_of_an_account_leaves_no_trace():
    user = make_holder()
    seen = newest()

    execute("UPDATE jcop_user SET last_login = now(), full_name = 'Inna Osoba' WHERE id = %s", user.pk)

    assert since(seen) == []


def test_an_account_is_traced_from_its_start_to_its_end():
    seen = newest()

    user = User.objects.create_superuser("root@example.org", full_name="R")
    pk = user.pk
    user.delete()

    assert since(seen) == [
        ("account_created", pk, ""),
        ("right_given", pk, "is_staff"),
        ("right_given", pk, "is_superuser"),
        ("account_deleted", pk, ""),
    ]


def test_groups_and_single_permissions_are_traced():
    user, group, permission = make_user(), Group.objects.earliest("pk"), Permission.objects.earliest("pk")
    seen = newest()

    execute("INSERT INTO jcop_user_groups (user_id, group_id) VALUES (%s, %s)", user.pk, group.pk)
    user.user_permissions.add(permission)
    user.groups.clear()
    execute("DELETE FROM jcop_user_user_permissions WHERE user_id = %s", user.pk)

    assert since(seen) == [
        ("group_given", user.pk, group.name),
        ("right_given", user.pk, permission.codename),
        ("group_taken", user.pk, group.name),
        ("right_taken", user.pk, permission.codename),
    ]


def test_addresses_of_an_account_are_traced():
    user = make_user()
    seen = newest()

    row = EmailAddress.objects.create(user=user, email="druga@example.org")
    execute("UPDATE account_emailaddress SET verified = true WHERE id = %s", row.pk)
    execute("UPDATE account_emailaddress SET verified = true WHERE id = %s", row.pk)
    row.delete()

    assert since(seen) == [
        ("address_added", user.pk, ""),
        ("address_changed", user.pk, ""),
        ("address_removed", user.pk, ""),
    ]


def test_second_factors_are_traced_when_added_changed_and_removed_and_not_when_a_code_is_spent():
    user = make_user()
    seen = newest()

    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user)
    codes.validate_code(codes.get_unused_codes()[0])
    execute("""UPDATE mfa_authenticator SET data = '{"secret": "cudzy"}' WHERE type = 'totp'""")
    Authenticator.objects.filter(user=user, type="totp").delete()

    assert since(seen) == [
        ("factor_added", user.pk, "totp"),
        ("factor_added", user.pk, "recovery_codes"),
        ("factor_changed", user.pk, "totp"),
        ("factor_removed", user.pk, "totp"),
    ]


def test_a_reset_of_the_second_factor_is_traced_with_who_and_why():
    user, administrator = make_user(), make_user()
    TOTP.activate(user, generate_totp_secret())

    user.reset_second_factor(by=administrator, reason=REASON)

    trace = Trace.objects.get(kind="factor_reset")
    assert (trace.account, trace.by, trace.reason) == (user.pk, administrator.pk, REASON)


def test_rights_given_at_the_desk_are_traced_with_who_gave_them(as_user):
    user, administrator, group = make_user(), make_superuser(), Group.objects.get(name="Referat")
    client = as_user(administrator)
    seen = newest()

    client.post(
        f"/admin/jcop/user/{user.pk}/change/",
        {
            "email": user.email,
            "full_name": user.full_name,
            "is_active": "on",
            "is_staff": "on",
            "groups": [group.pk],
            "second_factor_resets-TOTAL_FORMS": "0",
            "second_factor_resets-INITIAL_FORMS": "0",
        },
    )

    assert since(seen) == [("right_given", user.pk, "is_staff"), ("group_given", user.pk, "Referat")]
    assert set(Trace.objects.filter(pk__gt=seen).values_list("by", flat=True)) == {administrator.pk}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM jcop_trace",
        "UPDATE jcop_trace SET account = NULL",
        "UPDATE jcop_trace SET reason = '' WHERE account IS NOT NULL",
        "UPDATE jcop_trace SET reason = '' WHERE account IS NULL",
        "TRUNCATE jcop_trace",
    ],
)
def test_traces_are_neither_changed_nor_deleted(sql: str):
    Trace.objects.create(kind="factor_reset", account=make_user().pk, reason="powód")
    Trace.objects.create(kind="expired", reason="starsze niż 730 dni")
    before = list(Trace.objects.values())

    refused = pytest.raises(DatabaseError, match=r"rows of jcop_trace (are deleted by|never change)")
    with refused, transaction.atomic():
        execute(sql)

    assert list(Trace.objects.values()) == before


def test_after_their_term_traces_go_and_that_is_traced():
    now = timezone.now()
    term = timedelta(days=settings.TRACES_KEPT_DAYS)
    old = Trace.objects.create(kind="failed", at=now - term - timedelta(days=1), account=1)
    young = Trace.objects.create(kind="failed", at=now - term + timedelta(days=1), account=1)
    seen = newest()

    forget_traces(0)

    assert list(Trace.objects.filter(pk__in=[old.pk, young.pk])) == [young]
    assert since(seen) == [("expired", None, "jcop_trace: 1")]
    assert Trace.objects.get(kind="expired").reason == "starsze niż 730 dni"
    with pytest.raises(DatabaseError, match="are deleted by"):
        execute("DELETE FROM jcop_trace WHERE id = %s", young.pk)


def test_the_way_past_the_triggers_leaves_other_tables_alone():
    with pytest.raises(DatabaseError, match="rows of jcop_pageversion are not kept for a term"):
        delete_expired(PageVersion, timedelta(0))


def test_nothing_in_the_portal_switches_triggers_off():
    ways = r"pgtrigger\.(ignore|disable|uninstall)|session_replication_role|DISABLE TRIGGER"

    files = {line.partition(":")[0] for line in lines_with(ways, but=set())}

    # It sets that none is left out, which spares each of them a caught exception.
    assert {name for name in files if not name.startswith("tests/")} == {"bookings/demo/copying.py"}


def test_an_address_in_a_reason_is_not_kept():
    trace = Trace.objects.create(kind="failed", reason="prosił jan.nowak@example.org, osobiście")

    trace.refresh_from_db()

    assert trace.reason == "prosił (adres) osobiście"


def test_the_superuser_reads_traces_in_polish_and_finds_them_by_number(as_user):
    user = make_user()
    execute("UPDATE jcop_user SET is_staff = true WHERE id = %s", user.pk)
    client = as_user(make_superuser())

    page = client.get(f"/admin/jcop/trace/?q={user.pk}").content.decode()
    other = client.get("/admin/jcop/trace/?q=999999999").content.decode()

    assert "nadanie uprawnienia" in page
    assert "pracownik urzędu" in page
    assert "pracownik urzędu" not in other
    assert "ślady" in client.get("/admin/").content.decode().lower()
