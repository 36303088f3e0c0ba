import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from allauth.account import app_settings
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from jcop.mail_kinds import Mail
from jcop.models.messages import post
from jcop.models.traces import ACCOUNT_TRACED, Trace
from jcop.typed.personal import refuse_pesel

# Where django-allauth keeps in a session who is signing in or sets a new password, and how it writes the key.
SIGN_IN_STEPS = {
    "account_login": ("user_pk", user_pk_to_url_str),
    "account_password_reset_verification": ("user_id", user_id_to_str),
}
SIGNED_IN = "Na to konto ktoś się już zalogował albo jest ono nieczynne: zaproszenie nie jest potrzebne."
UNDONE = "Adres tego konta był już przywracany i ten odnośnik nie działa."
TAKEN = "Ten adres e-mail należy teraz do innego konta. Proszę zadzwonić do Centrum."


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail: for an organisation, for the office, or both."""

    email = models.EmailField("adres e-mail", unique=True)
    full_name = models.CharField("imię i nazwisko", max_length=150)
    is_staff = models.BooleanField(
        "pracownik urzędu", default=False, help_text="Może wejść do panelu pracownika."
    )
    is_active = models.BooleanField(
        "konto czynne", default=True, help_text="Konto nieczynne nie pozwala się zalogować."
    )
    notice_version = models.CharField("poznana klauzula informacyjna", max_length=20, blank=True)
    notice_known_at = models.DateTimeField("poznano klauzulę", null=True, blank=True)
    date_joined = models.DateTimeField("data założenia konta", default=timezone.now)
    # Spans of time, first and last millisecond: changes of the address within them are undone, and the links
    # that would undo one of them alone open nothing.
    undone_changes = models.JSONField("cofnięte zmiany adresu e-mail", default=list, editable=False)

    # What was to be sent to the person goes with the account.
    mails = GenericRelation("jcop.Message", "recipient_id", "recipient_type")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        triggers = [ACCOUNT_TRACED]
        verbose_name = "konto"
        verbose_name_plural = "konta"
        permissions = [("reset_second_factor", "Może usunąć utracony drugi składnik logowania")]
        constraints = [
            models.CheckConstraint(
                name="user_notice_known_iff_version",
                condition=models.Q(notice_version="", notice_known_at=None)
                | ~models.Q(notice_version="") & models.Q(notice_known_at__isnull=False),
            ),
            models.CheckConstraint(
                name="user_email_is_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Adres e-mail zapisujemy małymi literami.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_short_name(self) -> str:
        """What Django admin greets the person by."""
        return str(self)

    def clean(self) -> None:
        self.email = type(self).objects.normalize_email(self.email)

    @property
    def has_second_factor(self) -> bool:
        return self.authenticator_set.exists()  # type: ignore[attr-defined]

    @property
    def awaits_first_sign_in(self) -> bool:
        return self.is_active and self.last_login is None

    @property
    def is_unconfirmed(self) -> bool:
        """Somebody signed up with the address; that it is theirs was never shown, and nobody signed in.

        An account that the administrator made has no password until its owner sets one.
        """
        addresses = self.emailaddress_set.all()  # type: ignore[attr-defined]
        is_shown = self.last_login is not None or {row.verified for row in addresses} != {False}
        return not is_shown and self.has_usable_password()

    def invite(self) -> Self:
        """Tell the person whose account the administrator made how to sign in: by a code, not a password."""
        if not self.awaits_first_sign_in:
            raise ValidationError(SIGNED_IN, code="illegal_move")
        post(Mail.ACCOUNT_INVITATION, to=self)
        return self

    @transaction.atomic
    def restore_address(self, address: str, changed_at: datetime) -> None:
        """Put back the address that the account had until `changed_at`: its owner has just shown to have it.

        Whoever changed it had the password, so that one opens nothing any more, and every session ends. A
        second factor stays. ValidationError when another account has the address by now, or the change is
        undone already.
        """
        stored = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        if stored.has_undone(changed_at):
            raise ValidationError(UNDONE, code="used")
        self.undone_changes = stored.undone_changes
        for other in type(self).objects.filter(email=address).exclude(pk=self.pk):
            if not other.is_unconfirmed:
                raise ValidationError(TAKEN, code="taken")
            other.delete()
        confirmed = self.emailaddress_set.model.objects.filter(email=address, verified=True)  # type: ignore[attr-defined]
        if confirmed.exclude(user=self).exists():
            raise ValidationError(TAKEN, code="taken")
        self.emailaddress_set.all().delete()  # type: ignore[attr-defined]
        self.emailaddress_set.create(email=address, verified=True, primary=True)  # type: ignore[attr-defined]
        self.email = address
        self.close_ways_back(since=changed_at)
        self.set_password(secrets.token_urlsafe(32))
        self.save(update_fields=["email", "password", "undone_changes"])
        self.end_sessions()

    def has_undone(self, changed_at: datetime) -> bool:
        """Was the change made within a span of changes that are undone?"""
        return any(first <= _milliseconds(changed_at) <= last for first, last in self.undone_changes)

    def close_ways_back(self, *, since: datetime) -> None:
        """No link undoes a change from `since` to now any more; one of before still does."""
        self.undone_changes = [*self.undone_changes, [_milliseconds(since), _milliseconds(timezone.now())]]

    def end_sessions(self, *, but: str | None = None) -> None:
        """Sign the person out everywhere, but for the session with the key `but`, and break off each sign-in.

        Who waits with a code or before the second factor has no session of the account yet.
        """
        for session in self.usersession_set.exclude(session_key=but or ""):  # type: ignore[attr-defined]
            session.end()
        # Each step of a sign-in is saved, and the time for one step ends before this.
        lately = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE - app_settings.LOGIN_TIMEOUT)
        for session in Session.objects.filter(expire_date__gt=lately).exclude(pk=but or ""):
            kept = session.get_decoded()
            if any(kept.get(step, {}).get(name) == key(self) for step, (name, key) in SIGN_IN_STEPS.items()):
                session.delete()

    @transaction.atomic
    def reset_second_factor(self, *, by: "User", reason: str) -> Self:
        """Take away every second factor of a person who has lost it: phone, keys and recovery codes.

        Until a new one is switched on the person does not enter the office's desk. Every session ends:
        whoever has the phone may be signed in.
        """
        if by == self:
            raise ValidationError("Własny drugi składnik zmienia się na stronie swojego konta.", code="own")
        deleted, _ = self.authenticator_set.all().delete()  # type: ignore[attr-defined]
        if not deleted:
            raise ValidationError("To konto nie ma drugiego składnika.", code="illegal_move")
        self.end_sessions()
        reset = self.second_factor_resets.create(by=by, reason=reason.strip())
        Trace.objects.create(kind=Trace.Kind.FACTOR_RESET, account=self.pk, by=by.pk, reason=reset.reason)
        post(Mail.SECOND_FACTOR_RESET, reset, to=self)
        return self


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


class SecondFactorReset(models.Model):
    """Who took a lost second factor off which account, when and why. Never changed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="second_factor_resets")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="kto")
    at = models.DateTimeField("kiedy", default=timezone.now)
    reason = models.CharField("powód", max_length=300, validators=[refuse_pesel])

    class Meta:
        verbose_name = "usunięcie drugiego składnika"
        verbose_name_plural = "usunięcia drugiego składnika"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="second_factor_reset_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message="Podaj powód.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y}: {self.reason}"
