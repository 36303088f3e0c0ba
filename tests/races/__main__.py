"""Race 50 clients against eight server processes; `make race` runs this with its cluster up."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django

from jcop.make.processes import Failure, finish, plain_speech
from tests.benchmarks.__main__ import FORGOTTEN

MOVES = "tests/bookings/test_moves.py"


def main() -> None:
    """Only in the cluster named bench, whose database is thrown away first."""
    options = read_options()
    with plain_speech():
        if os.environ.get("JCOP_CLUSTER") != "bench":
            raise Failure("Races throw their database away and have one of their own: `make race`.")
        for name in FORGOTTEN:
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "jcop.settings", "WEB_CONCURRENCY": str(options.processes)}
        from django.conf import settings

        # One connection without the pool's threads: we start processes.
        settings.DATABASES["default"]["OPTIONS"].pop("pool")
        django.setup()
        if run(options):
            sys.exit("A race was lost: see above.")
    if options.lives:
        sys.stdout.write(f"Random moves: {options.lives} lives of fifty\n")
        sys.stdout.flush()
        environment = {**os.environ, "MOVES": str(options.lives)}
        # As long as it takes: the limit of a test is meant for a few lives.
        command = [sys.executable, "-m", "pytest", "-o", "faulthandler_timeout=0", MOVES]
        sys.exit(finish(command, env=environment))


def run(options: argparse.Namespace) -> bool:
    """Race, print the table; was anything wrong?"""
    from jcop.ops.database import Cluster
    from tests.benchmarks.portal import serving
    from tests.benchmarks.run import make_database
    from tests.races.advice import ADVICE
    from tests.races.contests import CONTESTS
    from tests.races.run import complaints, lines, progress, race

    progress("database")
    make_database()
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory, "log")
        with log.open("w") as errors, serving(stderr=errors) as portal:
            chosen = [kind for kind in (*ADVICE, *CONTESTS) if options.only in kind.title]
            results, deadlocks = race(portal, options.rounds, options.clients, chosen)
        told = complaints(log)
    told += [line for line in Cluster("bench").log.read_text().splitlines() if "deadlock" in line]
    progress("")
    report = [*lines(results), f"Deadlocks: {deadlocks}. Errors in the logs: {len(told)}.", *told[:20]]
    sys.stdout.write("\n".join([*report, ""]))
    return bool(told or deadlocks or any(result.tally.faults for result in results))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    for name, usual in {"rounds": 200, "clients": 50, "processes": 8}.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{usual} unless told")
    parser.add_argument("--only", default="", help="races whose title holds these words; all unless told")
    parser.add_argument(
        "--lives",
        type=int,
        default=200,
        help="random lives of fifty moves afterwards, 200 unless told; 0: none",
    )
    options = parser.parse_args()
    if not (1 <= options.rounds <= 200 and 4 <= options.clients <= 100 and 1 <= options.processes <= 16):
        parser.error("rounds: 1 to 200, clients: 4 to 100, processes: 1 to 16")
    return options


if __name__ == "__main__":
    main()
