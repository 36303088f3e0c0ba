"""The worker closes a day in the planner and decides about the bookings that it hits."""

from datetime import timedelta

from django.urls import reverse

from agreements.models import Agreement
from bookings.models import Booking
from tests.factories import make_booking, moment, working_monday

MONDAY = working_monday()
DAY = timedelta(days=1)
WEEK = reverse("admin:jcop_hoursperiod_week")
CLOSED = {
    "day_0": "nieczynne",
    **dict.fromkeys([f"day_{n}" for n in range(1, 7)], ""),
    "reason": "inwentaryzacja",
    "note": "",
}


def plan(client: object, **fields: object) -> object:
    """Close the Monday in the planner, as the form in the browser would."""
    url = f"{WEEK}?od={MONDAY}"
    seen = client.get(url).context["form"].initial["seen"]
    return client.post(url, {**CLOSED, "seen": seen, **fields})


def decided(page: object, **fields: object) -> dict[str, object]:
    """What the page of consequences sends: everything hidden, and the decisions."""
    told = {"skutki-choice": "cancel", "skutki-reason": "inwentaryzacja"}
    return {
        **dict(page.context["repeated"]),
        "skutki-seen": page.context["form"].fingerprint,
        **told,
        **fields,
    }


def post(client: object, page: object, **fields: object) -> object:
    return client.post(f"{WEEK}?od={MONDAY}", decided(page, **fields))


def row(booking: Booking) -> str:
    return f"skutki-booking_{booking.pk}"


def on_monday(agreement: Agreement, hour: int, **fields: object) -> Booking:
    return make_booking(agreement=agreement, starts_at=moment(MONDAY, hour), **fields)


def state(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.state
