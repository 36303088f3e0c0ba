"""Medians beside their floors, and statements counted as the house counts them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import psycopg
from django.db import connection
from django.http.response import HttpResponseBase
from django.test.utils import CaptureQueriesContext

from jcop.make.processes import Failure
from tests.benchmarks.data_set import DataSet
from tests.benchmarks.portal import Portal

WARM_UP = 10
Act = Callable[[], float]  # does something once and says how many seconds it took

# What the house does not count: sessions, users, memberships, ends of transactions, the Centre's hours.
NOT_COUNTED = re.compile(
    r'^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)|(FROM|JOIN|UPDATE|INTO) "(django_session|jcop_user'
    r'|organizations_membership|jcop_hoursperiod|jcop_hoursspan|jcop_nonworkingday)"'
)
# What django-pghistory writes before a statement that may change something: no statement of its own.
HISTORY = re.compile(r"^SELECT set_config\('pghistory\..*?, true\); ", re.DOTALL)


@dataclass(frozen=True)
class Bench:
    """What a figure is measured on: the data, the server, and plain psycopg for floors."""

    data: DataSet
    portal: Portal
    bare: psycopg.Connection
    runs: int

    def medians(self, figure: Act, floor: Act) -> tuple[float, float]:
        """Milliseconds of both, taken in turns, so that a busy moment of the machine strikes both."""
        for _ in range(WARM_UP):
            figure()
            floor()
        pairs = [(figure(), floor()) for _ in range(self.runs)]
        return median(pair[0] for pair in pairs) * 1000, median(pair[1] for pair in pairs) * 1000


def statements(act: Callable[[], HttpResponseBase], expected: int) -> int:
    """How many statements a request within this process asks for, less what the house does not count."""
    answers: list[HttpResponseBase] = []
    found = statements_of(lambda: answers.append(act()))
    if answers[0].status_code != expected:
        raise Failure(f"The answer was {answers[0].status_code}, not {expected}: there is nothing to count.")
    return found


def statements_of(act: Callable[[], object]) -> int:
    """How many statements `act` asks for within this process, less what the house does not count."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not NOT_COUNTED.search(HISTORY.sub("", each["sql"])) for each in captured.captured_queries)
