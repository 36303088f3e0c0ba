from bookings.admin import bookings, closures, places

__all__ = ["bookings", "closures", "places"]
