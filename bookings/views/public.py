"""What everybody may see of rooms and times; never a person's name."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Bookable, BookablePhoto
from jcop.files.pictures import sent
from jcop.models import HouseRules
from jcop.pages import for_residents


def _photos(slug: str) -> QuerySet[BookablePhoto]:
    return BookablePhoto.objects.filter(bookable__in=Bookable.objects.active(), bookable__slug=slug)


@require_safe
@for_residents()
def rooms(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "bookables": Bookable.objects.active().for_use().with_photos(),
        "rules": HouseRules.objects.not_over(today).prefetch_related("limits"),
        "today": today,
    }
    return render(request, "bookings/rooms.html", context)


@require_safe
@for_residents()
def bookable(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one room or thing: what is in it, who can get in, when it is booked."""
    found = get_object_or_404(Bookable.objects.active().but_advisers().with_photos(), slug=slug)
    return render(request, "bookings/bookable.html", {"bookable": found, "week": found.own_week()})


@require_safe
def photo(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of what is on offer; drawn anew when it was put up, it holds nothing but pixels."""
    return sent(request, _photos(slug), kept="public, max-age=3600")
