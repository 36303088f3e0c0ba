"""Statutory days as the office knows them: the library's, and the office's own additions and strikes."""

from datetime import date

from jcop.models.days_off import NonWorkingDay
from jcop.opening.workdays import ORDINARY_SUNDAY, DayOff, statutory_day_off


def office_day_off() -> DayOff:
    """A `DayOff` for `jcop.opening.workdays` that reads the office's corrections once."""
    corrections = {row.day: row for row in NonWorkingDay.objects.all()}

    def day_off(day: date) -> str | None:
        correction = corrections.get(day)
        if correction is None:
            return statutory_day_off(day)
        if correction.is_off:
            return correction.name
        return ORDINARY_SUNDAY if day.weekday() == 6 else None

    return day_off
