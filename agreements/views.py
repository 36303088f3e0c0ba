import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements import pdf
from agreements.forms import SubmitRequestForm
from agreements.models import Agreement, IssuedDocument, Service, ServiceRequest
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required
from organizations.forms import DirectoryForm
from organizations.models.querysets import OrganizationQuerySet

ON_DIRECTORY_PAGE = 50


@require_safe
@member_required
def requests(request: MemberRequest) -> HttpResponse:
    organization = request.organization
    context = {
        "organization": organization,
        "requests": ServiceRequest.objects.of(organization).select_related("organization"),
    }
    return render(request, "agreements/requests.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def submit_request(request: MemberRequest) -> HttpResponse:
    form = SubmitRequestForm(request.POST or None, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            filed = ServiceRequest.file(
                organization=request.organization,
                by=request.user,
                form_key=form.cleaned_data["form_key"],
                wishes=form.wishes(),
            )
        if form.is_valid():
            messages.success(request, f"Złożono zapotrzebowanie nr {filed.reference}.")
            return redirect(filed)
    context = {"organization": request.organization, "form": form}
    return render(request, "agreements/submit_request.html", context)


def _own_request(request: MemberRequest, pk: int) -> ServiceRequest:
    rows = ServiceRequest.objects.of(request.organization).select_related("organization", "agreement")
    return get_object_or_404(rows, pk=pk)


@require_safe
@member_required
def request_detail(request: MemberRequest, pk: int) -> HttpResponse:
    found = _own_request(request, pk)
    context = {
        "organization": request.organization,
        "service_request": found,
        "wishes": found.wishes.select_related("service"),
        "term": found.term(),
        "documents": found.documents.without_content(),
    }
    return render(request, "agreements/request.html", context)


@require_safe
@member_required
def signing_set(request: MemberRequest, pk: int) -> HttpResponse:
    """The newest set to print; while the job makes it, a page that says so."""
    found = _own_request(request, pk)
    document = found.documents.filter(kind=IssuedDocument.Kind.SET).first()
    if document is None:
        context = {"organization": request.organization, "service_request": found}
        return render(request, "agreements/signing_set.html", context, status=202)
    return _pdf(bytes(document.content), f"zapotrzebowanie-{found.number}-{found.year}.pdf")


@require_POST
@member_required
def withdraw_request(request: MemberRequest, pk: int) -> HttpResponse:
    found = _own_request(request, pk)
    try:
        found.withdraw()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "Zapotrzebowanie zostało wycofane.")
    return redirect(found)


@require_safe
@member_required
def agreements(request: MemberRequest) -> HttpResponse:
    context = {
        "organization": request.organization,
        "agreements": Agreement.objects.of(request.organization)
        .select_related("organization", "request")
        .prefetch_related("grants__service"),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/agreements.html", context)


@require_safe
@member_required
def agreement(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Agreement.objects.of(request.organization).select_related("organization", "request")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "organization": request.organization,
        "agreement": found,
        "grants": found.grants.select_related("service"),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/agreement.html", context)


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Organisations with an agreement in force that do not object; never a person's data."""
    form = DirectoryForm(request.GET)
    # One more than a page holds tells whether there is a next one.
    found = list(form.found_among(_listed())[: ON_DIRECTORY_PAGE + 1])
    next_page = form.address_after(found[-2]) if len(found) > ON_DIRECTORY_PAGE else ""
    context = {"form": form, "found": found[:ON_DIRECTORY_PAGE], "next_page": next_page}
    return render(request, "agreements/directory.html", context)


@require_safe
def directory_entry(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(_listed(), key=key)
    return render(request, "agreements/directory_entry.html", {"entry": found})


def _listed() -> OrganizationQuerySet:
    return Agreement.objects.in_force(timezone.localdate()).parties().listed()


@require_safe
def blank_document(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty zapotrzebowanie or porozumienie for those who prefer paper; made from the same texts."""
    if kind not in pdf.BLANKS:
        raise Http404
    return _pdf(pdf.blank_pdf(kind, Service.objects.offered()), f"{kind}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
