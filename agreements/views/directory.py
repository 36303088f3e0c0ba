from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements import pdf
from agreements.models import Agreement, Service
from jcop.pdf import pdf_response
from organizations.models.organizations import OrganizationQuerySet

ON_DIRECTORY_PAGE = 50
SEARCH_LENGTH = 100


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Organisations with an agreement in force that do not object; never a person's data."""
    words = request.GET.get("szukaj", "")[:SEARCH_LENGTH].strip()
    rows = _listed().named_like(words).order_by("name", "pk")
    page = Paginator(rows, ON_DIRECTORY_PAGE).get_page(request.GET.get("strona"))
    return render(request, "agreements/directory.html", {"page": page, "words": words})


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
    return pdf_response(pdf.blank_pdf(kind, Service.objects.offered()), f"{kind}.pdf")
