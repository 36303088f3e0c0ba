"""Bookings laid out in time: on pages, on paper and as feeds. They show and change nothing."""
