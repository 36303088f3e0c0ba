from bookings.models.allocations import Allocation
from bookings.models.bookings import Booking
from bookings.models.desk import Channel
from bookings.models.handovers import Handover, HandoverNames
from bookings.models.items import BookingItem
from bookings.models.places import Bookable, Resource
from bookings.models.wishes import Thing

__all__ = [
    "Allocation",
    "Bookable",
    "Booking",
    "BookingItem",
    "Channel",
    "Handover",
    "HandoverNames",
    "Resource",
    "Thing",
]
