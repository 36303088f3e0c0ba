import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.forms import SubmitRequestForm
from agreements.models import IssuedDocument, ServiceRequest
from jcop.pdf import pdf_response
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required


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
    return pdf_response(bytes(document.content), f"zapotrzebowanie-{found.number}-{found.year}.pdf")


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
