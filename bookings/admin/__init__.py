from bookings.admin import bookings, handovers, places, series, wanted

__all__ = ["bookings", "handovers", "places", "series", "wanted"]
