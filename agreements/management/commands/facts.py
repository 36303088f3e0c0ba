from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from agreements import facts as catalogue
from jcop.centre import facts as centre


class Command(BaseCommand):
    """Load the Centre's true facts: addresses, catalogue of services, archived notices."""

    help = "Loads the true facts about the Centre; safe to repeat, writes over nothing."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        centre.load(timezone.localdate())
        catalogue.load()
