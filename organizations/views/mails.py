"""Which mails an organisation gets, and which of them its keeper has switched off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jcop.mail_kinds import KINDS
from organizations.access import MemberRequest, member_required
from organizations.forms import MailsForm


@require_http_methods(["GET", "POST"])
@member_required
def mails(request: MemberRequest) -> HttpResponse:
    """Every member reads the list, a keeper changes it."""
    organization = request.organization
    if request.method == "POST" and not request.membership.is_keeper:
        raise PermissionDenied("Tę czynność wykonuje opiekun konta organizacji.")
    form = MailsForm(request.POST if request.method == "POST" else None, organization=organization)
    if form.is_valid():
        form.save()
        messages.success(request, "Zmiany są zapisane.")
        return redirect("organizations:mails", organization.key)
    context = {
        "organization": organization,
        "membership": request.membership,
        "form": form,
        "optional": [
            (kind.words, name not in organization.mails_off)
            for name, kind in KINDS.items()
            if kind.is_optional
        ],
        "always": [kind.words for kind in KINDS.values() if not (kind.is_personal or kind.is_optional)],
    }
    return render(request, "organizations/mails.html", context)
