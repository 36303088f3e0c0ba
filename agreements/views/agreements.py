from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements.attaching import pdf_download, preparing
from agreements.forms import ChangeRequestForm
from agreements.models import Agreement, ChangeDraft, ChangeRequest, DocumentText
from jcop.files.pdf import pdf_response
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required

# By what stands in the address: the kind, the words of the link and of the page.
KINDS = {
    "aneks": (ChangeRequest.Kind.AMENDMENT, "Poproś o aneks", "Prośba o aneks do porozumienia"),
    "przedluzenie": (
        ChangeRequest.Kind.RENEWAL,
        "Poproś o przedłużenie",
        "Prośba o przedłużenie porozumienia",
    ),
    "wypowiedzenie": (
        ChangeRequest.Kind.NOTICE,
        "Wypowiedz porozumienie",
        "Wypowiedzenie porozumienia",
    ),
}


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
    kinds = found.kinds_to_ask
    context = {
        "organization": request.organization,
        "agreement": found,
        "grants": found.grants.select_related("service"),
        "amendments": found.amendments_in_turn(),
        "to_sign": to_sign,
        "earlier": [draft for draft in drafts if draft not in to_sign],
        "asked": found.change_requests.select_related("agreement"),
        "to_ask": [(slug, words) for slug, (kind, words, _) in KINDS.items() if kind in kinds],
        "has_scan": found.scans.exists(),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/agreement.html", context)


@require_http_methods(["GET", "POST"])
@member_required
def ask_change(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for an aneks or a renewal, or give notice: what happens then stands above the form."""
    if kind not in KINDS:
        raise Http404
    rows = Agreement.objects.of(request.organization).select_related("organization")
    found = get_object_or_404(rows, pk=pk)
    asked, _, heading = KINDS[kind]
    if request.method == "GET" and asked not in found.kinds_to_ask:
        messages.warning(request, found.why_not_ask(asked))
        return redirect(found)
    form = ChangeRequestForm(request.POST or None, agreement=found, kind=asked)
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            form.send(request.user)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Referat ma Państwa zgłoszenie: {asked.label}.")
        return redirect(found)
    context = {
        "organization": request.organization,
        "agreement": found,
        "form": form,
        "kind": asked,
        "heading": f"{heading} nr {found.number}",
        "is_shipped_text": DocumentText.objects.current(DocumentText.Kind.AGREEMENT) is None,
    }
    return render(request, "agreements/ask_change.html", context)


@require_POST
@member_required
def recall_change(request: MemberRequest, pk: int) -> HttpResponse:
    rows = ChangeRequest.objects.filter(agreement__organization=request.organization)
    asked = get_object_or_404(rows.select_related("agreement__organization"), pk=pk)
    try:
        asked.recall()
        messages.success(request, f"Zgłoszenie jest wycofane: {asked.get_kind_display()}.")
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect(asked.agreement)


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
