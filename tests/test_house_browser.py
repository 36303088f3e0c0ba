"""Browser tests wait, and never ask once what may still be on its way: a busy machine answers late."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from tests.test_house import name, tracked

# Playwright answers them at once, about whatever page there is by then. `count` of a string has arguments.
WITHOUT_ARGUMENTS = {
    *("all", "all_inner_texts", "all_text_contents", "bounding_box", "content", "count"),
    *("inner_html", "inner_text", "input_value", "text_content", "title"),
    *("is_checked", "is_disabled", "is_editable", "is_enabled", "is_hidden", "is_visible"),
}
ASKED = {
    *("evaluate", "evaluate_all", "evaluate_handle", "get_attribute"),
    *("query_selector", "query_selector_all", "sleep", "wait_for_timeout"),
}
# Each with the reason why it may.
ALLOWED = {
    "tests/e2e/reading.py": "waits before it asks, for all others",
    "tests/e2e/looking.py": "waits until the page is whole, or until another has come",
    "tests/e2e/post.py sleep": "between two looks at a directory",
    "tests/e2e/people.py wait_for_timeout": "between two questions to the worker",
    "tests/e2e/conftest.py url": "of a request or a message, which has but one",
    "tests/e2e/test_design.py url": "of an answer, which has but one",
    "tests/e2e/test_design.py evaluate": "of a page opened by `goto`, which waits until it is whole",
    "tests/e2e/test_bookings.py evaluate": "puts a key back into the page and asks nothing",
    "tests/e2e/test_news.py evaluate": "tells the page of a paste and asks nothing",
    "tests/e2e/test_pages.py evaluate_all": "of a page opened by `goto`, which waits until it is whole",
    "tests/audit/looks.py": "of a page opened by `arrive`, which waits until it is whole",
}
LOOKS = {"shape", "barriers"}
ACTS = {"check", "click", "press"}


def modules() -> dict[str, ast.Module]:
    browsing = [path for path in tracked(".py") if name(path).startswith(("tests/e2e/", "tests/audit/"))]
    return {name(path): ast.parse(path.read_text()) for path in browsing}


def asked_once(tree: ast.AST) -> Iterator[ast.Attribute]:
    """What a module asks of a page as it stands: a method of Playwright's that does not wait, an address."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            alone = not (node.args or node.keywords)
            if node.func.attr in ASKED or (alone and node.func.attr in WITHOUT_ARGUMENTS):
                yield node.func
        if isinstance(node, ast.Attribute) and node.attr == "url":
            yield node


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for part in ("body", "orelse", "finalbody"):
            statements = getattr(node, part, [])
            if isinstance(statements, list):
                yield statements


def is_act(statement: ast.stmt) -> bool:
    """Nothing but a click or a key, after which another page may be on its way."""
    called = statement.value if isinstance(statement, ast.Expr) else None
    function = called.func if isinstance(called, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in ACTS


def looks(statement: ast.stmt) -> bool:
    names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return bool(names & LOOKS)


def test_browser_tests_wait_for_what_they_ask():
    wrong, allowed = [], set()
    for module, tree in modules().items():
        for asked in asked_once(tree):
            places = {module, f"{module} {asked.attr}"} & ALLOWED.keys()
            allowed |= places
            if not places:
                wrong.append(f"{module}:{asked.lineno} {asked.attr}")

    assert wrong == []
    assert allowed == ALLOWED.keys()


def test_nobody_looks_at_a_page_right_after_a_click():
    wrong = [
        f"{module}:{after.lineno}"
        for module, tree in modules().items()
        for block in blocks(tree)
        for before, after in pairwise(block)
        if is_act(before) and looks(after)
    ]

    assert wrong == []


def test_the_rule_sees_what_once_failed_on_a_busy_machine():
    tree = ast.parse(
        "page.click()\nif fold.is_visible():\n    key = page.url\nword.count('a')\nassert shape(page)"
    )

    assert [asked.attr for asked in asked_once(tree)] == ["is_visible", "url"]
    assert [is_act(statement) for statement in tree.body] == [True, False, False, False]
    assert [looks(statement) for statement in tree.body] == [False, False, False, True]
