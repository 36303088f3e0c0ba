"""What residents see of the Centre's time. Every page is anonymous; none names a person."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jcop.centre.timetable import Timetable
from jcop.models import Announcement, HouseRules, WorkerDuty
from jcop.opening.duties import duty_days
from jcop.opening.hours import ONE_DAY
from jcop.pages import for_residents

WEEKS_SHOWN = 4
DUTY_DAYS_SHOWN = 14
ON_HOME_PAGE = 5


def _time_of_centre(table: Timetable, today: date) -> dict[str, Any]:
    """What every page about the Centre's time says: now, and whether and until when it is suspended."""
    return {
        "now": table.now(timezone.now()),
        "today": today,
        "suspension": table.suspension(today),
        "days": table.days,
    }


@require_safe
@for_residents()
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    table = Timetable.of_weeks(today)
    context = {
        **_time_of_centre(table, today),
        "week": table.weeks[0],
        "duty": WorkerDuty.objects.from_month_of(today).first(),
        "announcements": Announcement.objects.current(timezone.now())[:ON_HOME_PAGE],
    }
    return render(request, "jcop/home.html", context)


@require_safe
@for_residents()
def opening_hours(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    table = Timetable.of_weeks(today)
    context = {
        **_time_of_centre(table, today),
        "weeks": table.weeks[:WEEKS_SHOWN],
        "has_unknown": any(not day.is_known for week in table.weeks[:WEEKS_SHOWN] for day in week),
        "special": table.special(today),
        "rules": HouseRules.objects.in_force(today).prefetch_related("limits"),
    }
    return render(request, "jcop/hours.html", context)


@require_safe
@for_residents("tydzien")
def print_hours(request: HttpRequest) -> HttpResponse:
    """One week in large type, for the door."""
    today = timezone.localdate()
    table = Timetable.of_weeks(today)
    reach = {str(week[0].date): week for week in table.weeks}
    week = reach.get(request.GET.get("tydzien", ""), table.weeks[0])
    context = {
        **_time_of_centre(table, today),
        "week": week,
        "next": reach.get(str(week[-1].date + ONE_DAY)),
        "rules": HouseRules.objects.between(week[0].date, week[-1].date).prefetch_related("limits"),
    }
    return render(request, "jcop/print_hours.html", context)


@require_safe
@for_residents("uklad")
def duties(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    table = Timetable.of_weeks(today)
    months = list(WorkerDuty.objects.from_month_of(today))
    context = {
        **_time_of_centre(table, today),
        "months": months,
        "by_organization": request.GET.get("uklad") == "organizacje",
        "coming": duty_days(months, table.days_from(today, DUTY_DAYS_SHOWN)),
    }
    return render(request, "jcop/duties.html", context)


@require_safe
@for_residents()
def house_rules(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rules = HouseRules.objects.prefetch_related("limits")
    context = {
        "today": today,
        "current": rules.not_over(today),
        "archived": rules.archived(today),
    }
    return render(request, "jcop/house_rules.html", context)
