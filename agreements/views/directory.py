from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements import pdf
from agreements.models import Agreement, Declaration, DocumentText, Service
from jcop.files.pdf import pdf_response
from jcop.pages import for_residents
from organizations.forms import DirectoryForm
from organizations.models.organizations import OrganizationQuerySet

ON_DIRECTORY_PAGE = 50


@require_safe
@for_residents(*DirectoryForm.ADDRESS.values())
def directory(request: HttpRequest) -> HttpResponse:
    """Organisations with an agreement in force that do not object; never a person's data."""
    form = DirectoryForm(request.GET)
    # One more than a page holds tells whether there is a next one.
    found = list(form.found_among(_listed())[: ON_DIRECTORY_PAGE + 1])
    next_page = form.address_after(found[-2]) if len(found) > ON_DIRECTORY_PAGE else ""
    context = {"form": form, "found": found[:ON_DIRECTORY_PAGE], "next_page": next_page}
    return render(request, "agreements/directory.html", context)


@require_safe
@for_residents()
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
    said = pdf.usable(DocumentText.objects.in_use())
    declared = Declaration.objects.current().values("text", "version")
    return pdf_response(pdf.blank_pdf(kind, Service.objects.offered(), declared, said), f"{kind}.pdf")
