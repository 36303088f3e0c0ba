"""Plain functions that write what a test needs; `tests.walked` makes the same by the verbs."""

from tests.factories.agreements import make_agreement, make_attachment, make_request
from tests.factories.bookings import (
    make_booking,
    make_closure,
    make_event,
    make_guest,
    make_plan,
    make_room,
    make_series,
    make_things,
    occasion,
)
from tests.factories.centre import (
    make_document,
    make_hours,
    make_map,
    make_notice,
    make_picture,
    moment,
    next_monday,
    working_monday,
)
from tests.factories.people import make_organization, make_user, numbers
from tests.factories.promotions import make_promotion

__all__ = [
    "make_agreement",
    "make_attachment",
    "make_booking",
    "make_closure",
    "make_document",
    "make_event",
    "make_guest",
    "make_hours",
    "make_map",
    "make_notice",
    "make_organization",
    "make_picture",
    "make_plan",
    "make_promotion",
    "make_request",
    "make_room",
    "make_series",
    "make_things",
    "make_user",
    "moment",
    "next_monday",
    "numbers",
    "occasion",
    "working_monday",
]
