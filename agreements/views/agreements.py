from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.attaching import pdf_download
from agreements.models import Agreement
from organizations.access import MemberRequest, member_required


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
    rows = Agreement.objects.of(request.organization).select_related(
        "organization", "request", "renews__organization"
    )
    found = get_object_or_404(rows, pk=pk)
    context = {
        "organization": request.organization,
        "agreement": found,
        "grants": found.grants.select_related("service"),
        "amendments": found.amendments.all(),
        "has_scan": found.scans.exists(),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/agreement.html", context)


@require_safe
@member_required
def scan(request: MemberRequest, pk: int) -> FileResponse:
    """The newest scan of the signed paper."""
    found = get_object_or_404(Agreement.objects.of(request.organization), pk=pk)
    newest = found.scans.select_related("agreement").first()
    if newest is None:
        raise Http404
    return pdf_download(newest)
