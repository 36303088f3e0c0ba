from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.attaching import pdf_download, preparing
from agreements.models import Agreement, ChangeDraft
from jcop.pdf import pdf_response
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
    drafts = list(found.drafts.select_related("agreement__organization"))
    to_sign = found.drafts_to_sign
    context = {
        "organization": request.organization,
        "agreement": found,
        "grants": found.grants.select_related("service"),
        "amendments": found.amendments_in_turn(),
        "to_sign": to_sign,
        "earlier": [draft for draft in drafts if draft not in to_sign],
        "has_scan": found.scans.exists(),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/agreement.html", context)


@require_safe
@member_required
def change_set(request: MemberRequest, pk: int, draft_pk: int) -> HttpResponse:
    """The set of an aneks or a renewal, to print; while the job makes it, a page that says so."""
    rows = ChangeDraft.objects.select_related("document", "agreement__organization")
    draft = get_object_or_404(rows, pk=draft_pk, agreement=pk, agreement__organization=request.organization)
    if not hasattr(draft, "document"):
        words = "Wróć do porozumienia"
        return preparing(request, back=draft.agreement, words=words, asked_at=draft.made_at)
    name = "aneks" if draft.kind == ChangeDraft.Kind.AMENDMENT else "przedluzenie"
    return pdf_response(bytes(draft.document.content), f"{name}-{draft.agreement_id}-{draft.number}.pdf")


@require_safe
@member_required
def scan(request: MemberRequest, pk: int) -> FileResponse:
    """The newest scan of the signed paper."""
    found = get_object_or_404(Agreement.objects.of(request.organization), pk=pk)
    newest = found.scans.select_related("agreement").first()
    if newest is None:
        raise Http404
    return pdf_download(newest)
