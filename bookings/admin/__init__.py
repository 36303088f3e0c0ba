from bookings.admin import bookings, closures, events, handovers, places, series, wanted

__all__ = ["bookings", "closures", "events", "handovers", "places", "series", "wanted"]
