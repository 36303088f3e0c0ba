"""What bookings contribute to pages that belong to everyone."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement
from bookings.finding import FreeTime
from bookings.models import Booking, ClosureMessage
from bookings.models.querysets import OFFICE_DAYS, WORKER_DAYS
from bookings.models.wishes import midnight
from jcop.desk import Queue
from jcop.hours import ONE_DAY
from jcop.models import User
from organizations.models import Organization

register = template.Library()

ON_DESK = 5


@register.simple_tag
def booking_queues(user: User) -> list[Queue]:
    """What waits longest leads the worker's list; what waits too long is the Referat's."""
    if not user.has_perm("bookings.view_booking"):
        return []
    url = reverse("admin:bookings_booking_changelist")
    rows, now = Booking.objects, timezone.now()
    today = timezone.localdate(now)
    lists = []
    if user.has_perm("agreements.examine_servicerequest"):
        late = rows.neglected(today, OFFICE_DAYS)
        lists.append(("rezerwacje bez odpowiedzi Centrum od 4 dni roboczych", "ponad-4-dni", late))
    if user.has_perm("bookings.confirm_booking"):
        late = rows.neglected(today, WORKER_DAYS)
        lists.append(("rezerwacje czekają od 2 dni roboczych", "ponad-2-dni", late))
    lists.append(("rezerwacje do potwierdzenia", "potwierdzenie", rows.awaiting_worker()))
    if user.has_perm("bookings.confirm_booking"):
        lists.append(("rezerwacje w konflikcie z godzinami lub prawem", "konflikty", rows.in_conflict(now)))
        lists.append(("propozycje terminów bez odpowiedzi", "propozycje", rows.unanswered()))
        lists.append(("rezerwacje do odnotowania po użyciu", "odnotowanie", rows.to_note(now)))
    queues = [Queue(label, found.count(), f"{url}?kolejka={slug}") for label, slug, found in lists]
    if user.has_perm("bookings.call_closuremessage"):
        calls = reverse("admin:bookings_closuremessage_changelist")
        waiting = ClosureMessage.objects.to_call().count()
        queues.append(Queue("zadzwoń: organizacje bez adresu e-mail", waiting, f"{calls}?kolejka=zadzwon"))
    return queues


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


@register.simple_tag
def booking_query(free: FreeTime, length: timedelta, persons: int, quantity: int) -> str:
    """What fills the booking form with the beginning of a free time."""
    starts_at, ends_at = (timezone.localtime(moment) for moment in (free.starts_at, free.until(length)))
    return urlencode(
        {
            "sala": free.bookable.pk,
            "dzien": starts_at.date().isoformat(),
            "od": f"{starts_at:%H:%M}",
            "do": f"{ends_at:%H:%M}",
            "osob": persons,
            "sztuk": quantity,
        }
    )
