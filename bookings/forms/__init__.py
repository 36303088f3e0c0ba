from bookings.forms.booking import BookForm
from bookings.forms.duty import DutyForm
from bookings.forms.events import SendPersonsForm, new_key
from bookings.forms.finding import FindForm
from bookings.forms.guests import CodeForm, GuestForm, JoinForm
from bookings.forms.rhythm import RhythmForm
from bookings.forms.series import ChangeDateForm, DatesForm, MoveDatesForm, MovedDatesForm, SeriesForm
from bookings.forms.steps import CLAIMED, LAST_STEP, Step, claimed_by, rhythm_step, step
from bookings.forms.times import TimeForm, clock_field, day_field, public_title_field

__all__ = [
    "CLAIMED",
    "LAST_STEP",
    "BookForm",
    "ChangeDateForm",
    "CodeForm",
    "DatesForm",
    "DutyForm",
    "FindForm",
    "GuestForm",
    "JoinForm",
    "MoveDatesForm",
    "MovedDatesForm",
    "RhythmForm",
    "SendPersonsForm",
    "SeriesForm",
    "Step",
    "TimeForm",
    "claimed_by",
    "clock_field",
    "day_field",
    "new_key",
    "public_title_field",
    "rhythm_step",
    "step",
]
