"""`manage.py migrate`, one at a time for each database."""

from typing import Any

from django.core.management.commands import migrate

from jcop.migrating import one_at_a_time


class Command(migrate.Command):
    """Django's own, under a lock: of two machines that take a release at once, one waits for the other."""

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time(options["database"], lambda: self.stderr.write("Waiting for another migrate.")):
            super().handle(*args, **options)
