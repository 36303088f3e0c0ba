from bookings.admin import bookings, places, series, wanted

__all__ = ["bookings", "places", "series", "wanted"]
