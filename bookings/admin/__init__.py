from bookings.admin import bookings, handovers, places

__all__ = ["bookings", "handovers", "places"]
