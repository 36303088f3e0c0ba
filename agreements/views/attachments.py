from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.attaching import AttachmentForm, download_response
from agreements.models import Attachment, ServiceRequest
from agreements.views.filing import STEPS
from organizations.access import MemberRequest, member_required


@require_http_methods(["GET", "POST"])
@member_required
def attachments(request: MemberRequest, pk: int) -> HttpResponse:
    """The files of one request and, while it may be changed, the form that adds one."""
    rows = ServiceRequest.objects.of(request.organization).select_related("organization")
    found = get_object_or_404(rows, pk=pk)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        form.attach(found, by=request.user)
        if form.is_valid():
            messages.success(request, "Plik jest załączony.")
            return redirect("agreements:attachments", request.organization.key, pk)
    context = {
        "organization": request.organization,
        "service_request": found,
        "attachments": list(found.attachments.all()),
        "may_edit": found.may_edit,
        "steps": STEPS,
        "form": form,
    }
    return render(request, "agreements/attachments.html", context)


def _own_attachment(request: MemberRequest, pk: int, attachment_pk: int) -> Attachment:
    rows = Attachment.objects.of(request.organization).select_related("request")
    return get_object_or_404(rows, request=pk, pk=attachment_pk)


@require_GET
@member_required
def attachment(request: MemberRequest, pk: int, attachment_pk: int) -> FileResponse:
    return download_response(_own_attachment(request, pk, attachment_pk), request.user)


@require_POST
@member_required
def remove_attachment(request: MemberRequest, pk: int, attachment_pk: int) -> HttpResponse:
    found = _own_attachment(request, pk, attachment_pk)
    try:
        found.remove(by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"Usunięto plik „{found.name}”.")
    return redirect("agreements:attachments", request.organization.key, pk)
