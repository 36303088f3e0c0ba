"""`manage.py sweep`: what the nightly sweep of files does, and the word that it waits for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from agreements import sweeping


class Command(BaseCommand):
    help = "Marks files that no row names and deletes those marked for 30 days; prints the counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--adopt", action="store_true", help="this database was restored or moved: the folder is its own"
        )
        parser.add_argument("--all", action="store_true", help="however many they are")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["adopt"]:
            sweeping.adopt()
        counted = sweeping.sweep(timezone.now(), however_many=options["all"])
        self.stdout.write("files: {}, without a row: {}, marked now: {}, deleted: {}".format(*counted))
