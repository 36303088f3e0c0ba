"""The week planner: the clerk sees a week (or the weekdays of a month), types hours, publishes."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from jcop.admin.consequences import KIND, Act, weigh
from jcop.admin.telling import told_of
from jcop.admin.typed import HoursField
from jcop.centre.timetable import Timetable, period_sentence
from jcop.models import Centre, HoursPeriod
from jcop.opening.hours import ONE_DAY, Day, Period, Span, monday_of
from jcop.opening.wording import MONTHS, OF_MONTH
from jcop.rules import violations_reported_on

WEEKDAYS = ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
FIELDS = [f"day_{weekday}" for weekday in range(7)]
WORDS = ("reason", "note", "is_by_phone")
NO_HOURS = "Proszę wpisać godziny albo „nieczynne”."
STALE = (
    "W międzyczasie ktoś ogłosił inne godziny. Poniżej jest to, co Państwo wpisali; aktualne godziny pokaże"
    " ponowne otwarcie planu. Aby mimo to ogłosić wpisane, proszę wysłać formularz jeszcze raz."
)
FIRST, LAST = date(2009, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Scope:
    """What is planned at once: seven dates, or the weekdays of the days from `first` to `last`."""

    first: date
    last: date
    is_week: bool

    @classmethod
    def of_week(cls, day: date) -> "Scope":
        monday = monday_of(day)
        return cls(monday, monday + 6 * ONE_DAY, is_week=True)

    @classmethod
    def of_month(cls, day: date) -> "Scope":
        first = day.replace(day=1)
        return cls(first, first.replace(day=monthrange(first.year, first.month)[1]), is_week=False)

    def asked(self, day: date) -> "Scope":
        return self.of_week(day) if self.is_week else self.of_month(day)

    @property
    def before(self) -> date:
        return self.asked(self.first - ONE_DAY).first

    @property
    def after(self) -> date:
        return self.last + ONE_DAY

    @property
    def title(self) -> str:
        if self.is_week:
            return f"Plan tygodnia od {self.first.day} {OF_MONTH[self.first.month - 1]} {self.first.year} r."
        return f"Plan miesiąca: {MONTHS[self.first.month - 1]} {self.first.year}"

    def is_planned_by(self, period: Period | None) -> bool:
        """An override that was made for this stretch, or for a part of this week."""
        return period is not None and period.kind == Period.OVERRIDE and period.is_short == self.is_week

    def label(self, weekday: int) -> str:
        if not self.is_week:
            return WEEKDAYS[weekday]
        day = self.first + timedelta(days=weekday)
        return f"{WEEKDAYS[weekday]}, {day.day} {OF_MONTH[day.month - 1]}"

    def is_past(self, weekday: int, today: date) -> bool:
        return self.is_week and self.first + timedelta(days=weekday) < today

    def _offers(self, day: Day) -> bool:
        if not day.is_known or day.is_suspended:
            return False
        if self.is_week:
            return bool(day.spans) or not day.is_usual
        return day.is_usual or (day.period is not None and not day.period.is_short)

    def hours(self, days: Sequence[Day]) -> list[tuple[Span, ...] | None]:
        """What to start from: the hours of each weekday, None where they are better left alone.

        Of a week those in force, but a weekday closed by the pattern stays out of it; of a month
        those of its first ordinary such weekday.
        """
        found: list[tuple[Span, ...] | None] = [None] * 7
        for day in days:
            weekday = day.date.weekday()
            if self._offers(day) and found[weekday] is None:
                found[weekday] = day.spans
        return found


class PlanForm(forms.Form):
    """Seven weekdays and what residents are told beside them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, scope: Scope, today: date, days: list[Day], **options: Any) -> None:
        super().__init__(data, **options)
        self.scope, self.today, self.days = scope, today, days
        for weekday, name in enumerate(FIELDS):
            self.fields[name] = HoursField(
                label=scope.label(weekday),
                required=not scope.is_week,
                disabled=scope.is_past(weekday, today),
                error_messages={"required": NO_HOURS},
            )
        self.fields["reason"] = forms.CharField(
            label="Powód zamknięcia",
            max_length=300,
            required=False,
            help_text="Pojawi się przy dniach nieczynnych, na przykład: „inwentaryzacja”.",
        )
        self.fields["note"] = forms.CharField(
            label="Dopisek dla mieszkańców",
            max_length=500,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Bez imion i nazwisk.",
        )
        self.fields["is_by_phone"] = forms.BooleanField(label="Najlepiej telefonicznie", required=False)

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in WORDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.scope.is_week and not any(name in self.errors for name in FIELDS):
            self._check_days(data)
        if not self.errors and data["seen"] != fingerprint(self.days):
            # Sent again, it counts as seen.
            self.data = {**{name: self.data.get(name) for name in self.data}, "seen": fingerprint(self.days)}
            raise forms.ValidationError(STALE, code="stale")
        return data

    def _check_days(self, data: dict[str, Any]) -> None:
        told = self._told(data)
        if not told:
            raise forms.ValidationError("Proszę wpisać godziny co najmniej jednego dnia.", code="empty")
        for weekday in range(told[0], told[-1]):
            if weekday not in told:
                self.add_error(
                    FIELDS[weekday], f"{NO_HOURS} Ten dzień leży między dniami, które Państwo ogłaszają."
                )

    def _told(self, data: dict[str, Any]) -> list[int]:
        return [
            weekday
            for weekday, name in enumerate(FIELDS)
            if data.get(name) is not None and not self.scope.is_past(weekday, self.today)
        ]

    def publish(self) -> HoursPeriod:
        data = self.cleaned_data
        week = [data[name] or () for name in FIELDS]
        first, last = max(self.scope.first, self.today), self.scope.last
        if self.scope.is_week:
            told = self._told(data)
            first = self.scope.first + timedelta(days=told[0])
            last = self.scope.first + timedelta(days=told[-1])
            week = [hours if weekday in told else () for weekday, hours in enumerate(week)]
        words = {name: data[name] for name in WORDS}
        return HoursPeriod.plan(first, last, week, **words)


def fingerprint(days: Sequence[Day]) -> str:
    """Changes with whatever residents read about these days."""
    told = [(str(day.date), *map(str, day.spans), day.reason, str(day.is_known)) for day in days]
    return sha256(repr(told).encode()).hexdigest()[:16]


def _date(text: str) -> date | None:
    """A day within reach, also of „2027-03”; None when the words make none."""
    try:
        day = date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return None
    return day if FIRST <= day < LAST else None


def plan_week(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    return _plan(model_admin, request, Scope.of_week(_date(request.GET.get("od", "")) or today), today)


def plan_month(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    return _plan(model_admin, request, Scope.of_month(_date(request.GET.get("od", "")) or today), today)


@transaction.atomic
def _plan(model_admin: admin.ModelAdmin, request: HttpRequest, scope: Scope, today: date) -> HttpResponse:
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if scope.last < today:
        messages.warning(request, "Te dni już minęły: plan otwarto od dzisiaj.")
        return redirect(request.path)
    if request.method == "POST":
        # Whoever publishes waits here for whoever is publishing, and then sees what that one did.
        Centre.objects.select_for_update(no_key=True).get()
    days = Timetable.between(scope.first, scope.last).days
    source = _date(request.GET.get("wzor", ""))
    form = PlanForm(
        request.POST or None, scope=scope, today=today, days=days, initial=_initial(scope, days, source)
    )
    if request.method == "POST" and form.is_valid():
        page, period = None, None
        with violations_reported_on(form):
            page, period = weigh(request, Act(KIND, scope.title, form.publish, told_of))
        if page:
            return page
        if form.is_valid() and period:
            return redirect(f"{request.path}?od={scope.first}&ogloszono={period.pk}")
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": scope.title,
        "form": form,
        "scope": scope,
        "source": source,
        "may_go_back": scope.before >= scope.asked(today).first,
        "published": _published(request.GET.get("ogloszono", "")),
        "may_announce": request.user.has_perm("jcop.add_announcement"),
        "other": reverse("admin:jcop_hoursperiod_month" if scope.is_week else "admin:jcop_hoursperiod_week"),
    }
    return TemplateResponse(request, "admin/plan_hours.html", context)


def _initial(scope: Scope, days: list[Day], source: date | None) -> dict[str, Any]:
    """The hours in force, or those of the week or month that is copied."""
    copied = days
    if source:
        other = scope.asked(source)
        copied = Timetable.between(other.first, other.last).days
    hours = dict(zip(FIELDS, scope.hours(copied), strict=True))
    planned = next((day.period for day in copied if scope.is_planned_by(day.period)), None)
    words = {name: getattr(planned, name) for name in WORDS} if planned else {}
    return {**hours, **words, "seen": fingerprint(days)}


@dataclass(frozen=True)
class Published:
    """What the clerk has just told residents."""

    pk: int
    sentence: str
    first: date
    last: date


def _published(pk: str) -> Published | None:
    if not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    row = HoursPeriod.objects.published().filter(pk=pk, kind=Period.OVERRIDE).first()
    if row is None or row.valid_until is None:
        return None
    return Published(row.pk, period_sentence(row.as_period()), row.valid_from, row.valid_until)
