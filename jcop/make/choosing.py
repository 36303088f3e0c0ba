"""Which tests `make check` runs: those nearest to the change, as many as the time allows.

A test is as near as its shortest chain of leanings (jcop/make/leaning.py) to a changed file. The helpers
that make cases for every test (tests/factories/ and its neighbours) join all with all: only what no
other chain reaches is reached through them. A file that no chain reaches stands for all tests of its app.
"""

import os
import re
from collections.abc import Iterable, Set
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from jcop.make.leaning import Leanings
from jcop.ops.database import ROOT, VAR

# Whatever every test stands on.
GROUND = (
    *("tests/conftest.py", "tests/factories/*", "tests/cases.py", "tests/walked.py", "tests/files.py"),
    *("tests/databases.py", "tests/rows.py", "tests/world.py"),
)
ALL = (
    *GROUND,
    *("*/migrations/*", "*/facts.py", "*/apps.py", "tests/tour/source_facts.txt"),
    *("jcop/settings.py", "pyproject.toml", "requirements*.txt"),
)
WORDS = ("*.md", ".gitignore", ".ci/*", "docs/*", "deploy/*.conf")
HOUSE = "tests/test_house*.py"  # read every file and are quick
ELSEWHERE = ("tests/e2e/*", "tests/benchmarks/*", "tests/races/*", "tests/audit/*")
# So long may the chosen tests take on each core: after a change of pages alone, and after any other.
PAGE_SECONDS, CODE_SECONDS = 1.5, 20
# What `make test` has not noted yet: a test, and a file that visits every page for every role, or measures.
USUAL_SECONDS, WALK_SECONDS = 0.2, 60
WALK = re.compile(r"from tests\.(world|tour|benchmarks|races)\b")
FAR = 100
TIMES = VAR / "test-times.xml"


class Choice(NamedTuple):
    """The test files to run, the others that may be touched, how long the chosen should take in all."""

    chosen: list[str]
    left: list[str]
    seconds: float


def choose(changed: Set[str], leanings: Leanings, cost: dict[str, float], cores: int = 0) -> Choice:
    """Judge the changed paths by who leans on whom and by the seconds that each test file takes."""
    tests = sorted(path for path in cost if not like(path, ELSEWHERE))
    always = [path for path in tests if fnmatchcase(path, HOUSE) or path in changed]
    if any(like(path, ALL) for path in changed):
        return Choice(tests, [], sum(cost.values()))
    subjects = {path for path in changed if not like(path, WORDS)}
    steps = nearness(subjects, leanings)
    if not any(steps.get(path, FAR) < FAR for path in tests if path not in always):
        steps |= {path: FAR for path in tests if of_one_app(path, subjects)}
    touched = {path: steps[path] for path in tests if path in steps and path not in always}
    order = sorted(touched, key=lambda path: (*likeness(path, subjects), touched[path], cost[path], path))
    pages_only = all(path.startswith(("templates/", "static/")) for path in subjects)
    allowed = (cores or os.cpu_count() or 1) * (PAGE_SECONDS if pages_only else CODE_SECONDS)
    chosen, left, time_left = list(always), [], allowed
    for path in order:
        if path == order[0] or cost[path] <= time_left:
            chosen.append(path)
            time_left -= cost[path]
        else:
            left.append(path)
            if cost[path] <= allowed:  # what would never fit does not end the list
                time_left = 0
    return Choice(chosen, sorted(left), sum(cost[path] for path in chosen))


def nearness(subjects: Iterable[str], leanings: Leanings) -> dict[str, int]:
    """How many leanings lie between each file and the nearest subject, a hundred more through the ground."""
    users: Leanings = {}
    for path, needed in leanings.items():
        for each in needed:
            users.setdefault(each, set()).add(path)
    steps = dict.fromkeys(subjects, 0)
    for past_ground in (False, True):
        reached = list(steps)
        while reached:
            following = []
            for path in reached:
                if like(path, GROUND) and not past_ground:
                    continue
                further = steps[path] + (FAR if like(path, GROUND) else 1)
                for user in users.get(path, ()):
                    if user not in steps:
                        steps[user] = further
                        following.append(user)
            reached = following
    return steps


def likeness(test: str, subjects: Iterable[str]) -> tuple[bool, bool]:
    """Sorts a test first that is named after a subject of its app, then those of the app, then the rest."""
    near = [path for path in subjects if of_one_app(test, [path])]
    named = any(bare(Path(test).stem.removeprefix("test_")) == bare(Path(path).stem) for path in near)
    return not named, not near


def of_one_app(test: str, subjects: Iterable[str]) -> bool:
    """Do the test and one of the subjects belong to the same app?"""
    return any(Path(test).parts[1] in Path(path).parts[:2] for path in subjects)


def bare(name: str) -> str:
    """The name without its plural: test_booking.py judges bookings.py."""
    return name.removesuffix("s")


def like(path: str, patterns: Iterable[str]) -> bool:
    """Is it one of them?"""
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def costs(root: Path = ROOT, times: Path = TIMES) -> dict[str, float]:
    """Seconds of each test file: as the last `make test` noted them, else by the number of its tests."""
    cost = {}
    for path in sorted((root / "tests").rglob("test_*.py")):
        text = path.read_text()
        tests = len(re.findall(r"^\s*def test_", text, re.MULTILINE))
        usual = WALK_SECONDS if WALK.search(text) else tests * USUAL_SECONDS
        cost[path.relative_to(root).as_posix()] = usual
    noted: dict[str, float] = {}
    if times.exists():
        for case in ElementTree.parse(times).iter("testcase"):  # noqa: S314 – our own file
            words = case.get("classname", "").split(".")
            names = ["/".join(words[:length]) + ".py" for length in range(1, len(words) + 1)]
            for name in cost.keys() & names:
                noted[name] = noted.get(name, 0) + float(case.get("time", "0"))
    return cost | noted
