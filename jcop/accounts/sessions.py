"""Sessions: a change of what guards an account ends the others, and those of the office do not last."""

import time
from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jcop.accounts.factors import ENROLLED
from jcop.models import User
from jcop.pages import Answer

# In a session of the office: when it began, and when its use was last noted (seconds).
BEGAN, USED = "staff_session_began", "staff_session_used"
NOTED_EVERY_SECONDS = 60
NEVER_STORED = ("/panel/", "/admin/", "/konto/")


def guard_sessions() -> None:
    """allauth tells of each change by a signal and leaves the other sessions as they are; called once."""
    authenticator_added.connect(_remember_enrolment)
    for change in (
        authenticator_added,
        authenticator_removed,
        authenticator_reset,
        email_changed,
        password_changed,
        password_reset,
        password_set,
    ):
        change.connect(_end_other_sessions)


def _remember_enrolment(request: HttpRequest, authenticator: Any, **kwargs: Any) -> None:
    request.session[ENROLLED] = [*request.session.get(ENROLLED, []), authenticator.pk]


def _end_other_sessions(request: HttpRequest, user: User, **kwargs: Any) -> None:
    user.end_sessions(but=request.session.session_key)


class StaffSessions:
    """Sessions of the office end with the working day, and earlier when nobody uses them (settings).

    Their end is the expiry of the session's row: a cookie that is kept opens nothing. It is moved once a
    minute, so it is a minute late at most.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # After the view: a session may have begun in it, and who was not asked for needs no statement here.
        if request.session.accessed and request.user.is_authenticated and request.user.is_staff:
            self._limit(request)
        return response

    def _limit(self, request: HttpRequest) -> None:
        session, now = request.session, int(time.time())
        if now - session.get(USED, 0) < NOTED_EVERY_SECONDS:
            return
        began = session.setdefault(BEGAN, now)
        left = began + settings.STAFF_SESSION_HOURS * 3600 - now
        if left <= 0:
            logout(request)
            return
        session[USED] = now
        session.set_expiry(min(left, settings.STAFF_IDLE_MINUTES * 60))


class NeverStored:
    """Pages that name people stay in no browser and in no proxy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(NEVER_STORED):
            response["Cache-Control"] = "no-store"
        return response


class _HostCookieStorage(CookieStorage):
    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        return f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """Django's own, with a cookie that only this host can have set."""

    storage_classes = (_HostCookieStorage, SessionStorage)
