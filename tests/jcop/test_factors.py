"""Secrets of second factors: sealed under keys that may change, opened by nothing that the database holds."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.test import Client

from jcop.accounts.factors import UNREADABLE, seal, seal_anew, unseal
from jcop.models import Trace
from jcop.tasks import seal_factors
from tests.jcop.account_holder import code_of, is_signed_in, make_holder, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
SECRET, SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "0f" * 40
CODE_PAGE = "/konto/drugi-skladnik/podaj/"


def open_rows() -> list[Authenticator]:
    """As they stood before anything was sealed."""
    user = make_holder()
    kinds = {Authenticator.Type.TOTP: {"secret": SECRET}, Authenticator.Type.RECOVERY_CODES: {"seed": SEED}}
    return [Authenticator.objects.create(user=user, type=kind, data=data) for kind, data in kinds.items()]


def stored() -> str:
    return str(list(Authenticator.objects.values_list("data", flat=True)))


def test_neither_the_secret_nor_the_seed_stands_in_the_database():
    user = make_holder()

    TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user)

    assert SECRET not in stored()
    assert unseal(codes.instance.data["seed"]) not in stored()


def test_codes_of_the_app_and_of_the_list_open_the_account_as_before():
    user = make_holder()
    TOTP.activate(user, SECRET)
    (listed, *_) = RecoveryCodes.activate(user).get_unused_codes()
    clients = [sign_in(Client(), user) for _ in range(2)]

    for client, code in zip(clients, (code_of(SECRET), listed), strict=True):
        client.post(CODE_PAGE, {"code": code})

    assert [is_signed_in(client) for client in clients] == [True, True]


def test_what_stood_open_is_sealed_on_the_way_and_opened_on_the_way_back():
    totp, listed = open_rows()
    migration = import_module("jcop.migrations.0003_accounts_secured")

    migration.seal(apps, None)
    sealed = stored()
    totp.refresh_from_db()
    accepts = totp.wrap().validate_code(code_of(SECRET))
    migration.open_again(apps, None)

    assert (SECRET in sealed, SEED in sealed, accepts) == (False, False, True)
    totp.refresh_from_db()
    listed.refresh_from_db()
    assert (totp.data["secret"], listed.data["seed"]) == (SECRET, SEED)


@pytest.mark.parametrize("is_own", [True, False])
def test_a_key_is_changed_without_anybody_noticing(settings, is_own: bool):
    """A setting of its own or, without one, SECRET_KEY with its fallbacks."""
    totp, _ = open_rows()
    seal_anew(Authenticator.objects.all())
    old = settings.SECRET_KEY
    if is_own:
        settings.FACTOR_KEYS = ["a new key of factors alone"]
    else:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key" * 5, [old]
    totp.refresh_from_db()
    before = totp.wrap().validate_code(code_of(SECRET))

    seal_factors(0)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEY.replace(old, "gone" * 9), []

    totp.refresh_from_db()
    assert (before, unseal(totp.data["secret"])) == (True, SECRET)


def test_what_the_newest_key_sealed_is_left_as_it_is():
    open_rows()

    counts = [seal_anew(Authenticator.objects.all()) for _ in range(2)]

    assert counts == [2, 0]


def test_sealing_anew_is_traced_as_no_change_and_a_change_after_it_is(settings):
    totp, _ = open_rows()

    seal_anew(Authenticator.objects.all())
    settings.FACTOR_KEYS = ["a new key of factors alone"]
    seal_factors(0)
    sealed = Trace.objects.filter(kind="factor_changed").count()
    totp.data["secret"] = seal("another secret")
    totp.save()

    assert (sealed, Trace.objects.filter(kind="factor_changed").count()) == (0, 1)


def test_a_copy_of_the_database_opens_nothing_without_the_key(settings):
    sealed = seal(SECRET)
    settings.SECRET_KEY = "another" * 9

    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_with_the_key_lost_nobody_enters_and_the_person_reads_why():
    user = make_holder()
    TOTP.activate(user, SECRET)
    client = sign_in(Client(), user)
    sealed = Authenticator.objects.get()
    sealed.data["secret"] = sealed.data["secret"][:-8] + "AAAAAAA="
    sealed.save()

    response = client.post(CODE_PAGE, {"code": code_of(SECRET)})

    assert response.context["form"].errors == {"code": [UNREADABLE]}
    assert not is_signed_in(client)


def test_what_no_key_opens_is_kept_for_the_day_when_the_key_comes_back(settings):
    open_rows()
    seal_anew(Authenticator.objects.all())
    before, old = stored(), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 9

    count = seal_anew(Authenticator.objects.all())

    assert (count, stored()) == (0, before)
    settings.SECRET_KEY = old
    assert seal_anew(Authenticator.objects.all()) == 0
