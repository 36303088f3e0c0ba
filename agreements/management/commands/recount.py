"""`manage.py recount`: count the deadlines of all open cases anew, after the table of days off changed."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.models import ServiceRequest
from jcop.calendars import office_day_off


class Command(BaseCommand):
    help = "Counts the deadlines of all open cases anew and says which have moved."

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for start, moved in ServiceRequest.objects.recount(office_day_off()):
            total += moved
            self.stdout.write(f"counted from {start}: {moved} moved")
        self.stdout.write(f"{total} deadlines moved.")
