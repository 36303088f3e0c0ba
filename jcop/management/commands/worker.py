"""`manage.py worker`: sends mails, makes documents, keeps the house, until a signal ends it."""

import logging
import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from jcop.ops import worker

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Runs the jobs; what ends by itself is started anew. SIGTERM lets running jobs finish, a second not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "-q",
            "--queues",
            type=lambda names: names.split(","),
            help="only these queues, after commas; all unless given",
        )
        parser.add_argument("-c", "--concurrency", type=int, default=1, help="jobs at once, 1 unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        silence = settings.WORKER_SILENCE_SECONDS
        asked = {"queues": options["queues"], "concurrency": options["concurrency"]}
        try:
            worker.keep(partial(worker.work, silence=silence, **asked), silence)
        except Exception:
            logger.critical("The worker ends, and nobody asked it to.", exc_info=True)
            sys.exit(1)
