"""Who signed in, who tried, who was held up; and the one way by which rows kept for a term go.

What concerns rows of tables is written by their triggers (jcop.models.traces and the migration of that name).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import (
    email_verification_code_rejected,
    login_code_rejected,
    password_reset_code_rejected,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from jcop.models import Trace, User

# allauth holds up whoever has tried too often for so long; one trace tells of it, not each try.
LOCKED_FOR = timedelta(minutes=5)


def account_of(credentials: Mapping[str, Any]) -> int | None:
    """The account that somebody tries to sign in to; None for an address that has none."""
    email = User.objects.normalize_email(credentials.get("email") or credentials.get("username"))
    return User.objects.filter(email=email).values_list("pk", flat=True).first()


@contextmanager
def of_lockouts(account: int | None) -> Iterator[None]:
    """Trace that allauth refuses a try within, because there were too many."""
    try:
        yield
    except ValidationError as refusal:
        if getattr(refusal, "code", "") == "too_many_login_attempts":
            lately = Trace.objects.filter(at__gt=timezone.now() - LOCKED_FOR, kind=Trace.Kind.LOCKED)
            if not lately.filter(account=account).exists():
                Trace.objects.create(kind=Trace.Kind.LOCKED, account=account)
        raise


@contextmanager
def of_second_factor(user: User, factor: str) -> Iterator[None]:
    """Trace a wrong code or passkey of `user`, and that too many of them hold the person up."""
    with of_lockouts(user.pk):
        try:
            yield
        except ValidationError as refusal:
            if getattr(refusal, "code", "") in {"incorrect_code", "malformed"}:
                Trace.objects.create(kind=Trace.Kind.FAILED, account=user.pk, detail=factor)
            raise


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    ways = dict.fromkeys(record["method"] for record in get_authentication_records(request, user))
    Trace.objects.create(kind=Trace.Kind.SIGNED_IN, account=user.pk, detail=" ".join(ways))


@receiver(user_login_failed)
def _failed(credentials: Mapping[str, Any], **_: Any) -> None:
    Trace.objects.create(kind=Trace.Kind.FAILED, account=account_of(credentials), detail="password")


@receiver([login_code_rejected, password_reset_code_rejected, email_verification_code_rejected])
def _code_rejected(user: User, **_: Any) -> None:
    Trace.objects.create(kind=Trace.Kind.FAILED, account=user.pk, detail="code")


@receiver(authenticator_used)
def _factor_used(user: User, authenticator: Authenticator, **_: Any) -> None:
    Trace.objects.create(kind=Trace.Kind.FACTOR_USED, account=user.pk, detail=authenticator.type)


def delete_expired(model: type[models.Model], term: timedelta) -> int:
    """Delete the rows of `model`, one with KEPT_FOR_A_TERM, whose column `at` is older than `term`.

    How many they were; a trace tells from which table and of which age. An error of the database for any
    other table.
    """
    with connection.cursor() as cursor:
        seconds = term.total_seconds()
        cursor.execute(
            "SELECT jcop_delete_expired(%s, make_interval(secs => %s))", [model._meta.db_table, seconds]
        )
        return int(cursor.fetchone()[0])


def forget_expired() -> None:
    """Delete, table by table, what has been kept for its term."""
    delete_expired(Trace, timedelta(days=settings.TRACES_KEPT_DAYS))
