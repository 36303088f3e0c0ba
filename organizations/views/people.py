"""Who acts for an organisation: inviting, answering, handing over, leaving."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, keeper_required, member_required
from organizations.forms import InviteForm, RoleForm
from organizations.models import Invitation

DECLINED_SHOWN = timedelta(days=14)


@require_http_methods(["GET", "POST"])
@member_required
def people(request: MemberRequest) -> HttpResponse:
    """The users of the organisation; a keeper invites, answers requests and changes roles here."""
    organization, is_keeper, now = request.organization, request.membership.is_keeper, timezone.now()
    form = InviteForm(request.POST or None) if is_keeper else None
    if form and request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            Invitation.send(organization=organization, by=request.user, **form.cleaned_data)
        if form.is_valid():
            messages.success(request, f"Zaproszenie wysłano na adres {form.cleaned_data['email']}.")
            return redirect("organizations:people", organization.key)
    context = {
        "organization": organization,
        "membership": request.membership,
        "memberships": organization.memberships.select_related("user"),
        "invitations": organization.invitations.pending(now),
        "declined": organization.invitations.declined_since(now - DECLINED_SHOWN),
        "access_requests": organization.access_requests.open().for_keepers().select_related("user"),
        "form": form,
    }
    return render(request, "organizations/people.html", context)


def _act(request: MemberRequest, act: Callable[[], object], done: str) -> HttpResponse:
    """Do `act` and say so, or say why not; back to the people of the organisation."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, done)
    return redirect("organizations:people", request.organization.key)


@require_POST
@keeper_required
def revoke_invitation(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.organization.invitations, pk=pk)
    return _act(request, found.revoke, "Zaproszenie jest odwołane.")


@require_POST
@keeper_required
def grant_access(request: MemberRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(request.organization.access_requests.for_keepers(), pk=pk)
    return _act(request, lambda: asked.grant(by=request.user), "Osoba jest użytkownikiem konta.")


@require_POST
@keeper_required
def decline_access(request: MemberRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(request.organization.access_requests.for_keepers(), pk=pk)
    return _act(request, lambda: asked.decline(by=request.user), "Prośba jest odrzucona.")


@require_POST
@keeper_required
def change_role(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(request.organization.memberships, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Takiej roli nie ma.")
        return redirect("organizations:people", request.organization.key)
    return _act(request, lambda: member.give_role(form.cleaned_data["role"]), "Rola jest zmieniona.")


@require_POST
@keeper_required
def remove_member(request: MemberRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(request.organization.memberships, pk=pk)
    return _act(request, member.end, "Osoba nie działa już w imieniu organizacji.")


@require_POST
@member_required
def leave(request: MemberRequest) -> HttpResponse:
    try:
        request.membership.end()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("organizations:people", request.organization.key)
    messages.success(request, "Nie działają już Państwo w imieniu tej organizacji.")
    return redirect("organizations:panel")
