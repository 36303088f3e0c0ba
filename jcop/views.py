"""What residents see. Every page is anonymous; none names a person."""

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jcop.calendars import office_day_off
from jcop.hours import Day, Now, now_at, week_of
from jcop.models import Announcement, HoursPeriod

WEEKS_AHEAD = 4
ON_HOME_PAGE = 5
ON_LIST_PAGE = 20


def _weeks(today: date, count: int) -> list[list[Day]]:
    day_off = office_day_off()
    last = today + timedelta(weeks=count)
    periods = HoursPeriod.objects.published().touching(today - timedelta(days=6), last).as_periods()
    return [week_of(today + timedelta(weeks=n), periods, day_off) for n in range(count)]


def _now(weeks: list[list[Day]]) -> Now:
    moment = timezone.now()
    today = timezone.localdate(moment)
    return now_at(moment, [day for week in weeks for day in week if day.date >= today])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    weeks = _weeks(today, WEEKS_AHEAD)
    context = {
        "now": _now(weeks),
        "today": today,
        "week": weeks[0],
        "announcements": Announcement.objects.current(timezone.now())[:ON_HOME_PAGE],
    }
    return render(request, "jcop/home.html", context)


@require_safe
def opening_hours(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    weeks = _weeks(today, WEEKS_AHEAD)
    context = {"now": _now(weeks), "today": today, "weeks": weeks}
    return render(request, "jcop/hours.html", context)


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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or cookies are off: say what to do, lose nothing else."""
    return render(request, "403_csrf.html", status=403)


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
