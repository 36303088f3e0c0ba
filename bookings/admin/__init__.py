from bookings.admin import bookings, places, wanted

__all__ = ["bookings", "places", "wanted"]
