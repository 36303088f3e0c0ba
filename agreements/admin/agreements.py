from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from agreements.admin.agreement_cells import AgreementCells
from agreements.admin.agreement_forms import ExistingForm, asked
from agreements.admin.agreement_moves import MOVES
from agreements.admin.register_filters import FILTERS
from agreements.admin.register_pages import RegisterPages
from agreements.attaching import pdf_download
from agreements.models import Agreement, ChangeDraft, Grant, SignedScan
from agreements.models.renewing import NOT_AMENDED, NOT_RENEWED
from agreements.timeline import agreement_timeline
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.files.pdf import pdf_response
from jcop.rules import violations_reported_on


@admin.register(Agreement)
class AgreementAdmin(AgreementCells, RegisterPages, ReadOnlyAdmin):
    """The register of agreements, and the desk of each."""

    list_display = [
        "title",
        "signed_on",
        "party",
        "registration",
        "scope",
        "term",
        "copies",
        "remarks",
        "status",
    ]
    list_filter = FILTERS
    list_select_related = ["organization", "request"]
    ordering = ["-signed_on", "-pk"]
    search_fields = ["number", "organization__name", "party_name", "request__case_sign"]
    search_help_text = "Numer, nazwa organizacji albo znak sprawy"
    show_full_result_count = False
    list_per_page = 50
    change_list_template = "admin/agreements/agreement_list.html"
    change_form_template = "admin/agreements/agreement.html"
    move_template = "admin/agreements/agreement_move.html"
    fields = [
        "title",
        "status",
        "organization_link",
        "request_link",
        "term",
        "granted",
        "amended",
        "renewed",
        "drafted",
        "asked",
        "signed_on",
        "signed",
        "scanned",
        "handed_over",
        "ended",
        "remarks",
        "approver",
    ]
    moves = MOVES

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        grants = Grant.objects.select_related("service")
        papers = Prefetch("grants", grants), "request__wishes__service"
        rows = super().get_queryset(request).prefetch_related(*papers)
        return rows.annotate(scan_count=Count("scans"))

    def get_urls(self) -> list[URLPattern]:
        scan = self.admin_site.admin_view(self.scan_view)
        draft = self.admin_site.admin_view(self.draft_view)
        return [
            path("<int:pk>/skan/<int:scan>/", scan, name="agreements_agreement_scan"),
            path("<int:pk>/projekt/<int:draft>/", draft, name="agreements_agreement_draft"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("agreements.add_agreement")

    def beside(self, subject: Agreement) -> dict[str, Any]:
        return {"timeline": agreement_timeline(subject), "annulled": subject.annulled_numbers.order_by("pk")}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """An agreement that exists on paper; a new one comes from a request."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"organization": request.GET.get("organizacja", "")}
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        words = request.GET.get("szukaj", "")
        form = ExistingForm(*sent, initial=initial, words=words)
        if request.method == "POST" and form.is_valid():
            entered = None
            with violations_reported_on(form):
                said = dict(form.cleaned_data)
                upload = said.pop("upload")
                entered = Agreement.enter_existing(by=request.user, **said)  # type: ignore[arg-type]
                if upload:
                    entered.attach_scan(by=request.user, upload=upload)  # type: ignore[arg-type]
            if entered and form.is_valid():
                messages.success(request, f"Wprowadzono: {entered}.")
                return redirect("admin:agreements_agreement_change", entered.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "words": words,
            "back": reverse("admin:agreements_agreement_changelist"),
            "title": "Porozumienie z papieru",
        }
        return TemplateResponse(request, "admin/agreements/existing.html", context)

    def scan_view(self, request: HttpRequest, pk: int, scan: int) -> FileResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return pdf_download(
            get_object_or_404(SignedScan.objects.select_related("agreement"), pk=scan, agreement=pk)
        )

    def draft_view(self, request: HttpRequest, pk: int, draft: int) -> HttpResponse:
        """The set of an aneks or a renewal; while the job makes it, a page that looks again by itself."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = get_object_or_404(ChangeDraft.objects.select_related("document"), pk=draft, agreement=pk)
        if hasattr(found, "document"):
            return pdf_response(bytes(found.document.content), f"{found.kind}-{pk}-{found.number}.pdf")
        return self.waiting(request, f"Komplet do podpisu: {found}", since=found.made_at)

    def why_not(self, move: Move, subject: Agreement) -> str:
        if subject.state == Agreement.State.PREPARED and move.act in {
            Agreement.conclude,
            Agreement.record_signatures,
        }:
            return f"Podpisany komplet jeszcze nie wpłynął. {super().why_not(move, subject)}"
        if subject.terminated_on and move.act in {Agreement.renew, Agreement.draft_renewal}:
            return NOT_RENEWED
        if subject.terminated_on and move.act in {Agreement.amend, Agreement.draft_amendment}:
            return NOT_AMENDED
        return super().why_not(move, subject)

    def what_came(self, move: Move, subject: Agreement, form: Any) -> str:
        """Whoever typed a number reads what it passed over."""
        words, year = super().what_came(move, subject, form), timezone.localdate().year
        typed = form.cleaned_data.get("number")
        gaps = Agreement.objects.gaps(year) if typed else []
        return f"{words} W {year} r. pominięto numery: {', '.join(gaps)}." if gaps else words

    def move_initial(self, move: Move, subject: Agreement) -> dict[str, Any]:
        today = timezone.localdate()
        if move.act in {Agreement.amend, Agreement.draft_amendment}:
            return {"signed_on": today, **self._amendment_initial(move, subject, today)}
        if move.act in {Agreement.renew, Agreement.draft_renewal}:
            assert subject.valid_until is not None
            usual = {"signed_on": today, "services": subject.granted_on(subject.valid_until)}
            usual |= asked(subject, "renewal", day="valid_until")
            draft = subject.draft_to_sign(ChangeDraft.Kind.RENEWAL)
            return usual | (_said_in(draft) if draft else {})
        if move.act == Agreement.remark:
            return {"remarks": subject.remarks}
        if move.act == Agreement.terminate:
            usual = {"on": today + timedelta(days=31)}
            return usual | asked(subject, "notice", day="on", text="reason", mode="by_org")
        return {"signed_on": today, "on": today}

    def _amendment_initial(self, move: Move, subject: Agreement, today: date) -> dict[str, Any]:
        """What was printed to sign, or what the agreement says now."""
        if draft := subject.draft_to_sign(ChangeDraft.Kind.AMENDMENT):
            said = _said_in(draft) | {
                "changes": draft.content["changes"],
                "valid_from": draft.day("valid_from"),
            }
            return said if move.act != Agreement.amend or said["valid_from"] else said | {"valid_from": today}
        first = today if move.act == Agreement.amend else None
        return {
            "valid_from": first,
            "valid_until": subject.valid_until,
            "services": subject.granted_on(today),
            **asked(subject, "amendment", day="valid_from", text="changes"),
        }


def _said_in(draft: ChangeDraft) -> dict[str, Any]:
    return {"services": draft.services, "valid_until": draft.day("valid_until")}
