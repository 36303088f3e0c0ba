"""A test that cannot fail proves nothing: each asserts something, itself or through a helper of ours."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.test_house import ROOT, name, tracked

# Besides `assert`: what refuses by itself.
PROOFS = {
    "expect",
    "raises",
    "warns",
    "fail",
    "django_assert_num_queries",
    "django_assert_max_num_queries",
    "run_state_machine_as_test",  # of Hypothesis: its invariants are judged after each move
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """One file of tests: its functions and methods by name, and whence its other names come."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        self.functions: dict[str, list[Function]] = {}
        for node in nodes:
            if isinstance(node, Function):
                self.functions.setdefault(node.name, []).append(node)
        self.imported = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "tests"
            for alias in node.names
        }

    def helpers(self, called: str) -> list[tuple["Module", Function]]:
        """The functions of tests/ that a call of this name may mean here."""
        if called in self.functions:
            return [(self, function) for function in self.functions[called]]
        if called in self.imported:
            source, original = self.imported[called]
            return module(source).helpers(original)
        sources = {module(source) for source, _ in self.imported.values()}
        return [(source, each) for source in sources for each in source.functions.get(called, [])]


@cache
def module(dotted: str) -> Module:
    path = ROOT / (dotted.replace(".", "/") + ".py")
    return Module(ast.parse(path.read_text() if path.exists() else ""))


def proves(where: Module, function: Function, seen: frozenset[Function] = frozenset()) -> bool:
    """Does the function, or a helper that it calls, assert anything?"""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in PROOFS:
                return True
            for source, helper in where.helpers(called):
                if helper not in seen and proves(source, helper, seen | {function}):
                    return True
    return False


def idle(path: Path) -> list[str]:
    """The tests of a file that cannot fail."""
    where = Module(ast.parse(path.read_text()))
    tests = [each for named in where.functions.values() for each in named if each.name.startswith("test_")]
    return [f"{path.name}::{test.name}" for test in tests if not proves(where, test)]


def test_every_test_can_fail():
    files = [path for path in tracked(".py") if name(path).startswith("tests/") and path.stem[:5] == "test_"]

    assert len(files) > 100
    assert [test for path in files for test in idle(path)] == []


@pytest.mark.parametrize(
    ("body", "proof"),
    [
        ("pass", False),
        ("client.get('/')", False),
        ("helped()", False),
        ("assert 1", True),
        ("expect(page).to_be_visible()", True),
        ("with pytest.raises(ValueError):\n        int('x')", True),
        ("with django_assert_num_queries(2):\n        client.get('/')", True),
        ("check()", True),
        ("made().check()", True),
    ],
)
def test_only_a_test_that_asserts_proves_something(body: str, proof: bool, tmp_path: Path):
    file = tmp_path / "test_it.py"
    helpers = "def check():\n    assert 1\ndef helped():\n    made()\n"
    file.write_text(f"{helpers}def test_it():\n    {body}\n")

    assert (idle(file) == []) == proof
