import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from bookings import demonstration, demonstration_duties, demonstration_series
from jcop.demo import ACCOUNTS
from organizations.models import Organization


class Command(BaseCommand):
    """Fill the private cluster with an invented Centre; safe to repeat."""

    help = "Builds the demonstration Centre; only in the private cluster."

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--accounts", action="store_true", help="print the accounts")
        group.add_argument(
            "--is-demonstration",
            action="store_true",
            help="exit with 0 if this database is marked as a demonstration, else with 1",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["is_demonstration"]:
            sys.exit(0 if demonstration.is_marked() else 1)
        if options["accounts"]:
            for account in ACCOUNTS:
                self.stdout.write(f"  {account.email:28} {account.role_name} – {account.description}")
            return
        if settings.OWN_SERVER:
            raise CommandError("The demonstration goes only into the private cluster: unset DATABASE_URL.")
        self._build()

    @transaction.atomic
    def _build(self) -> None:
        now = timezone.now()
        if not demonstration.is_marked():
            if Organization.objects.exists():
                raise CommandError("This database holds organisations that are not a demonstration.")
            demonstration.build(now)
            demonstration.mark()
        demonstration.book(now)
        demonstration_series.book_series(now)
        demonstration_duties.book(now)
