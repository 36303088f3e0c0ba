from bookings.models.allocations import Allocation
from bookings.models.bookings import Booking
from bookings.models.desk import Channel
from bookings.models.feeds import FeedSecret
from bookings.models.items import BookingItem
from bookings.models.places import Bookable, Resource
from bookings.models.reminding import Reminder
from bookings.models.wishes import Thing

__all__ = [
    "Allocation",
    "Bookable",
    "Booking",
    "BookingItem",
    "Channel",
    "FeedSecret",
    "Reminder",
    "Resource",
    "Thing",
]
