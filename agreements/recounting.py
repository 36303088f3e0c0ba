"""Deadlines after the table of days off has changed."""

from datetime import date

from django.db import transaction

from agreements.mail_kinds import Mail
from agreements.models import ServiceRequest
from jcop.centre.calendars import office_day_off
from jcop.models.messages import post


@transaction.atomic
def recount() -> dict[date, int]:
    """Count the deadlines of open cases anew and write to each whose last day moves; how many, by the day
    from which they are counted.
    """
    moved = ServiceRequest.objects.recount(office_day_off())
    keys = [key for keys in moved.values() for key in keys]
    for request in ServiceRequest.objects.filter(pk__in=keys).order_by("pk").iterator():
        post(Mail.TERM_MOVED, request)
    return {start: len(keys) for start, keys in moved.items() if keys}
