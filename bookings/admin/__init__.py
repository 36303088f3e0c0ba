from bookings.admin import advice, bookings, closures, handovers, places, series, wanted

__all__ = ["advice", "bookings", "closures", "handovers", "places", "series", "wanted"]
