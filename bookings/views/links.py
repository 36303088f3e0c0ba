"""What pages for people without an account share: where they ask from, and links that are dead."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from bookings.signed import DeadLink

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def client_of(request: HttpRequest) -> str:
    """The address that the limits of sign-in count by, too."""
    return get_adapter().get_client_ip(request)


def opened_by_link(view: "View[P]") -> "View[P]":
    """A page under a signed link: kept by nobody, and a dead link is a sentence."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except DeadLink as dead:
            response = render(request, "bookings/dead_link.html", {"told": dead.told}, status=dead.status)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer
