"""A form that was refused because nobody is signed in any more, or its token is of an earlier sign-in.

The page that refuses it carries what was typed, back to the browser that sent it and nowhere else: nothing is
stored, so nothing can be shown to another account. It sends the same again, to the same address, after a
sign-in in a second tab. Passwords, codes and tokens are not carried, files cannot be. A form that another
site sent gets a page without a word of it: only what came from a page of ours may be sent again from here,
and only by a click on a page that shows it.
"""

import re
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from jcop.pages import Answer

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
SECRET = re.compile(r"passw|hasl|^kod$|^code$|recovery|token|secret|totp", re.IGNORECASE)
# Whole pages of secrets: passwords, codes, second factors.
OF_SECRETS = "/konto/"
# At the desk `code` is a word of a service; codes of mails are typed by visitors.
DESK = "/admin/"


@dataclass(frozen=True)
class Unsent:
    """What a browser sent, without its secrets."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest) -> "Unsent":
        if request.path.startswith(OF_SECRETS):
            return cls()
        kept = [name for name in request.POST if not _is_secret(name, request.path)]
        names = [(name, str(sent.name)) for name, files in request.FILES.lists() for sent in files]
        return cls([(name, str(value)) for name in kept for value in request.POST.getlist(name)], names)

    @property
    def words(self) -> list[str]:
        """What a person typed: neither a tick, nor a choice, nor one of our keys."""
        return [value for name, value in self.fields if _are_words(name, value)]

    @property
    def others(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.fields if value and not _are_words(name, value)]


def _is_secret(name: str, path: str) -> bool:
    return name == TOKEN or bool(SECRET.search(name) and not (name == "code" and path.startswith(DESK)))


def _are_words(name: str, value: str) -> bool:
    return name not in {TOKEN, "form_key"} and not name.startswith("initial-") and " " in value.strip()


def typed(request: HttpRequest) -> list[str]:
    """The words of a form that can never be saved, to be copied."""
    return Unsent.of(request).words


def is_from_our_page(request: HttpRequest) -> bool:
    """Does the browser say that a page of this very host sent the form? Who says nothing did not prove it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours


def refuse(request: HttpRequest, *, is_ours: bool, sign_in: str = "") -> HttpResponse:
    """The page; `sign_in` is the address where the person signs in first, if that is what is missing."""
    context = {
        "unsent": Unsent.of(request) if is_ours and not request.path.startswith(OF_SECRETS) else None,
        "is_of_secrets": request.path.startswith(OF_SECRETS),
        "sign_in": sign_in,
        "action": request.get_full_path(),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    response = render(request, "unsent.html", context, status=403)
    add_never_cache_headers(response)
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of before a sign-in in another tab, or cookies are off; or another site sent it."""
    return refuse(request, is_ours=is_from_our_page(request))


class UnsentMiddleware:
    """Instead of the sign-in page, which loses it: the page that carries what was sent.

    Whatever a view lets through to here has passed the check of its token, so a page of ours sent it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "POST" or not isinstance(response, HttpResponseRedirectBase):
            return response
        doors, door = {reverse("account_login"), reverse("admin:login")}, response.url.partition("?")[0]
        if door not in doors or request.path in doors or request.path.startswith(OF_SECRETS):
            return response
        is_refused = not request.user.is_authenticated or request.user.is_staff
        return refuse(request, is_ours=True, sign_in=door) if is_refused and request.POST else response
