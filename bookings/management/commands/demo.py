import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from bookings.demo import advice, cases, duties, events, map_picture, papers, promotions, series
from bookings.demo.cases import DAYS_AHEAD
from bookings.demo.large import ORGANIZATIONS, PER_DAY, ROOMS, LargeCentre, Progress
from bookings.models import Bookable
from jcop.demo.views import ACCOUNTS
from jcop.jobs import enqueue
from organizations.models import Organization

WIDTH = 40
MOST = 3_000_000  # they reach back to about 1935


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
        parser.add_argument(
            "--organizations",
            type=int,
            help="so many more organisations, all invented, each with an agreement",
        )
        parser.add_argument(
            "--bookings",
            type=int,
            help=f"so many more bookings in {ROOMS} more rooms, in whole days of {PER_DAY}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["is_demonstration"]:
            sys.exit(0 if cases.is_marked() else 1)
        if options["accounts"]:
            for account in ACCOUNTS:
                self.stdout.write(f"  {account.email:28} {account.role_name} – {account.description}")
            return
        if settings.OWN_SERVER:
            raise CommandError("The demonstration goes only into the private cluster: unset DATABASE_URL.")
        is_large = options["organizations"] is not None or options["bookings"] is not None
        organizations, bookings = options["organizations"] or ORGANIZATIONS, options["bookings"] or 0
        if is_large:
            self._check(organizations, bookings)
        self._build()
        if is_large:
            self._enlarge(organizations, bookings)

    def _check(self, organizations: int, bookings: int) -> None:
        """Refuse before anything is built."""
        if organizations < 1 or not 0 <= bookings <= MOST:
            raise CommandError(f"--organizations is at least 1, --bookings at most {MOST:,}.")
        if Bookable.objects.filter(slug__startswith="zmyslona-").exists():
            raise CommandError("This demonstration is large already: `make reset-demo` first.")

    def _enlarge(self, organizations: int, bookings: int) -> None:
        """Many organisations by the real verbs, their bookings by COPY with every guard on."""
        end = timezone.localdate() + timedelta(days=DAYS_AHEAD + 1)
        centre = LargeCentre(end=end, organizations=organizations, progress=self._bar("organisations"))
        centre.grow(bookings, self._bar("bookings"))
        self.stderr.write("")

    def _bar(self, what: str) -> Progress:
        """A bar on one line of the terminal."""

        def show(done: int, of: int) -> None:
            full = WIDTH * done // max(of, 1)
            bar = "#" * full + "." * (WIDTH - full)
            self.stderr.write(f"\r\033[K[{bar}] {done:,} of {of:,} {what}", ending="")
            self.stderr.flush()

        return show

    @transaction.atomic
    def _build(self) -> None:
        now = timezone.now()
        if not cases.is_marked():
            if Organization.objects.exists():
                raise CommandError("This database holds organisations that are not a demonstration.")
            cases.build(now)
            cases.mark()
            enqueue("print_blanks", timestamp=int(now.timestamp()))
        cases.book(now)
        series.book_series(now)
        duties.book(now)
        papers.put_up(now)
        map_picture.put_up()
        promotions.announce(now)
        advice.book(now)
        events.hold(now)
