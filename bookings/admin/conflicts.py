"""The queue of what holds a place without an hour or a right: decided here, one by one or all at once."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from bookings.admin.choosing import LATER, ChoosingForm, hits_of, summary
from bookings.models import Booking, Closure
from jcop.models import User
from jcop.rules import violations_reported_on

TOLD = "W podanych niżej terminach Centrum jest nieczynne albo rezerwacja straciła podstawę."


def conflicts(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("bookings.confirm_booking"):
        raise PermissionDenied
    at = timezone.now()
    find = partial(Booking.objects.obstacles, at)
    is_sent = request.method == "POST"
    form = ChoosingForm(
        request.POST if is_sent else None, hits=hits_of(find, at, lock=False), initial={"choice": LATER}
    )
    if is_sent and form.is_valid() and isinstance(request.user, User):
        closure: Closure | None = None
        with violations_reported_on(form):
            closure = form.settle(kind=Closure.Kind.CONFLICTS, told=TOLD, by=request.user, at=at)
        if form.is_valid():
            messages.success(request, summary(closure))
            return redirect(request.path)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Rezerwacje w konflikcie",
        "form": form,
        "submit": "Zapisz decyzje",
    }
    return TemplateResponse(request, "bookings/admin/consequences.html", context)
