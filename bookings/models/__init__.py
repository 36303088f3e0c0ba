from bookings.models.allocations import Allocation
from bookings.models.bookings import Booking
from bookings.models.desk import Channel
from bookings.models.items import BookingItem
from bookings.models.places import Bookable, Resource
from bookings.models.plans import Plan, Slot, Verdict
from bookings.models.series import Series
from bookings.models.series_dates import SeriesDate, SeriesItem
from bookings.models.wishes import Thing

__all__ = [
    "Allocation",
    "Bookable",
    "Booking",
    "BookingItem",
    "Channel",
    "Plan",
    "Resource",
    "Series",
    "SeriesDate",
    "SeriesItem",
    "Slot",
    "Thing",
    "Verdict",
]
