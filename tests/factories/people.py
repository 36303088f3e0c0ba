"""Accounts and organisations."""

import uuid
from functools import cache
from itertools import count

from django.contrib.auth.models import Group

from jcop.models import User
from organizations.models import Membership, Organization, Representative, Verification
from tests.cases import Case

REFERRED = (User, Organization, Representative)


class Numbers:
    """1, 2, 3: what makes names and addresses differ; threads that race get different ones."""

    def __init__(self) -> None:
        self.begin(1)

    def begin(self, first: int) -> None:
        self.count = count(first)

    def __next__(self) -> int:
        return next(self.count)


numbers = Numbers()


def make_user(email: str = "", *, groups: tuple[str, ...] = (), **fields: object) -> User:
    with Case(User) as case:
        return write_user(case, email, groups=groups, **fields)


def write_user(case: Case, email: str = "", *, groups: tuple[str, ...] = (), **fields: object) -> User:
    email = email or f"osoba{next(numbers)}@example.org"
    password = fields.pop("password", None)
    user = User(
        email=User.objects.normalize_email(email),
        full_name=f"Osoba {email}",
        is_staff=bool(groups),
        **fields,
    )
    user.set_password(password)
    case.insert(user)
    case.insert(*(User.groups.through(user=user, group_id=group_key(name)) for name in groups))
    return user


@cache
def group_key(name: str) -> int:
    """The office's groups are there before the first test, and no test makes others."""
    return Group.objects.get(name=name).pk


def make_organization(*, by: User | None = None, verified: bool = False, **fields: object) -> Organization:
    with Case(*REFERRED) as case:
        return write_organization(case, by=by, verified=verified, **fields)[0]


def write_organization(
    case: Case, *, by: User | None = None, verified: bool = False, **fields: object
) -> tuple[Organization, list[Representative]]:
    """An organisation, and those who may sign for it."""
    number = next(numbers)
    defaults: dict[str, object] = {
        "form_key": uuid.uuid4(),
        "legal_form": Organization.Form.ASSOCIATION,
        "name": f"Stowarzyszenie „Próba {number}”",
        "krs": f"{number:010}",
        "street": "ul. Próbna 1",
        "postal_code": "44-335",
        "city": "Jastrzębie-Zdrój",
        "email": f"organizacja{number}@example.org",
    }
    by = by or write_user(case)
    organization = Organization(registered_by=by, **defaults | fields)
    case.insert(organization)
    case.insert(Membership(organization=organization, user=by, role=Membership.Role.KEEPER))
    person = Representative(organization=organization, name="Zofia Próbna", function="prezes")
    case.insert(person)
    if verified:
        case.insert(Verification(organization=organization, by=by, source=Verification.Source.KRS))
        case.change(organization, state=Organization.State.VERIFIED, state_reason="")
    return organization, [person]
