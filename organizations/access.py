"""Who may enter an organisation's desk: its members. The organisation comes only from the path."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from jcop.accounts.unsent import typed
from jcop.models import User
from organizations.models import Membership, Organization


class MemberRequest(HttpRequest):
    """A request whose user belongs to `organization`, as `membership` says."""

    user: User
    organization: Organization
    membership: Membership


View = Callable[..., HttpResponseBase]


def member_required(view: View) -> View:
    """Resolve `key` to an organisation of the signed-in user as `request.organization`, else 404.

    Whoever was removed while filling in a form gets the same 404 as a stranger, with the typed words.
    """

    @login_required
    @wraps(view)
    def entered(request: MemberRequest, key: str, **kwargs: Any) -> HttpResponseBase:
        memberships = Membership.objects.select_related("organization")
        try:
            request.membership = memberships.get(user=request.user, organization__key=key)
        except Membership.DoesNotExist:
            if request.method != "POST":
                raise Http404 from None
            context = {"typed": typed(request)}
            return render(request, "organizations/not_a_member.html", context, status=404)
        request.organization = request.membership.organization
        return view(request, **kwargs)

    return entered


def not_saved(request: MemberRequest, reason: str, back: str) -> HttpResponse:
    """A form came too late: why, the words that were typed, and the way back."""
    context = {"organization": request.organization, "reason": reason, "back": back, "typed": typed(request)}
    return render(request, "organizations/not_saved.html", context, status=409)


def keeper_required(view: View) -> View:
    """As member_required, and only for a keeper of the organisation's account; others get 403."""

    @wraps(view)
    def entered(request: MemberRequest, **kwargs: Any) -> HttpResponseBase:
        if not request.membership.is_keeper:
            raise PermissionDenied("Tę czynność wykonuje opiekun konta organizacji.")
        return view(request, **kwargs)

    return member_required(entered)
