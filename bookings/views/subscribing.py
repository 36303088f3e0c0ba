"""Addresses under which a person's own programs read bookings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.models import FeedSecret
from organizations.access import MemberRequest, member_required


@require_safe
@never_cache
@member_required
def subscriptions(request: MemberRequest) -> HttpResponse:
    """Both calendars of the person who looks: of this organisation, and of all of theirs."""
    found = {
        secret.organization_id: request.build_absolute_uri(secret.secret_path)
        for secret in FeedSecret.objects.of(request.user)
    }
    context = {
        "organization": request.organization,
        "feeds": [
            ("organizacja", f"Rezerwacje: {request.organization.name}", found.get(request.organization.pk)),
            ("wszystkie", "Rezerwacje wszystkich moich organizacji", found.get(None)),
        ],
    }
    return render(request, "bookings/subscriptions.html", context)


@require_POST
@member_required
def renew_feed(request: MemberRequest) -> HttpResponse:
    only = None if request.POST.get("kalendarz") == "wszystkie" else request.organization
    FeedSecret.renew(user=request.user, organization=only)
    messages.success(request, "Nowy adres jest gotowy. Poprzedni, jeśli był, już nie działa.")
    return redirect("bookings:subscriptions", request.organization.key)
