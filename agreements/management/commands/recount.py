"""`manage.py recount`: count the deadlines of all open cases anew, after the table of days off changed."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.recounting import recount


class Command(BaseCommand):
    help = "Counts the deadlines of all open cases anew and says which have moved."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = recount()
        for start, count in moved.items():
            self.stdout.write(f"counted from {start}: {count} moved")
        self.stdout.write(f"{sum(moved.values())} deadlines moved.")
