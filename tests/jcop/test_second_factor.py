"""A superuser takes a lost second factor off an account: with a reason, a notice, and nobody else may."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from jcop.history import moment
from jcop.models import SecondFactorReset, User
from tests.factories import make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,
]
REASON = "utracony telefon, tożsamość potwierdzona osobiście"
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


def with_second_factor(user: User) -> User:
    for kind in KINDS:
        Authenticator.objects.create(user=user, type=kind, data={})
    return user


def superuser() -> User:
    return with_second_factor(User.objects.create_superuser("root@example.org", full_name="Osoba Techniczna"))


def path(user: User) -> str:
    return f"/admin/jcop/user/{user.pk}/czynnosc/reset_second_factor/"


def test_the_reset_takes_every_factor_keeps_the_reason_and_tells_the_person(as_user, run_jobs, mailoutbox):
    clerk, administrator = with_second_factor(make_user(groups=("Referat",))), superuser()
    client = as_user(administrator)

    asked = client.get(path(clerk))
    client.post(path(clerk), {"reason": REASON})

    assert asked.status_code == 200
    assert not clerk.has_second_factor
    (reset,) = SecondFactorReset.objects.all()
    assert (reset.user, reset.by, reset.reason) == (clerk, administrator, REASON)
    assert run_jobs() == ["send_message"]
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([clerk.email], "[JCOP] Drugi składnik logowania usunięty")
    assert REASON in mail.body
    assert REASON in client.get(f"/admin/jcop/user/{clerk.pk}/change/").content.decode()


def test_the_person_enters_the_desk_again_only_with_a_new_factor(as_user, settings):
    settings.DEMO = False
    clerk = with_second_factor(make_user(groups=("Referat",)))
    clerk.reset_second_factor(by=superuser(), reason=REASON)

    response = as_user(clerk).get("/admin/")

    assert response.url == "/admin/login/?next=/admin/"


@pytest.mark.parametrize("group", ["Referat", "Zatwierdzający", "Pracownik Centrum", "Redaktor"])
def test_nobody_but_a_superuser_may(as_user, group: str):
    clerk = with_second_factor(make_user(groups=("Referat",)))
    client = as_user(with_second_factor(make_user(groups=(group,))))

    response = client.post(path(clerk), {"reason": REASON})

    assert response.status_code == 403
    assert clerk.has_second_factor


@pytest.mark.parametrize("reason", ["", "dla 44051401359"])
def test_a_reason_is_asked_for(as_user, reason: str):
    clerk = with_second_factor(make_user(groups=("Referat",)))

    response = as_user(superuser()).post(path(clerk), {"reason": reason})

    assert list(response.context["form"].errors) == ["reason"]
    assert clerk.has_second_factor


def test_a_second_click_finds_nothing_to_reset(as_user):
    clerk = with_second_factor(make_user(groups=("Referat",)))
    client = as_user(superuser())
    client.post(path(clerk), {"reason": REASON})

    response = client.post(path(clerk), {"reason": REASON})

    reset = SecondFactorReset.objects.get()
    assert response.context["form"].non_field_errors() == [
        f"Drugi składnik usunięto już {moment(reset.at)} ({reset.by}). Konto nie ma innego."
    ]
    assert REASON in response.content.decode()
    with pytest.raises(ValidationError, match="nie ma drugiego składnika"):
        clerk.reset_second_factor(by=make_user(), reason=REASON)


def test_ones_own_factor_is_not_reset_here(as_user):
    administrator = superuser()

    response = as_user(administrator).post(path(administrator), {"reason": REASON})

    assert response.context["form"].non_field_errors() == [
        "Własny drugi składnik zmienia się na stronie swojego konta."
    ]
    assert administrator.has_second_factor
