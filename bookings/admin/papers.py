"""What the worker prints: the sheet of a day, the protocol of keys and equipment."""

from datetime import date

from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from bookings import pdf
from bookings.day_sheet import day_sheet
from bookings.models import Handover, HandoverNames
from jcop.admin.printing import printing
from jcop.jobs import enqueue
from jcop.pdf import pdf_response

# A job that was lost is asked for again.
PATIENCE_SECONDS = 60


def sheet_of_day(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The day asked for; today when the words make no date.

    A job makes it; until then a page looks again by itself, without JavaScript.
    """
    if not request.user.has_perm("bookings.view_booking"):
        raise PermissionDenied
    try:
        day = date.fromisoformat(request.GET.get("dzien", ""))
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(2009, 1, 1)), date(2999, 1, 1))
    key = pdf.day_sheet_key(pdf.day_sheet_html(day_sheet(day)))
    content: bytes | None = cache.get(key)
    if content is not None:
        return pdf_response(content, f"arkusz-{day}.pdf")
    asked, now = f"{key}-asked", timezone.now()
    if cache.add(asked, now, PATIENCE_SECONDS):
        enqueue("print_day_sheet", day=day.isoformat())
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": f"Arkusz dnia: {day:%d.%m.%Y}",
        "back": reverse("admin:bookings_booking_changelist"),
        "since": cache.get(asked, now),
    }
    return printing(request, context)


def protocol(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("bookings.view_handover"):
        raise PermissionDenied
    rows = Handover.objects.select_related(
        "booking__organization", "booking__agreement", "given_by", "returned_to"
    )
    handover = get_object_or_404(rows, pk=pk)
    names = HandoverNames.objects.filter(handover=handover).first()
    return pdf_response(pdf.protocol_pdf(handover, names), f"protokol-{handover.pk}.pdf")
