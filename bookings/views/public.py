"""What everybody may see of rooms and times; never a person's name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Bookable
from jcop.models import HouseRules
from jcop.pages import for_residents


@require_safe
@for_residents
def rooms(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "bookables": Bookable.objects.active(),
        "rules": HouseRules.objects.not_over(today).prefetch_related("limits"),
        "today": today,
    }
    return render(request, "bookings/rooms.html", context)
