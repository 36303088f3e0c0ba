"""What bookings contribute to pages that belong to everyone."""

from datetime import date

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.availability import midnight
from bookings.models import Booking
from jcop.desk import Queue
from jcop.hours import ONE_DAY
from jcop.models import User
from organizations.models import Organization

register = template.Library()

ON_DESK = 5


@register.simple_tag
def booking_queues(user: User) -> list[Queue]:
    if not user.has_perm("bookings.view_booking"):
        return []
    url = reverse("admin:bookings_booking_changelist")
    waiting = Booking.objects.awaiting_worker().count()
    return [Queue("rezerwacje do potwierdzenia", waiting, f"{url}?kolejka=potwierdzenie")]


@register.simple_tag
def bookings_hit(first: date, last: date | None) -> Queue:
    """Bookings that hold a place on these days, and where they are listed; no last day is no end."""
    rows = Booking.objects.filter(holds=True, starts_at__gte=midnight(first))
    query = f"starts_at__gte={first}"
    if last:
        rows = rows.filter(starts_at__lt=midnight(last + ONE_DAY))
        query += f"&starts_at__lt={last + ONE_DAY}"
    return Queue("rezerwacje", rows.count(), f"{reverse('admin:bookings_booking_changelist')}?{query}")


@register.simple_tag
def bookings_carried_by(agreement: Agreement) -> QuerySet[Booking]:
    """What an agreement carries from now on: bookings that lose their ground when it ends."""
    rows = Booking.objects.filter(agreement=agreement, holds=True).upcoming(timezone.now())
    return rows.prefetch_related("items__bookable")


@register.simple_tag
def desk_bookings(organization: Organization) -> QuerySet[Booking]:
    """The next few bookings of the organisation."""
    rows = Booking.objects.of(organization).upcoming(timezone.now())
    return rows.select_related("organization").prefetch_related("items__bookable")[:ON_DESK]
