from bookings.models.allocations import Allocation
from bookings.models.bookings import Booking
from bookings.models.closures import Choice, Closure, Consequence, Decision
from bookings.models.desk import Channel
from bookings.models.items import BookingItem
from bookings.models.messages import ClosureMessage
from bookings.models.obstacles import Obstacle
from bookings.models.places import Bookable, Resource
from bookings.models.wishes import Thing

__all__ = [
    "Allocation",
    "Bookable",
    "Booking",
    "BookingItem",
    "Channel",
    "Choice",
    "Closure",
    "ClosureMessage",
    "Consequence",
    "Decision",
    "Obstacle",
    "Resource",
    "Thing",
]
