"""One switch: the Centre's activity is suspended, or it is resumed."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from jcop.admin.consequences import KIND, Act, weigh
from jcop.admin.telling import told_of
from jcop.forms import refuse_distant
from jcop.models import Centre, HoursPeriod
from jcop.opening.wording import full_date
from jcop.rules import violations_reported_on

TITLE = "Zawieszenie i wznowienie działalności"


def _day(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=[refuse_distant], **options)


class SuspendForm(forms.Form):
    valid_from = _day("Od dnia", help_text="Od tego dnia portal nie przyjmuje nowych rezerwacji.")
    valid_until = _day("Do dnia", required=False, help_text="Ostatni dzień. Puste: do odwołania.")
    reason = forms.CharField(
        label="Powód podawany mieszkańcom",
        max_length=300,
        help_text="Na przykład: „trwająca sytuacja epidemiczna”.",
    )
    contact = forms.CharField(label="Kogo pytać w tym czasie", max_length=300)


class ResumeForm(forms.Form):
    on = _day("Centrum pracuje od dnia")


def switch(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the suspension that is on or announced, with the way out of it; else the way in."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    running = HoursPeriod.objects.suspensions().ending_after(today).order_by("valid_from").first()
    told = request.POST or None
    if running:
        form: forms.Form = ResumeForm(told, initial={"on": max(today, running.valid_from)})
    else:
        centre = Centre.objects.get()
        contact = f"{centre.unit}, tel. {centre.unit_phone}, {centre.unit_email}"
        form = SuspendForm(told, initial={"valid_from": today, "contact": contact})
    if request.method == "POST" and request.POST.get("running", "") != str(running.pk if running else ""):
        messages.warning(request, "W międzyczasie ktoś to zmienił. Poniżej jest stan obecny.")
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        page = None
        with violations_reported_on(form):
            act = Act(KIND, TITLE, partial(_switched, running, form.cleaned_data), told_of)
            page, changed = weigh(request, act)
        if page:
            return page
        if form.is_valid():
            return _done(request, changed, is_resumed=isinstance(form, ResumeForm))
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": TITLE,
        "form": form,
        "running": running,
        "is_announced": running is not None and running.valid_from > today,
        "announce": request.GET.get("ogloszenie", ""),
        "may_announce": request.user.has_perm("jcop.add_announcement"),
    }
    return TemplateResponse(request, "admin/suspension.html", context)


def _switched(running: HoursPeriod | None, told: dict[str, Any]) -> HoursPeriod:
    if running is None:
        return HoursPeriod.suspend(**told)
    running.resume(**told)
    return running


def _done(request: HttpRequest, period: HoursPeriod, *, is_resumed: bool) -> HttpResponse:
    back = reverse("admin:jcop_hoursperiod_suspension")
    if period.withdrawn_at:
        messages.success(request, "Zawieszenie jest cofnięte: obowiązują zwykłe godziny.")
        return redirect(back)
    if is_resumed and period.valid_until:
        day = full_date(period.valid_until + timedelta(days=1))
        messages.success(request, f"Centrum wznawia działalność od {day}")
        return redirect(f"{back}?ogloszenie=wznowienie-{period.pk}")
    messages.success(request, "Działalność jest zawieszona. Mieszkańcy już to widzą.")
    return redirect(f"{back}?ogloszenie=zawieszenie-{period.pk}")
