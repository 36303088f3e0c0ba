"""Make the data, serve them, measure, print the table: `make bench` runs this with its cluster up."""

import argparse
import os

import django

from jcop.make.processes import Failure, plain_speech

# What a developer's own environment may hold and a benchmark must not heed.
FORGOTTEN = ("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "DEMO", "HTTPS", "LOG_LEVEL", "PORT", "SITE_URL")
MOST_RUNS = 200  # two bookings are made in a run, and the free half-hours are 240


def main() -> None:
    """Only in the cluster named bench, whose database is thrown away first."""
    options = read_options()
    with plain_speech():
        if os.environ.get("JCOP_CLUSTER") != "bench":
            raise Failure("Benchmarks throw their database away and have one of their own: `make bench`.")
        for name in FORGOTTEN:
            os.environ.pop(name, None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
        from django.conf import settings

        # One connection without the pool's threads: we start processes.
        settings.DATABASES["default"]["OPTIONS"].pop("pool")
        django.setup()
        from tests.benchmarks.run import run

        run(options.sizes, options.runs, options.only)


def read_options() -> argparse.Namespace:
    """The sizes in rising order and how often each figure is measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--sizes",
        type=lambda text: sorted({int(size) for size in text.split(",")}),
        default=[1_000, 100_000, 1_000_000],
        help="numbers of bookings, 1000,100000,1000000 unless told; each is brought to whole days of 90",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=100,
        help=f"measurements of each figure, 100 unless told, {MOST_RUNS} at most",
    )
    parser.add_argument(
        "--only",
        default="",
        help="figures whose function's name holds one of these words, after commas; all unless told",
    )
    options = parser.parse_args()
    if not 1 <= options.runs <= MOST_RUNS:
        parser.error(f"--runs must lie between 1 and {MOST_RUNS}")
    return options


if __name__ == "__main__":
    main()
