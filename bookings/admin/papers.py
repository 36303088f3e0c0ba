"""What the worker prints: the sheet of a day, the protocol of keys and equipment."""

from datetime import date

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from bookings import pdf
from bookings.day_sheet import day_sheet
from bookings.models import Handover, HandoverNames
from jcop.pdf import pdf_response


def sheet_of_day(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The day asked for; today when the words make no date."""
    if not request.user.has_perm("bookings.view_booking"):
        raise PermissionDenied
    try:
        day = date.fromisoformat(request.GET.get("dzien", ""))
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(2009, 1, 1)), date(2999, 1, 1))
    return pdf_response(pdf.day_sheet_pdf(day_sheet(day)), f"arkusz-{day}.pdf")


def protocol(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("bookings.view_handover"):
        raise PermissionDenied
    rows = Handover.objects.select_related(
        "booking__organization", "booking__agreement", "given_by", "returned_to"
    )
    handover = get_object_or_404(rows, pk=pk)
    names = HandoverNames.objects.filter(handover=handover).first()
    return pdf_response(pdf.protocol_pdf(handover, names), f"protokol-{handover.pk}.pdf")
