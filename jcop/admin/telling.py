"""What organisations are told when hours change under their bookings."""

from jcop.centre.timetable import period_sentence
from jcop.models import HoursPeriod
from jcop.opening.hours import Period
from jcop.opening.wording import full_date


def told_of(period: HoursPeriod) -> str:
    """A sentence or two about a period that was published, taken back or ended."""
    if period.withdrawn_at:
        return f"Centrum wycofało ogłoszone godziny lub zawieszenie (od {full_date(period.valid_from)})."
    if period.kind != Period.SUSPENSION:
        return f"Zmieniają się godziny otwarcia Centrum. {period_sentence(period.as_period())}"
    end = f"do {full_date(period.valid_until)}" if period.valid_until else "do odwołania"
    return f"Działalność Centrum jest zawieszona od {full_date(period.valid_from)} {end}"
