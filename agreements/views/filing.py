"""Filing step by step. Each step saves what it asks, so a session that ends loses one page at most."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms import CheckForm, DetailsForm, ServicesForm, SigningForm
from agreements.models import Declaration, ServiceRequest
from jcop.accounts.unsent import typed
from jcop.history import became
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required, not_saved

# Url name, words; in the order of filing.
STEPS = [
    ("request_services", "Świadczenia"),
    ("request_details", "Szczegóły"),
    ("request_signing", "Podpisy"),
    ("attachments", "Załączniki"),
    ("request_check", "Sprawdzenie"),
]


def _own(request: MemberRequest, pk: int) -> ServiceRequest:
    rows = ServiceRequest.objects.of(request.organization).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _edited(request: MemberRequest, pk: int) -> ServiceRequest:
    """One's own case; who saves a step holds it from the reading on: no colleague's change falls between."""
    found = _own(request, pk)
    return found.lock() if request.method == "POST" else found


def _page(request: MemberRequest, step: str, found: ServiceRequest | None, **context: object) -> HttpResponse:
    names = [name for name, _ in STEPS]
    context |= {
        "organization": request.organization,
        "service_request": found,
        "steps": STEPS,
        "step": step,
        "number": names.index(step) + 1,
        "back": names[names.index(step) - 1] if names.index(step) else "",
    }
    return render(request, f"agreements/{step}.html", context)


def _onward(request: MemberRequest, found: ServiceRequest, step: str) -> HttpResponse:
    """To the next step, or to the case when the person wants to go on later."""
    if "later" in request.POST:
        messages.success(request, "Zapisano. Można wrócić do tego później.")
        return redirect(found)
    return redirect(f"agreements:{step}", request.organization.key, found.pk)


def _closed(request: MemberRequest, found: ServiceRequest) -> HttpResponse | None:
    """A step of a case that may not be edited, or one that was skipped, leads where one can go on."""
    if found.may_edit:
        return None
    reason = f"Teraz nie można tego zmieniać: {became(found, with_name=False)}."
    if found.state == ServiceRequest.State.DRAFT:
        reason = "Organizacja jest zawieszona albo zamknięta: wersji roboczej nie można zmieniać."
    if typed(request):
        return not_saved(request, reason, found.get_absolute_url())
    messages.info(request, reason)
    return redirect(found)


@require_http_methods(["GET", "POST"])
@member_required
def submit_request(request: MemberRequest) -> HttpResponse:
    """The first step of a new request; the draft is made when services are chosen."""
    form = ServicesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            draft = ServiceRequest.prepare(
                organization=request.organization,
                by=request.user,
                form_key=form.key_of(request.organization),
                wishes={service: {} for service in form.cleaned_data["services"]},
            )
        if form.is_valid():
            return _onward(request, draft, "request_details")
    return _page(request, "request_services", None, form=form)


@require_http_methods(["GET", "POST"])
@member_required
@transaction.atomic
def request_services(request: MemberRequest, pk: int) -> HttpResponse:
    found = _edited(request, pk)
    if closed := _closed(request, found):
        return closed
    form = ServicesForm(request.POST or None, draft=found)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            found.choose(form.cleaned_data["services"])
        if form.is_valid():
            return _onward(request, found, "request_details")
    return _page(request, "request_services", found, form=form)


@require_http_methods(["GET", "POST"])
@member_required
@transaction.atomic
def request_details(request: MemberRequest, pk: int) -> HttpResponse:
    found = _edited(request, pk)
    if closed := _closed(request, found):
        return closed
    wishes = list(found.wishes.select_related("service"))
    if not wishes:
        return redirect("agreements:request_services", request.organization.key, pk)
    form = DetailsForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            found.answer(form.answers())
        if form.is_valid():
            return _onward(request, found, "request_signing")
    return _page(request, "request_details", found, form=form)


@require_http_methods(["GET", "POST"])
@member_required
@transaction.atomic
def request_signing(request: MemberRequest, pk: int) -> HttpResponse:
    found = _edited(request, pk)
    if closed := _closed(request, found):
        return closed
    form = SigningForm(request.POST or None, request=found)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            beside = {name: form.cleaned_data[name] for name in form.BESIDE}
            found.sign(form.cleaned_data.get("signatories", []), **beside)
        if form.is_valid():
            return _onward(request, found, "attachments")
    return _page(request, "request_signing", found, form=form)


@require_http_methods(["GET", "POST"])
@member_required
def request_check(request: MemberRequest, pk: int) -> HttpResponse:
    """„Sprawdź dane przed złożeniem”: everything on one page, the declarations, and the act itself."""
    found = _own(request, pk)
    if found.number and request.method == "POST" and not found.may_edit:
        messages.info(request, f"Zapotrzebowanie nr {found.reference} jest już złożone.")
        return redirect(found)
    if closed := _closed(request, found):
        return closed
    is_draft = found.state == ServiceRequest.State.DRAFT
    declarations = list(Declaration.objects.current()) if is_draft else []
    form = CheckForm(request.POST or None, declarations=declarations)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            if is_draft:
                found.submit(declarations=declarations)
            else:
                found.send_correction()
        if form.is_valid():
            done = "Złożono" if is_draft else "Wysłano uzupełnienie:"
            messages.success(request, f"{done} zapotrzebowanie nr {found.reference}.")
            return redirect(found)
    wishes = list(found.wishes.select_related("service"))
    if not wishes:
        messages.info(request, "Najpierw proszę wybrać świadczenia.")
        return redirect("agreements:request_services", request.organization.key, pk)
    today = timezone.localdate()
    return _page(
        request,
        "request_check",
        found,
        form=form,
        is_draft=is_draft,
        wishes=wishes,
        attachments=list(found.attachments.all()),
        signatories=found.printed()["signatories"],
        term=ServiceRequest.expected_term(today),
        twins=ServiceRequest.objects.twins(found) if is_draft else [],
    )


@require_POST
@member_required
def copy_request(request: MemberRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        draft = found.copy(by=request.user, form_key=uuid.uuid4())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(found)
    messages.success(request, "Skopiowano. Proszę sprawdzić, co się zmieniło.")
    return redirect("agreements:request_services", request.organization.key, draft.pk)


@require_POST
@member_required
def withdraw_request(request: MemberRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    try:
        found.withdraw()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "Zapotrzebowanie zostało wycofane.")
    return redirect(found)
