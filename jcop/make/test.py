"""`make test`: every check of the house, the quick ones first and at once, up to the first that fails."""

import time

from jcop.make import checks
from jcop.make.checks import CLUSTER, SLOWEST, WORKERS, Check, in_turn, together
from jcop.make.choosing import TIMES
from jcop.make.postgres import running
from jcop.make.processes import plain_speech

PORTAL = {"DJANGO_SETTINGS_MODULE": "jcop.settings", "DEMO": "1", "HTTPS": "0"}
QUICK = (
    checks.PYTHON_FORMAT,
    checks.PYTHON_LINT,
    checks.PAGE_FORMAT,
    checks.PAGE_LINT,
    checks.TYPES,
    checks.IMPORTS,
    checks.MIGRATIONS,
    checks.SAFE,
    # What all tests begin with, while one core has nothing else to do: their processes would wait for it.
    Check("Migrations and facts run", "python -m tests.databases"),
    Check("The demonstration can be made", "python -m tests.e2e.demonstration", PORTAL),
)
SLOW = (
    Check("Tests", f"pytest {WORKERS} {SLOWEST} --junit-xml {TIMES} --ignore tests/e2e"),
    # Each of its workers has a portal and a browser of its own: one for each core is enough.
    Check("Browser tests", f"pytest -n auto --dist worksteal {SLOWEST} tests/e2e"),
)


def main() -> None:
    """Run the checks with the test cluster up, and stop it whatever happens."""
    begun = time.monotonic()
    with plain_speech(), running(CLUSTER):
        together(QUICK)
        for check in SLOW:
            in_turn(check)
        print(f"\nAll {len(QUICK) + len(SLOW)} checks passed in {time.monotonic() - begun:.0f} s.")


if __name__ == "__main__":
    main()
