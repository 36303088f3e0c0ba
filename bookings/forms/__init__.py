from bookings.forms.booking import BookForm
from bookings.forms.finding import FindForm
from bookings.forms.times import TimeForm, day_field, public_title_field

__all__ = ["BookForm", "FindForm", "TimeForm", "day_field", "public_title_field"]
