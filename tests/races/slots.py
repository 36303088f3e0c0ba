"""The hours that rounds are about: each round has one that nobody has asked for before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.factories import moment, next_monday

OPENS, CLOSES = 8, 20
HOURS = CLOSES - OPENS
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Slot:
    """One hour of one day."""

    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + HOUR

    @property
    def day(self) -> date:
        return self.starts_at.date()


def slot(number: int) -> Slot:
    """The hour of that round, from the Monday after next on: enough notice, within the horizon."""
    day, hour = divmod(number, HOURS)
    return Slot(moment(next_monday() + timedelta(days=day), OPENS + hour))
