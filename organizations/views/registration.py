"""Coming in: registering an organisation, asking for access to one, accepting an invitation."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jcop.rules import violations_reported_on
from organizations.access import MemberRequest
from organizations.forms import AskAccessForm, RegisterForm
from organizations.models import AccessRequest, Invitation, Organization
from organizations.registers import SLUGS

KNOWN = "organizations.known"


@require_safe
@login_required
def panel(request: MemberRequest) -> HttpResponse:
    """To the desk of the only organisation; to a choice, or to registration, otherwise."""
    mine = list(Organization.objects.of(request.user).live())
    if len(mine) == 1:
        return redirect(mine[0])
    context = {
        "organizations": mine,
        "access_requests": request.user.access_requests.open().select_related("organization"),
    }
    return render(request, "organizations/panel.html", context)


@require_safe
@login_required
def register(request: MemberRequest) -> HttpResponse:
    """First the legal form: it decides which register and which number the next page asks for."""
    return render(request, "organizations/register.html", {"legal_forms": SLUGS.items()})


@require_http_methods(["GET", "POST"])
@login_required
def register_form(request: MemberRequest, legal_form: str) -> HttpResponse:
    chosen = SLUGS.get(legal_form)
    if chosen is None:
        raise Http404
    initial = {"form_key": uuid.uuid4(), "city": "Jastrzębie-Zdrój", "postal_code": "44-335"}
    form = RegisterForm(request.POST or None, initial=initial, legal_form=chosen)
    context = {"form": form, "legal_form": chosen}
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            organization = form.register(by=request.user)
        if form.is_valid():
            messages.success(request, f"Organizacja jest zarejestrowana: {organization}.")
            return redirect(organization)
    if request.method == "POST" and (known := form.duplicate()):
        token = signing.dumps(known.pk, salt=KNOWN)
        context |= {"known_token": token, "ask_form": AskAccessForm()}
    return render(request, "organizations/register_form.html", context)


@require_POST
@login_required
def ask_access(request: MemberRequest) -> HttpResponse:
    """Ask to act for an organisation that is in the portal; the token came from the registration."""
    try:
        pk = signing.loads(request.POST.get("token", ""), salt=KNOWN, max_age=86_400)
    except signing.BadSignature:
        messages.error(request, "Formularz był otwarty zbyt długo. Proszę podać numer jeszcze raz.")
        return redirect("organizations:register")
    form = AskAccessForm(request.POST)
    organization = get_object_or_404(Organization.objects.live(), pk=pk)
    if form.is_valid():
        with violations_reported_on(form):
            AccessRequest.ask(
                organization=organization, by=request.user, message=form.cleaned_data["message"]
            )
        if form.is_valid():
            if organization.state == Organization.State.REGISTERED:
                answering = "Odpowie Referat, gdy sprawdzi odpis z rejestru."
            else:
                answering = "Odpowie opiekun konta organizacji, a po 7 dniach Referat."
            messages.success(request, f"Prośba jest wysłana. {answering}")
            return redirect("organizations:panel")
    context = {"known_token": request.POST["token"], "ask_form": form}
    return render(request, "organizations/ask_access.html", context)


@require_http_methods(["GET", "POST"])
def invitation(request: MemberRequest, token: str) -> HttpResponse:
    """What the link of an invitation opens: who invites, two buttons; a clear sentence when it is void."""
    try:
        found = Invitation.behind(token)
        found.refuse_void(timezone.now())
        if request.method == "POST" and request.POST.get("odpowiedz") == "odrzuc":
            found.decline()
            return render(request, "organizations/invitation.html", {"declined": found})
        if request.method == "POST" and request.user.is_authenticated:
            membership = found.accept(by=request.user)
            messages.success(request, f"Działają Państwo teraz w imieniu: {membership.organization}.")
            return redirect(membership.organization)
    except ValidationError as refusal:
        context = {"refusal": refusal.messages[0]}
        return render(request, "organizations/invitation.html", context, status=400)
    return render(request, "organizations/invitation.html", {"invitation": found})
