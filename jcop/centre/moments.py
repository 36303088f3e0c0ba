"""The next moment at which a page about the Centre alters by itself."""

from datetime import datetime, time

from django.db.models import Min, Q
from django.utils import timezone

from jcop.centre.timetable import Timetable
from jcop.models import Announcement
from jcop.opening.hours import ONE_DAY, WARSAW, openings


def next_moment(at: datetime) -> datetime:
    """The nearest opening, closing, midnight, or start or end of a notice after `at`."""
    today = timezone.localdate(at)
    turns = [datetime.combine(today + ONE_DAY, time(), WARSAW)]
    for opens, closes in openings([Timetable.between(today, today).on(today)]):
        turns += [opens, closes]
    notices = Announcement.objects.aggregate(
        starts=Min("publish_from", filter=Q(publish_from__gt=at)),
        ends=Min("publish_until", filter=Q(publish_until__gt=at)),
    )
    turns += [moment for moment in notices.values() if moment]
    return min(moment for moment in turns if moment > at)
