"""What docs/security.md claims is there, and no secret lies in the tree."""

import ast
import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.test_house import ROOT, name, tracked

CITED = re.compile(r"`(tests/[\w/]+\.py)::(\w+(?:::\w+)?)`")
SECRET = re.compile(
    r"""(?P<key>-----BEGIN\ (?:[A-Z]+\ )*PRIVATE\ KEY-----)
    |(?P<token>\b(?:AKIA[0-9A-Z]{16}|gh[oprsu]_\w{36}|github_pat_\w{50}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10}
        |AIza[\w-]{35}|pypi-[\w-]{50}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}))
    |(?P<url>\b[a-z][a-z+]*://[^\s/:@"'{}<>]*:[^\s/:@"'{}<>]+@)
    |(?i:secret|token|passw(?:or)?d|api_?key|credential)\w*["']?\s*[:=]+\s*["']?
        (?P<value>[A-Za-z0-9+/_=-]{20,})""",
    re.VERBOSE,
)
# What looks like a secret and is none, by its end, each with its reason.
HARMLESS = {
    "://user:password@": "says how an address is written",
    "://jcop:tajne@": "invented: tests read what is said of wrong addresses",
    "://jcop:12#tajne@": "invented: a password that breaks an address",
    "://jcop:a%23b@": "invented: the same, written right",
    "://ja:tajne@": "invented: tests read what is said of wrong addresses of mail servers",
}


def test_every_test_that_the_security_page_names_exists():
    cited = CITED.findall((ROOT / "docs/security.md").read_text())

    missing = [f"{path}::{test}" for path, test in cited if test not in functions(ROOT / path)]

    assert len(cited) > 50
    assert missing == []


def functions(path: Path) -> set[str]:
    """The tests of a file, those of a class with its name before them."""
    if not path.is_file():
        return set()
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return names


def test_no_secret_lies_in_the_tree():
    matches = secrets(tracked())

    assert [each for each in matches if not each.endswith(tuple(HARMLESS))] == []
    assert [end for end in HARMLESS if not any(each.endswith(end) for each in matches)] == []


def secrets(paths: Iterable[Path]) -> list[str]:
    """Keys, tokens, addresses with a password, and random signs under the name of a secret."""
    matches = []
    for path in paths:
        for match in SECRET.finditer(path.read_bytes().decode(errors="replace")):
            value = match["value"]
            if value is None or (re.search(r"\d", value) and entropy(value) > 3.5):
                matches.append(f"{name(path) if path.is_relative_to(ROOT) else path.name}: {match[0]}")
    return matches


def entropy(text: str) -> float:
    """Bits for each sign: about 3 in names and words, above 3.5 in what was drawn by lot."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "key = 'AKIA" + "IOSFODNN7EXAMPLE'",
        "ghp_" + "0aB1" * 9,
        "DATABASE_URL=postgres://portal" + ":hunter2@db/jcop",
        "SECRET_KEY=" + "q8Zr2vXw1LkP0sYt7NbH4mCd",
        'api_key = "' + 'q8Zr2vXw1LkP0sYt7NbH4mCd"',
        '{"password": "' + '9f86d081884c7d659a2feaa0c55ad015"}',
    ],
)
def test_a_secret_in_a_file_is_noticed(tmp_path: Path, planted: str):
    path = tmp_path / "settings.txt"
    path.write_text(f"before\n{planted}\nafter\n")

    assert len(secrets([path])) == 1


@pytest.mark.parametrize(
    "word", ["SECRET_KEY = secret_key_of_the_cluster", "token: see the mail", "a://b:@c"]
)
def test_a_word_under_the_name_of_a_secret_is_none(tmp_path: Path, word: str):
    path = tmp_path / "settings.txt"
    path.write_text(word)

    assert secrets([path]) == []
