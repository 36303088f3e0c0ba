from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agreements.admin.attachments import attachments_list
from agreements.admin.request_decisions import AcceptForm
from agreements.admin.request_moves import MOVES, TERM_OF
from agreements.admin.request_paper import PaperForm
from agreements.admin.taking_over import TakingOver
from agreements.models import Agreement, IssuedDocument, ServiceRequest
from agreements.timeline import timeline
from jcop.accounts.desk import link_to
from jcop.admin.moves import Move, ReadOnlyAdmin
from jcop.admin.office import ChoiceFilter
from jcop.files.pdf import pdf_response
from jcop.models import Message, User
from jcop.rules import violations_reported_on
from jcop.templatetags.polish import dzien, odmiana, zostalo


class QueueFilter(ChoiceFilter):
    """Without a choice the list is the queue of undecided cases, not the whole archive."""

    title = "kolejka"
    parameter_name = "kolejka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("moje", "moje"),
            ("po-terminie", "po terminie"),
            ("wkrotce", "termin w ciągu 3 dni roboczych"),
            ("komplety", "komplety do przyjęcia"),
            ("wydruki", "komplety do wydrukowania"),
            ("rozpatrzenie", "do rozpatrzenia"),
            ("uzupelnienie", "do uzupełnienia"),
            ("wiadomosci", "nieprzeczytane wiadomości"),
            ("zadzwon", "zadzwoń: nikt nie otworzył pisma"),
            ("wszystkie", "wszystkie złożone"),
        ]

    def choices(self, changelist: Any) -> Any:
        default, *others = super().choices(changelist)
        return [{**default, "display": "w toku"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
        rows, today = ServiceRequest.objects, timezone.localdate()
        asked = {
            "moje": lambda: rows.undecided().led_by(cast("User", request.user)),
            "po-terminie": lambda: rows.overdue(today),
            "wkrotce": lambda: rows.due_soon(today),
            "komplety": rows.awaiting_set,
            "wydruki": rows.to_print,
            "rozpatrzenie": rows.under_examination,
            "uzupelnienie": rows.awaiting_correction,
            "wiadomosci": rows.with_news,
            "zadzwon": lambda: rows.to_call(today),
            "wszystkie": rows.filed,
        }.get(self.value() or "", rows.undecided)
        return queryset.filter(pk__in=asked().values("pk"))


@admin.register(ServiceRequest)
class ServiceRequestAdmin(TakingOver, ReadOnlyAdmin):
    list_display = ["title", "organization", "submitted_on", "due", "state", "assigned_to"]
    list_filter = [QueueFilter]
    list_select_related = ["organization", "assigned_to"]
    ordering = [F("due_on").asc(nulls_last=True), "pk"]
    search_fields = ["number"]
    search_help_text = "Numer (12/2026), znak sprawy, nazwa organizacji albo KRS"
    show_full_result_count = False
    change_list_template = "admin/agreements/request_list.html"
    change_form_template = "admin/agreements/case.html"
    move_template = "admin/agreements/case_move.html"
    fields = [
        "title",
        "state",
        "organization_link",
        "assigned_to",
        "case_sign",
        "contact",
        "filed",
        "received",
        "deadline",
        "decision",
        "agreement_link",
    ]
    moves = MOVES

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.document_view)
        name = "agreements_servicerequest_document"
        return [path("<int:pk>/dokument/<int:document>/", view, name=name), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceRequest]:
        """What an organisation has not filed is its own: no page of the desk opens it."""
        return super().get_queryset(request).exclude(number=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("agreements.receive_servicerequest")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ServiceRequest], search_term: str
    ) -> tuple[QuerySet[ServiceRequest], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=ServiceRequest.objects.found(search_term).values("pk")), False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A request that came on paper; one in the portal is filed by its organisation."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        words = request.GET.get("szukaj", "")
        form = PaperForm(*sent, organization=request.GET.get("organizacja", ""), words=words)
        if request.method == "POST" and form.is_valid():
            entered = None
            with violations_reported_on(form):
                entered = form.enter(request.user)  # type: ignore[arg-type]
            if entered and form.is_valid():
                messages.success(request, f"Wprowadzono: {entered}.")
                return redirect("admin:agreements_servicerequest_change", entered.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "words": words,
            "back": reverse("admin:agreements_servicerequest_changelist"),
            "title": "Zapotrzebowanie z papieru",
        }
        return TemplateResponse(request, "admin/agreements/paper.html", context)

    def beside(self, found: ServiceRequest) -> dict[str, Any]:
        """What lies in the case's file, each kind in one statement."""
        parts = Prefetch("document__parts", IssuedDocument.objects.without_content().order_by("-kind"))
        rows = found.versions.select_related("document").defer("document__content")
        versions = list(rows.prefetch_related(parts))
        mails = Message.objects.about(found, getattr(found, "agreement", None))
        return {
            "case": found,
            "twins": ServiceRequest.objects.twins(found) if found.is_undecided else [],
            "wishes": found.wishes.select_related("service"),
            "checks": found.checks.select_related("by"),
            "letters": found.letters.select_related("issued_by", "document").defer("document__content"),
            "talk": found.messages.select_related("author"),
            "notes": found.notes.select_related("author"),
            "versions": [
                (
                    version,
                    getattr(version, "document", None),
                    version.differences(earlier) if earlier else [],
                )
                for version, earlier in zip(versions, [*versions[1:], None], strict=False)
            ],
            "attachments": attachments_list(found),
            "declarations": found.declarations.select_related("declaration"),
            "mails": mails.prefetch_related("recipient"),
            "timeline": timeline(found, with_names=True),
        }

    def document_view(self, request: HttpRequest, pk: int, document: int) -> HttpResponse:
        """A set or a letter as it was handed out."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if self.get_object(request, str(pk)) is None:
            raise Http404
        own = Q(request=pk) | Q(part_of__request=pk)
        found = get_object_or_404(IssuedDocument.objects.filter(own), pk=document)
        return pdf_response(bytes(found.content), f"{found.kind}-{pk}-{document}.pdf")

    def _move_form(self, request: HttpRequest, move: Move, subject: Any) -> Any:
        form = super()._move_form(request, move, subject)
        if isinstance(form, AcceptForm) and not request.user.has_perm("organizations.verify_organization"):
            form.leave_verification_out()
        return form

    def move_initial(self, move: Move, subject: ServiceRequest) -> dict[str, Any]:
        initial: dict[str, Any] = {"on": timezone.localdate(), "case_sign": subject.case_sign}
        return initial | {"to": subject.assigned_to_id}

    @admin.display(description="zapotrzebowanie", ordering="pk")
    def title(self, request: ServiceRequest) -> str:
        return f"nr {request.reference}"

    @admin.display(description="termin", ordering="due_on")
    def due(self, request: ServiceRequest) -> str:
        if not request.is_undecided or request.due_on is None:
            return "–"
        return f"{request.due_on:%d.%m.%Y} ({zostalo(request.due_on)})"

    @admin.display(description="organizacja")
    def organization_link(self, request: ServiceRequest) -> SafeString:
        organization = request.organization
        return format_html(
            "{}, {} – {}",
            link_to(organization, organization.name),
            organization.registration,
            organization.get_state_display(),
        )

    @admin.display(description="osoba do kontaktu, okres")
    def contact(self, request: ServiceRequest) -> str:
        return "; ".join(words for words in (request.contact, request.period) if words) or "–"

    @admin.display(description="złożono")
    def filed(self, request: ServiceRequest) -> str:
        where = "na papierze" if request.is_paper else "w portalu"
        asked = "; organizacja prosi o wydruk w Referacie" if request.wants_print else ""
        printed = f", wydrukowano {dzien(request.printed_on)}" if request.printed_on else ""
        return f"{dzien(request.submitted_on)} {where}{asked}{printed}"

    @admin.display(description="wpływ kompletu")
    def received(self, request: ServiceRequest) -> str:
        if request.received_on is None:
            return "jeszcze nie wpłynął"
        parts = [
            dzien(request.received_on),
            request.get_received_channel_display(),
            f"egzemplarzy: {request.copies_received}",
            f"podpisany wydruk {request.received_mark}",
        ]
        if request.is_outdated_mark:
            parts.append("NIEAKTUALNY: rozstrzyga podpisany papier, różnice są poniżej")
        if request.receipt_number:
            parts.append(f"rejestr wpływów: {request.receipt_number}")
        return ", ".join(parts)

    @admin.display(description="termin rozpatrzenia")
    def deadline(self, request: ServiceRequest) -> SafeString | str:
        if correction := request.open_correction:
            until = dzien(correction.due_on) or "od doręczenia pisma"
            return f"Nie biegnie: wezwano do uzupełnienia, termin na uzupełnienie: {until}"
        term = request.term()
        if term is None:
            return "Termin zacznie biec od wpływu podpisanego kompletu."
        skipped = ", ".join(f"{day:%d.%m} ({reason})" for day, reason in term.skipped)
        corrected = request.restarting_correction
        stood = f" Termin nie biegł od wezwania z {dzien(corrected.letter.issued_at)}." if corrected else ""
        extended = f" Nowy termin podano z powodem: {request.extension_reason}"
        return format_html(
            "<strong>{}</strong> ({}). Liczone od {}, {} {} {}{}{}",
            dzien(request.due_on),
            zostalo(request.due_on) if request.is_undecided and request.due_on else "rozpatrzone",
            dzien(term.start),
            term.days,
            odmiana(term.days, TERM_OF),
            dzien(term.nominal_end),
            f"; pominięto: {skipped}." if skipped else "",
            f"{stood}{extended if request.extension_reason else ''}",
        )

    @admin.display(description="rozpatrzenie")
    def decision(self, request: ServiceRequest) -> str:
        if request.decided_at is None:
            return "jeszcze nie rozpatrzono"
        return f"{dzien(request.decided_at)}, {request.decided_by} {request.refusal_reason}".strip()

    @admin.display(description="porozumienie")
    def agreement_link(self, request: ServiceRequest) -> SafeString | str:
        agreement = Agreement.objects.filter(request=request).first()
        if agreement is None:
            return "–"
        return format_html("{} – {}", link_to(agreement), agreement.status(timezone.localdate()))
