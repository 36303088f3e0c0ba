"""Talks with advisers and duties by the verbs, as `tests.walked` makes the other cases."""

from datetime import datetime

from agreements.models import Agreement
from bookings.models import AdviceVisit, Bookable, Booking, Guest, Topic
from tests.bookings import advising
from tests.bookings.duties import HELP
from tests.factories import moment, next_monday, working_monday
from tests.walked import make_agreement, make_booking


def make_visit(
    *,
    adviser: Bookable | None = None,
    guest: Guest | None = None,
    name: str = "Felicja Założycielska",
    starts_at: datetime | None = None,
    about: str = "Chcemy założyć stowarzyszenie.",
    **options: object,
) -> AdviceVisit:
    """A founder's talk."""
    booking = Booking.advise(
        guest=guest or advising.make_guest(),
        name=name,
        bookable=adviser or advising.make_adviser(),
        starts_at=starts_at or moment(working_monday(), 10),
        topic=Topic.ASSOCIATION,
        about=about,
        **options,
    )
    return booking.visit


def make_advice(
    *,
    adviser: Bookable | None = None,
    agreement: Agreement | None = None,
    starts_at: datetime | None = None,
    topic: str = Topic.LAW,
    **options: object,
) -> Booking:
    """An organisation's talk."""
    agreement = agreement or make_agreement(services=("doradztwo",))
    adviser = adviser or advising.make_adviser()
    starts_at = starts_at or moment(working_monday(), 10)
    return Booking.request(
        organization=agreement.organization,
        by=agreement.organization.registered_by,
        bookable=adviser,
        starts_at=starts_at,
        ends_at=starts_at + adviser.slot,
        purpose=Booking.Purpose.OTHER,
        topic=topic,
        **options,
    )


def make_duty(
    place: Bookable, agreement: Agreement, *, starts_at: datetime | None = None, **fields: object
) -> Booking:
    """A duty of one hour that the organisation asks for; it is the worker's to confirm."""
    asked = {"public_title": HELP, "starts_at": starts_at or moment(next_monday(), 15)}
    return make_booking(room=place, agreement=agreement, **asked | fields)
