"""Where django-allauth meets the portal: mail through our jobs, names at sign-up."""

from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import reauthentication_required
from allauth.account.stages import EmailVerificationStage, LoginStageController
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jcop.accounts import addresses, traces
from jcop.accounts.privacy import forget
from jcop.mail import post_text
from jcop.mail_kinds import Mail
from jcop.models import User
from jcop.typed.names import refuse_disguise
from jcop.typed.personal import refuse_pesel

# Mails with a code, and allauth's name for how long the code lives.
CODES = {
    "account/email/login_code": "LOGIN_BY_CODE_TIMEOUT",
    "account/email/password_reset_code": "PASSWORD_RESET_BY_CODE_TIMEOUT",
    "account/email/email_confirmation": "EMAIL_VERIFICATION_BY_CODE_TIMEOUT",
}


class AccountAdapter(DefaultAccountAdapter):
    """Codes and notices of accounts leave through the same job as every other mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "To konto jest teraz nieczynne.",
        "cannot_remove_primary_email": "Głównego adresu e-mail nie można usunąć.",
        "duplicate_email": "To konto ma już ten adres e-mail. Proszę podać inny.",
        "email_password_mismatch": "Adres e-mail albo hasło się nie zgadza. Proszę spróbować jeszcze raz.",
        "email_taken": "Ten adres e-mail ma już inne konto. Proszę podać inny.",
        "enter_current_password": "Proszę wpisać obecne hasło.",
        "incorrect_code": "Kod się nie zgadza. Proszę wpisać go tak, jak stoi w wiadomości.",
        "incorrect_password": "Hasło się nie zgadza. Proszę wpisać je jeszcze raz.",
        "invalid_login": "Nie udało się zalogować. Proszę spróbować jeszcze raz.",
        "max_email_addresses": "Konto może mieć najwyżej tyle adresów e-mail: %d.",
        "rate_limited": "To za wiele prób w krótkim czasie. Proszę chwilę poczekać.",
        "same_as_current": "To jest obecna wartość. Proszę podać inną.",
        "unverified_primary_email": "Proszę najpierw potwierdzić główny adres e-mail.",
        "too_many_login_attempts": "Za wiele błędnych prób. Proszę poczekać kilka minut i zacząć od nowa.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        lives = CODES.get(template_prefix)
        seconds = getattr(app_settings, lives) if lives else 0
        context = {"email": email, "code_minutes": seconds // 60, **context}
        message = self.render_mail(template_prefix, email, context)
        user = context.get("user") or User.objects.filter(email=email).first()
        post_text(
            Mail.ACCOUNT_CODE if lives else Mail.ACCOUNT_NOTICE,
            address=email,
            subject=message.subject,
            text=message.body,
            html=next((body for body, kind in message.alternatives if kind == "text/html"), ""),
            to=user if isinstance(user, User) else None,
            ends_at=timezone.now() + timedelta(seconds=seconds) if lives else None,
        )

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:  # noqa: FBT001 - allauth's own
        """One wording: allauth takes whoever never signed in for new, whoever made the account."""
        super().send_confirmation_mail(request, emailconfirmation, signup=False)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """A changed address is told to the old one, with the link that puts it back."""
        context = {**(context or {}), "user": user}
        if template_prefix == "account/email/email_changed" and email:
            context = {**context, **addresses.way_back(user, email, timezone.now())}
        super().send_notification_mail(template_prefix, user, context, email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up takes as long as for an address without an account: the time is a password's hash."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        with traces.of_lockouts(traces.account_of(credentials)):
            super().pre_authenticate(request, **credentials)

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Whoever changed the address goes on where it stands; a sign-up goes on by its own stages."""
        return reverse("account_email")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index") if request.user.is_staff else super().get_login_redirect_url(request)


PRIVACY_VERSION = "2026-11"


class NameForm(forms.Form):
    """What we ask at sign-up besides the address and the password."""

    full_name = forms.CharField(
        label="Imię i nazwisko",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[refuse_pesel, refuse_disguise],
    )
    knows_notice = forms.BooleanField(
        label="Zapoznałem się / zapoznałam się z informacją o przetwarzaniu danych osobowych",
        error_messages={"required": "Proszę potwierdzić zapoznanie się z informacją."},
    )
    field_order = ["full_name", "email", "password1", "knows_notice"]

    def signup(self, request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"].strip()
        user.notice_version, user.notice_known_at = PRIVACY_VERSION, timezone.now()
        user.save(update_fields=["full_name", "notice_version", "notice_known_at"])


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Give up a sign-up whose code was awaited at a wrong address, and go back.

    It goes the same way for an address that has an account and was sent no code: nobody learns which has.
    """
    stage = LoginStageController.enter(request, EmailVerificationStage.key)
    user = stage.login.user if stage and stage.login.signup else None
    if user and user.is_unconfirmed:
        user.delete()
    logout(request)
    return redirect("account_login" if request.POST.get("na") == "logowanie" else "account_signup")


@require_http_methods(["GET", "POST"])
def restore_address(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the old address, and did not change it, puts it back; the page asks before it does."""
    try:
        change = addresses.read(token, timezone.now())
        if request.method == "POST":
            change.user.restore_address(change.address, change.changed_at)
    except ValidationError as refusal:
        context = {"refusal": refusal.messages[0]}
        return render(request, "account/restore_address.html", context, status=410)
    if request.method == "GET":
        return render(request, "account/restore_address.html", {"change": change})
    logout(request)
    messages.success(
        request,
        f"Przywróciliśmy adres {change.address} i wylogowaliśmy konto ze wszystkich urządzeń."
        " Proszę ustawić nowe hasło.",
    )
    return redirect("account_reset_password")


@require_http_methods(["GET", "POST"])
@reauthentication_required
def delete_account(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, then the deletion itself; the person has just proved who they are."""
    refusal = ""
    if request.method == "POST":
        try:
            forget(request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            refusal = error.messages[0]
        else:
            logout(request)
            messages.success(request, "Konto i dane osoby są usunięte.")
            return redirect("home")
    return render(request, "account/delete_account.html", {"refusal": refusal})
