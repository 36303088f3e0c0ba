"""What the Centre announces: current notices, the archive by month, the feed."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from jcop import richtext
from jcop.files.pictures import FOR_GOOD, sent
from jcop.models import Announcement, AnnouncementPicture, Centre
from jcop.pages import for_residents

ON_LIST_PAGE = 20
IN_FEED = 30


@require_safe
@for_residents("strona")
def announcements(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = Paginator(Announcement.objects.current(now), ON_LIST_PAGE).get_page(request.GET.get("strona"))
    return render(request, "jcop/announcements.html", {"page": page})


@require_safe
@for_residents()
def announcements_archive(request: HttpRequest) -> HttpResponse:
    """The months in which something was published that is no longer current."""
    months = Announcement.objects.archived(timezone.now()).months()
    return render(request, "jcop/announcements_archive.html", {"months": months})


@require_safe
@for_residents("strona")
def announcements_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    try:
        first = date(year, month, 1)
        rows = Announcement.objects.archived(timezone.now()).of_month(first)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    page = Paginator(rows, ON_LIST_PAGE).get_page(request.GET.get("strona"))
    return render(request, "jcop/announcements_month.html", {"page": page, "first": first})


@require_safe
@for_residents()
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    rows = Announcement.objects.published(now).select_related("replaced_by")
    found = get_object_or_404(rows, slug=slug)
    context = {
        "announcement": found,
        "pictures": found.pictures.defer("content"),
        "replacement": found.replacement(now),
        "is_archived": found.is_over(now),
    }
    return render(request, "jcop/announcement.html", context)


@require_safe
def announcement_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A picture of what is published, kept by browsers for good; of what is not, for the office alone."""
    rows = AnnouncementPicture.objects.filter(pk=pk, digest__startswith=digest)
    is_public = rows.filter(announcement__in=Announcement.objects.published(timezone.now())).exists()
    if not (is_public or _may_preview(request)):
        raise Http404
    return sent(request, rows, kept=FOR_GOOD if is_public else "private, no-store")


def _may_preview(request: HttpRequest) -> bool:
    return admin.site.has_permission(request) and request.user.has_perm("jcop.view_announcement")


class AnnouncementFeed(Feed):
    """Current notices as Atom, for readers and for other pages of the city."""

    feed_type = Atom1Feed
    language = "pl"

    def get_object(self, request: HttpRequest) -> Centre:
        return Centre.objects.get()

    def title(self, centre: Centre) -> str:
        return f"{centre.short_name} – aktualności"

    def subtitle(self, centre: Centre) -> str:
        return centre.name

    def author_name(self, centre: Centre) -> str:
        return centre.name

    def link(self) -> str:
        return reverse("announcements")

    def items(self, centre: Centre) -> QuerySet[Announcement]:
        return Announcement.objects.current(timezone.now()).order_by("-publish_from", "-pk")[:IN_FEED]

    def item_description(self, item: Any) -> str:
        return richtext.shown(item.body)

    def item_pubdate(self, item: Any) -> Any:
        return item.publish_from

    def item_updateddate(self, item: Any) -> Any:
        return item.publish_from
