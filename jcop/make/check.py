"""`make check`: what the change since the upstream branch can have broken, in seconds.

Changed are the files of the working tree and of the commits that the upstream branch (else origin's main)
has not; where there is neither, the files that differ from the last commit. Browser tests are never run.
"""

import time
from collections.abc import Set
from pathlib import Path

from jcop.make import checks
from jcop.make.changing import base, changed
from jcop.make.checks import CLUSTER, SLOWEST, WORKERS, Check, together
from jcop.make.choosing import Choice, choose, costs
from jcop.make.leaning import Sources
from jcop.make.postgres import running
from jcop.make.processes import plain_speech
from jcop.ops.database import ROOT

QUICK = (checks.PYTHON_FORMAT, checks.PYTHON_LINT)
OF_PAGES = (checks.PAGE_FORMAT, checks.PAGE_LINT)
OF_PYTHON = (checks.TYPES, checks.IMPORTS, checks.MIGRATIONS)
PAGES = "templates"
SHOWN = 8


def main() -> None:
    """Say what has changed, check it, and name the tests that were left for `make test`."""
    begun = time.monotonic()
    with plain_speech(), running(CLUSTER):
        since = base()
        paths = changed(since)
        print(f"Changed since {since[:9]}: {listed(sorted(paths)) or 'nothing'}", flush=True)
        choice = choose(paths, Sources().leanings(), costs())
        together(suitable(paths), beside=Check("Tests", command(choice)))
        print(f"\nPassed in {time.monotonic() - begun:.0f} s. {left_for_later(choice)}")


def suitable(paths: Set[str], root: Path = ROOT) -> tuple[Check, ...]:
    """The checks that judge what changed: of pages those alone, unless the rules did."""
    chosen: tuple[Check, ...] = QUICK
    pages = [path for path in sorted(paths) if path.startswith(PAGES) and (root / path).is_file()]
    if "pyproject.toml" in paths:
        chosen += OF_PAGES
    elif pages:
        chosen += tuple(check.of(PAGES, pages) for check in OF_PAGES)
    if any(path.endswith((".py", ".toml")) for path in paths):
        chosen += OF_PYTHON
    return chosen


def command(choice: Choice) -> str:
    """How the chosen tests are run: on all cores, unless starting them would take longer than the tests."""
    workers = f"{WORKERS} " if choice.seconds > 8 else ""
    return f"pytest {workers}{SLOWEST} {' '.join(choice.chosen)}"


def left_for_later(choice: Choice) -> str:
    """What this check did not see."""
    left = "Left for `make test`: the browser tests"
    if choice.left:
        left += f" and {len(choice.left)} files that the change may touch: {listed(choice.left)}"
    return f"{left}."


def listed(paths: list[str]) -> str:
    """The paths in one line; of many, the first."""
    more = len(paths) - SHOWN
    return ", ".join(paths[:SHOWN]) + (f" and {more} more" if more > 0 else "")


if __name__ == "__main__":
    main()
