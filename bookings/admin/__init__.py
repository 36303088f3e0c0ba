from bookings.admin import advice, bookings, closures, events, handovers, places, series, wanted

__all__ = ["advice", "bookings", "closures", "events", "handovers", "places", "series", "wanted"]
