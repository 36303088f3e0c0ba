from bookings.forms.booking import BookForm
from bookings.forms.duty import DutyForm
from bookings.forms.events import SendPersonsForm, new_key
from bookings.forms.finding import FindForm
from bookings.forms.guests import CodeForm, GuestForm
from bookings.forms.series import ChangeDateForm, DatesForm, MoveDatesForm, MovedDatesForm, SeriesForm
from bookings.forms.times import TimeForm, clock_field, day_field, public_title_field, warsaw_moment

__all__ = [
    "BookForm",
    "ChangeDateForm",
    "CodeForm",
    "DatesForm",
    "DutyForm",
    "FindForm",
    "GuestForm",
    "MoveDatesForm",
    "MovedDatesForm",
    "SendPersonsForm",
    "SeriesForm",
    "TimeForm",
    "clock_field",
    "day_field",
    "new_key",
    "public_title_field",
    "warsaw_moment",
]
