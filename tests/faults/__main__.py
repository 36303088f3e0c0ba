"""Break the portal in every way that we know of, and count; `make faults` runs this."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django

from jcop.make.processes import Failure, plain_speech
from tests.benchmarks.__main__ import FORGOTTEN


def main() -> None:
    """Only in the cluster named bench, which is started here: it is restarted and killed on the way."""
    options = read_options()
    with plain_speech(), tempfile.TemporaryDirectory() as directory:
        for name in FORGOTTEN:
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "jcop.settings",
            "JCOP_CLUSTER": "bench",
            "PRIVATE_DIR": f"{directory}/private",
            "ATTACHMENT_MAX_COUNT": "10000",
            "ATTACHMENT_MAX_TOTAL_MB": "100000",
        }
        from django.conf import settings

        # One connection without the pool's threads: we start processes.
        settings.DATABASES["default"]["OPTIONS"].pop("pool")
        django.setup()
        if run(options, Path(directory, "log")):
            sys.exit("Something did not hold: see above.")


def run(options: argparse.Namespace, log: Path) -> bool:
    """Break, print the table; did anything not hold?"""
    from tests.benchmarks.run import make_database
    from tests.faults import run as running
    from tests.faults.breaking import FAULTS
    from tests.faults.house import SILENCE_SECONDS, Database, opened
    from tests.faults.post import post_office

    chosen = [fault for fault in FAULTS if options.only in fault.title]
    with log.open("w") as errors, post_office() as office:
        os.environ |= {"EMAIL_URL": office.url, "WORKER_SILENCE_SECONDS": str(SILENCE_SECONDS)}
        database = Database()
        try:
            make_database()
            with opened(database, errors) as house:
                results = running.run(house, office, chosen)
        except Failure as failure:
            raise Failure(f"{failure}\n{log.read_text()[-4000:]}") from None
        finally:
            database.stop()
    running.progress("")
    sys.stdout.write("\n".join([*running.lines(results), ""]))
    return any(result.faults for result in results)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="faults whose title holds these words; all unless given")
    return parser.parse_args()


if __name__ == "__main__":
    main()
