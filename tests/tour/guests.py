"""Who walks: nobody in particular, the demonstration's accounts, and the roles that it has no account for."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client

from jcop.models import User
from organizations.models import Organization
from tests.signed_in import sign_in_at_once
from tests.world import World

ANONYMOUS, SUPERUSER, KEEPER, PLAIN_USER = "anonymous", "superuser", "keeper", "user"
# The keeper of one more organisation, with a case in every stage.
VETERAN = "veteran"
# Roles of `tests.world`, by the address of the demonstration's account.
DEMONSTRATED = {
    KEEPER: "opiekun@demo.example",
    "newcomer": "nowa@demo.example",
    "worker": "pracownik@demo.example",
    "clerk": "referat@demo.example",
    "approver": "zatwierdza@demo.example",
    "editor": "redaktor@demo.example",
}
# Roles of the demonstration's own, by that of the table of roles.
KEEPERS = {"newcomer": KEEPER, VETERAN: KEEPER}
ROLES = [ANONYMOUS, *DEMONSTRATED, VETERAN, PLAIN_USER, "adviser", SUPERUSER]
VETERANS_ADDRESS = "weteran@demo.example"
SECRET = "ZMYSLONYSEKRETDOTESTOWAA"


def enlarge() -> None:
    """Add what the demonstration has no example of: a row in every table, a case in every stage."""
    keeper = World().organization.registered_by
    User.objects.filter(pk=keeper.pk).update(email=VETERANS_ADDRESS)


def guest(role: str) -> User | None:
    """The account of that role in the demonstration; made if there is none. Nobody, if anonymous."""
    if role == ANONYMOUS:
        return None
    known = {**DEMONSTRATED, VETERAN: VETERANS_ADDRESS}
    address = known.get(role, f"{role}@demo.example")
    user = User.objects.filter(email=address).first() or _made(role, address)
    if user.is_staff and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, SECRET)
    return user


def _made(role: str, address: str) -> User:
    assert role not in {*DEMONSTRATED, VETERAN}, f"the demonstration has not been built: {address}"
    name = "Osoba Zmyślona"
    if role == SUPERUSER:
        return User.objects.create_superuser(address, full_name=name)
    user = User.objects.create_user(address, full_name=name, is_staff=role == "adviser")
    if role == "adviser":
        user.groups.add(Group.objects.get(name="Doradca"))
    else:
        rows = Organization.objects.filter(memberships__user__email=DEMONSTRATED[KEEPER])
        organization = rows.earliest("pk")
        organization.memberships.create(user=user, role="user")
    return user


def client_of(role: str) -> Client:
    """Django's own client, signed in; what goes wrong in a view is an answer of 500, not an exception."""
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    if user := guest(role):
        sign_in_at_once(client, user)
    return client
