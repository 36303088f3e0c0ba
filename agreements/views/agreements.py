from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

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
    rows = Agreement.objects.of(request.organization).select_related("organization", "request")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "organization": request.organization,
        "agreement": found,
        "grants": found.grants.select_related("service"),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/agreement.html", context)
