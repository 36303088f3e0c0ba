"""Looped cases are counted and named, in one process and over several."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

LOOPED = """
import pytest

def test_loop(case):
    for role, answer in {"editor": 200, "clerk": 403, "worker": 404}.items():
        with case("home", role):
            assert answer == EXPECTED

@pytest.mark.parametrize("number", [1, 2])
def test_plain(number):
    assert number
"""
MISCOUNTED = """
def test_empty(case):
    assert case

def test_twice(case):
    for _ in range(2):
        with case("home", "editor"):
            assert case
"""


def printed(folder: Path, source: str, *plugins: str) -> list[str]:
    """What matters of what a run of pytest over `source` prints: failures, and the number of cases."""
    (folder / "test_x.py").write_text(source)
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.counting", "-c", "/dev/null", *plugins],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    lines = [line for line in answer.stdout.split("\n") if line.startswith("E  ") or " cases in " in line]
    return [line.removeprefix("E").strip() for line in lines]


def test_looped_cases_of_all_workers_are_counted_with_the_tests_that_do_not_loop(tmp_path):
    source = LOOPED.replace("EXPECTED", "answer")

    assert printed(tmp_path, source, "-p", "xdist", "-n", "2") == ["5 cases in 3 tests"]


def test_every_case_that_fails_is_named_and_a_loop_without_one_or_with_the_same_twice_fails(tmp_path):
    source = LOOPED.replace("EXPECTED", "200") + MISCOUNTED

    assert printed(tmp_path, source) == [
        "assert 403 == 200",
        "AssertionError: 2 of 3 cases failed:",
        "home, clerk: AssertionError: assert 403 == 200",
        "home, worker: AssertionError: assert 404 == 200",
        "AssertionError: no case was asked",
        "ValueError: the case home, editor is counted already",
        "6 cases in 5 tests",
    ]
