from bookings.models.allocations import Allocation
from bookings.models.bookings import Booking, BookingItem
from bookings.models.places import Bookable, Resource

__all__ = ["Allocation", "Bookable", "Booking", "BookingItem", "Resource"]
