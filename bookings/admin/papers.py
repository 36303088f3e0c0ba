"""What the worker prints: the sheet of a day, the protocol of keys and equipment."""

from datetime import date

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from bookings import pdf
from bookings.calendars.day_sheet import day_sheet
from bookings.models import Handover
from jcop.admin.printing import paper


def sheet_of_day(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The day asked for; today when the words make no date."""
    if not request.user.has_perm("bookings.view_booking"):
        raise PermissionDenied
    try:
        day = date.fromisoformat(request.GET.get("dzien", ""))
    except ValueError:
        day = timezone.localdate()
    day = min(max(day, date(2009, 1, 1)), date(2999, 1, 1))
    return paper(
        model_admin,
        request,
        pdf.day_sheet_html(day_sheet(day)),
        name=f"arkusz-{day}.pdf",
        title=f"Arkusz dnia: {day:%d.%m.%Y}",
        job="print_day_sheet",
        day=day.isoformat(),
    )


def protocol(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("bookings.view_handover"):
        raise PermissionDenied
    handover = get_object_or_404(Handover.objects.whole(), pk=pk)
    return paper(
        model_admin,
        request,
        pdf.protocol_html(handover),
        name=f"protokol-{handover.pk}.pdf",
        title=f"Protokół zdawczo-odbiorczy nr {handover.number}",
        job="print_protocol",
        handover_id=handover.pk,
    )
