"""An organisation's series: its rule, its dates before they are booked, and what becomes of them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.forms import (
    CLAIMED,
    LAST_STEP,
    ChangeDateForm,
    MoveDatesForm,
    MovedDatesForm,
    RhythmForm,
    SeriesForm,
    Step,
    claimed_by,
    rhythm_step,
    step,
)
from bookings.models import Booking, Series, SeriesDate, rules_to_accept
from bookings.models.series import returnable
from bookings.search.previewing import preview
from bookings.views.panel import begun, used_before
from jcop.rules import violations_reported_on
from organizations.access import MemberRequest, member_required


@require_http_methods(["GET", "POST"])
@member_required
def book_series(request: MemberRequest) -> HttpResponse:
    """The rule, then every date with its obstacle, then the booking: one form, sent again."""
    rules = rules_to_accept(request.organization, timezone.localdate())
    form = begun(request, SeriesForm, rules=rules)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown, made = _claimed(request, form)
        if made:
            return redirect(made)
    context = {
        "organization": request.organization,
        "form": form,
        "shown": shown,
        "may_repeat": used_before(request).exists(),
    }
    return render(request, "bookings/book_series.html", context)


@transaction.atomic
def _claimed(request: MemberRequest, form: SeriesForm) -> tuple[Step | None, Series | None]:
    """The series, when the dates shown were chosen and can be had; else the dates to choose from."""
    if made := claimed_by(form, request.organization):
        messages.info(request, CLAIMED)
        return None, made
    plan = form.plan(request.organization)
    shown, series = None, None
    with violations_reported_on(form):
        previews = preview(plan, timezone.now())
        shown = step(plan, previews, request.POST, conflicts=form.cleaned_data["conflicts"])
    if shown is not None and shown.chosen is not None:
        with violations_reported_on(shown.dates):
            form.accept_rules(request.organization, request.user)
            series = Series.claim(
                plan,
                by=request.user,
                chosen=shown.chosen,
                form_key=form.key_of(request.organization),
            )
    if series:
        messages.success(request, "Seria jest zapisana.")
    return shown, series


@require_http_methods(["GET", "POST"])
@member_required
def change_rhythm(request: MemberRequest, pk: int) -> HttpResponse:
    """Another rhythm or end: what stays, what is given up, every new date with its obstacle."""
    found, at = _series(request, pk), timezone.now()
    form = RhythmForm(request.POST or None, initial=RhythmForm.initial_of(found))
    followed = shown = None
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            followed, shown = rhythm_step(found, form, request.organization, request.POST, at)
        if shown and shown.chosen is not None:
            with violations_reported_on(shown.dates):
                found.follow(form.rule(), by=request.user, chosen=shown.chosen, by_organization=True)
            if shown.dates.is_valid():
                messages.success(request, "Seria jest zmieniona.")
                return redirect(found)
    context = {
        "organization": request.organization,
        "series": found,
        "form": form,
        "followed": followed,
        "shown": shown,
    }
    return render(request, "bookings/change_rhythm.html", context)


def _series(request: MemberRequest, pk: int) -> Series:
    rows = Series.objects.of(request.organization).select_related("organization")
    return get_object_or_404(rows, pk=pk)


@require_safe
@member_required
def series(request: MemberRequest, pk: int) -> HttpResponse:
    found, now = _series(request, pk), timezone.now()
    dates = list(found.dates.select_related("booking").prefetch_related("booking__items__bookable"))
    back = returnable(found, dates, now)
    allowed = {"skip", "change", "put_back"} if request.organization.may_start else {"skip"}
    context = {
        "organization": request.organization,
        "series": found,
        "items": list(found.items.select_related("bookable").order_by("pk")),
        "contact": found.contact(),
        "dates": [(date, _acts(date, now, back) & allowed) for date in dates],
        "is_waiting": any(one.booking and one.booking.state == Booking.State.REQUESTED for one in dates),
        "may_change": any(one.is_held and one.is_ahead(now) for one in dates),
    }
    return render(request, "bookings/series.html", context)


def _acts(one: SeriesDate, now: datetime, back: set[int]) -> set[str]:
    """What may be done with a date now."""
    if not one.is_ahead(now):
        return set()
    if not one.is_held:
        return {"put_back"} if one.number in back else set()
    return {"skip"} if one.booking and one.booking.state == Booking.State.PROPOSED else {"skip", "change"}


@require_http_methods(["GET", "POST"])
@member_required
def move_series(request: MemberRequest, pk: int) -> HttpResponse:
    """Other hours or another place: every future date with its obstacle, then those that were ticked."""
    found = _series(request, pk)
    initial = {"starts": found.starts, "ends": found.ends}
    form = MoveDatesForm(request.POST or None, series=found, initial=initial)
    dates, is_last = None, request.POST.get("krok") == LAST_STEP
    if request.method == "POST" and form.is_valid():
        with violations_reported_on(form):
            pairs = found.judged_elsewhere(request.organization, **form.cleaned_data, at=timezone.now())
            dates = MovedDatesForm(request.POST if is_last else None, found=pairs)
        if dates and dates.is_bound and dates.is_valid():
            with violations_reported_on(dates):
                found.reschedule(**form.cleaned_data, days=dates.chosen())
            if dates.is_valid():
                messages.success(request, "Seria jest zmieniona.")
                return redirect(found)
    context = {"organization": request.organization, "series": found, "form": form, "dates": dates}
    return render(request, "bookings/move_series.html", context)


@require_POST
@member_required
def cancel_series(request: MemberRequest, pk: int) -> HttpResponse:
    found = _series(request, pk)
    return _done(
        request, found, partial(found.cancel, by_organization=True), "Przyszłe terminy serii są odwołane."
    )


def _date(request: MemberRequest, pk: int, number: int) -> SeriesDate:
    rows = SeriesDate.objects.select_related("booking", "series__organization")
    return get_object_or_404(rows, series__organization=request.organization, series=pk, number=number)


def _is_another(request: MemberRequest, one: SeriesDate) -> bool:
    """Did the page that was sent show another day under this number? A changed rhythm numbers anew."""
    shown = request.POST.get("termin", "")
    if not shown or shown == one.day.isoformat():
        return False
    messages.error(request, "W międzyczasie zmienił się rytm serii. Poniżej są jej obecne terminy.")
    return True


@require_POST
@member_required
def skip_date(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    one = _date(request, pk, number)
    if _is_another(request, one):
        return redirect(one.series)
    return _done(
        request, one.series, partial(one.skip, by_organization=True), f"Termin {one} jest pominięty."
    )


@require_POST
@member_required
def put_back_date(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    one = _date(request, pk, number)
    if _is_another(request, one):
        return redirect(one.series)
    told = f"Termin {one} wrócił do serii."
    return _done(request, one.series, lambda: one.put_back(by=request.user), told)


@require_http_methods(["GET", "POST"])
@member_required
def change_date(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    one = _date(request, pk, number)
    if not one.is_held:
        messages.error(request, "Ten termin jest pominięty albo odwołany: można go przywrócić.")
        return redirect(one.series)
    form = ChangeDateForm(request.POST or None, series=one.series, initial=ChangeDateForm.initial_of(one))
    if request.method == "POST" and form.is_valid() and _changed(one, form):
        messages.success(request, f"Zmieniono termin {one}")
        return redirect(one.series)
    context = {"organization": request.organization, "date": one, "form": form}
    return render(request, "bookings/change_date.html", context)


def _changed(one: SeriesDate, form: BaseForm) -> bool:
    with violations_reported_on(form):
        one.change(**form.cleaned_data)
    return form.is_valid()


def _done(request: MemberRequest, found: Series, verb: Callable[[], object], told: str) -> HttpResponse:
    try:
        verb()
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, told)
    return redirect(found)
