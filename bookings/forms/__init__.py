from bookings.forms.booking import BookForm
from bookings.forms.finding import FindForm
from bookings.forms.series import ChangeDateForm, DatesForm, MoveDatesForm, MovedDatesForm, SeriesForm
from bookings.forms.times import TimeForm, day_field, public_title_field

__all__ = [
    "BookForm",
    "ChangeDateForm",
    "DatesForm",
    "FindForm",
    "MoveDatesForm",
    "MovedDatesForm",
    "SeriesForm",
    "TimeForm",
    "day_field",
    "public_title_field",
]
