from bookings.admin import bookings, places, series

__all__ = ["bookings", "places", "series"]
