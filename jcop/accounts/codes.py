"""Codes by mail: how long they live, how often they are sent again, and that one is over."""

import time
from typing import Any

from allauth.account import app_settings, views
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
    PasswordResetVerificationProcess,
)
from allauth.account.internal.stagekit import unstash_login
from allauth.account.stages import LoginByCodeStage
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import FormView

from jcop.templatetags.polish import odmiana

State = dict[str, Any]


def code_minutes() -> int:
    return app_settings.LOGIN_BY_CODE_TIMEOUT // 60


class Timed(FormView):
    """A page behind a code says that its time is over, and leads where a new one is asked for."""

    asks_again = ""

    def awaited(self, request: HttpRequest) -> State | None:
        """What the session keeps of the code that was sent, over or not."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent_at = (self.awaited(request) or {}).get("at")
        response = super().dispatch(request, *args, **kwargs)  # Clears what is over.
        if sent_at is None or time.time() - sent_at <= code_minutes() * 60:
            return response
        minutes = odmiana(code_minutes(), "minutę,minuty,minut")
        messages.error(
            request,
            f"Kod stracił ważność: działa {code_minutes()} {minutes} od wysłania. Proszę poprosić o nowy.",
        )
        return redirect(self.asks_again) if self.asks_again else response


class CodePage(Timed):
    """A page that takes a code. One sent again lives as long as the first."""

    _process: AbstractCodeVerificationProcess

    @property
    def resends_left(self) -> int:
        return max(0, settings.CODE_RESENDS - self._process.state["resend_count"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"code_minutes": code_minutes(), "resends_left": self.resends_left}
        return {**super().get_context_data(**kwargs), **told}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "resend" and self.resends_left:
            self._process.state["at"] = time.time()
            return self.resend(request)
        return super().post(request, *args, **kwargs)

    def resend(self, request: HttpRequest) -> HttpResponse:
        return super().post(request)


class ConfirmLoginCode(CodePage, views.ConfirmLoginCodeView):
    def awaited(self, request: HttpRequest) -> State | None:
        login = unstash_login(request, peek=True)
        stages = login.state.get("stages", {}) if login else {}
        return stages.get(LoginByCodeStage.key, {}).get("data")


class ConfirmAddress(CodePage, views.ConfirmEmailVerificationCodeView):
    def awaited(self, request: HttpRequest) -> State | None:
        return request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)


class OwnAddress(views.EmailView):
    """Whoever left the page of the code finds the way back to it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        process = EmailVerificationProcess.resume(self.request)
        return {**super().get_context_data(**kwargs), "awaited": process.email if process else ""}


class OfReset(Timed):
    asks_again = "account_reset_password"

    def awaited(self, request: HttpRequest) -> State | None:
        return request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY)


class ConfirmReset(OfReset, CodePage, views.ConfirmPasswordResetCodeView):
    _process: PasswordResetVerificationProcess

    def resend(self, request: HttpRequest) -> HttpResponse:
        """allauth sends no code for a password again. Nobody learns whether the address has an account."""
        self._process.record_resend()
        if self._process.user:
            self._process.send()
        self._process.persist()
        messages.success(request, f"Wysłaliśmy nowy kod na adres {self._process.state['email']}.")
        return redirect("account_confirm_password_reset_code")


class CompleteReset(OfReset, views.CompletePasswordResetView):
    """The new password is set within the same minutes, counted from the code."""
