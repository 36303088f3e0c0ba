"""What leaves the register and what comes in: exports, a year in print, a spreadsheet to enter."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agreements import import_files, importing
from agreements.models import Agreement, RegisterPrint, Spreadsheet
from agreements.registry import CONTENT_TYPES, spreadsheet
from jcop.admin.printing import printing
from jcop.files.pdf import pdf_response
from jcop.forms import whole_number
from jcop.jobs import RELOAD_SECONDS
from jcop.models import User
from jcop.rules import violations_reported_on
from jcop.templatetags.polish import odmiana

if TYPE_CHECKING:
    from jcop.admin.moves import ReadOnlyAdmin as Base
else:
    Base = object
SHEETS_SHOWN = 10


class RegisterPages(Base):
    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"agreements_agreement_{name}")

        return [
            page("eksport/<str:kind>/", self.export_view, "export"),
            page("rejestr/", self.register_view, "register"),
            page("rejestr/<int:pk>/", self.print_view, "print"),
            page("import/", self.import_view, "import"),
            page("import/wzor/", self.blank_view, "blank"),
            page("import/<int:pk>/", self.check_view, "check"),
            page("import/<int:pk>/bledne/", self.not_entered_view, "not_entered"),
            page("import/<int:pk>/zapisz/", require_POST(self.store_view), "store"),
            *super().get_urls(),
        ]

    def _context(self, request: HttpRequest, title: str, **said: Any) -> dict[str, Any]:
        back = reverse("admin:agreements_agreement_changelist")
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "back": back,
            **said,
        }

    def _refuse_unless(self, allowed: bool) -> None:  # noqa: FBT001 - the answer of a permission
        if not allowed:
            raise PermissionDenied

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The list as it is narrowed and ordered now."""
        self._refuse_unless(self.has_view_permission(request))
        if kind not in CONTENT_TYPES:
            raise Http404
        rows = self.get_changelist_instance(request).get_queryset(request)
        headers = {"Content-Disposition": f'attachment; filename="rejestr-porozumien.{kind}"'}
        return HttpResponse(spreadsheet(rows, kind), content_type=CONTENT_TYPES[kind], headers=headers)

    def register_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a year to print; the numbers that were passed over in each."""
        self._refuse_unless(self.has_view_permission(request))
        days = Agreement.objects.registered().dates("signed_on", "year", order="DESC")
        years = [day.year for day in days] or [timezone.localdate().year]
        asked = whole_number(request.POST.get("year", ""))
        if asked in years:
            return redirect("admin:agreements_agreement_print", RegisterPrint.ask(asked).pk)
        rows = [
            (year, Agreement.objects.numbered_in(year).count(), Agreement.objects.gaps(year))
            for year in years
        ]
        context = self._context(request, "Rejestr porozumień za rok", years=rows)
        return TemplateResponse(request, "admin/agreements/register.html", context)

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF; while the job makes it, a page that looks again by itself."""
        self._refuse_unless(self.has_view_permission(request))
        asked = get_object_or_404(RegisterPrint, pk=pk)
        if asked.content is not None:
            return pdf_response(bytes(asked.content), f"rejestr-porozumien-{asked.year}.pdf")
        return self.waiting(request, f"Rejestr porozumień za {asked.year} r.", since=asked.asked_at)

    def waiting(self, request: HttpRequest, title: str, since: datetime) -> HttpResponse:
        return printing(request, self._context(request, title, since=since))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        self._refuse_unless(self.has_add_permission(request))
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = importing.SpreadsheetForm(*sent)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["upload"]
            by = cast(User, request.user)
            sheet = Spreadsheet.take(name=upload.name, content=upload.read(), rows=form.rows, by=by)
            return redirect("admin:agreements_agreement_check", sheet.pk)
        title = "Organizacje i porozumienia z arkusza"
        sheets = Spreadsheet.objects.defer("content", "ready", "wrong")[:SHEETS_SHOWN]
        context = self._context(request, title, form=form, headings=importing.HEADINGS, sheets=sheets)
        return TemplateResponse(request, "admin/agreements/import.html", context)

    def blank_view(self, request: HttpRequest) -> HttpResponse:
        self._refuse_unless(self.has_add_permission(request))
        return _xlsx(import_files.blank(), "organizacje-i-porozumienia")

    def not_entered_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The rows of a sheet that were refused or left out, before and after the others are stored."""
        self._refuse_unless(self.has_add_permission(request))
        sheet = get_object_or_404(Spreadsheet, pk=pk)
        if sheet.is_working or not sheet.wrong:
            raise Http404
        return _xlsx(import_files.not_entered(sheet), "niewprowadzone-wiersze")

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the job is; then what became of every row, none of them stored."""
        self._refuse_unless(self.has_add_permission(request))
        sheet = get_object_or_404(Spreadsheet.objects.defer("content"), pk=pk)
        if sheet.is_working:
            context = self._context(request, f"Arkusz {sheet.name}", sheet=sheet)
            answer = TemplateResponse(request, "admin/agreements/import_progress.html", context, status=202)
            answer["Refresh"] = RELOAD_SECONDS
            return answer
        doubted = sum(bool(entry["warnings"]) for entry in sheet.ready)
        good = odmiana(sheet.good or 0, "poprawny wiersz,poprawne wiersze,poprawnych wierszy")
        button = f"Zapisz {sheet.good} {good}, pomiń błędne" if sheet.wrong else "Zapisz wszystkie wiersze"
        if doubted:
            button = "Zapisz poprawne i zaznaczone wiersze, pomiń pozostałe"
        title = f"Sprawdzenie arkusza {sheet.name}"
        context = self._context(request, title, sheet=sheet, doubted=doubted, button=button)
        return TemplateResponse(request, "admin/agreements/import_check.html", context)

    def store_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the clerk was shown is stored by a job; the page of the sheet says how far it is."""
        self._refuse_unless(self.has_add_permission(request))
        sheet, form = get_object_or_404(Spreadsheet.objects.defer("content"), pk=pk), forms.Form({})
        with violations_reported_on(form):
            shown = whole_number(request.POST.get("good", "")) or 0
            ticked = {whole_number(number) or 0 for number in request.POST.getlist("ticked")}
            sheet.ask_to_store(by=cast(User, request.user), shown=shown, ticked=ticked)
        if not form.is_valid():
            messages.error(request, "; ".join(map(str, form.non_field_errors())))
        return redirect("admin:agreements_agreement_check", pk)


def _xlsx(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=CONTENT_TYPES["xlsx"], headers=headers)
