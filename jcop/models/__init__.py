from jcop.models.centre import Centre
from jcop.models.hours import HoursPeriod, HoursSpan, NonWorkingDay
from jcop.models.news import Announcement
from jcop.models.people import SecondFactorReset, User

__all__ = ["Announcement", "Centre", "HoursPeriod", "HoursSpan", "NonWorkingDay", "SecondFactorReset", "User"]
