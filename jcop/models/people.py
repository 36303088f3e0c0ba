from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konta"
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
