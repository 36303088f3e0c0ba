from bookings.models.acceptance import RulesAcceptance, rules_to_accept
from bookings.models.booking_table import BookingContact, BookingItem, Channel
from bookings.models.bookings import Booking, Reminder
from bookings.models.closures import Choice, Closure, ClosureMessage, Consequence, Decision
from bookings.models.event_table import EventDate
from bookings.models.events import Event
from bookings.models.feeds import FeedSecret
from bookings.models.guests import Guest, Introduction
from bookings.models.handovers import Handover, HandoverNames
from bookings.models.obstacles import Obstacle
from bookings.models.places import (
    FOUNDING,
    Allocation,
    Bookable,
    BookableHours,
    BookablePhoto,
    Resource,
    Topic,
)
from bookings.models.plans import Plan, Slot, Verdict
from bookings.models.seats import Seat, SeatName
from bookings.models.series import Series
from bookings.models.series_dates import SeriesDate, SeriesItem
from bookings.models.taking import Occasion
from bookings.models.visits import AdviceVisit
from bookings.models.wanted import WantedTimes, WantedTimesSettled
from bookings.models.wishes import Thing

__all__ = [
    "FOUNDING",
    "AdviceVisit",
    "Allocation",
    "Bookable",
    "BookableHours",
    "BookablePhoto",
    "Booking",
    "BookingContact",
    "BookingItem",
    "Channel",
    "Choice",
    "Closure",
    "ClosureMessage",
    "Consequence",
    "Decision",
    "Event",
    "EventDate",
    "FeedSecret",
    "Guest",
    "Handover",
    "HandoverNames",
    "Introduction",
    "Obstacle",
    "Occasion",
    "Plan",
    "Reminder",
    "Resource",
    "RulesAcceptance",
    "Seat",
    "SeatName",
    "Series",
    "SeriesDate",
    "SeriesItem",
    "Slot",
    "Thing",
    "Topic",
    "Verdict",
    "WantedTimes",
    "WantedTimesSettled",
    "rules_to_accept",
]
