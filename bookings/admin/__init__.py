from bookings.admin import bookings, closures, handovers, places, series, wanted

__all__ = ["bookings", "closures", "handovers", "places", "series", "wanted"]
