"""Cases of a table that are looped inside one test: each counted, each that fails named.

`with case("home", "editor"):` holds what is asked of one address and one role. A case that fails does not
stop those after it; the test fails at its end with label and message of each. The run prints how many cases
it asked: a test that loops has as many as it opened, every other has one.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest


class Cases:
    """The cases of one test."""

    def __init__(self) -> None:
        self.labels: set[str] = set()
        self.faults: list[tuple[str, BaseException]] = []

    @contextmanager
    def __call__(self, *parts: object) -> Iterator[None]:
        label = ", ".join(map(str, parts))
        if label in self.labels:
            raise ValueError(f"the case {label} is counted already")
        self.labels.add(label)
        try:
            yield
        except (Exception, pytest.fail.Exception) as fault:  # noqa: BLE001 - raised again when all were asked
            self.faults.append((label, fault))

    def report(self) -> str:
        """Each case that failed, with its message."""
        lines = [f"{label}: {type(fault).__name__}: {fault}" for label, fault in self.faults]
        return "\n".join([f"{len(self.faults)} of {len(self.labels)} cases failed:", *lines])

    def judge(self) -> None:
        """Fail if a case did, or if there was none: that test would prove nothing."""
        if self.faults:
            raise AssertionError(self.report()) from self.faults[0][1]
        if not self.labels:
            raise AssertionError("no case was asked")


@pytest.fixture
def case() -> Cases:
    return Cases()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    cases = pyfuncitem.funcargs.get("case")
    if not isinstance(cases, Cases):
        return (yield)
    try:
        result = yield
    except BaseException as fault:
        if cases.faults:
            fault.add_note(cases.report())
        raise
    finally:
        # Properties travel with the report from a worker of xdist to who counts.
        pyfuncitem.user_properties.append(("cases", len(cases.labels)))
    cases.judge()
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many cases were asked."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call"
    ]
    cases = sum(dict(report.user_properties).get("cases", 1) for report in reports)
    if reports:
        terminalreporter.write_line(f"{cases} cases in {len(reports)} tests")
