"""What residents see. Every page is anonymous; none names a person."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jcop.duties import duty_days
from jcop.hours import ONE_DAY
from jcop.models import Announcement, HouseRules, WorkerDuty
from jcop.timetable import Timetable

WEEKS_SHOWN = 4
DUTY_DAYS_SHOWN = 14
ON_HOME_PAGE = 5
ON_LIST_PAGE = 20


def _time_of_centre(table: Timetable, today: date) -> dict[str, Any]:
    """What every page about the Centre's time says: now, and whether and until when it is suspended."""
    return {
        "now": table.now(timezone.now()),
        "today": today,
        "suspension": table.suspension(today),
        "days": table.days,
    }


@require_safe
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
        "rules": HouseRules.objects.in_force(week[0].date).prefetch_related("limits"),
    }
    return render(request, "jcop/print_hours.html", context)


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    table = Timetable.of_weeks(today)
    months = list(WorkerDuty.objects.from_month_of(today))
    context = {
        **_time_of_centre(table, today),
        "months": months,
        "coming": duty_days(months, table.days_from(today, DUTY_DAYS_SHOWN)),
    }
    return render(request, "jcop/duties.html", context)


@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rules = HouseRules.objects.prefetch_related("limits")
    context = {
        "today": today,
        "current": rules.not_over(today),
        "archived": rules.archived(today),
    }
    return render(request, "jcop/house_rules.html", context)


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    return _announcement_list(request, archive=False)


@require_safe
def announcements_archive(request: HttpRequest) -> HttpResponse:
    return _announcement_list(request, archive=True)


def _announcement_list(request: HttpRequest, *, archive: bool) -> HttpResponse:
    now = timezone.now()
    rows = Announcement.objects.archived(now) if archive else Announcement.objects.current(now)
    page = Paginator(rows, ON_LIST_PAGE).get_page(request.GET.get("strona"))
    return render(request, "jcop/announcements.html", {"page": page, "archive": archive})


@require_safe
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Announcement.objects.published(now), slug=slug)
    is_archived = found.publish_until is not None and found.publish_until <= now
    context = {"announcement": found, "is_archived": is_archived}
    return render(request, "jcop/announcement.html", context)


@require_safe
def how_to_use(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/how_to_use.html")


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/documents.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/contact.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "jcop/privacy.html")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The process reaches its database: it may be given visitors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
