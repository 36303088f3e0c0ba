"""What organisations announce to residents: events and volunteering posts, without a person's name."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Agreement, Promotion
from jcop.pages import for_residents

ON_PAGE = 20
TEMPLATES = {"event": "agreements/events.html", "volunteering": "agreements/volunteering.html"}


@require_safe
@for_residents("strona")
def promotions(request: HttpRequest, kind: str) -> HttpResponse:
    rows = Promotion.objects.shown(timezone.localdate()).of_kind(kind)
    page = Paginator(rows, ON_PAGE).get_page(request.GET.get("strona"))
    return render(request, TEMPLATES[kind], {"page": page})


@require_safe
@for_residents()
def promotion(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(Promotion.objects.shown(today).of_kind(kind), key=key)
    listed = Agreement.objects.in_force(today).parties().listed().filter(pk=found.organization_id)
    context = {"promotion": found, "is_listed": listed.exists()}
    return render(request, "agreements/promotion.html", context)
