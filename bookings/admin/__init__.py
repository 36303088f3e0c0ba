from bookings.admin import bookings, places

__all__ = ["bookings", "places"]
